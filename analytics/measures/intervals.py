"""Intervals for a statistic of two groups, from their counts.

`left` and `right` are counts per level: shape (..., K), last axis = levels ascending, leading axes
broadcast over cells. A cell with nobody on either side has the interval (NaN, NaN).

The interval to show is the Dirichlet one. It never collapses to a point, even at unanimity or
total separation, which is where the bootstrap and the Brunner-Munzel interval fail in groups of 5
to 15. The estimate itself always comes from the counts; where it lies outside the quantiles of
the draws (at total separation delta is exactly 1) the interval is widened to contain it.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from analytics.measures.count_arrays import CountArray, Statistic
from analytics.measures.resampling import (
    SEED,
    Draws,
    GammaDraws,
    gamma_draws,
    quantiles,
    share_draws,
)
from analytics.measures.share_statistics import ShareStatistic, share_statistic
from analytics.measures.validation import Floats, Interval, as_pair, check_level, check_whole

THREADS = 2
CHUNK = 16_384
# Below this many draws in all, starting threads costs more than it saves.
LEAST_THREADED_DRAWS = 1_000_000

NamedStatistic: TypeAlias = str | Callable[..., Statistic]


@dataclass(frozen=True)
class _Plan:
    """What to compute of each cell's draws."""

    statistics: tuple[ShareStatistic, ...]
    probabilities: tuple[float, ...]
    bank: GammaDraws


def contrast_interval(
    left: ArrayLike,
    right: ArrayLike,
    statistic: NamedStatistic = "delta",
    level: float = 0.95,
    resamples: int = 10_000,
    seed: int = SEED,
) -> Interval:
    """Return the Dirichlet(counts + 1/K) interval of a statistic of two groups.

    Parameters
    ----------
    left, right : array_like of int, shape (..., K)
        Counts per level.
    statistic : "delta", "superiority", "level_shift", "wasserstein", "crossing" or
        "prediction_gap", the function of that name, or any function of two arrays of shares
        (levels last, draws and cells in front).
    level : share of the draws between the limits; use 0.90 for two one-sided 5 percent tests.
    resamples : draws for each cell; an odd number is rounded up.
    seed : the same seed and counts give the same limits, whatever the other cells, the number
        of threads or the chunks.

    Returns
    -------
    Interval of float, shape (...)
        Within the statistic's range and containing its estimate; NaN without data.

    Raises
    ------
    ValueError
        Malformed counts, an unknown statistic, a level outside (0, 1), no resamples.

    >>> low, high = contrast_interval([0, 1, 3, 8], [2, 5, 3, 0], "delta")
    >>> low.round(1), high.round(1)
    (np.float64(0.4), np.float64(0.9))
    """
    low, high = contrast_intervals(left, right, [statistic], [level], resamples, seed)
    return Interval(low[0, 0], high[0, 0])


def contrast_intervals(
    left: ArrayLike,
    right: ArrayLike,
    statistics: Sequence[NamedStatistic],
    levels: Sequence[float] = (0.95, 0.90),
    resamples: int = 10_000,
    seed: int = SEED,
) -> Interval:
    """Return the intervals of several statistics at several levels, from one set of draws.

    Parameters and errors are those of `contrast_interval`.

    Returns
    -------
    Interval of float, shape (len(statistics), len(levels), ...)
    """
    x, y = as_pair(left, right)
    plan = _plan(x.shape[-1], statistics, levels, resamples, seed)
    cells = x.shape[:-1]
    flat = x.reshape(-1, x.shape[-1]), y.reshape(-1, y.shape[-1])
    limits = _each_cell(flat, plan, _limits)
    estimates = np.stack([cell_estimate(s, *flat) for s in plan.statistics], axis=-1)
    shape = (*cells, len(plan.statistics), len(levels), 2)
    return _containing(estimates.reshape(shape[:-2]), limits.reshape(shape))


