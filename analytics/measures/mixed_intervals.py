"""Intervals of two published groups: the rounding into blocks is part of the uncertainty.

Every draw picks a tally of each group by its weight, and then shares from Dirichlet(counts + 1/K),
as in `intervals`. The picks are spread evenly over the weights, so that no tally comes up more or
less often than its weight says. Exchanging left and right exchanges the sources of chance too, and
gives exactly the mirrored limits.

As the interval of counts is widened to contain their statistic, these are widened to hold the same
part of the statistic's values over the tallies. It matters where most tallies are totally
separated, since no draw is.

Each draw is worked on by itself, without sums whose order is left to the processor, so the limits
are the same wherever the generator gives the same draws.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analytics.measures.candidates import Candidates
from analytics.measures.resampling import (
    LARGEST_EXACT_SHAPE,
    RESAMPLES,
    SEED,
    SOURCES,
    Draws,
    GammaDraws,
    gamma_draws,
    quantiles,
)
from analytics.measures.share_statistics import STATISTICS
from analytics.measures.validation import Floats, check_level, check_whole

# Draws worked on at a time, so that they fit a processor's cache.
CHUNK = 32_768
# Pairs of picks of tallies to hold the statistic's values over the tallies.
PICKS = 512
LEVELS = 4
# Groups of each side whose shares are kept while others are worked on: 25 MB a side.
MOST_KEPT = 256


class MixedLimits(NamedTuple):
    """Limits, shape (statistics, levels, cells), and standard deviations (statistics, cells)."""

    low: Floats
    high: Floats
    error: Floats


def mixed_limits(
    left: Sequence[Candidates],
    right: Sequence[Candidates],
    statistics: Sequence[str],
    levels: Sequence[float] = (0.95, 0.90),
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> MixedLimits:
    """Return the limits of several statistics at several levels, from one set of draws.

    They hold the same part of the statistic's values over the tallies picked, but do not yet
    contain its mean.

    Parameters
    ----------
    left, right : the candidates of each cell; each must have at least one tally.
    statistics : names in `share_statistics.STATISTICS`.
    levels : shares of the draws between the limits.
    resamples : draws for each cell; an odd number is rounded up.
    seed : the same seed and candidates give the same limits, whatever the other cells.
    """
    tails = [(1 - check_level(level)) / 2 for level in levels]
    places = tuple(p for tail in tails for p in (tail, 1 - tail))
    pairs = (check_whole("resamples", resamples, 1) + 1) // 2
    bank = gamma_draws(LEVELS, pairs, check_whole("seed", seed, 0))
    size = max(1, CHUNK // (SOURCES * pairs))
    ends = _Drawn(bank, seed, exchanged=False), _Drawn(bank, seed, exchanged=True)
    limits, errors = [], []
    for i in range(0, len(left), size):
        sides = [end.of(side[i : i + size]) for end, side in zip(ends, (left, right), strict=True)]
        drawn = _values(statistics, *(side[0] for side in sides))
        exact = _values(statistics, *(side[1] for side in sides))
        limits.append((quantiles(drawn, places), quantiles(exact, places)))
        errors.append(drawn.std(axis=-1, dtype=np.float64))
    draws, estimates = (np.concatenate(parts, axis=-1) for parts in zip(*limits, strict=True))
    low = np.minimum(draws[0::2], estimates[0::2])
    high = np.maximum(draws[1::2], estimates[1::2])
    return MixedLimits(low.swapaxes(0, 1), high.swapaxes(0, 1), np.concatenate(errors, axis=-1))


def _values(statistics: Sequence[str], p: Draws, q: Draws) -> Draws:
    """The statistics of every draw: shape (statistics, cells, draws)."""
    return np.stack([STATISTICS[name](p, q) for name in statistics])


class _Drawn:
    """The shares of one side's groups, which come back in many cells of a small round."""

    def __init__(self, bank: GammaDraws, seed: int, exchanged: bool) -> None:
        self._bank, self._seed, self._exchanged = bank, seed, exchanged
        self._kept: dict[Candidates, tuple[Draws, Draws]] = {}

    def of(self, groups: Sequence[Candidates]) -> tuple[Draws, Draws]:
        """Shares draw by draw, shape (K, cells, draws), and in tallies picked: last axis picks."""
        if len(self._kept) > MOST_KEPT:
            self._kept.clear()
        for group in groups:
            if group not in self._kept:
                self._kept[group] = self._shares(group), self._tally_shares(group)
        drawn, exact = zip(*(self._kept[group] for group in groups), strict=True)
        return np.stack(drawn, axis=1), np.stack(exact, axis=1)

    def _shares(self, group: Candidates) -> Draws:
        """Shape (K, draws)."""
        bank, exchanged = self._bank, self._exchanged
        draws = np.empty((LEVELS, SOURCES * bank.pairs), np.float32)
        chosen = picked(group.weights, bank.pairs, bank.seed, exchanged)
        each = np.ascontiguousarray(group.levels.T)
        for level, (counts, least) in enumerate(zip(each, each.min(axis=1).tolist(), strict=True)):
            if least > LARGEST_EXACT_SHAPE:
                draws[level] = _large(counts, chosen, bank.widened(level, exchanged))
            else:
                draws[level] = _small(bank, level, counts, chosen, exchanged)
        draws /= draws.sum(axis=0)
        return draws

    def _tally_shares(self, group: Candidates) -> Draws:
        """Shape (K, picks)."""
        chosen = picked(group.weights, PICKS, self._seed, self._exchanged)
        shares: Draws = (group.levels.T / group.levels.sum(axis=1)).take(chosen, axis=1)
        return shares


