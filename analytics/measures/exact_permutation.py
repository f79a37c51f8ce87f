"""Exact permutation p-values of delta and Wasserstein-1 for thousands of pairs of small tallies.

All ways to deal the pooled marks to two groups of these sizes are counted, for four levels and both
statistics at once, and the work is laid out in arrays over all pairs. Of two neighbouring levels,
those that hold the most people, only the people dealt from both together are enumerated, beside
those from each of the other two levels. How many of them are from the lower of the two need not be:
either statistic is extreme up to some number and from some number on, and the ways up to each are
summed beforehand (`two_levels`).
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from analytics.measures.count_arrays import CountArray
from analytics.measures.normal_permutation import (
    centred_midranks,
    normal_delta_p,
    normal_distance_p,
)
from analytics.measures.two_levels import (
    LARGEST_LISTED,
    LARGEST_TOTAL,
    TwoLevels,
    choose,
    two_levels,
)
from analytics.measures.validation import Floats

# With more than LARGEST_TOTAL people on both sides together the normal approximations are taken,
# unless there are few deals, as where nearly all gave one level and the approximations are wrong.
FEW_DEALS = 3000
# Pairs of so few people share the sums of two levels; of larger ones so many pairs at a time do.
SMALL_TOTAL, BATCH = 40, 64
# Array elements worked on at a time: they should fit a processor's cache.
CHUNK = 20_000


class PairP(NamedTuple):
    """The p-values of delta and of Wasserstein-1, and whether they are exact, of each pair."""

    delta: Floats
    distance: Floats
    exact: np.ndarray


class _Pairs(NamedTuple):
    """Pairs with the smaller group first, its people being those that are dealt.

    `x` and `pooled` (pairs, 4); `n` (pairs,) people of x. `lower` (pairs,) is 0 or 1, the lower of
    the two levels that are taken together; one of the others is level 3, and `other` (pairs,), 2 or
    0, is the fourth. `one` and `top` (pairs,), how many numbers of people may come from `other` and
    from level 3.
    """

    x: CountArray
    pooled: CountArray
    n: CountArray
    lower: CountArray
    other: CountArray
    one: CountArray
    top: CountArray

    def at(self, places: CountArray | slice) -> "_Pairs":
        return _Pairs(*(column[places] for column in self))


class _Deals(NamedTuple):
    """The deals of some pairs: arrays of the shape (pairs, one, top) or that broadcast to it.

    `from_one`, `from_top` and `left` are the people from `other`, from level 3 and from the two
    levels taken together; `ways`, those to deal the first two; `row`, where in `sums` the ways to
    deal the latter begin.
    """

    pairs: _Pairs
    from_one: CountArray
    from_top: CountArray
    left: CountArray
    ways: Floats
    row: CountArray
    sums: TwoLevels


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
    for places, deals in _all_deals(x, y, exact):
        p_delta[places] = _delta_p(deals)
        p_distance[places] = _distance_p(deals)
    return PairP(p_delta, p_distance, exact)


def delta_p(x: CountArray, y: CountArray) -> Floats:
    """Return the p-values of delta alone, as in `pair_p`, in less time."""
    exact, x, y = _listable(x, y)
    p = np.empty(len(x))
    if not exact.all():
        p[~exact] = normal_delta_p(x[~exact], y[~exact])
    for places, deals in _all_deals(x, y, exact):
        p[places] = _delta_p(deals)
    return p


def _listable(x: CountArray, y: CountArray) -> tuple[np.ndarray, CountArray, CountArray]:
    """Of which pairs all deals are listed, and the pairs, some with their levels reversed.

    Of large groups those with few deals when the lower two levels are taken together and whatever
    may come from both and from one of the others is counted; or else the upper two. Reversing the
    levels of both groups changes neither p, but for the points of the normal one.
    """
    total = x.sum(axis=1) + y.sum(axis=1)
    exact = total <= LARGEST_TOTAL
    large = np.flatnonzero(~exact & (total <= LARGEST_LISTED))
    if not len(large):
        return exact, x, y
    ways = [_deals_of_lower(x[large, ::step], y[large, ::step]) for step in (1, -1)]
    exact[large] = np.minimum(*ways) <= FEW_DEALS
    reverse = large[ways[1] < ways[0]]
    x, y = x.copy(), y.copy()
    x[reverse], y[reverse] = x[reverse, ::-1], y[reverse, ::-1]
    return exact, x, y


def _deals_of_lower(x: CountArray, y: CountArray) -> CountArray:
    pooled, n = x + y, np.minimum(x.sum(axis=1), y.sum(axis=1))
    deepest = np.minimum(n, pooled[:, 0] + pooled[:, 1]) + 1
    deepest -= np.maximum(n - pooled[:, 2] - pooled[:, 3], 0)
    return np.asarray(deepest * (np.maximum(pooled[:, 0], pooled[:, 2]) + 2))


def _all_deals(
    x: CountArray, y: CountArray, exact: np.ndarray
) -> Iterator[tuple[CountArray, _Deals]]:
    """The deals of all pairs that are `exact`, part by part, with the places of these pairs."""
    places = np.flatnonzero(exact)
    if len(places):
        pairs = _arranged(x[places], y[places])
        for batch in _batches(pairs):
            together, places_of_batch = pairs.at(batch), places[batch]
            sums, rows = _sums(together)
            for chunk in _chunks(together):
                yield places_of_batch[chunk], _deals(together.at(chunk), sums, rows[chunk])


def _arranged(left: CountArray, right: CountArray) -> _Pairs:
    """The pairs, some with their levels reversed, so that there are few deals."""
    larger = left.sum(axis=1) > right.sum(axis=1)
    x = np.where(larger[:, np.newaxis], right, left)
    pooled, n = left + right, x.sum(axis=1)
    numbers = np.minimum(pooled, n[:, np.newaxis]) + 1
    of_lower, of_middle, of_upper = (numbers[:, [i, j]].prod(axis=1) for i, j in _BESIDE)
    turned = np.flatnonzero(of_upper < np.minimum(of_lower, of_middle))
    for array in (x, pooled, numbers):
        array[turned] = array[turned, ::-1]
    lower = np.where(of_middle < np.minimum(of_lower, of_upper), 1, 0)
    other = 2 - 2 * lower
    one = np.take_along_axis(numbers, other[:, np.newaxis], axis=1)[:, 0]
    return _Pairs(x, pooled, n, lower, other, one, numbers[:, 3])


# The levels beside the lower two, the middle two and the upper two.
_BESIDE = ((2, 3), (0, 3), (0, 1))


def _batches(pairs: _Pairs) -> Iterator[CountArray]:
    """Places of pairs that share sums, in an order in which neighbours have deals alike."""
    total = pairs.pooled.sum(axis=1)
    order = np.lexsort((pairs.top, pairs.one))
    small = order[total[order] <= SMALL_TOTAL]
    if len(small):
        yield small
    large = order[total[order] > SMALL_TOTAL]
    yield from (large[i : i + BATCH] for i in range(0, len(large), BATCH))


def _chunks(pairs: _Pairs) -> Iterator[slice]:
    """Neighbours whose arrays, filled up to the largest, are not too large together."""
    one, top, start = pairs.one, pairs.top, 0
    while start < len(one):
        part = slice(start, start + max(1, CHUNK // int(one[start] * top[start])))
        while part.stop > start + 1 and _elements(pairs.at(part)) > 2 * CHUNK:
            part = slice(start, start + (part.stop - start) * 2 // 3)
        yield part
        start = part.stop


def _elements(pairs: _Pairs) -> int:
    """How many elements arrays of these pairs have."""
    return len(pairs.n) * int(pairs.one.max() * pairs.top.max())


def _sums(pairs: _Pairs) -> tuple[TwoLevels, CountArray]:
    """The sums of the two levels that are taken together, and which are those of each pair."""
    every = np.arange(len(pairs.n))
    first, second = (pairs.pooled[every, pairs.lower + upper] for upper in (0, 1))
    keys, places = np.unique(first * (LARGEST_LISTED + 1) + second, return_inverse=True)
    # Without anybody left for them, a chunk may hold deals of too many people: -1 has no ways.
    least = int((pairs.n - pairs.one - pairs.top).min()) + 2
    levels = np.divmod(keys, LARGEST_LISTED + 1)
    sums = two_levels(*levels, least if least > 0 else -1, int(pairs.n.max()))
    return sums, places.reshape(-1)


def _deals(pairs: _Pairs, sums: TwoLevels, place: CountArray) -> _Deals:
    from_one, from_top = np.arange(pairs.one.max())[:, np.newaxis], np.arange(pairs.top.max())
    one = np.take_along_axis(pairs.pooled, pairs.other[:, np.newaxis], axis=1)[:, np.newaxis]
    ways = choose(one, from_one) * choose(pairs.pooled[:, 3, np.newaxis, np.newaxis], from_top)
    left = (pairs.n[:, np.newaxis, np.newaxis] - from_one) - from_top
    _, rows, width = sums.up_to.shape
    row = np.maximum(left, sums.least)
    row += (place * rows - sums.least)[:, np.newaxis, np.newaxis]
    row *= width
    return _Deals(pairs, from_one, from_top, left, ways, row, sums)


def _delta_p(deals: _Deals) -> Floats:
    """With centred midranks r the score is beside - (r_k+1 - r_k) a_k, to be `observed` or beyond.

    k is the lower of the two levels that are taken together.
    """
    x, pooled, n, lower, other, _, _ = deals.pairs
    r = centred_midranks(pooled)
    observed = _cube(np.abs((x * r).sum(axis=1)))
    every = np.arange(len(n))
    low, high, one, top = (_cube(r[every, level]) for level in (lower, lower + 1, other, 3))
    beside = (one - high) * deals.from_one + high * _cube(n) + (top - high) * deals.from_top
    # Without anybody in the two levels a_k is 0 and the slope does not matter.
    slope = np.maximum(high - low, 1)
    up_to = np.floor((beside - observed) / slope) + 1
    # At 0 every deal is counted by both.
    return _probability(deals, up_to, np.ceil((beside + observed) / slope))


def _distance_p(deals: _Deals) -> Floats:
    """|F_x - F_y| at three levels, times both groups' sizes, to be `observed` or more together."""
    x, pooled, n, lower, _, _, _ = deals.pairs
    total, reached = pooled.sum(axis=1), np.cumsum(pooled, axis=1)
    apart = total[:, np.newaxis] * np.cumsum(x, axis=1) - n[:, np.newaxis] * reached
    size, people, is_middle = _cube(total), _cube(n), _cube(lower)
    first, second, third = (people * _cube(column) for column in reached.T[:3])
    # Where the middle levels are taken together those from the lowest are from `other`.
    lowest = size * deals.from_one * is_middle
    known = lowest - first * is_middle + (size * deals.left - second) * (1 - is_middle)
    beyond = np.abs(known) + np.abs(size * (people - deals.from_top) - third)
    short = _cube(np.abs(apart[:, :3]).sum(axis=1)) - beyond
    centre = np.where(is_middle, second - lowest, first)
    up_to, from_on = np.floor((centre - short) / size) + 1, np.ceil((centre + short) / size)
    # Where these two levels reach it by themselves every deal counts, once.
    up_to[short <= 0] = from_on[short <= 0] = deals.sums.up_to.shape[-1]
    return _probability(deals, up_to, from_on)


def _probability(deals: _Deals, up_to: Floats, from_on: Floats) -> Floats:
    """Of fewer than `up_to` or at least `from_on` people from the lower of the two levels."""
    extreme = _looked_up(deals, deals.sums.up_to, up_to)
    extreme += _looked_up(deals, deals.sums.from_on, from_on)
    extreme *= deals.ways
    every = choose(deals.pairs.pooled.sum(axis=1), deals.pairs.n)
    return np.asarray(np.minimum(extreme.sum(axis=(1, 2)) / every, 1.0))


def _looked_up(deals: _Deals, ways: Floats, place: Floats) -> Floats:
    np.maximum(place, 0, out=place)
    np.minimum(place, ways.shape[-1] - 1, out=place)
    place += deals.row
    return np.take(ways, place.astype(np.int64))


def _cube(values: CountArray) -> Floats:
    """One number per pair, in the first of three axes."""
    return values.astype(np.float64)[:, np.newaxis, np.newaxis]
