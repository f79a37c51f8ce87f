"""Means and mixtures over the tallies that two published groups may have, for many cells at once.

`left` and `right` are lists of candidates, one for each cell, every one with at least one tally.
A mean is over every pairing of a left and a right tally, which are independent. Permutation
p-values are over every pairing where there are few, else over a fixed number of them.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np
from scipy.special import ndtr

from analytics.measures.candidates import Candidates, Undecided
from analytics.measures.count_arrays import CountArray, Statistic
from analytics.measures.exact_permutation import PairP, delta_p, pair_p
from analytics.measures.medians import median
from analytics.measures.quasirandom import pick, radical_inverse
from analytics.measures.two_levels import LARGEST_TOTAL
from analytics.measures.validation import Floats

Groups: TypeAlias = Sequence[Candidates]

# Pairings of tallies whose p-values are averaged, in groups of up to so many people together. The
# larger the groups, the less the p-values of a block's tallies differ and the more each costs.
PAIRS = ((40, 256), (80, 64), (LARGEST_TOTAL, 32), (math.inf, 8))
# Of so few pairs it takes longer to find those that are alike than to work them all out.
FEW_PAIRS = 8
# Cells worked on at a time, so that their pairings fit a processor's cache.
CELLS = 4
BISECTIONS = 36


class Stack(NamedTuple):
    """Candidates of several cells in one array, filled up with tallies that weigh nothing.

    `levels` (cells, m, K) and `weights` (cells, m).
    """

    levels: CountArray
    weights: Floats


class Mismatch(NamedTuple):
    """Mean Wasserstein-1 and mean crossing index: shape (cells,)."""

    distance: Floats
    crossing: Floats


def stack(groups: Groups) -> Stack:
    """Return the candidates of several cells in one array."""
    most = max(len(group.weights) for group in groups)
    levels = np.empty((len(groups), most, groups[0].levels.shape[1]), dtype=np.int64)
    weights = np.zeros((len(groups), most))
    for row, (filled, weighed) in zip(groups, zip(levels, weights, strict=True), strict=True):
        m = len(row.weights)
        filled[:m], filled[m:] = row.levels, row.levels[0]
        weighed[:m] = row.weights
    return Stack(levels, weights)


def group_means(
    groups: Groups, statistics: Mapping[str, Callable[[CountArray], Statistic]]
) -> dict[str, Floats]:
    """Return the mean of each statistic of a tally over one group's tallies: shape (cells,)."""
    levels = np.concatenate([group.levels for group in groups])
    weights = np.concatenate([group.weights for group in groups])
    cells = np.repeat(np.arange(len(groups)), [len(group.weights) for group in groups])
    return {
        name: np.asarray(np.bincount(cells, weights=weights * statistic(levels)))
        for name, statistic in statistics.items()
    }


def typical_median(groups: Groups) -> Floats:
    """Return the median of the tallies' medians, one that some tally has: shape (cells,)."""
    reached = np.cumsum(median_weights(groups), axis=1) >= 0.5 - 1e-9
    return np.asarray(reached.argmax(axis=1) / 2)


def median_weights(groups: Groups) -> Floats:
    """Return how probable each median is, from 0 by half levels to K - 1: (cells, 2 K - 1)."""
    levels, weights = stack(groups)
    places = np.rint(2 * np.asarray(median(levels))).astype(np.int64)
    sums = np.zeros((len(groups), 2 * levels.shape[-1] - 1))
    np.add.at(sums, (np.arange(len(groups))[:, np.newaxis], places), weights)
    return sums


def mismatch(left: Groups, right: Groups) -> Mismatch:
    """Return the means of Wasserstein-1 and of the crossing index over all pairings."""
    chunks = [
        _mismatch(stack(left[i : i + CELLS]), stack(right[i : i + CELLS]))
        for i in range(0, len(left), CELLS)
    ]
    return Mismatch(*(np.concatenate(parts) for parts in zip(*chunks, strict=True)))


def mixed_p(left: Groups, right: Groups) -> PairP:
    """Return each cell's mean p-values over pairings, exact where all that they rest on are.

    The mean of the p-values is the chance of an equally extreme statistic when of the tallies
    nothing but their weights is certain.
    """
    pairs = _paired(left, right)
    p = pair_p(pairs.left, pairs.right)
    inexact = np.bincount(pairs.cells, weights=~p.exact)
    return PairP(pairs.mean(p.delta), pairs.mean(p.distance), inexact == 0)


def mixed_delta_p(left: Groups, right: Groups) -> Floats:
    """Return each cell's mean p-value of delta alone, as in `mixed_p`: shape (cells,)."""
    pairs = _paired(left, right)
    return pairs.mean(delta_p(pairs.left, pairs.right))