def picked(weights: Floats, pairs: int, seed: int, exchanged: bool) -> NDArray[np.int64]:
    """Return positions, as often as their weights say and in random order: shape (2 pairs,).

    >>> picked(np.array([0.25, 0.75]), 4, 1, False).tolist().count(0)
    2
    """
    cumulative = np.cumsum(weights)
    # How many of the middles of `pairs` equal parts of 0 to 1 lie below each edge.
    below = np.ceil(cumulative / cumulative[-1] * pairs - 0.5).astype(np.int64)
    below[-1] = pairs
    times = below.copy()
    times[1:] -= below[:-1]
    return np.arange(len(weights)).repeat(times).take(_order(pairs, seed, exchanged))


def _small(
    bank: GammaDraws, level: int, counts: NDArray[np.int64], chosen: NDArray[np.int64], turn: bool
) -> Draws:
    """The gamma draws of one level, each for the count of the tally picked: shape (draws,)."""
    least, most = int(counts.min()), int(counts.max())
    if most <= LARGEST_EXACT_SHAPE:
        drawn, least = bank.smalls(level, range(least, most + 1)), 0
    else:
        drawn = np.empty((most - least + 1, SOURCES, bank.pairs), np.float32)
        for count, rows in enumerate(drawn, start=least):
            bank.fill(rows, level, count)
    places = ((counts - least) * (SOURCES * bank.pairs)).take(chosen)
    places += _every(bank.pairs, turn)
    return drawn.take(places)


def _large(counts: NDArray[np.int64], chosen: NDArray[np.int64], normal: Draws) -> Draws:
    """As `resampling.wilson_hilferty`, for many counts at once."""
    shape = counts + 1 / LEVELS
    size = np.cbrt(shape)
    root = (size / (3 * np.sqrt(shape))).take(chosen)
    root *= normal
    root += (size * (1 - 1 / (9 * shape))).take(chosen)
    return np.asarray(root * root * root)


@lru_cache(maxsize=4)
def _every(pairs: int, exchanged: bool) -> NDArray[np.int64]:
    """The places of the draws in an array of both sources, in turn: shape (2 pairs,)."""
    places = np.arange(SOURCES * pairs).reshape(SOURCES, pairs)
    return (places[::-1] if exchanged else places).reshape(-1)


@lru_cache(maxsize=8)
def _order(pairs: int, seed: int, exchanged: bool) -> NDArray[np.int64]:
    """The numbers below `pairs` in random order, once for each source of chance: (2 pairs,)."""
    key = LEVELS  # The sources of the levels' draws have the keys below.
    sources = reversed(range(SOURCES)) if exchanged else range(SOURCES)
    seeds = [np.random.SeedSequence(seed, spawn_key=(key, source)) for source in sources]
    orders = [np.random.Generator(np.random.SFC64(s)).permutation(pairs) for s in seeds]
    return np.concatenate(orders)
