"""Impressions answer by answer: their answers differ from side to side. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analytics.release.rows import BlockRow, exactly
from surveys.instruments.document import Document, answers_of


@dataclass(frozen=True)
class ImpressionRow:
    """How many of a side gave one answer, and it or an earlier one; None if unpublished."""

    perceiver: str
    lens: str
    n: int
    answer: str
    count_low: int | None
    count_high: int | None
    cum_low: int | None
    cum_high: int | None


def impressions_in(blocks: Iterable[BlockRow], document: Document) -> list[ImpressionRow]:
    """Every answer of every side before all else and afterwards, in published order."""
    return [
        row
        for block in blocks
        if block.item_kind == "impression"
        for row in _rows(block, answers_of(document, "impression", block.perceiver))
    ]


def _rows(block: BlockRow, answers: tuple[str, ...]) -> Iterator[ImpressionRow]:
    cumulative = (*block.cumulative, (block.n, block.n)) if block.cumulative else None
    for place, answer in enumerate(answers):
        counts = exactly(block, place) or (None, None)
        cumulated = cumulative[place] if cumulative else (None, None)
        yield ImpressionRow(block.perceiver, block.lens, block.n, answer, *counts, *cumulated)