def mixed_wilson(groups: Sequence[Undecided]) -> tuple[Floats, Floats]:
    """Return 95 percent limits of a share of people whose numbers have weights: (cells,) each.

    Wilson's interval of k of n holds the shares p for which (p - k/n) / sqrt(p (1 - p) / n) lies
    between -z and z. The lower limit here is where the mean of the normal distribution function at
    that place, over the candidates with n above 0, reaches 0.025; the upper one where it
    reaches 0.975. With one candidate it is Wilson's interval.
    """
    most = max(len(group.weights) for group in groups)
    people, of, weights = np.zeros((3, len(groups), most))
    for row, group in enumerate(groups):
        m = len(group.weights)
        people[row, :m], of[row, :m] = group.people, group.of
        weights[row, :m] = np.where(group.of > 0, group.weights, 0)
    totals = weights.sum(axis=1, keepdims=True)
    weights = np.divide(weights, totals, out=np.full(weights.shape, np.nan), where=totals > 0)
    shares = people / np.maximum(of, 1)
    roots = np.sqrt(of)

    def reached(p: Floats) -> Floats:
        place = p[..., np.newaxis]
        apart = (place - shares) * (roots / np.sqrt(place * (1 - place)))
        return np.asarray((ndtr(apart) * weights).sum(axis=-1))

    tail = (1 - 0.95) / 2
    low, high = _solved(reached, np.array([[tail], [1 - tail]]), len(groups))
    defined = totals[:, 0] > 0
    return np.where(defined, low, np.nan), np.where(defined, high, np.nan)


def _solved(reached: Callable[[Floats], Floats], targets: Floats, cells: int) -> Floats:
    """Where a rising function of a share reaches each target; 0 or 1 where it does not between.

    `targets` has the shape (targets, 1), what is returned (targets, cells).
    """
    low, width = np.zeros((len(targets), cells)), 1.0
    for _ in range(BISECTIONS):
        width /= 2
        low += np.where(reached(low + width) < targets, width, 0)
    middle = low + width / 2
    return np.where(low == 0, 0.0, np.where(low == 1 - width, 1.0, middle))


def _mismatch(left: Stack, right: Stack) -> tuple[Floats, Floats]:
    f, g = (_cumulative(side.levels) for side in (left, right))
    shift, distance = np.zeros((2, *left.weights.shape, right.weights.shape[1]))
    apart = np.empty_like(shift)
    for f_k, g_k in zip(f, g, strict=True):
        np.subtract(g_k[:, np.newaxis, :], f_k[:, :, np.newaxis], out=apart)
        shift += apart
        distance += np.abs(apart, out=apart)
    np.abs(shift, out=shift)
    # Two distributions that are alike differ by roundings.
    one_way = np.divide(shift, distance, out=np.ones_like(shift), where=distance >= 1e-12)
    cancelled = np.maximum(np.subtract(1, one_way, out=one_way), 0, out=one_way)
    weighed = [
        np.einsum("ci,cij,cj->c", left.weights, values, right.weights)
        for values in (distance, cancelled)
    ]
    return weighed[0], weighed[1]


def _cumulative(levels: CountArray) -> Floats:
    """Cumulative shares at every level but the last, levels first: shape (K - 1, cells, m)."""
    cumulative = np.cumsum(levels, axis=-1)
    shares = cumulative[..., :-1] / cumulative[..., -1:]
    return np.ascontiguousarray(np.moveaxis(shares, -1, 0))


class _Paired(NamedTuple):
    """Pairs of tallies, shape (pairs, K) each, the cells they are of and what they weigh there."""

    left: CountArray
    right: CountArray
    cells: CountArray
    weights: Floats

    def mean(self, p: Floats) -> Floats:
        """Return each cell's mean: shape (cells,)."""
        return np.minimum(np.bincount(self.cells, weights=self.weights * p), 1.0)


def _paired(left: Groups, right: Groups) -> _Paired:
    chosen = [_pairings(x, y) for x, y in zip(left, right, strict=True)]
    xs = np.concatenate([x.levels[i] for x, (i, _, _) in zip(left, chosen, strict=True)])
    ys = np.concatenate([y.levels[j] for y, (_, j, _) in zip(right, chosen, strict=True)])
    cells = np.repeat(np.arange(len(left)), [len(weight) for _, _, weight in chosen])
    return _Paired(xs, ys, cells, np.concatenate([weight for _, _, weight in chosen]))


def _pairings(x: Candidates, y: Candidates) -> tuple[CountArray, CountArray, Floats]:
    """Which tallies of x and y to pair, and each pair's weight."""
    wanted = next(pairs for people, pairs in PAIRS if x.n + y.n <= people)
    m, k = len(x.weights), len(y.weights)
    if m * k <= wanted:
        every = np.indices((m, k)).reshape(2, -1)
        return every[0], every[1], np.outer(x.weights, y.weights).reshape(-1)
    i, j = (pick(z.weights, row) for z, row in zip((x, y), _even_places(wanted), strict=True))
    if wanted <= FEW_PAIRS:
        return i, j, np.full(wanted, 1 / wanted)
    pairs, times = np.unique(i * k + j, return_counts=True)
    return pairs // k, pairs % k, times / wanted


@lru_cache(maxsize=8)
def _even_places(number: int) -> Floats:
    """Evenly spread points of the unit square, shape (2, number), always the same.

    Each also with its coordinates exchanged, so that exchanging the groups changes nothing.
    """
    half = (np.arange(number // 2) + 0.5) / (number // 2), radical_inverse(number // 2, 2)
    return np.stack([np.concatenate(half), np.concatenate(half[::-1])])
