"""What two blocks prove about the people counted in them, whichever of their tallies are true.

These are statements about the people who answered and nobody else. They rest on no model and cannot
be wrong by chance.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from analytics.measures.blocks import Block, Interval, members
from analytics.measures.marks import LEVELS, LOW, MODERATE, SERIOUS, SUBSTANTIVE

# Of thresholds that prove equally much, the earlier is preferred.
THRESHOLDS = (MODERATE, SERIOUS, LOW)


@dataclass(frozen=True)
class CertainShift:
    """At least ``people`` more than before answered ``level`` or higher; below 0, so many fewer."""

    level: int
    people: int


@dataclass(frozen=True)
class CertainGap:
    """How many people of two groups answered ``level`` or higher, where their shares are apart.

    If ``is_above``, at least ``left`` people of the one group and at most ``right`` of the other
    did; otherwise at most ``left`` and at least ``right``.
    """

    level: int
    is_above: bool
    left: int
    right: int


@dataclass(frozen=True)
class CertainPredictions:
    """How many people, at the least, predicted a most common level, and how many any other one.

    ``lower`` and ``higher`` are how many, at the least, predicted a level below every most common
    one, and a level above every such.
    """

    common: int
    other: int
    lower: int
    higher: int


def least_changed(before: Block, after: Block) -> int:
    """Return how many people, at the least, gave another answer the second time.

    The same people answered both times. If a pair of tallies holds a and b people at an answer, the
    sum of all max(a - b, 0) must have left theirs; this is the least sum over all pairs of tallies,
    found answer by answer over the cumulative counts. Some pair attains it. Raises ValueError for
    blocks of different sizes or numbers of answers.

    >>> from analytics.measures.blocks import protect
    >>> least_changed(protect([12, 0, 0]), protect([2, 1, 9]))
    8
    """
    if (before.n, before.answers) != (after.n, after.answers):
        raise ValueError("before, after: must be of the same people and the same answers")
    # The least number who left one of the answers so far, by both cumulative counts.
    least = {(0, 0): 0}
    for earlier, later in zip(_cumulative(before), _cumulative(after), strict=True):
        least = {
            (x, y): min(changed + max(x - u - (y - v), 0) for (u, v), changed in reachable)
            for x, y in product(earlier, later)
            if (reachable := [(uv, m) for uv, m in least.items() if uv[0] <= x and uv[1] <= y])
        }
    return least[before.n, after.n]


def certain_shifts(before: Sequence[Block], after: Sequence[Block]) -> list[CertainShift]:
    """Return what is certain about how many people answered a level or higher, in two rounds.

    A group is one block, or several that are counted together. There is at most one statement that
    there were more people and one that there were fewer, each at the level that proves most. If the
    group grew, those who came are taken to be the ones who answered so, and the other way round if
    it shrank: no statement follows from the size of the group alone.
    """
    grown = sum(block.n for block in after) - sum(block.n for block in before)
    return certain_shifts_of(count_changes(before, after), grown)


def count_changes(before: Sequence[Block], after: Sequence[Block]) -> dict[int, Interval]:
    """Return how many more people than before answered each level or higher, at least and at most.

    Below 0: fewer. A group is one block, or several that are counted together.

    >>> from analytics.measures.blocks import protect
    >>> count_changes([protect([12, 0, 0, 0])], [protect([0, 2, 2, 8])])[MODERATE]
    (8, 12)
    """
    changes = {}
    for level in THRESHOLDS:
        (fewest, most), (fewest_later, most_later) = (
            _at_or_above(level, blocks) for blocks in (before, after)
        )
        changes[level] = fewest_later - most, most_later - fewest
    return changes


def certain_shifts_of(changes: Mapping[int, Interval], grown: int) -> list[CertainShift]:
    """Return what is certain by those changes at each level, in a group that grew by so many.

    Changes of several questions may be added up level by level, and so may the growth at each: some
    tally of every block is at its end of all levels at once, so the sums are the least and the
    greatest that there can be. Then `people` counts answers.
    """
    more = [CertainShift(level, changes[level][0] - max(grown, 0)) for level in THRESHOLDS]
    fewer = [CertainShift(level, changes[level][1] - min(grown, 0)) for level in THRESHOLDS]
    most = max(more, key=lambda shift: shift.people)
    least = min(fewer, key=lambda shift: shift.people)
    proved = [most] if most.people > 0 else []
    return [*proved, least] if least.people < 0 else proved


def certain_gaps(left: Sequence[Block], right: Sequence[Block]) -> list[CertainGap]:
    """Return where the shares of two groups that answered a level or higher are certainly apart.

    A group is one block, or several that are counted together; of a group without any nothing is
    said. The shares are of everybody asked, so whoever gave no level is among those who did not
    answer so. There is at most one statement that the left group stands above the right one and one
    that it stands below, each at the level where the nearest possible shares are farthest apart; of
    levels where they are equally far apart, the first of `THRESHOLDS`. Shares that may be equal are
    not apart.

    >>> from analytics.measures.blocks import protect
    >>> certain_gaps([protect([0, 0, 0, 0, 1, 4, 7])], [protect([0, 0, 2, 6, 2, 2, 0])])
    [CertainGap(level=2, is_above=True, left=10, right=2)]
    """
    if not left or not right:
        return []
    n_left, n_right = (sum(block.n for block in blocks) for blocks in (left, right))
    above, below = [], []
    for level in THRESHOLDS:
        (fewest, most), (fewest_right, most_right) = (_at_or_above(level, b) for b in (left, right))
        # By how much the shares differ at the least, in people times people.
        up, down = fewest * n_right - most_right * n_left, fewest_right * n_left - most * n_right
        above.append((up, CertainGap(level, True, fewest, most_right)))
        below.append((down, CertainGap(level, False, most, fewest_right)))
    best = (max(proved, key=lambda one: one[0]) for proved in (above, below))
    return [gap for apart, gap in best if apart > 0]


def certain_predictions(predicted: Block, perceived: Block) -> CertainPredictions | None:
    """Return how many people certainly predicted another group's most common level, or another.

    Of levels that equally many gave, each is a most common one. Whoever predicted no level counts
    nowhere. Each number is the least over all pairs of tallies, and some pair attains it. None if
    it is possible that nobody of the group perceived gave a level.

    >>> from analytics.measures.blocks import protect
    >>> certain_predictions(protect([0, 0, 0, 1, 8, 2, 1]), protect([0, 0, 0, 0, 0, 1, 11]))
    CertainPredictions(common=0, other=8, lower=8, higher=0)
    """
    answers = members(perceived)[:, SUBSTANTIVE]
    most = answers.max(axis=1, keepdims=True)
    if not most.all():
        return None
    guesses = members(predicted)[:, SUBSTANTIVE]
    common = np.unique(answers == most, axis=0)
    # Whether a level lies below every most common one, and above: none so far, from either end.
    below = ~np.maximum.accumulate(common, axis=1)
    above = ~np.maximum.accumulate(common[:, ::-1], axis=1)[:, ::-1]
    least = (int((guesses @ levels.T).min()) for levels in (common, ~common, below, above))
    return CertainPredictions(*least)


def certain_surplus(block: Block, one: int, other: int) -> int:
    """Return how many more people, at the least, gave one answer than another.

    The answers are positions in published order. 0 or less: more may have given the other.

    >>> from analytics.measures.blocks import protect
    >>> certain_surplus(protect([0, 0, 1, 2, 9]), 4, 2)
    5
    """
    tallies = members(block)
    return int((tallies[:, one] - tallies[:, other]).min())


def _at_or_above(level: int, blocks: Sequence[Block]) -> Interval:
    """The fewest and the most people who answered the level or a higher one."""
    below = [block.intervals[level - len(LEVELS)] for block in blocks]
    n = sum(block.n for block in blocks)
    return n - sum(high for _, high in below), n - sum(low for low, _ in below)


def _cumulative(block: Block) -> Iterator[range]:
    """The possible cumulative counts of each answer, the last included."""
    yield from (range(low, high + 1) for low, high in block.intervals)
    yield range(block.n, block.n + 1)
