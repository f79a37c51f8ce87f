"""The rows about parties that take no part and stand apart from the matrix of the others. Pure."""

from collections.abc import Collection, Iterable
from typing import TypeVar

from analytics.release.rows import CellRow, MeanRow

OfGap = TypeVar("OfGap", CellRow, MeanRow)


def divided(rows: Iterable[OfGap], apart: Collection[str]) -> tuple[list[OfGap], list[OfGap]]:
    """The rows about the sides, and those about a target that stands apart from their matrix."""
    table = list(rows)
    return (
        [row for row in table if row.target not in apart],
        [row for row in table if row.target in apart],
    )
