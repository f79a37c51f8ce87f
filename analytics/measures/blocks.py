"""The only form in which a tally leaves: cumulative counts in steps of three people.

A tally is how many people of one group gave each answer to one question, answers in published
order. Its cumulative counts are replaced by intervals that depend on the size of the group alone.
All tallies with the same intervals form its block, and every published figure is a function of
blocks. Two promises follow, which `attack` puts to the test:

* whatever mark a colluding member holds, every other member may still hold at least two marks;
* it is never certain that one or two of the others, and no more, hold any one mark.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from analytics.measures.count_arrays import CountArray, as_counts
from surveys.group_sizes import SMALLEST_GROUP

STEP = 3

Interval: TypeAlias = tuple[int, int]


def publishable(n: int) -> bool:
    """Whether anything may be published about a group of n people."""
    return n >= SMALLEST_GROUP


def cuts(n: int) -> CountArray:
    """Return the edges of the intervals that the values 0 to n are cut into.

    Interval j holds the values from edge j up to, but not including, edge j + 1. All are of three
    values, but for one of four or two in the middle when one or two are over. Raises ValueError for
    fewer than 5 people.

    >>> cuts(8), cuts(10), cuts(12)
    (array([0, 3, 6, 9]), array([ 0,  3,  6,  8, 11]), array([ 0,  3,  6, 10, 13]))
    """
    if not publishable(n):
        raise ValueError(f"n: nothing is published of fewer than {SMALLEST_GROUP}; got {n}")
    threes, over = divmod(n + 1, STEP)
    if over == 2:
        before, width = (threes + 1) // 2, 2
    else:
        before, width = threes // 2, STEP + over
    middle = before * STEP
    return np.concatenate([np.arange(0, middle + 1, STEP), np.arange(middle + width, n + 2, STEP)])


@dataclass(frozen=True)
class Block:
    """All tallies of n people whose cumulative counts fall into the same intervals.

    Attributes
    ----------
    n : the people in the group, 5 or more.
    intervals : the lowest and the highest possible cumulative count, both included, of each
        answer but the last, whose cumulative count is n.

    Raises ValueError if the intervals are not such as `protect` gives.
    """

    n: int
    intervals: tuple[Interval, ...]

    def __post_init__(self) -> None:
        edges = _edges(self.n)
        if not self.intervals:
            raise ValueError("intervals: there must be at least one, hence two answers; got none")
        for low, high in self.intervals:
            if _interval(edges, low) != (low, high):
                raise ValueError(f"intervals: {(low, high)} is not a step of 0 to {self.n}")
        if any(earlier > later for earlier, later in pairwise(self.intervals)):
            raise ValueError(f"intervals: must not descend; got {self.intervals}")

    @property
    def answers(self) -> int:
        """How many answers the question has."""
        return len(self.intervals) + 1

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the block of JSON data.

        >>> Block.from_dict({"n": 8, "cumulative": [[0, 2], [3, 5]]}) == protect([1, 2, 5])
        True
        """
        return cls(data["n"], tuple((low, high) for low, high in data["cumulative"]))


def protect(tally: ArrayLike) -> Block:
    """Return the block of a tally: people per answer, in published order.

    Raises ValueError if it is malformed or of fewer than 5 people; ask `publishable` first.

    >>> protect([0, 0, 1, 2, 0, 3, 4])
    Block(n=10, intervals=((0, 2), (0, 2), (0, 2), (3, 5), (3, 5), (6, 7)))
    """
    counts = as_counts("tally", tally)
    if counts.ndim != 1:
        raise ValueError(f"tally: must have one axis, the answers; got shape {counts.shape}")
    *cumulative, n = np.cumsum(counts).tolist()
    edges = _edges(n)
    return Block(n, tuple(_interval(edges, count) for count in cumulative))


