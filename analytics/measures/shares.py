"""Shares, medians and what the undecided could change.

Counts are per level: shape (..., K), last axis = levels ascending, leading axes broadcast over
cells. Numbers of people who answered "cannot be determined" come apart, shape (...): they are not
a level and are never imputed. NaN means that nobody is there to take the share or median of.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from analytics.measures.contrast import delta
from analytics.measures.count_arrays import CountArray, Statistic, as_counts
from analytics.measures.validation import Floats, Interval, as_pair, as_totals, check_level


class ErrorShares(NamedTuple):
    """Shares of the participants above, at and below the panel's median."""

    over: Statistic
    same: Statistic
    under: Statistic


class CannotDetermine(NamedTuple):
    """The share of a group that found the question undecidable, with its Wilson interval."""

    share: Statistic
    low: Statistic
    high: Statistic


def wilson(k: ArrayLike, n: ArrayLike, level: float = 0.95) -> Interval:
    """Return Wilson's score interval of the share k / n.

    Parameters
    ----------
    k, n : array_like of int, shape (...)
        How many of how many, 0 <= k <= n.
    level : nominal coverage.

    Returns
    -------
    Interval of float, shape (...)
        Within [0, 1] and containing k / n; NaN where n is 0.

    References
    ----------
    Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion: comparison
    of seven methods. Statistics in Medicine, 17(8), 857-872.

    >>> low, high = wilson([81, 0], [263, 20])
    >>> low.round(6), high.round(6)
    (array([0.255289, 0.      ]), array([0.36621 , 0.161125]))
    """
    z = ndtri((1 + check_level(level)) / 2)
    part, whole = np.broadcast_arrays(as_totals("k", k), as_totals("n", n))
    if (part > whole).any():
        raise ValueError(f"k: must not exceed n; got {part[part > whole][0]}")
    m = np.maximum(whole, 1)
    q = part / m
    centre = (q + z**2 / (2 * m)) / (1 + z**2 / m)
    half = z * np.sqrt(q * (1 - q) / m + z**2 / (4 * m**2)) / (1 + z**2 / m)
    low = np.where(part == 0, 0.0, np.minimum(centre - half, q))
    high = np.where(part == whole, 1.0, np.maximum(centre + half, q))
    return Interval(*(np.where(whole > 0, limit, np.nan)[()] for limit in (low, high)))


def cannot_determine(
    counts: ArrayLike, undetermined: ArrayLike, level: float = 0.95
) -> CannotDetermine:
    """Return the share of "cannot be determined" among those who gave a level or that answer.

    Parameters
    ----------
    counts : array_like of int, shape (..., K)
        Counts per level.
    undetermined : array_like of int, shape (...)
        People who answered "cannot be determined".

    >>> cannot_determine([0, 2, 1, 1], 4).share
    np.float64(0.5)
    """
    d = as_totals("undetermined", undetermined)
    n = as_counts("counts", counts).sum(axis=-1) + d
    d = np.broadcast_to(d, n.shape)
    share = np.divide(d, n, out=np.full(n.shape, np.nan), where=n > 0)
    return CannotDetermine(share[()], *wilson(d, n, level))


def delta_bounds(
    left: ArrayLike,
    right: ArrayLike,
    left_undetermined: ArrayLike = 0,
    right_undetermined: ArrayLike = 0,
) -> Interval:
    """Return the least and the greatest delta, whatever level the undecided would have given.

    The least puts left's undecided at the lowest level and right's at the highest; the greatest
    does the reverse.

    Parameters
    ----------
    left, right : array_like of int, shape (..., K)
        Counts per level.
    left_undetermined, right_undetermined : array_like of int, shape (...)
        People who answered "cannot be determined".

    Returns
    -------
    Interval of float, shape (...)
        NaN where not even an undecided person is on one of the sides.

    >>> delta_bounds([0, 0, 2, 2], [2, 2, 0, 0], 2, 0)
    Interval(low=np.float64(0.5), high=np.float64(1.0))
    """
    x, y = as_pair(left, right)
    d_x = as_totals("left_undetermined", left_undetermined)
    d_y = as_totals("right_undetermined", right_undetermined)
    low = delta(_with(x, d_x, 0), _with(y, d_y, -1))
    high = delta(_with(x, d_x, -1), _with(y, d_y, 0))
    return Interval(low, high)


