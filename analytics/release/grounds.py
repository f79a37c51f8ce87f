"""What a side's answers and the panel's rest on, and whether it goes with wide gaps. Pure.

All of it follows from the published blocks of the battery `BATTERY` and from the published means of
the threat gaps.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analytics.measures.ordered_pairs import Item, PairOrder, pair_order
from analytics.release.battery_blocks import battery_blocks
from analytics.release.rows import BlockRow, Interval, MeanRow, exactly
from surveys.instruments.batteries import ASSESSED, STATED, BatteryQuestion
from surveys.instruments.document import NO_LEVEL, Document

BATTERY = "grounds"  # the battery, in any questionnaire that has it
# Those of its answers that name something the other side has, does or says.
OBSERVED = frozenset({"capability", "doctrine", "conduct", "statements", "politics"})
# What stands for the others together where a single ground is named.
OTHERS = "others"


@dataclass(frozen=True)
class GroundsRow:
    """What the answers of one group about one directed dyad rest on most.

    Attributes
    ----------
    group : the side whose participants answered, or the panel or a part of it.
    n : the people who submitted and were asked.
    counts : the fewest and the most who named each ground, by its key; None if unpublished.
    observed, others : the same of all grounds of `OBSERVED` together, and of all others; None also
        where the questionnaire does not list the former first.
    without : of those who named none.
    """

    perceiver: str
    target: str
    lens: str
    group: str
    n: int
    counts: dict[str, Interval] | None
    observed: Interval | None
    others: Interval | None
    without: Interval | None


@dataclass(frozen=True)
class GroundGap:
    """Whether participants of sides with wider threat gaps name a ground more often.

    `ground` is the key of an answer, or `OTHERS` for all that are not `OBSERVED`; `items` are the
    directed dyads that were compared.
    """

    ground: str
    items: tuple[Item, ...]
    order: PairOrder


def grounds_of(document: Document, blocks: Sequence[BlockRow]) -> list[GroundsRow]:
    """Return a row for each group and directed dyad: participants first, then the panel.

    They are of the battery's first question about its first item; [] where there is none.
    """
    question = question_of(document)
    if question is None:
        return []
    item = document.battery(BATTERY).items[0].key
    return [
        _row(block, answer_keys(document))
        for lens in (STATED, ASSESSED)
        for place, block in battery_blocks(blocks, BATTERY, question.key, lens).items()
        if place.item == item
    ]


def answer_keys(document: Document) -> tuple[str, ...]:
    """Return the keys of the grounds, in the order in which they are published; () without any."""
    question = question_of(document)
    return tuple(answer.key for answer in question.answers) if question else ()


def question_of(document: Document) -> BatteryQuestion | None:
    """Return the battery's first question; None where the questionnaire has no such battery."""
    found = [battery for battery in document.batteries if battery.key == BATTERY]
    return found[0].questions[0] if found else None


def _row(block: BlockRow, answers: Sequence[str]) -> GroundsRow:
    first = len(NO_LEVEL)
    places = range(first, first + len(answers))
    counts = {
        answer: interval
        for answer, place in zip(answers, places, strict=True)
        if (interval := exactly(block, place)) is not None
    }
    split = observed_first(answers)
    return GroundsRow(
        perceiver=block.perceiver,
        target=block.target,
        lens=block.lens,
        group=block.group,
        n=block.n,
        counts=counts or None,
        observed=adjacent(block, first, first + split) if split else None,
        others=adjacent(block, first + split, first + len(answers)) if split else None,
        without=adjacent(block, 0, first),
    )


def observed_first(answers: Sequence[str]) -> int:
    """Return how many of `OBSERVED` lead the answers; 0 if they do not all, or nothing follows."""
    known = [answer for answer in answers if answer in OBSERVED]
    leads = list(answers[: len(known)]) == known and len(known) < len(answers)
    return len(known) if leads else 0


def adjacent(block: BlockRow, start: int, end: int) -> Interval | None:
    """How many gave one of the answers from `start` up to, but not including, `end`.

    These are the exact limits, since it is the difference of two cumulative counts. None if
    unpublished.
    """
    if block.cumulative is None:
        return None
    edges = [(0, 0), *block.cumulative, (block.n, block.n)]
    (low, high), (end_low, end_high) = edges[start], edges[end]
    return (max(0, end_low - high), end_high - low)


def ground_gaps(
    document: Document, blocks: Sequence[BlockRow], means: Iterable[MeanRow]
) -> list[GroundGap]:
    """Return for each ground, and for the others together, whether it goes with wide gaps.

    Over all directed dyads with a published mean of the threat gap against the whole panel: the
    mean delta of the common concerns, as it stands in the release.
    """
    rows = [row for row in grounds_of(document, blocks) if row.lens == STATED]
    wide = {
        (mean.perceiver, mean.target): mean.mean
        for mean in means
        if (mean.gap, mean.panel_without) == ("threat", "") and mean.perceiver and mean.target
    }
    found = []
    answers = answer_keys(document)
    for key in (*answers, *([OTHERS] if observed_first(answers) else [])):
        items = tuple(_item(row, key, wide.get((row.perceiver, row.target))) for row in rows)
        found.append(GroundGap(key, items, pair_order(items)))
    return found if rows else []


def _item(row: GroundsRow, ground: str, gap: float | None) -> Item:
    low, high = named(row, ground) or (None, None)
    return Item(low, high, row.n, gap)


def named(row: GroundsRow, ground: str) -> Interval | None:
    """How many of a group named a ground, or one of the others; None if unpublished."""
    if ground == OTHERS:
        return row.others
    return row.counts[ground] if row.counts else None
