"""Exact permutation p-values of delta and Wasserstein-1 for thousands of pairs of small tallies.

All ways to deal the pooled marks to two groups of these sizes are counted, for four levels and both
statistics at once, and the work is laid out in arrays over all pairs. A deal is described by a, the
people dealt to the smaller group from the lower two levels, and by a_0 and a_2, those of them from
the lowest level and those from the third. Given a and a_2 either statistic is extreme from some a_0
on, so a_0 is never enumerated: the ways up to each value of it are summed beforehand.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.special import comb

from analytics.measures.count_arrays import CountArray
from analytics.measures.normal_permutation import (
    centred_midranks,
    normal_delta_p,
    normal_distance_p,
)
from analytics.measures.validation import Floats

# With more people on both sides together the normal approximations are taken, unless a pair takes
# few array elements, as it does where nearly all gave one level and the approximations are wrong.
LARGEST_TOTAL = 120
FEW_DEALS = 3000
# There are up to 1e299 ways to deal so many, and numbers reach to 1e308.
LARGEST_LISTED = 1000
# Array elements worked on at a time: they should fit a processor's cache.
CHUNK = 60_000


class PairP(NamedTuple):
    """The p-values of delta and of Wasserstein-1, and whether they are exact, of each pair."""

    delta: Floats
    distance: Floats
    exact: np.ndarray


class _Deals(NamedTuple):
    """Pairs with the smaller group first; a, a_0 and a_2 run over the second and third axes.

    `a` (pairs, a, 1) begins at the fewest that the upper levels leave to the lower two; `pooled`
    (pairs, 4), `n` of the smaller group; `up_to` and `from_on` (pairs, a, a_0 + 1), the ways to
    deal the lower levels with fewer than a_0, and with at least a_0, from the lowest; `ways`
    (pairs, a, a_2), those to deal the upper levels.
    """

    x: CountArray
    pooled: CountArray
    n: CountArray
    a: CountArray
    a2: CountArray
    up_to: Floats
    from_on: Floats
    ways: Floats


def pair_p(x: CountArray, y: CountArray) -> PairP:
    """Return the permutation p-values, shape (pairs,) each, of pairs of tallies, shape (pairs, 4).

    These are counts per level, none of them of an empty group.

    >>> p = pair_p(np.array([[0, 1, 3, 8]]), np.array([[2, 5, 3, 0]]))
    >>> p.delta.round(8), p.distance.round(8), p.exact
    (array([0.00028764]), array([0.0003062]), array([ True]))
    """
    exact, x, y = _listable(x, y)
    p_delta, p_distance = np.empty(len(x)), np.empty(len(x))
    if not exact.all():
        p_delta[~exact] = normal_delta_p(x[~exact], y[~exact])
        p_distance[~exact] = normal_distance_p(x[~exact], y[~exact])
    for chunk in _chunks(x, y, np.flatnonzero(exact)):
        deals = _deals(x[chunk], y[chunk])
        p_delta[chunk] = _delta_p(deals)
        p_distance[chunk] = _distance_p(deals)
    return PairP(p_delta, p_distance, exact)


def delta_p(x: CountArray, y: CountArray) -> Floats:
    """Return the p-values of delta alone, as in `pair_p`, in less time."""
    exact, x, y = _listable(x, y)
    p = np.empty(len(x))
    if not exact.all():
        p[~exact] = normal_delta_p(x[~exact], y[~exact])
    for chunk in _chunks(x, y, np.flatnonzero(exact)):
        p[chunk] = _delta_p(_deals(x[chunk], y[chunk]))
    return p


def _listable(x: CountArray, y: CountArray) -> tuple[np.ndarray, CountArray, CountArray]:
    """Of which pairs all deals are listed, and the pairs, some with their levels reversed.

    Reversing the levels of both groups changes neither p, and of large groups it is done where that
    leaves fewer deals to list.
    """
    total = x.sum(axis=1) + y.sum(axis=1)
    exact = total <= LARGEST_TOTAL
    large = np.flatnonzero(~exact & (total <= LARGEST_LISTED))
    if not len(large):
        return exact, x, y
    ways = [np.multiply(*_extent(x[large, ::step], y[large, ::step])) for step in (1, -1)]
    exact[large] = np.minimum(*ways) <= FEW_DEALS
    reverse = large[ways[1] < ways[0]]
    x, y = x.copy(), y.copy()
    x[reverse], y[reverse] = x[reverse, ::-1], y[reverse, ::-1]
    return exact, x, y


def _extent(x: CountArray, y: CountArray) -> tuple[CountArray, CountArray]:
    """How many values a, and how many the larger of a_0 and a_2, may have in each pair."""
    pooled, n = x + y, np.minimum(x.sum(axis=1), y.sum(axis=1))
    deepest = np.minimum(n, pooled[:, 0] + pooled[:, 1]) + 1
    deepest -= np.maximum(n - pooled[:, 2] - pooled[:, 3], 0)
    return deepest, np.maximum(pooled[:, 0], pooled[:, 2]) + 2


def _chunks(x: CountArray, y: CountArray, pairs: CountArray) -> list[CountArray]:
    """Pairs that take arrays of much the same size, together."""
    deepest, widest = _extent(x[pairs], y[pairs])
    order = np.lexsort((widest, deepest))
    size = (deepest * widest)[order]
    chunks, start = [], 0
    while start < len(order):
        step = max(1, CHUNK // int(size[start]))
        while step > 1 and int(size[start : start + step].max()) * step > 2 * CHUNK:
            step = step * 2 // 3
        chunks.append(pairs[order[start : start + step]])
        start += step
    return chunks


def _deals(left: CountArray, right: CountArray) -> _Deals:
    larger = left.sum(axis=1) > right.sum(axis=1)
    x = np.where(larger[:, np.newaxis], right, left)
    pooled, n = left + right, x.sum(axis=1)
    least = np.maximum(n - pooled[:, 2] - pooled[:, 3], 0)
    depth = int((np.minimum(n, pooled[:, 0] + pooled[:, 1]) - least).max()) + 1
    a = least[:, np.newaxis, np.newaxis] + np.arange(depth)[:, np.newaxis]
    a0, a2 = np.arange(int(pooled[:, 0].max()) + 1), np.arange(int(pooled[:, 2].max()) + 1)
    lowest = _choose(pooled[:, 0, np.newaxis], a0)[:, np.newaxis, :]
    lower = lowest * _choose(pooled[:, 1, np.newaxis, np.newaxis], a - a0)
    third = _choose(pooled[:, 2, np.newaxis], a2)[:, np.newaxis, :]
    left_over = n[:, np.newaxis, np.newaxis] - a - a2
    up_to, from_on = np.zeros((2, len(x), depth, len(a0) + 1))
    np.cumsum(lower, axis=2, out=up_to[:, :, 1:])
    from_on[:, :, :-1] = np.cumsum(lower[:, :, ::-1], axis=2)[:, :, ::-1]
    ways = third * _choose(pooled[:, 3, np.newaxis, np.newaxis], left_over)
    return _Deals(x, pooled, n, a, a2, up_to, from_on, ways)


def _delta_p(deals: _Deals) -> Floats:
    """With centred midranks r the score is rest - (r_1 - r_0) a_0, to be `observed` or beyond."""
    r = centred_midranks(deals.pooled)
    observed = _cube(np.abs((deals.x * r).sum(axis=1)))
    r0, r1, r2, r3 = (_cube(column) for column in r.T)
    rest = (r1 - r3) * deals.a + (r2 - r3) * deals.a2 + r3 * _cube(deals.n)
    # Without anybody in the lower two levels a_0 is 0 and the slope does not matter.
    slope = np.maximum(r1 - r0, 1)
    extreme = _looked_up(deals.up_to, np.floor((rest - observed) / slope) + 1)
    extreme += _looked_up(deals.from_on, np.ceil((rest + observed) / slope))
    # At 0 every deal is counted by both.
    return _probability(deals, extreme)


def _distance_p(deals: _Deals) -> Floats:
    """|F_x - F_y| at three levels, times both groups' sizes, to be `observed` or more together."""
    total, reached = deals.pooled.sum(axis=1), np.cumsum(deals.pooled, axis=1)
    size, n = _cube(total), _cube(deals.n)
    apart = total[:, np.newaxis] * np.cumsum(deals.x, axis=1) - deals.n[:, np.newaxis] * reached
    first, second, third = (n * _cube(column) for column in reached.T[:3])
    beyond = np.abs(size * deals.a - second) + np.abs(size * (deals.a + deals.a2) - third)
    short = _cube(np.abs(apart[:, :3]).sum(axis=1)) - beyond
    above = _looked_up(deals.from_on, np.ceil((first + short) / size))
    below = _looked_up(deals.up_to, np.floor((first - short) / size) + 1)
    every = deals.up_to[:, :, -1:]
    return _probability(deals, np.where(short <= 0, every, above + below))