def depends_on_undecided(bounds: Interval) -> Statistic:
    """Return whether the sign of delta depends on people who could not determine the answer.

    >>> depends_on_undecided(delta_bounds([0, 2, 2, 0], [2, 2, 0, 0], 0, 4))
    np.True_
    """
    return (np.asarray(bounds.low) < 0) & (np.asarray(bounds.high) > 0)


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


def grouped_median(counts: ArrayLike) -> Statistic:
    """Return the median of marks spread evenly over half a level to each side of their own.

    Where exactly half the people lie on each side of one or more empty levels, it is the middle
    of that stretch.

    Parameters
    ----------
    counts : array_like of int, shape (..., K)
        Counts per level.

    Returns
    -------
    float, shape (...)
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


def median_difference(left: ArrayLike, right: ArrayLike) -> Statistic:
    """Return median(left) - median(right), in levels: to be shown, never tested.

    >>> median_difference([0, 1, 3, 8], [2, 5, 3, 0])
    np.float64(2.0)
    """
    x, y = as_pair(left, right)
    return median(x) - median(y)


def error_shares(left: ArrayLike, right: ArrayLike) -> ErrorShares:
    """Return which shares of left stand above, at and below the median of right.

    Parameters
    ----------
    left, right : array_like of int, shape (..., K)
        Counts per level.

    Returns
    -------
    ErrorShares of float, shape (...)
        Summing to 1; NaN without data on either side.

    >>> error_shares([0, 1, 3, 6], [2, 5, 3, 0])
    ErrorShares(over=np.float64(0.9), same=np.float64(0.1), under=np.float64(0.0))
    """
    x, y = as_pair(left, right)
    middle = np.asarray(median(y))[..., np.newaxis]
    levels = np.arange(x.shape[-1])
    n = x.sum(axis=-1)
    known = (n > 0) & ~np.isnan(middle[..., 0])

    def share(chosen: np.ndarray) -> Statistic:
        counted = (x * chosen).sum(axis=-1)
        return np.divide(counted, n, out=np.full(n.shape, np.nan), where=known)[()]

    return ErrorShares(share(levels > middle), share(levels == middle), share(levels < middle))


def total_variation(left: ArrayLike, right: ArrayLike) -> Statistic:
    """Return half the sum of |share of left - share of right|: for answers without an order.

    Parameters
    ----------
    left, right : array_like of int, shape (..., K)
        Counts per answer.

    Returns
    -------
    float, shape (...)
        From 0, the same shares, to 1, no answer in common; NaN without data. A test of it is
        `permutation.permutation_p` with "total_variation".

    >>> total_variation([5, 5, 0], [0, 5, 5])
    np.float64(0.5)
    """
    x, y = as_pair(left, right)
    n_x, n_y = x.sum(axis=-1, keepdims=True), y.sum(axis=-1, keepdims=True)
    apart = np.abs(x / np.maximum(n_x, 1) - y / np.maximum(n_y, 1)).sum(axis=-1) / 2
    return np.where((n_x * n_y)[..., 0] > 0, apart, np.nan)[()]


def quartiles(counts: ArrayLike) -> tuple[Statistic, Statistic]:
    """Return the lower and the upper quartile: inverse CDF, averaged where it jumps.

    As the median: where exactly a quarter of the people lie at or below a level, the quartile is
    halfway to the next occupied one.

    >>> quartiles([2, 4, 3, 1])
    (np.float64(1.0), np.float64(2.0))
    """
    tally = as_counts("counts", counts)
    n = tally.sum(axis=-1)
    found = []
    for part in (1, 3):
        lower = _level_of(tally, -(-part * n // 4))
        upper = _level_of(tally, part * n // 4 + 1)
        found.append(((lower + upper) / 2)[()])
    return found[0], found[1]


def _level_of(tally: CountArray, person: CountArray) -> Floats:
    """The level of the person of that rank, counting from 1; NaN without data."""
    level = (np.cumsum(tally, axis=-1) < person[..., np.newaxis]).sum(axis=-1)
    return np.where(tally.any(axis=-1), level, np.nan)


def _with(tally: CountArray, undetermined: CountArray, level: int) -> CountArray:
    """The tally with the undecided put at one level."""
    shape = np.broadcast_shapes(tally.shape[:-1], undetermined.shape)
    filled = np.broadcast_to(tally, (*shape, tally.shape[-1])).copy()
    filled[..., level] += undetermined
    return filled
