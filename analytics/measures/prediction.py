"""How good are one side's guesses of what the other answered?

A prediction is a guess at the other group's most common answer. It is scored against the median
of what that group answered and never compared with it as a distribution: guesses gathered around
the true median of a split group are good guesses.

`predicted` and `perceived` are counts per level: shape (..., K), last axis = levels ascending,
leading axes broadcast over cells. Differences are in levels, positive when too much concern was
predicted; NaN without data.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analytics.measures.count_arrays import Statistic, as_shares
from analytics.measures.intervals import contrast_interval
from analytics.measures.rank_correlation import kendall_tau_b
from analytics.measures.resampling import SEED
from analytics.measures.shares import median
from analytics.measures.validation import Floats, Interval, as_pair, as_ratings


class PredictionErrors(NamedTuple):
    """Errors of the single predictions: bias and accuracy in levels, then shares of people.

    `bias` is the mean error, `accuracy` the mean absolute error (0 is best), `mean_square` =
    bias^2 + variance. `exact` counts predictions within half a level of the median, so that both
    neighbours of a median of 1.5 count; `within_one` those within one level.
    """

    bias: Statistic
    accuracy: Statistic
    mean_square: Statistic
    exact: Statistic
    within_one: Statistic


def empathy_gap(predicted: ArrayLike, perceived: ArrayLike) -> Statistic:
    """Return EG, the mean of (prediction - median of perceived), in levels.

    Below 0 the predictors do not see how threatening they look.

    Parameters
    ----------
    predicted, perceived : array_like of int, shape (..., K)
        Counts per level.

    Returns
    -------
    float, shape (...)
        From -(K - 1) to K - 1; NaN without data.

    >>> empathy_gap([2, 5, 3, 0], [0, 1, 3, 8]).round(7)
    np.float64(-1.9)
    """
    return prediction_errors(predicted, perceived).bias


def empathy_interval(
    predicted: ArrayLike,
    perceived: ArrayLike,
    level: float = 0.95,
    resamples: int = 10_000,
    seed: int = SEED,
) -> Interval:
    """Return the interval of the empathy gap, resampling both groups.

    Parameters and errors are those of `intervals.contrast_interval`.

    >>> low, high = empathy_interval([2, 5, 3, 0], [0, 1, 3, 8])
    >>> bool(-3 <= low <= -1.9 <= high < 0)
    True
    """
    x, y = as_pair(predicted, perceived)
    return contrast_interval(x, y, "prediction_gap", level, resamples, seed)


def prediction_errors(predicted: ArrayLike, perceived: ArrayLike) -> PredictionErrors:
    """Return how far the predictions are from the median of what the other group answered.

    Parameters
    ----------
    predicted, perceived : array_like of int, shape (..., K)
        Counts per level.

    Returns
    -------
    PredictionErrors of float, shape (...)
        NaN without data on either side.

    >>> prediction_errors([2, 5, 3, 0], [0, 8, 3, 0]).accuracy
    np.float64(0.5)
    """
    x, y = as_pair(predicted, perceived)
    n = x.sum(axis=-1)
    actual = np.asarray(median(y))[..., np.newaxis]
    errors = np.arange(x.shape[-1]) - actual
    known = (n > 0) & ~np.isnan(actual[..., 0])

    def mean(values: Floats) -> Statistic:
        total = (x * np.nan_to_num(values)).sum(axis=-1)
        return np.divide(total, n, out=np.full(n.shape, np.nan), where=known)[()]

    size = np.abs(errors)
    near = [np.where(size <= reach, 1.0, 0.0) for reach in (0.5, 1)]
    return PredictionErrors(mean(errors), mean(size), mean(size**2), mean(near[0]), mean(near[1]))


def tracking(predicted: ArrayLike, perceived: ArrayLike) -> Statistic:
    """Return Kendall's tau-b, over items, between predicted and actual medians.

    Parameters
    ----------
    predicted, perceived : array_like of int, shape (..., items, K)
        Counts per level; an item without data on either side drops out.

    Returns
    -------
    float, shape (...)
        1 when the predictors rank the items as the others do; NaN when either side's medians do
        not tell any two items apart.

    >>> tracking([[5, 0, 0, 0], [0, 5, 0, 0], [0, 0, 5, 0]],
    ...          [[5, 0, 0, 0], [0, 0, 5, 0], [0, 0, 0, 5]])
    np.float64(1.0)
    """
    x, y = as_pair(predicted, perceived)
    if x.ndim < 2:
        raise ValueError(f"predicted: must have a row per item; got {predicted!r}")
    return kendall_tau_b(median(x), median(y))


def projection_slope(predicted: ArrayLike, own: ArrayLike) -> Statistic:
    """Return the least-squares slope of people's predictions on their own ratings.

    1 when they expect of others what they answered themselves, 0 when the one has nothing to do
    with the other. Needs one person's answers together.

    Parameters
    ----------
    predicted, own : array_like of float, shape (..., people)
        A person with either missing (NaN, None or below 0) drops out.

    Returns
    -------
    float, shape (...)
        NaN when the own ratings do not vary.

    >>> projection_slope([0, 1, 1, 3, 2], [0, 1, 2, 3, None]).round(7)
    np.float64(0.9)
    """
    x, y = np.broadcast_arrays(as_ratings("own", own), as_ratings("predicted", predicted))
    known = ~(np.isnan(x) | np.isnan(y))
    n = np.maximum(known.sum(axis=-1, keepdims=True), 1)
    x, y = np.where(known, x, 0.0), np.where(known, y, 0.0)
    x_centred = np.where(known, x - x.sum(axis=-1, keepdims=True) / n, 0.0)
    spread = (x_centred**2).sum(axis=-1)
    missing = np.full(spread.shape, np.nan)
    return np.divide((x_centred * y).sum(axis=-1), spread, out=missing, where=spread > 1e-12)[()]


def ranked_probability_score(predicted: ArrayLike, actual: ArrayLike) -> Statistic:
    """Return the sum of (F_predicted(k) - F_actual(k))^2 over the levels, over K - 1.

    For shares asked for as such ("how many of ten ...?").

    Parameters
    ----------
    predicted, actual : array_like of float, shape (..., K)
        Shares per level, summing to 1; NaN throughout a cell means no data.

    Returns
    -------
    float, shape (...)
        0 when the shares are right, 1 at worst; NaN without data.

    References
    ----------
    Epstein, E. S. (1969). A scoring system for probability forecasts of ranked categories.
    Journal of Applied Meteorology, 8(6), 985-987.

    >>> ranked_probability_score([1, 0, 0, 0], [0, 0, 0, 1])
    np.float64(1.0)
    """
    p = as_shares("predicted", predicted)
    q = as_shares("actual", actual, levels=p.shape[-1])
    apart = np.cumsum(p - q, axis=-1)[..., :-1]
    return (apart**2).sum(axis=-1) / (p.shape[-1] - 1)
