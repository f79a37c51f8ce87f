"""What the files of a release are made of: tables of typed, labelled columns. Pure.

One description serves every format, so that CSV, Parquet, SPSS, Stata and the codebook cannot
disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Literal

# One text for each language tag in which there is one; never filled up from another language.
Texts = Mapping[str, str]


class Missing(IntEnum):
    """Why there is no value. None, beside these, means that nothing can be said.

    The number is the code in SPSS, where it is declared as missing, and in CSV and Parquet marks;
    `stata` is the extended missing value. The first three are the numbers of `Mark`.
    """

    SKIPPED = -3
    PREFER_NOT_TO_SAY = -2
    CANNOT_DETERMINE = -1
    NOT_ASKED = -4
    BELOW_FIVE = -5

    @property
    def stata(self) -> str:
        """The letter of Stata's extended missing value.

        >>> Missing.BELOW_FIVE.stata
        'e'
        """
        return "abcde"[_IN_STATA.index(self)]


_IN_STATA = (
    Missing.PREFER_NOT_TO_SAY,
    Missing.CANNOT_DETERMINE,
    Missing.NOT_ASKED,
    Missing.SKIPPED,
    Missing.BELOW_FIVE,
)

Value = str | int | float | bool | None


class Kind(Enum):
    """What a column holds, whatever a format calls it."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    MARK = "mark"


@dataclass(frozen=True)
class Column:
    """One variable. ``name`` is good in SPSS and Stata too: a letter, then letters, digits or _,
    32 at most. ``labels`` say what it is and ``values`` what a value means, by language;
    ``missing`` are the reasons that may stand in place of a value.
    """

    name: str
    kind: Kind
    labels: Texts
    values: Mapping[str | int, Texts] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows of values in the order of the columns; a `Missing` says why one is not there."""

    name: Literal["blocks", "cells", "means", "changes", "impressions", "records"]
    titles: Texts
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Value | Missing, ...]]
