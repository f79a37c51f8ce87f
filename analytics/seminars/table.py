"""The counts of a seminar as a file: one line for each answer to a step by a side."""

from collections.abc import Iterator
from typing import Any

from analytics.export.csv import csv_bytes
from analytics.release.rows import BlockRow, exactly
from analytics.seminars.rows import block_rows
from surveys.instruments.loader import document_of
from surveys.models.seminar import Seminar
from surveys.seminars.steps import step_answers

# Of a side below five there is one line, in which all after `n` is empty. `cum_` are of the answer
# and those before it: the block as it was counted. The others follow from it.
NAMES = ("step", "perceiver", "target", "n", "answer", "fewest", "most", "cum_low", "cum_high")


def counts_csv(seminar: Seminar) -> bytes:
    """All counts of a seminar as CSV, the answers to a step in the order in which they cumulate."""
    lines = (line for row in block_rows(seminar) for line in _lines(seminar, row))
    return csv_bytes(NAMES, lines)


def _lines(seminar: Seminar, row: BlockRow) -> Iterator[tuple[Any, ...]]:
    of_step = (row.item, row.perceiver, row.target, row.n)
    if row.cumulative is None:
        yield (*of_step, *[None] * (len(NAMES) - len(of_step)))
        return
    cumulative = [*row.cumulative, (row.n, row.n)]
    answers = step_answers(document_of(seminar.instrument), row.item, row.perceiver)
    for place, answer in enumerate(answers):
        fewest, most = exactly(row, place) or (None, None)
        yield (*of_step, answer, fewest, most, *cumulative[place])
