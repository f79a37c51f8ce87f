"""Permutation p-values of delta and of the distance of two tallies of the levels."""

from functools import cache, lru_cache
from itertools import product
from math import comb, inf
from typing import NamedTuple

import numpy as np
from scipy.special import erfc, ndtri

from reproduce.groups import LEVELS, Group, halton, pick

# So many pairs of tallies have their p averaged, in groups of up to so many people together.
PAIRS = ((40, 256), (80, 64), (120, 32), (inf, 8))
# Beyond the first number of people deals are listed only if there are few, beyond the second never.
ALWAYS_LISTED, EVER_LISTED, FEW = 120, 1000, 3000
POINTS = 4096


class P(NamedTuple):
    """Of one pair of groups; ``exact``: all behind them is."""

    delta: float
    distance: float
    exact: bool


class Deals(NamedTuple):
    """Each statistic of every way to deal, ascending, and how many ways reach it or more."""

    scores: np.ndarray
    score_ways: np.ndarray
    distances: np.ndarray
    distance_ways: np.ndarray
    total: float


@cache
def mixed_p(left: Group, right: Group) -> P:
    """The mean p over pairs of tallies: all of them if they are few, else some by their weights."""
    wanted = next(pairs for people, pairs in PAIRS if left.n + right.n <= people)
    m, k = len(left.weights), len(right.weights)
    if m * k <= wanted:
        pairs = {(i, j): left.weights[i] * right.weights[j] for i, j in product(range(m), range(k))}
    else:
        one = (np.arange(wanted // 2) + 0.5) / (wanted // 2)
        other = halton(wanted // 2, 2)
        i = pick(left.weights, np.concatenate([one, other]))
        j = pick(right.weights, np.concatenate([other, one]))
        pairs = {}
        for place in zip(i.tolist(), j.tolist(), strict=True):
            pairs[place] = pairs.get(place, 0) + 1 / wanted
    found = [
        (weight, p_of(tuple(left.levels[i].tolist()), tuple(right.levels[j].tolist())))
        for (i, j), weight in pairs.items()
    ]
    return P(
        min(sum(weight * p.delta for weight, p in found), 1.0),
        min(sum(weight * p.distance for weight, p in found), 1.0),
        all(p.exact for _weight, p in found),
    )


@cache
def p_of(x: tuple[int, ...], y: tuple[int, ...]) -> P:
    """Of two tallies: exact where the deals are listed, else by normal approximations."""
    total = sum(x) + sum(y)
    listed = total <= ALWAYS_LISTED
    if not listed and total <= EVER_LISTED:
        upward, downward = (_deals_of_lower(*(t[::step] for t in (x, y))) for step in (1, -1))
        listed = min(upward, downward) <= FEW
        if downward < upward:
            x, y = x[::-1], y[::-1]
    return _exact(x, y) if listed else P(_normal_delta(x, y), _normal_distance(x, y), False)


def _deals_of_lower(x: tuple[int, ...], y: tuple[int, ...]) -> int:
    """How many deals there are with the lower two levels as one, as far as this is counted."""
    pooled, n = [a + b for a, b in zip(x, y, strict=True)], min(sum(x), sum(y))
    lower = min(n, pooled[0] + pooled[1]) + 1 - max(n - pooled[2] - pooled[3], 0)
    return lower * (max(pooled[0], pooled[2]) + 2)


def _exact(x: tuple[int, ...], y: tuple[int, ...]) -> P:
    """How many of all deals of the pooled levels are as extreme as the observed one."""
    dealt = x if sum(x) <= sum(y) else y
    pooled = tuple(a + b for a, b in zip(x, y, strict=True))
    deals = _deals(pooled, sum(dealt))
    score, distance = _statistics(np.array([dealt]), np.array(pooled), sum(dealt))
    by_score = deals.score_ways[np.searchsorted(deals.scores, score[0])]
    by_distance = deals.distance_ways[np.searchsorted(deals.distances, distance[0])]
    return P(min(by_score / deals.total, 1.0), min(by_distance / deals.total, 1.0), True)


def _statistics(dealt: np.ndarray, pooled: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """|delta| and the distance, times both groups' sizes: whole numbers, so that ties are ties."""
    reached = np.cumsum(pooled)
    ranks = 2 * reached - pooled - reached[-1]
    apart = reached[-1] * np.cumsum(dealt, axis=1) - n * reached
    return np.abs(dealt @ ranks), np.abs(apart[:, :-1]).sum(axis=1)


@lru_cache(maxsize=4096)
def _deals(pooled: tuple[int, ...], n: int) -> Deals:
    lower = np.arange(max(n - pooled[2] - pooled[3], 0), min(n, pooled[0] + pooled[1]) + 1)
    lowest, third = (np.arange(min(n, pooled[level]) + 1) for level in (0, 2))
    s, first, above = lower[:, np.newaxis, np.newaxis], lowest[:, np.newaxis], third
    second, last = s - first, n - s - above
    possible = (second >= 0) & (second <= pooled[1]) & (last >= 0) & (last <= pooled[3])
    four = np.broadcast_arrays(first, second, above, last)
    dealt = np.stack([numbers[possible] for numbers in four], axis=1)
    ways = np.ones(len(dealt))
    for level, people in enumerate(pooled):
        ways *= _binomials(people)[dealt[:, level]]
    score, distance = _statistics(dealt, np.array(pooled), n)
    return Deals(*_at_least(score, ways), *_at_least(distance, ways), float(comb(sum(pooled), n)))


@cache
def _binomials(n: int) -> np.ndarray:
    return np.array([float(comb(n, k)) for k in range(n + 1)])


def _at_least(values: np.ndarray, ways: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(values, kind="stable")
    return values[order], np.cumsum(ways[order][::-1])[::-1]


def _normal_delta(x: tuple[int, ...], y: tuple[int, ...]) -> float:
    """With ties, two-sided and without a continuity correction."""
    left, pooled = np.array(x, float), np.array(x, float) + np.array(y, float)
    n, m = left.sum(), pooled.sum() - left.sum()
    reached = np.cumsum(pooled)
    ranks = 2 * reached - pooled - reached[-1]
    variance = n * m / ((n + m) * (n + m - 1)) * (pooled * ranks**2).sum()
    z = abs((left * ranks).sum()) / np.sqrt(variance if variance > 0 else 1)
    return float(erfc(z / np.sqrt(2)))


def _normal_distance(x: tuple[int, ...], y: tuple[int, ...]) -> float:
    """How many of fixed points of a joint normal distribution lie as far out, in single precision.

    The observed distance is less by half of its smallest step.
    """
    n, m = float(sum(x)), float(sum(y))
    shares = (np.array(x) + np.array(y)) / (n + m)
    spread = (np.diag(shares) - np.outer(shares, shares)) * ((n + m) ** 2 / (n * m * (n + m - 1)))
    spread = np.cumsum(np.cumsum(spread, axis=0), axis=1)[:-1, :-1]
    excess = np.cumsum(np.array(x) / n - np.array(y) / m)[:-1]
    observed = np.abs(excess).sum() - (n + m) / (2 * n * m)
    values, vectors = np.linalg.eigh(spread)
    roots = (vectors * np.sqrt(np.maximum(values, 0))).astype(np.float32)
    points = ndtri(np.stack([halton(POINTS, base) for base in (2, 3, 5)])).astype(np.float32)
    apart = np.abs(roots @ points[: LEVELS - 1]).sum(axis=0)
    return float((1 + (apart >= observed).sum()) / (1 + POINTS))
