"""Which orders of the region each side could accept, and whether the others know. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analytics.measures.blocks import Block
from analytics.measures.marks import ANSWERS, LEVELS
from analytics.measures.order_zones import Standing, Widest, standing, widest
from analytics.measures.verdicts import Thresholds
from analytics.release.battery_blocks import BatteryPlace, battery_blocks
from analytics.release.predicted_pairs import PredictedPair
from analytics.release.rows import BlockRow, Figures, Interval, at_least
from surveys.instruments.batteries import PREDICTED, STATED
from surveys.instruments.sides_and_orders import ACCEPTABLE, LIKELY, ORDERS, YES

PLACE_OF_YES = ANSWERS.index(LEVELS[0]) + YES


@dataclass(frozen=True)
class OrderRow:
    """One order of the region and the participants of one side.

    ``acceptable`` are the fewest and the most of the ``n`` who find it rather acceptable or
    acceptable, ``chance`` is the probability that at least half do, and ``standing`` how surely.
    ``likely`` are the fewest and the most who expect it: rather likely or likely. They are None for
    a side of fewer than five.
    """

    order: str
    side: str
    n: int
    acceptable: Interval | None
    chance: float | None
    standing: Standing
    likely: Interval | None


@dataclass(frozen=True)
class OrderPredictionRow(PredictedPair):
    """What one side thinks that another finds acceptable, against what that side answered.

    The participants of ``predictor`` predicted those of ``side``. The figures are those of
    `PublishedEmpathy`; their levels run from not acceptable, 0, to acceptable, 3.
    """

    order: str
    predictor: str
    side: str


def order_rows(blocks: Iterable[BlockRow], thresholds: Thresholds) -> list[OrderRow]:
    """Return every order as each side answered about it; none where the round did not ask."""
    rows = list(blocks)
    expected = battery_blocks(rows, ORDERS, LIKELY, STATED)
    return [
        _row(place, row, expected.get(place), thresholds)
        for place, row in battery_blocks(rows, ORDERS, ACCEPTABLE, STATED).items()
    ]


def _row(
    place: BatteryPlace, row: BlockRow, expected: BlockRow | None, thresholds: Thresholds
) -> OrderRow:
    # Loads scipy, which is for those processes alone that come here.
    from analytics.measures.contract_zone import support

    found = support(row.block, YES) if row.block else None
    return OrderRow(
        order=place.item,
        side=place.group,
        n=row.n,
        acceptable=at_least(row, PLACE_OF_YES),
        chance=found.likelihood if found else None,
        standing=standing(found, thresholds),
        likely=at_least(expected, PLACE_OF_YES) if expected else None,
    )


def widest_orders(rows: Sequence[OrderRow]) -> Widest | None:
    """Return the orders that the most sides accept; None where it is likely of no side."""
    standings: dict[str, list[Standing]] = {}
    for row in rows:
        standings.setdefault(row.order, []).append(row.standing)
    return widest(standings)


def order_predictions(
    blocks: Iterable[BlockRow], thresholds: Thresholds
) -> list[OrderPredictionRow]:
    """Return what each side thinks that each other finds acceptable, in the order of the blocks."""
    rows = list(blocks)
    stated = battery_blocks(rows, ORDERS, ACCEPTABLE, STATED)
    pairs = [
        (place, row, answered)
        for place, row in battery_blocks(rows, ORDERS, ACCEPTABLE, PREDICTED).items()
        if (answered := stated.get(place._replace(group=place.perceiver)))
    ]
    blocks_of_pairs = tuple((row.block, answered.block) for _place, row, answered in pairs)
    return [
        OrderPredictionRow(
            order=place.item,
            predictor=place.group,
            side=place.perceiver,
            n_left=row.n,
            n_right=answered.n,
            prediction=str(figures["kind"]),
            figures=figures,
        )
        for (place, row, answered), figures in zip(
            pairs, _predicted(blocks_of_pairs, thresholds), strict=True
        )
    ]


# A release's blocks never change, and pages, briefs and tables ask for the same again and again.
@lru_cache(maxsize=32)
def _predicted(
    pairs: tuple[tuple[Block | None, Block | None], ...], thresholds: Thresholds
) -> list[Figures]:
    from analytics.measures.published_empathy import published_empathy

    predicted, answered = ([pair[place] for pair in pairs] for place in range(2))
    return [each.flat() for each in published_empathy(predicted, answered, thresholds)]
