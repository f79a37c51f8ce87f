"""Means and mixtures over the tallies that two published groups may have, for many cells at once.

`left` and `right` are lists of candidates, one for each cell, every one with at least one tally.
A mean is over every pairing of a left and a right tally, which are independent. Permutation
p-values are over every pairing where there are few, else over a fixed number of them.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np
from scipy.special import ndtr

from analytics.measures.candidates import Candidates, Undecided
from analytics.measures.count_arrays import CountArray, Statistic
from analytics.measures.exact_permutation import PairP, delta_p, pair_p
from analytics.measures.medians import median
from analytics.measures.quasirandom import pick, radical_inverse
from analytics.measures.tallies import tallies
from analytics.measures.two_levels import LARGEST_TOTAL
from analytics.measures.validation import Floats

Groups: TypeAlias = Sequence[Candidates]

# Pairings of tallies whose p-values are averaged, in groups of up to so many people together. The
# larger the groups, the less the p-values of a block's tallies differ and the more each costs.
PAIRS = ((40, 256), (80, 64), (LARGEST_TOTAL, 32), (math.inf, 8))
# Of so few pairs it takes longer to find those that are alike than to work them all out.
FEW_PAIRS = 8
# Array elements worked on at a time, so that they fit a processor's cache.
ELEMENTS = 16_384
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
    every = tallies(groups)
    places = np.concatenate([every.of[group] for group in groups])
    weights = np.concatenate([group.weights for group in groups])
    cells = np.repeat(np.arange(len(groups)), [len(group.weights) for group in groups])
    return {
        name: np.asarray(np.bincount(cells, weights=weights * statistic(every.levels)[places]))
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
    every = tallies(right)
    shares = _cumulative(every.levels)
    cells: dict[Candidates, list[int]] = {}
    for cell, group in enumerate(left):
        cells.setdefault(group, []).append(cell)
    means = np.empty((2, len(left)))
    of_tally = np.empty((2, len(every.levels)))
    for group, its in cells.items():
        # Against every tally of the groups that it meets, each of which many of them have.
        met = np.unique(np.concatenate([every.of[right[cell]] for cell in its]))
        of_tally[:, met] = _mismatch(group, shares[:, met])
        for cell in its:
            means[:, cell] = of_tally[:, every.of[right[cell]]] @ right[cell].weights
    return Mismatch(*means)


def mixed_p(left: Groups, right: Groups) -> PairP:
    """Return each cell's mean p-values over pairings, exact where all that they rest on are.

    The mean of the p-values is the chance of an equally extreme statistic when of the tallies
    nothing but their weights is certain.
    """
    pairs = _paired(left, right)
    p = pair_p(pairs.left, pairs.right)
    inexact = np.bincount(pairs.cells, weights=~p.exact[pairs.pairs])
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


def _mismatch(group: Candidates, others: Floats) -> Floats:
    """The mean distance and crossing index of a group from each of some tallies: (2, tallies).

    `others` are cumulative shares as `_cumulative` gives them.
    """
    shares, step = _cumulative(group.levels), max(1, ELEMENTS // others.shape[1])
    means = np.zeros((2, others.shape[1]))
    for i in range(0, len(group.weights), step):
        part = slice(i, i + step)
        means += [_weighed(group.weights[part], of) for of in _apart(shares[:, part], others)]
    return means


def _apart(shares: Floats, others: Floats) -> tuple[Floats, Floats]:
    """Wasserstein-1 and crossing index of every tally and every other: shape (m, tallies) each."""
    shift, distance = np.zeros((2, shares.shape[1], others.shape[1]))
    apart = np.empty_like(shift)
    for f_k, g_k in zip(shares, others, strict=True):
        np.subtract(g_k, f_k[:, np.newaxis], out=apart)
        shift += apart
        distance += np.abs(apart, out=apart)
    np.abs(shift, out=shift)
    # Two distributions that are alike differ by roundings.
    one_way = np.divide(shift, distance, out=np.ones_like(shift), where=distance >= 1e-12)
    return distance, np.maximum(np.subtract(1, one_way, out=one_way), 0, out=one_way)


def _weighed(weights: Floats, values: Floats) -> Floats:
    return np.asarray(np.einsum("i,ij->j", weights, values))


def _cumulative(levels: CountArray) -> Floats:
    """Cumulative shares at every level but the last, levels first: shape (K - 1, m)."""
    cumulative = np.cumsum(levels, axis=-1)
    return np.ascontiguousarray((cumulative[:, :-1] / cumulative[:, -1:]).T)


class _Paired(NamedTuple):
    """Different pairs of tallies, shape (pairs, K) each, and which of them each cell has.

    `pairs`, `cells` and `weights` say, in arrays of one shape, which pair is of which cell and what
    it weighs there.
    """

    left: CountArray
    right: CountArray
    pairs: CountArray
    cells: CountArray
    weights: Floats

    def mean(self, p: Floats) -> Floats:
        """Return each cell's mean: shape (cells,)."""
        return np.minimum(np.bincount(self.cells, weights=self.weights * p[self.pairs]), 1.0)


def _paired(left: Groups, right: Groups) -> _Paired:
    """The pairs of tallies of all cells, each pair once."""
    # The same groups come back in many cells.
    picks = cache(_picks)
    chosen = [_pairings(x, y, picks) for x, y in zip(left, right, strict=True)]
    xs, ys = tallies(left), tallies(right)
    places = [
        xs.of[x][i] * len(ys.levels) + ys.of[y][j]
        for x, y, (i, j, _) in zip(left, right, chosen, strict=True)
    ]
    pairs, of_cell = np.unique(np.concatenate(places), return_inverse=True)
    cells = np.repeat(np.arange(len(left)), [len(weight) for _, _, weight in chosen])
    weights = np.concatenate([weight for _, _, weight in chosen])
    i, j = np.divmod(pairs, len(ys.levels))
    return _Paired(xs.levels[i], ys.levels[j], of_cell.reshape(-1), cells, weights)


def _picks(group: Candidates, number: int, side: int) -> CountArray:
    """So many of a group's tallies, evenly by their weights, to stand on the left 0 or right 1."""
    return pick(group.weights, _even_places(number)[side])


def _pairings(
    x: Candidates, y: Candidates, picks: Callable[[Candidates, int, int], CountArray] = _picks
) -> tuple[CountArray, CountArray, Floats]:
    """Which tallies of x and y to pair, and each pair's weight."""
    wanted = next(pairs for people, pairs in PAIRS if x.n + y.n <= people)
    m, k = len(x.weights), len(y.weights)
    if m * k <= wanted:
        every = np.indices((m, k)).reshape(2, -1)
        return every[0], every[1], np.outer(x.weights, y.weights).reshape(-1)
    i, j = picks(x, wanted, 0), picks(y, wanted, 1)
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
