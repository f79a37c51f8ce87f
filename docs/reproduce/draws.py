"""Draws from what blocks leave open: a tally by its weight, then shares of its levels.

Draws are in single precision, and their sums are taken in the order of the levels.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from reproduce.groups import LEVELS, Group

SEED, PAIRS, PICKS = 2013, 2000, 512
# Gamma variates of greater counts come from normal ones (Wilson and Hilferty).
LARGEST_COUNT = 100
ORDER = LEVELS  # the key of the random orders; those of the levels' draws are 0 to 3
# Half of a distribution, but for the roundings of a division.
HALF = 1e-9


class Drawn(NamedTuple):
    """Limits at 95 and at 90 percent, and the standard deviation."""

    low: float
    high: float
    low_90: float
    high_90: float
    error: float


def source(seed: int, key: int, stream: int) -> np.random.Generator:
    """A stream of chance of its own for each key, and one of two for each of a pair of groups."""
    sequence = np.random.SeedSequence(seed, spawn_key=(key, stream))
    return np.random.Generator(np.random.SFC64(sequence))


@cache
def gammas(level: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Gamma(count + 1/4) draws of both streams, for a count of at most `LARGEST_COUNT`."""
    return tuple(
        source(SEED, level, stream).standard_gamma(count + 1 / LEVELS, PAIRS, np.float32)
        for stream in (0, 1)
    )


@cache
def normals(level: int) -> tuple[np.ndarray, np.ndarray]:
    return tuple(
        source(SEED, level, stream).standard_normal(PAIRS, np.float32) for stream in (0, 1)
    )


@cache
def orders(pairs: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    return tuple(source(seed, ORDER, stream).permutation(pairs) for stream in (0, 1))


def picked(weights: np.ndarray, pairs: int, seed: int, exchanged: bool) -> np.ndarray:
    """Positions of tallies, as often as their weights say and in random order: (2 pairs,).

    The middles of so many equal parts of 0 to 1 each fall to a tally.
    """
    reached = np.cumsum(weights)
    below = np.ceil(reached / reached[-1] * pairs - 0.5).astype(np.int64)
    below[-1] = pairs
    spread = np.repeat(np.arange(len(weights)), np.diff(below, prepend=0))
    both = orders(pairs, seed)
    return np.concatenate([spread[order] for order in (both[::-1] if exchanged else both)])


@cache
def drawn_shares(group: Group, exchanged: bool) -> np.ndarray:
    """Shares of the levels in every draw: shape (4, 2 x 2000), single precision."""
    chosen = picked(group.weights, PAIRS, SEED, exchanged)
    draws = np.empty((LEVELS, 2 * PAIRS), np.float32)
    for level in range(LEVELS):
        counts = group.levels[:, level]
        normal = counts.min() > LARGEST_COUNT
        for count in np.unique(counts):
            here = counts[chosen] == count
            draws[level, here] = _of_count(level, int(count), exchanged, bool(normal))[here]
    return draws / draws.sum(axis=0)


def _of_count(level: int, count: int, exchanged: bool, all_large: bool) -> np.ndarray:
    """The draws of one level if all tallies had that count, one stream after the other.

    Above `LARGEST_COUNT` in double precision where no tally has a lesser count, else in single.
    """
    turn = slice(None, None, -1) if exchanged else slice(None)
    if count <= LARGEST_COUNT:
        return np.concatenate(gammas(level, count)[turn])
    normal = np.concatenate(normals(level)[turn])
    shape = count + 1 / LEVELS
    if all_large:
        size = np.cbrt(shape)
        root = size / (3 * np.sqrt(shape)) * normal.astype(np.float64)
        root = root + size * (1 - 1 / (9 * shape))
        return root * root * root
    root = normal * (1 / (3 * np.sqrt(shape))).astype(np.float32)
    root = root + np.float32(1 - 1 / (9 * shape))
    return root * root * root * np.float32(shape)


@cache
def tally_shares(group: Group, exchanged: bool) -> np.ndarray:
    """The shares of 2 x 512 tallies picked by their weights: shape (4, 1024)."""
    chosen = picked(group.weights, PICKS, SEED, exchanged)
    return (group.levels / group.levels.sum(axis=1, keepdims=True))[chosen].T


# --- Statistics of shares, the levels first -------------------------------------------------------


def delta(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    total, below = np.zeros_like(p[0]), np.zeros_like(q[0])
    for of_left, of_right in zip(p, q, strict=True):
        total = total + (below + below + of_right - 1) * of_left
        below = below + of_right
    return np.clip(total, -1, 1)


def mean(p: np.ndarray) -> np.ndarray:
    total = np.zeros_like(p[0])
    for level in range(1, LEVELS):
        total = total + level * p[level]
    return np.clip(total, 0, LEVELS - 1)


def level_shift(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    return mean(p) - mean(q)


def prediction_gap(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """The mean on the left less the median on the right."""
    below, middle = np.zeros_like(q[0]), np.zeros_like(q[0])
    for level in range(LEVELS - 1):
        below = below + q[level]
        steps = (below < 0.5 - HALF) / 2 + (below < 0.5 + HALF) / 2
        middle = middle + steps.astype(middle.dtype)
    return mean(p) - middle


def limits(left: Group, right: Group, statistic: Callable) -> Drawn:
    """The limits of its draws, widened to those of its values over the tallies."""
    drawn = statistic(drawn_shares(left, False), drawn_shares(right, True))
    exact = statistic(tally_shares(left, False), tally_shares(right, True))
    ends = []
    for part in (0.95, 0.90):
        tail = (1 - part) / 2
        ends.append(min(_quantile(drawn, tail), _quantile(exact, tail)))
        ends.append(max(_quantile(drawn, 1 - tail), _quantile(exact, 1 - tail)))
    return Drawn(*ends, float(drawn.std(dtype=np.float64)))


def _quantile(values: np.ndarray, part: float) -> float:
    """Interpolated between the two places around it, in double precision."""
    ordered, place = np.sort(values), part * (len(values) - 1)
    below = int(np.floor(place))
    low, high = float(ordered[below]), float(ordered[min(below + 1, len(values) - 1)])
    return low + (place - below) * (high - low)