def standard_error(
    left: ArrayLike,
    right: ArrayLike,
    statistic: NamedStatistic = "delta",
    resamples: int = 10_000,
    seed: int = SEED,
) -> Statistic:
    """Return the standard deviation of the statistic over the Dirichlet(counts + 1/K) draws.

    Parameters and errors are those of `contrast_interval`; NaN without data.

    >>> standard_error([0, 1, 3, 8], [2, 5, 3, 0]).round(2)
    np.float64(0.13)
    """
    x, y = as_pair(left, right)
    plan = _plan(x.shape[-1], [statistic], [0.5], resamples, seed)
    flat = x.reshape(-1, x.shape[-1]), y.reshape(-1, y.shape[-1])
    return _each_cell(flat, plan, _errors).reshape(x.shape[:-1])[()]


def cell_estimate(statistic: ShareStatistic, x: CountArray, y: CountArray) -> Floats:
    """Return the statistic of two arrays of counts (..., K), NaN without data."""
    n_x, n_y = x.sum(axis=-1, keepdims=True), y.sum(axis=-1, keepdims=True)
    p, q = x / np.maximum(n_x, 1), y / np.maximum(n_y, 1)
    empty = ((n_x == 0) | (n_y == 0))[..., 0]
    values = statistic.of(*(np.moveaxis(z, -1, 0) for z in np.broadcast_arrays(p, q)))
    return np.where(empty, np.nan, values)


def _plan(
    k: int,
    statistics: Sequence[NamedStatistic],
    levels: Sequence[float],
    resamples: int,
    seed: int,
) -> _Plan:
    tails = [(1 - check_level(level)) / 2 for level in levels]
    pairs = (check_whole("resamples", resamples, 1) + 1) // 2
    return _Plan(
        statistics=tuple(share_statistic(s) for s in statistics),
        probabilities=tuple(p for tail in tails for p in (tail, 1 - tail)),
        bank=gamma_draws(k, pairs, check_whole("seed", seed, 0)),
    )


def _each_cell(
    flat: tuple[CountArray, CountArray],
    plan: _Plan,
    summary: Callable[[_Plan, Draws], Floats],
) -> Floats:
    """Return a summary of every cell's draws, NaN without data: shape (cells, ...).

    The cells go in chunks that fit a processor's cache, and numpy lets threads run side by side.
    """
    x, y = flat
    occupied = np.flatnonzero(x.any(axis=-1) & y.any(axis=-1))
    size = max(1, CHUNK // (2 * plan.bank.pairs))

    def summarise(cells: CountArray) -> Floats:
        chunks = [cells[i : i + size] for i in range(0, len(cells), size)]
        found = [summary(plan, _draws(plan, x[chunk].T, y[chunk].T)) for chunk in chunks]
        return np.concatenate(found)

    threads = THREADS if len(occupied) * plan.bank.pairs * 2 >= LEAST_THREADED_DRAWS else 1
    parts = [part for part in np.array_split(occupied, threads) if len(part)]
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(summarise, parts)) if len(parts) > 1 else [*map(summarise, parts)]
    width = (len(plan.statistics), len(plan.probabilities)) if summary is _limits else (1,)
    every = np.full((len(x), *width), np.nan)
    if found:
        every[occupied] = np.concatenate(found)
    return every


def _draws(plan: _Plan, left: CountArray, right: CountArray) -> Draws:
    """Return every statistic of every draw: shape (cells, statistics, draws)."""
    p = share_draws(plan.bank, left, exchanged=False)
    q = share_draws(plan.bank, right, exchanged=True)
    found = [s.of(p, q).reshape(left.shape[1], -1) for s in plan.statistics]
    return np.stack(found, axis=1)


def _limits(plan: _Plan, draws: Draws) -> Floats:
    """Shape (cells, statistics, probabilities)."""
    return np.moveaxis(quantiles(draws, plan.probabilities), 0, -1)


def _errors(plan: _Plan, draws: Draws) -> Floats:
    """Shape (cells, statistics)."""
    return np.asarray(draws.std(axis=-1, dtype=np.float64))


def _containing(estimates: Floats, limits: Floats) -> Interval:
    """Widen (..., statistics, levels, 2) limits to hold the estimates; statistics go first."""
    low = np.minimum(limits[..., 0], estimates[..., np.newaxis])
    high = np.maximum(limits[..., 1], estimates[..., np.newaxis])
    return Interval(*(np.moveaxis(limit, (-2, -1), (0, 1)) for limit in (low, high)))
