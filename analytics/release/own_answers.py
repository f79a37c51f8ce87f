"""Questions whose answers are not the marks, answer by answer. Pure."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from analytics.release.rows import BlockRow, exactly
from surveys.instruments.document import Document, answers_of


@dataclass(frozen=True)
class AnswerRow:
    """How many of a side gave one answer, and it or an earlier one; None if unpublished."""

    perceiver: str
    target: str
    item: str
    lens: str
    group: str
    n: int
    answer: str
    count_low: int | None
    count_high: int | None
    cum_low: int | None
    cum_high: int | None


def answers_in(
    blocks: Iterable[BlockRow], document: Document, kinds: Collection[str]
) -> list[AnswerRow]:
    """Every answer to the questions of these kinds, in the order of the blocks and as published."""
    return [
        row
        for block in blocks
        if block.item_kind in kinds
        for row in _rows(block, answers_of(document, block.item_kind, block.perceiver, block.item))
    ]


def _rows(block: BlockRow, answers: tuple[str, ...]) -> Iterator[AnswerRow]:
    cumulative = (*block.cumulative, (block.n, block.n)) if block.cumulative else None
    for place, answer in enumerate(answers):
        counts = exactly(block, place) or (None, None)
        cumulated = cumulative[place] if cumulative else (None, None)
        yield AnswerRow(
            perceiver=block.perceiver,
            target=block.target,
            item=block.item,
            lens=block.lens,
            group=block.group,
            n=block.n,
            answer=answer,
            count_low=counts[0],
            count_high=counts[1],
            cum_low=cumulated[0],
            cum_high=cumulated[1],
        )
