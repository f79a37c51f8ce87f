"""The only form in which a tally leaves: cumulative counts in steps of three people.

A tally is how many people of one group gave each answer to one question, answers in published
order. Its cumulative counts are replaced by intervals that depend on the size of the group alone.
All tallies with the same intervals form its block, and every published figure is a function of
blocks. Two promises follow, which `attack` puts to the test:

* whatever mark a colluding member holds, every other member may still hold at least two marks;
* it is never certain that one or two of the others, and no more, hold any one mark.

There are two grids of intervals. In the first both promises hold against one member who knows their
own mark; in the second, which is coarser, against two who share theirs. No two groups of one size
have an interval in common in both, so that a block tells of which it is.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement, pairwise
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from analytics.measures.count_arrays import CountArray, as_counts
from surveys.group_sizes import SMALLEST_GROUP

STEP = 3
# How many members may share their marks and still learn nobody's: one grid for each.
ONE, TWO = 1, 2
# The first and the last interval that withstand two.
END = 4

Interval: TypeAlias = tuple[int, int]


def publishable(n: int) -> bool:
    """Whether anything may be published about a group of n people."""
    return n >= SMALLEST_GROUP


def cuts(n: int, withstands: int = ONE) -> CountArray:
    """Return the edges of the intervals that the values 0 to n are cut into.

    Interval j holds the values from edge j up to, but not including, edge j + 1. Against one
    colluding member all are of three values, but for one of four or two in the middle when one or
    two are over. Against two the first and the last are of four, with threes between them of which
    one or two in the middle are widened by what is over; where there is no room for a three, eight
    people have 0-4 and 5-8, nine 0-3, 4-5 and 6-9, and fewer than seven the whole as one interval.
    Raises ValueError for fewer than 5 people, or another number to withstand than 1 or 2.

    >>> cuts(8), cuts(10), cuts(12)
    (array([0, 3, 6, 9]), array([ 0,  3,  6,  8, 11]), array([ 0,  3,  6, 10, 13]))
    >>> cuts(6, TWO), cuts(8, TWO), cuts(12, TWO), cuts(14, TWO)
    (array([0, 7]), array([0, 5, 9]), array([ 0,  4,  9, 13]), array([ 0,  4,  7, 11, 15]))
    """
    if not publishable(n):
        raise ValueError(f"n: nothing is published of fewer than {SMALLEST_GROUP}; got {n}")
    if withstands not in (ONE, TWO):
        raise ValueError(f"withstands: must be {ONE} or {TWO}; got {withstands}")
    widths = _widths_against_one(n) if withstands == ONE else _widths_against_two(n)
    return np.concatenate([[0], np.cumsum(widths)])


def _widths_against_one(n: int) -> list[int]:
    threes, over = divmod(n + 1, STEP)
    widths = [STEP] * threes
    if over == 1:
        widths[threes // 2] += 1
    if over == 2:
        widths.insert((threes + 1) // 2, 2)
    return widths


def _widths_against_two(n: int) -> list[int]:
    """First and last hold four or more, and every two neighbours six or more together."""
    between = n + 1 - 2 * END
    if between < 0:
        return [n + 1]
    threes, over = divmod(between, STEP)
    if not threes:
        return {0: [END, END], 1: [END + 1, END], 2: [END, 2, END]}[over]
    widths = [STEP] * threes
    for place in ((threes - 1) // 2, threes // 2)[2 - over :]:
        widths[place] += 1
    return [END, *widths, END]


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
        if not self.intervals:
            raise ValueError("intervals: there must be at least one, hence two answers; got none")
        if not self._is_of(ONE) and not self._is_of(TWO):
            edges = _edges(self.n)
            wrong = next(one for one in self.intervals if not _is_interval(edges, *one))
            raise ValueError(f"intervals: {wrong} is not a step of 0 to {self.n}")
        if any(earlier > later for earlier, later in pairwise(self.intervals)):
            raise ValueError(f"intervals: must not descend; got {self.intervals}")

    @property
    def answers(self) -> int:
        """How many answers the question has."""
        return len(self.intervals) + 1

    @property
    def withstands(self) -> int:
        """How many members may share their marks and learn nobody's: 1 or 2."""
        return ONE if self._is_of(ONE) else TWO

    def _is_of(self, grid: int) -> bool:
        edges = _edges(self.n, grid)
        return all(_is_interval(edges, low, high) for low, high in self.intervals)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the block of JSON data.

        >>> Block.from_dict({"n": 8, "cumulative": [[0, 2], [3, 5]]}) == protect([1, 2, 5])
        True
        """
        return cls(data["n"], tuple((low, high) for low, high in data["cumulative"]))


def protect(tally: ArrayLike, withstands: int = ONE) -> Block:
    """Return the block of a tally: people per answer, in published order.

    `withstands` is how many members may share their marks, as in `cuts`. Raises ValueError if the
    tally is malformed or of fewer than 5 people; ask `publishable` first.

    >>> protect([0, 0, 1, 2, 0, 3, 4])
    Block(n=10, intervals=((0, 2), (0, 2), (0, 2), (3, 5), (3, 5), (6, 7)))
    >>> protect([0, 0, 1, 2, 0, 3, 4], withstands=TWO)
    Block(n=10, intervals=((0, 3), (0, 3), (0, 3), (0, 3), (0, 3), (4, 6)))
    """
    counts = as_counts("tally", tally)
    if counts.ndim != 1:
        raise ValueError(f"tally: must have one axis, the answers; got shape {counts.shape}")
    *cumulative, n = np.cumsum(counts).tolist()
    edges = _edges(n, withstands)
    return Block(n, tuple(_interval(edges, count) for count in cumulative))


def members(block: Block) -> CountArray:
    """Return every tally in a block, in lexicographic order of its cumulative counts.

    There are at most 3 per answer but the last multiplied together, 4 once: 972 for seven
    answers, however large the group, or 2,304 where two are withstood. Shape (tallies, answers).

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
    """What members who share the answers that they hold learn of the others from the block.

    Attributes
    ----------
    held : the position of the answer that each colluding member holds, in ascending order.
    possible : the positions of the answers that any one of the others may hold.
    fewest, most : per answer, the least and greatest number of the others who may hold it.
    """

    held: tuple[int, ...]
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
    """What is learnt from a block, once for all answers that colluding members may hold."""

    block: Block
    colluders: tuple[Knowledge, ...]

    @property
    def keeps_promises(self) -> bool:
        """Whether the block keeps both promises against all possible colluders."""
        return all(knowledge.keeps_promises for knowledge in self.colluders)


