"""Do counts of which only limits are known rise with a figure? Pair by pair, and only if certain.

An item has a count between two limits, out of a group of some size, and a figure. Of two items the
shares are in the order of their figures, or in the other, or the limits leave it open. No
significance is claimed: the items are all there are.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple


class Item(NamedTuple):
    """`low` to `high` of `size` people, and a figure; no limits and no figure where None."""

    low: int | None
    high: int | None
    size: int
    figure: float | None


class PairOrder(NamedTuple):
    """How many pairs of items are certainly in the same order, in opposite ones, or open.

    Pairs whose figures are equal, or of which something is missing, are none.
    """

    together: int
    against: int
    undecided: int

    @property
    def pairs(self) -> int:
        return self.together + self.against + self.undecided

    @property
    def limits(self) -> tuple[float, float] | None:
        """Limits of Kendall's tau-a, whatever the counts are; None without a pair.

        They are outer limits: every pair that is open is taken as each order allows, though not all
        may be so at once.
        """
        if not self.pairs:
            return None
        certain = self.together - self.against
        return (
            (certain - self.undecided) / self.pairs,
            (certain + self.undecided) / self.pairs,
        )

    @property
    def direction(self) -> int:
        """1 if shares rise with the figures whatever the counts are, -1 if they fall, else 0."""
        if self.limits is None:
            return 0
        low, high = self.limits
        return int(low > 0) - int(high < 0)


def pair_order(items: Sequence[Item]) -> PairOrder:
    """Compare the shares of every two items with their figures.

    >>> pair_order([Item(0, 2, 12, -0.1), Item(3, 5, 12, 0.2), Item(4, 8, 12, 0.6)])
    PairOrder(together=2, against=0, undecided=1)
    """
    together = against = undecided = 0
    for one, other in combinations(items, 2):
        if one.figure is None or other.figure is None or one.figure == other.figure:
            continue
        lesser, greater = (one, other) if one.figure < other.figure else (other, one)
        if None in (*lesser, *greater):
            continue
        if _certainly_less(lesser, greater):
            together += 1
        elif _certainly_less(greater, lesser):
            against += 1
        else:
            undecided += 1
    return PairOrder(together, against, undecided)


def _certainly_less(one: Item, other: Item) -> bool:
    """Whether the share of one is less whatever the counts are; compared without division."""
    assert one.high is not None
    assert other.low is not None
    return one.high * other.size < other.low * one.size
