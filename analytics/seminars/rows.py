"""The counts of a seminar as rows of blocks, like those of a release."""

from collections.abc import Iterable

from analytics.release.rows import BlockRow
from surveys.instruments.loader import document_of
from surveys.models.seminar import Seminar, SeminarCount
from surveys.seminars.steps import IMPRESSION, PERCEIVED, is_impression, steps_of


def block_rows(seminar: Seminar, counts: Iterable[SeminarCount] | None = None) -> list[BlockRow]:
    """Return these counts, by default all that the seminar has, in the order of steps and sides.

    `position` is the number of the step, `item` its key.
    """
    keys = steps_of(document_of(seminar.instrument))
    stored = seminar.counts.all() if counts is None else counts
    rows = [_row(keys[count.step - 1], count) for count in stored]
    return sorted(rows, key=lambda row: (row.position, seminar.sides.index(row.perceiver)))


def _row(key: str, count: SeminarCount) -> BlockRow:
    cumulative = count.cumulative
    return BlockRow(
        perceiver=count.side,
        target=count.target,
        item=key,
        item_kind=IMPRESSION if is_impression(key) else "concern",
        domain="",
        position=count.step,
        lens=key if is_impression(key) else PERCEIVED,
        group=count.side,
        n=count.n,
        cumulative=None if cumulative is None else tuple((low, high) for low, high in cumulative),
    )
