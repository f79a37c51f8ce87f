"""Which of several orders the most sides could accept, from the published blocks.

An order is acceptable to a side if at least half of those asked there find it so
(`contract_zone.support`). Everything here is about the people who were asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from analytics.measures.verdicts import Thresholds

if TYPE_CHECKING:  # what is stored of a standing is read where scipy is not loaded
    from analytics.measures.contract_zone import Support


class Standing(StrEnum):
    """How surely at least half of a side's participants find an order acceptable."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    EXCLUDED = "excluded"
    CANNOT_BE_TOLD = "cannot_be_told"


@dataclass(frozen=True)
class Widest:
    """The orders that the most sides accept, several where they are equal.

    ``is_certain`` says that no other order can be accepted by more sides, whichever tallies are
    true; otherwise they are those that it is likely the most sides accept.
    """

    orders: tuple[str, ...]
    is_certain: bool


def standing(support: "Support | None", thresholds: Thresholds) -> Standing:
    """Return how surely at least half of a side find an order acceptable.

    `support` is None for a side that is not published. Certain and excluded hold for every tally of
    the block. Likely is said from `thresholds.likely`, unlikely below 1 less
    `thresholds.very_likely`, as of a contract zone, and possible between; nothing of a block that
    bounds nothing.

    >>> from analytics.measures.contract_zone import Support
    >>> standing(Support(n=8, least=3, most=5, likelihood=0.6), Thresholds())
    <Standing.LIKELY: 'likely'>
    >>> standing(Support(n=8, least=0, most=2, likelihood=0.0), Thresholds())
    <Standing.EXCLUDED: 'excluded'>
    """
    if support is None or support.says_nothing:
        return Standing.CANNOT_BE_TOLD
    if support.is_certain:
        return Standing.CERTAIN
    if support.is_excluded:
        return Standing.EXCLUDED
    if support.likelihood >= thresholds.likely:
        return Standing.LIKELY
    # The difference may exceed its decimal value by a rounding.
    unlikely = support.likelihood < round(1 - thresholds.very_likely, 9)
    return Standing.UNLIKELY if unlikely else Standing.POSSIBLE


def sides_accepting(standings: Sequence[Standing]) -> tuple[int, int]:
    """Return how many sides accept an order, at the least and at the most.

    >>> sides_accepting([Standing.CERTAIN, Standing.UNLIKELY, Standing.EXCLUDED])
    (1, 2)
    """
    excluded = sum(each == Standing.EXCLUDED for each in standings)
    return sum(each == Standing.CERTAIN for each in standings), len(standings) - excluded


def widest(standings: Mapping[str, Sequence[Standing]]) -> Widest | None:
    """Return the orders that the most sides accept; None where none is likely to be one's.

    `standings` are those of every side by order. Certain: at least so many sides accept the order
    as can accept any other. If there is no such order, those that the most sides accept certainly
    or likely.

    >>> yes, no, open = Standing.CERTAIN, Standing.EXCLUDED, Standing.POSSIBLE
    >>> widest({"led": [no, no], "shared": [yes, open]})
    Widest(orders=('shared',), is_certain=True)
    >>> widest({"led": [open, yes], "shared": [Standing.LIKELY, yes]})
    Widest(orders=('shared',), is_certain=False)
    >>> widest({"led": [no, open], "shared": [no, no]}) is None
    True
    """
    bounds = {order: sides_accepting(of_order) for order, of_order in standings.items()}
    surely = [
        order
        for order, (least, _most) in bounds.items()
        if least and all(least >= most for other, (_, most) in bounds.items() if other != order)
    ]
    if surely:
        return Widest(tuple(surely), is_certain=True)
    supported = (Standing.CERTAIN, Standing.LIKELY)
    likely = {
        order: sum(each in supported for each in of_order) for order, of_order in standings.items()
    }
    greatest = max(likely.values(), default=0)
    if not greatest:
        return None
    return Widest(tuple(o for o, sides in likely.items() if sides == greatest), is_certain=False)
