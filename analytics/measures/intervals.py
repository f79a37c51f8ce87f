"""The interval of a statistic of two groups, from their counts.

It never collapses to a point, even at unanimity or total separation, which is where the bootstrap
and the Brunner-Munzel interval fail in groups of 5 to 15. Each draw is used with both orders of the
groups' sources of chance, so that the interval of exchanged groups is mirrored.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from analytics.measures.count_arrays import CountArray, as_counts
from analytics.measures.resampling import SEED
from analytics.measures.share_statistics import STATISTICS
from analytics.measures.validation import Floats, Interval, check_level, check_whole


def contrast_interval(
    left: ArrayLike,
    right: ArrayLike,
    statistic: str = "delta",
    level: float = 0.95,
    resamples: int = 10_000,
    seed: int = SEED,
) -> Interval:
    """Return the Dirichlet(counts + 1/K) interval of a statistic of two groups.

    Parameters
    ----------
    left, right : array_like of int, shape (K,)
        Counts per level, levels ascending.
    statistic : "delta", "superiority", "level_shift" or "prediction_gap" (mean of left less median
        of right, in levels).
    level : share of the draws between the limits; use 0.90 for two one-sided 5 percent tests.
    resamples : draws; an odd number is rounded up.
    seed : the same seed and counts give the same limits.

    The limits are widened to contain the statistic of the counts, and NaN when nobody is on one of
    the sides. Raises ValueError for malformed counts, an unknown statistic, a level outside (0, 1)
    and no resamples.

    >>> low, high = contrast_interval([0, 1, 3, 8], [2, 5, 3, 0])
    >>> 0.4 < low < 0.5 and 0.9 < high < 1
    True
    """
    x = as_counts("left", left)
    y = as_counts("right", right, levels=x.shape[-1])
    if x.ndim != 1 or y.ndim != 1:
        raise ValueError(f"left, right: must be one tally each; got {x.shape} and {y.shape}")
    if statistic not in STATISTICS:
        names = ", ".join(STATISTICS)
        raise ValueError(f"statistic: must be one of {names}; got {statistic!r}")
    tail, draws = (1 - check_level(level)) / 2, check_whole("resamples", resamples, 1)
    if not (x.any() and y.any()):
        return Interval(float("nan"), float("nan"))
    sources = [[check_whole("seed", seed, 0), source] for source in (0, 1)]
    p, q = _shares(x, draws, sources), _shares(y, draws, sources[::-1])
    low, high = np.quantile(STATISTICS[statistic](p, q), [tail, 1 - tail])
    (point,) = STATISTICS[statistic]((x / x.sum())[:, np.newaxis], (y / y.sum())[:, np.newaxis])
    return Interval(float(min(low, point)), float(max(high, point)))


def _shares(counts: CountArray, draws: int, sources: Sequence[Sequence[int]]) -> Floats:
    """Shares of the levels, half of the draws from each source of chance: shape (K, draws)."""
    each = [
        np.random.default_rng(source).dirichlet(counts + 1 / len(counts), (draws + 1) // 2)
        for source in sources
    ]
    return np.concatenate(each).T