def _looked_up(ways: Floats, place: Floats) -> Floats:
    pairs, depth, width = ways.shape
    index = np.clip(place, 0, width - 1).astype(np.int64)
    index += np.arange(pairs * depth).reshape(pairs, depth, 1) * width
    return np.take(ways, index)


def _probability(deals: _Deals, extreme: Floats) -> Floats:
    every = _choose(deals.pooled.sum(axis=1), deals.n)
    p = (extreme * deals.ways).sum(axis=(1, 2)) / every
    return np.asarray(np.minimum(p, 1.0))


def _cube(values: CountArray) -> Floats:
    """One number per pair, in the first of three axes."""
    return values.astype(np.float64)[:, np.newaxis, np.newaxis]


def _choose(n: CountArray, k: CountArray) -> Floats:
    """Ways to choose k of n, 0 where k is below 0 or above n; n and |k| up to LARGEST_LISTED."""
    largest = LARGEST_TOTAL if n.size and n.max() <= LARGEST_TOTAL else LARGEST_LISTED
    return _table(largest)[n, np.clip(k, -largest, largest + 1) + largest]


@lru_cache(maxsize=2)
def _table(largest: int) -> Floats:
    """Pascal's triangle with zeros around it: relative error below 1e-13 up to 120."""
    n, k = np.arange(largest + 1), np.arange(-largest, largest + 2)
    return np.asarray(comb(n[:, np.newaxis], k))
