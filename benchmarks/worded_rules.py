"""Rules of publication that can be put into words, each as a partition of all tallies of n people.

A rule takes the tallies, shape (tallies, answers), and returns the number of each tally's block;
None where it is not made for so many people.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from analytics.measures.blocks import cuts
from analytics.measures.weighting import ALPHA
from benchmarks.null_listing import LEVELS
from benchmarks.partitions import Counts, Floats, in_steps, partition, published

NO_LEVEL = len(ALPHA) - LEVELS
# The levels from both ends, and whoever gave none in the middle.
FROM_BOTH_ENDS = (3, 4, 0, 1, 2, 5, 6)
# Widths of the intervals of each cumulative count but the last: the best of many climbs that
# changed the widths of one count at a time while both promises held.
INTERLOCKED = {
    8: ((3, 3, 3), (3, 3, 3), (2, 1, 4, 2), (3, 3, 3)),
    12: ((4, 3, 3, 3), (4, 3, 3, 3), (2, 2, 2, 2, 3, 2), (3, 2, 2, 3, 3)),
}

Rule: TypeAlias = Callable[[Counts], Counts | None]


def joined(tallies: Counts) -> Counts:
    return np.column_stack([tallies[:, :NO_LEVEL].sum(axis=1), tallies[:, NO_LEVEL:]])


def by_edges(tallies: Counts, edges: Counts) -> Counts:
    """The partition into which every cumulative count puts the tallies, all cut alike."""
    return partition(in_steps(tallies.cumsum(axis=1)[:, :-1], edges))


def threes_and_twos(n: int) -> Counts:
    """Edges with as many intervals of two as fit, each between two of three; else those of today.

    >>> threes_and_twos(12), threes_and_twos(8)
    (array([ 0,  3,  5,  8, 10, 13]), array([0, 3, 6, 9]))
    """
    for twos in range((n + 1) // 2, -1, -1):
        threes, over = divmod(n + 1 - 2 * twos, 3)
        if not over and twos < max(threes, 1):
            after = ((np.arange(twos) + 0.5) * (threes - 1) / max(twos, 1)).astype(int)
            return _edges(np.insert(np.full(threes, 3), after + 1, 2))
    return cuts(n)


def fours_at_the_ends(n: int) -> Counts | None:
    """Edges with an interval of four at either end and today's rest between; None below 8 people.

    >>> fours_at_the_ends(12)
    array([ 0,  4,  7,  9, 13])
    """
    between = n + 1 - 8
    if between < 1:
        return None
    threes, over = divmod(between, 3)
    widths = [3] * threes
    if over == 1 and threes:
        widths[threes // 2] = 4
    elif over:
        widths.insert((threes + 1) // 2, over)
    return _edges(np.array([4, *widths, 4]))


def thirds(n: int) -> Counts | None:
    """Edges at the same shares of every group; None below 8 people.

    >>> thirds(8), thirds(20)
    (array([0, 3, 6, 9]), array([ 0,  7, 14, 21]))
    """
    return np.round(np.arange(4) * (n + 1) / 3).astype(np.int64) if n >= 8 else None


def _edges(widths: Counts) -> Counts:
    return np.concatenate([[0], widths.cumsum()])


def _interlocked(tallies: Counts) -> Counts | None:
    """Every cumulative count cut by itself, with no level as one answer."""
    widths = INTERLOCKED.get(people(tallies))
    if widths is None:
        return None
    cumulative = joined(tallies).cumsum(axis=1).T
    edges = [_edges(np.array(one)) for one in widths]
    return partition(np.stack([in_steps(*one) for one in zip(cumulative, edges, strict=False)], 1))


def _cut(edges_of: Callable[[int], Counts | None]) -> Rule:
    """All cumulative counts cut at the edges that there are for so many people."""

    def rule(tallies: Counts) -> Counts | None:
        edges = edges_of(people(tallies))
        return None if edges is None else by_edges(tallies, edges)

    return rule


def _steps_and(figure: Callable[[Counts], Floats | Counts]) -> Rule:
    """Today's rule and one figure of the levels beside it."""
    return lambda tallies: partition(
        np.column_stack([published(tallies), figure(tallies[:, NO_LEVEL:])])
    )


def _mean_in_halves(levels: Counts) -> Floats:
    return np.round(2 * (levels @ np.arange(LEVELS)) / np.maximum(levels.sum(axis=1), 1))


def _median(levels: Counts) -> Counts:
    return np.argmax(2 * levels.cumsum(axis=1) >= levels.sum(axis=1, keepdims=True), axis=1)


def _sum_in_fours(tallies: Counts) -> Counts:
    """Nothing of the levels but how many gave one, in steps, and their sum in steps of four."""
    known = in_steps(tallies[:, :NO_LEVEL].sum(axis=1), cuts(people(tallies)))
    return partition(np.column_stack([known, tallies[:, NO_LEVEL:] @ np.arange(LEVELS) // 4]))


def _each_count(tallies: Counts) -> Counts:
    return partition(in_steps(tallies, cuts(people(tallies))))


def people(tallies: Counts) -> int:
    return int(tallies[0].sum())


RULES: dict[str, Rule] = {
    "steps of three": published,
    "threes and twos": _cut(threes_and_twos),
    "levels from both ends": lambda tallies: published(tallies, FROM_BOTH_ENDS),
    "these two together": lambda tallies: by_edges(
        tallies[:, list(FROM_BOTH_ENDS)], threes_and_twos(people(tallies))
    ),
    "no level as one answer": lambda tallies: published(joined(tallies)),
    "interlocked": _interlocked,
    "thirds": _cut(thirds),
    "fours at the ends": _cut(fours_at_the_ends),
}
# Each of these breaks a promise for some number of people.
BREAKING: dict[str, Rule] = {
    "steps of two": lambda tallies: by_edges(tallies, np.arange(0, people(tallies) + 3, 2)),
    "steps, mean in halves": _steps_and(_mean_in_halves),
    "steps, median": _steps_and(_median),
    "sum in fours": _sum_in_fours,
    "each count in steps": _each_count,
    "true counts": lambda tallies: np.arange(len(tallies)),
}
LARGEST_BREAKING = 12