def members(block: Block) -> CountArray:
    """Return every tally in a block, in lexicographic order of its cumulative counts.

    There are at most 3 per answer but the last multiplied together, 4 once: 972 for seven
    answers, however large the group. Shape (tallies, answers).

    >>> members(protect([3, 1, 1]))
    array([[3, 0, 2],
           [3, 1, 1],
           [3, 2, 0],
           [4, 0, 1],
           [4, 1, 0],
           [5, 0, 0]])
    """
    cumulative = np.zeros((1, 1), dtype=np.int64)
    for low, high in block.intervals:
        values = np.arange(low, high + 1)
        shorter = np.repeat(cumulative, len(values), axis=0)
        longer = np.column_stack([shorter, np.tile(values, len(cumulative))])
        cumulative = longer[longer[:, -1] >= longer[:, -2]]
    return np.diff(cumulative, axis=1, append=block.n)


@dataclass(frozen=True)
class Knowledge:
    """What a member who holds one answer learns of the others from the block.

    Attributes
    ----------
    held : the position of the answer that the colluding member holds.
    possible : the positions of the answers that any one of the others may hold.
    fewest, most : per answer, the least and greatest number of the others who may hold it.
    """

    held: int
    possible: tuple[int, ...]
    fewest: tuple[int, ...]
    most: tuple[int, ...]

    @property
    def someone_is_certain(self) -> bool:
        """Whether the answer of the others is certain."""
        return len(self.possible) < 2

    @property
    def few_are_certain(self) -> tuple[int, ...]:
        """The answers that one or two of the others, and no more, certainly gave."""
        bounds = zip(self.fewest, self.most, strict=True)
        return tuple(answer for answer, (low, high) in enumerate(bounds) if 1 <= low <= high <= 2)

    @property
    def keeps_promises(self) -> bool:
        """Whether neither promise is broken."""
        return not self.someone_is_certain and not self.few_are_certain


@dataclass(frozen=True)
class Attack:
    """What is learnt from a block, once for each answer that a colluding member may hold."""

    block: Block
    colluders: tuple[Knowledge, ...]

    @property
    def keeps_promises(self) -> bool:
        """Whether the block keeps both promises against every possible colluder."""
        return all(knowledge.keeps_promises for knowledge in self.colluders)


def attack(block: Block) -> Attack:
    """Return what each possible colluder learns from a block.

    One member reveals their own answer; every tally of the block in which somebody gave that
    answer is then possible, less that member. The others are alike to the attacker, so what one
    of them may hold every one may. An outsider learns less: whatever is certain without knowing
    anybody's answer remains so to a colluder who holds another.

    >>> attack(protect([5, 0, 0])).colluders[0]
    Knowledge(held=0, possible=(0, 1, 2), fewest=(2, 0, 0), most=(4, 2, 2))
    >>> attack(protect([5, 0, 0])).keeps_promises
    True
    """
    # Columns lie together in memory, since each is looked through by itself.
    tallies = np.asfortranarray(members(block))
    bounds = tallies.min(axis=0), tallies.max(axis=0)
    holders = np.flatnonzero(bounds[1]).tolist()
    return Attack(block, tuple(_knowledge(tallies, bounds, held) for held in holders))


@lru_cache(maxsize=64)
def _edges(n: int) -> tuple[int, ...]:
    return tuple(cuts(n).tolist())


def _interval(edges: Sequence[int], value: int) -> Interval:
    place = bisect_right(edges, value)
    if not 0 < place < len(edges):
        raise ValueError(f"intervals: {value} lies outside 0 to {edges[-1] - 1}")
    return edges[place - 1], edges[place] - 1


def _knowledge(tallies: CountArray, bounds: tuple[CountArray, CountArray], held: int) -> Knowledge:
    """`bounds` are the least and greatest counts over all tallies."""
    if bounds[0][held]:
        fewest, most = bounds[0].copy(), bounds[1].copy()
    else:
        possible = tallies[tallies[:, held] > 0]
        fewest, most = possible.min(axis=0), possible.max(axis=0)
    for bound in (fewest, most):
        bound[held] -= 1
    answers = np.flatnonzero(most)
    return Knowledge(held, *(tuple(row.tolist()) for row in (answers, fewest, most)))
