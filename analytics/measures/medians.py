"""Medians and quartiles of counts per level.

Counts have the shape (..., K), last axis = levels ascending, leading axes broadcast over cells.
NaN means that nobody is there to take the median of.
"""

import numpy as np
from numpy.typing import ArrayLike

from analytics.measures.count_arrays import CountArray, Statistic, as_counts
from analytics.measures.validation import Floats


def central_levels(counts: ArrayLike) -> tuple[Floats, Floats]:
    """Return the levels of the lower and the upper central person: the same when n is odd.

    >>> central_levels([6, 0, 0, 6])
    (array(0.), array(3.))
    """
    tally = as_counts("counts", counts)
    n = tally.sum(axis=-1)
    return _level_of(tally, (n + 1) // 2), _level_of(tally, n // 2 + 1)


def median(counts: ArrayLike) -> Statistic:
    """Return the median level, the average of the lower and the upper central one.

    >>> median([[2, 4, 3, 1], [6, 0, 0, 6], [0, 2, 2, 0], [0, 0, 0, 0]])
    array([1. , 1.5, 1.5, nan])
    """
    lower, upper = central_levels(counts)
    return ((lower + upper) / 2)[()]


def median_of_shares(shares: ArrayLike) -> Statistic:
    """Return the median level of distributions given as shares per level.

    The lowest level that at least half lie at or below: shares of a population hardly ever divide
    it into halves.

    >>> median_of_shares([[0.2, 0.4, 0.3, 0.1], [0.1, 0.2, 0.3, 0.4]])
    array([1, 2])
    """
    return (np.cumsum(shares, axis=-1) < 0.5).sum(axis=-1)[()]


def grouped_median(counts: ArrayLike) -> Statistic:
    """Return the median of marks spread evenly over half a level to each side of their own.

    Where exactly half the people lie on each side of one or more empty levels, it is the middle
    of that stretch.

    From -0.5 to K - 0.5; NaN without data.

    >>> grouped_median([[6, 0, 0, 6], [2, 4, 3, 1], [0, 0, 0, 7]]).round(7)
    array([1.5 , 1.25, 3.  ])
    """
    tally = as_counts("counts", counts)
    lower, upper = central_levels(tally)
    n = tally.sum(axis=-1)
    place = np.where(n > 0, lower, 0).astype(np.int64)[..., np.newaxis]
    inside = np.take_along_axis(tally, place, axis=-1)[..., 0]
    below = np.take_along_axis(np.cumsum(tally, axis=-1), place, axis=-1)[..., 0] - inside
    within = lower - 0.5 + (n / 2 - below) / np.maximum(inside, 1)
    return np.where(lower == upper, within, (lower + upper) / 2)[()]


def quartiles(counts: ArrayLike) -> tuple[Statistic, Statistic]:
    """Return the lower and the upper quartile: inverse CDF, averaged where it jumps.

    As the median: where exactly a quarter of the people lie at or below a level, the quartile is
    halfway to the next occupied one.

    >>> quartiles([2, 4, 3, 1])
    (np.float64(1.0), np.float64(2.0))
    """
    tally = as_counts("counts", counts)
    n = tally.sum(axis=-1)
    low, high = (
        (_level_of(tally, -(-part * n // 4)) + _level_of(tally, part * n // 4 + 1)) / 2
        for part in (1, 3)
    )
    return low[()], high[()]


def _level_of(tally: CountArray, person: CountArray) -> Floats:
    """The level of the person of that rank, counting from 1; NaN without data."""
    level = (np.cumsum(tally, axis=-1) < person[..., np.newaxis]).sum(axis=-1)
    return np.where(tally.any(axis=-1), level, np.nan)