def attack(block: Block, colluding: int | None = None) -> Attack:
    """Return what possible colluders learn from a block.

    So many members as are `colluding`, by default as many as the block withstands, reveal their
    answers to each other; every tally of the block in which these were given is then possible, less
    those members. The others are alike to the attackers, so what one of them may hold every one
    may. Fewer members, or an outsider, learn less: whatever is certain to them remains so to those
    who know one more answer.

    >>> attack(protect([5, 0, 0])).colluders[0]
    Knowledge(held=(0,), possible=(0, 1, 2), fewest=(2, 0, 0), most=(4, 2, 2))
    >>> attack(protect([5, 0, 0])).keeps_promises
    True
    >>> attack(protect([5, 0, 0]), colluding=2).keeps_promises
    False
    """
    # Columns lie together in memory, since each is looked through by itself.
    tallies = np.asfortranarray(members(block))
    colluding = block.withstands if colluding is None else colluding
    knowledge = (
        _knowledge(tallies, held)
        for held in combinations_with_replacement(range(block.answers), colluding)
    )
    return Attack(block, tuple(each for each in knowledge if each is not None))


@lru_cache(maxsize=128)
def _edges(n: int, withstands: int = ONE) -> tuple[int, ...]:
    return tuple(cuts(n, withstands).tolist())


def _interval(edges: Sequence[int], value: int) -> Interval:
    place = bisect_right(edges, value)
    if not 0 < place < len(edges):
        raise ValueError(f"intervals: {value} lies outside 0 to {edges[-1] - 1}")
    return edges[place - 1], edges[place] - 1


def _is_interval(edges: Sequence[int], low: int, high: int) -> bool:
    return _interval(edges, low) == (low, high)


def _knowledge(tallies: CountArray, held: tuple[int, ...]) -> Knowledge | None:
    """What is learnt by members who hold these answers; None where there cannot be such members."""
    own = np.bincount(held, minlength=tallies.shape[1])
    place = np.unique(held)
    possible = tallies[(tallies[:, place] >= own[place]).all(axis=1)]
    if not len(possible):
        return None
    fewest, most = possible.min(axis=0) - own, possible.max(axis=0) - own
    answers = np.flatnonzero(most)
    return Knowledge(held, *(tuple(row.tolist()) for row in (answers, fewest, most)))
