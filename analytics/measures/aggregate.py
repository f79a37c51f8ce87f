"""Over the items of a dyad: means, counts, intervals, and misjudged profiles.

Items are those of the common battery; threats that differ from dyad to dyad are never averaged.
Raters are clusters: a person who is anxious about one item tends to be so about the next, so the
ratings of all items are never pooled as if they were independent.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from analytics.measures.contrast import level_shift
from analytics.measures.count_arrays import CountArray, Statistic, as_counts
from analytics.measures.rank_correlation import kendall_tau_b
from analytics.measures.resampling import SEED
from analytics.measures.validation import Floats, as_marks, as_pair, check_level, check_whole
from analytics.measures.verdicts import Thresholds


class ItemMean(NamedTuple):
    """A mean over items with its limits, and how many items it rests on."""

    mean: Statistic
    low: Statistic
    high: Statistic
    items: Any


class Profile(NamedTuple):
    """The shifts of a dyad's items, taken together.

    `mean_error` and `mean_absolute_error` in levels; `index` = 1 - |ME| / MAE; `excess`, MAE - |ME|
    less what chance alone would give; `order`, tau-b between the groups' item means; `items`
    with data; `misjudged`, whether the right amount of concern sits on the wrong items.
    """

    mean_error: Statistic
    mean_absolute_error: Statistic
    index: Statistic
    excess: Statistic
    order: Statistic
    items: Any
    misjudged: Any


def item_mean(values: ArrayLike, errors: ArrayLike, level: float = 0.95) -> ItemMean:
    """Return the mean delta over items, with an interval as if their errors moved together.

    Without one person's answers over all items nobody can know how far the items' errors go
    together. The mean of their standard errors is the most that their mean's can be.

    Parameters
    ----------
    values, errors : array_like of float, shape (..., items)
        Deltas and their standard errors; an item with NaN in either drops out.

    Returns
    -------
    ItemMean, each of shape (...)
        Limits within [-1, 1]; NaN without items.

    >>> found = item_mean([0.5, 0.1, float("nan")], [0.2, 0.2, 0.2])
    >>> found.mean.round(3), found.low.round(3), found.high.round(3), int(found.items)
    (np.float64(0.3), np.float64(-0.092), np.float64(0.692), 2)
    """
    z = ndtri((1 + check_level(level)) / 2)
    x, s = np.broadcast_arrays(_deltas("values", values), _numbers("errors", errors))
    if (s < 0).any():
        raise ValueError(f"errors: must not be negative; got {s[s < 0][0]:g}")
    known = ~(np.isnan(x) | np.isnan(s))
    mean, error = _mean(x, known), _mean(s, known)
    low, high = np.maximum(mean - z * error, -1), np.minimum(mean + z * error, 1)
    return ItemMean(mean[()], low[()], high[()], known.sum(axis=-1))


def items_above(values: ArrayLike, threshold: float = 0.0) -> tuple[Any, Any]:
    """Return (k, m): k of the m items with data lie above the threshold.

    >>> k, m = items_above([0.4, -0.1, float("nan")])
    >>> int(k), int(m)
    (1, 2)
    """
    x = _numbers("values", values)
    return (x > threshold).sum(axis=-1), (~np.isnan(x)).sum(axis=-1)


def asymmetry(matrix: ArrayLike) -> Floats:
    """Return how much more P's gap towards T is than T's towards P, for every pair.

    Parameters
    ----------
    matrix : array_like of float, shape (..., parties, parties)
        Perceivers in rows, targets in columns; NaN where there is nothing.

    >>> asymmetry([[float("nan"), 0.5], [0.2, float("nan")]]).round(3)
    array([[ nan,  0.3],
           [-0.3,  nan]])
    """
    x = _numbers("matrix", matrix)
    if x.ndim < 2 or x.shape[-1] != x.shape[-2]:
        raise ValueError(f"matrix: must be square, perceivers by targets; got shape {x.shape}")
    return np.asarray(x - np.swapaxes(x, -1, -2))


def without_each(panels: ArrayLike) -> CountArray:
    """Return the whole panel's counts without each nominating side in turn.

    Parameters
    ----------
    panels : array_like of int, shape (sides, ..., K)
        Counts of the assessors that each side nominated.

    Returns
    -------
    int array, shape (sides, ..., K)

    >>> without_each([[1, 0, 4, 0], [0, 3, 2, 0], [5, 0, 0, 0]])
    array([[5, 3, 2, 0],
           [6, 0, 4, 0],
           [1, 3, 6, 0]])
    """
    counts = as_counts("panels", panels)
    if counts.ndim < 2:
        raise ValueError(f"panels: must have a row per nominating side; got shape {counts.shape}")
    return np.asarray(counts.sum(axis=0) - counts)


def clustered_delta(
    left: ArrayLike, right: ArrayLike, levels: int = 4, level: float = 0.95
) -> ItemMean:
    """Return the mean delta over items with an interval that takes each person as one cluster.

    Each person scores the mean, over the items answered, of how their mark stands to the other
    group's marks (from -1, below all, to 1). The interval is Welch's for the two groups' scores.
    Needs one person's answers together.

    Parameters
    ----------
    left, right : array_like of float, shape (people, items)
        Levels 0 to `levels` - 1; NaN, None and marks below 0 are missing. An item without
        ratings on either side drops out, and so does a person without any rating.

    Returns
    -------
    ItemMean of float
        Limits within [-1, 1]; NaN with fewer than two people on a side. Without any spread on
        either side the limits are the mean.

    >>> found = clustered_delta([[2, 3], [3, 3], [1, 3]], [[0, 1], [1, 2], [2, 1]])
    >>> found.mean.round(3), int(found.items)
    (np.float64(0.778), 2)
    """
    tail = (1 - check_level(level)) / 2
    k = check_whole("levels", levels, 2)
    x, y = as_marks("left", left, k), as_marks("right", right, k)
    if x.ndim != 2 or y.ndim != 2 or x.shape[1] != y.shape[1]:
        raise ValueError(f"right: must rate the same items as left; got {x.shape} and {y.shape}")
    s, t = _scores(x, y), _scores(y, x)
    items = int(np.sum((~np.isnan(x)).any(axis=0) & (~np.isnan(y)).any(axis=0)))
    if len(s) < 2 or len(t) < 2:
        mean = s.mean() if len(s) and len(t) else np.nan
        return ItemMean(np.float64(mean), np.float64(np.nan), np.float64(np.nan), items)
    mean = s.mean()
    terms = np.array([s.var(ddof=1) / len(s), t.var(ddof=1) / len(t)])
    variance = terms.sum()
    if not variance > 0:
        return ItemMean(mean, mean, mean, items)
    df = variance**2 / (terms**2 / np.array([len(s) - 1, len(t) - 1])).sum()
    reach = stdtrit(df, 1 - tail) * np.sqrt(variance)
    low, high = np.maximum(mean - reach, -1), np.minimum(mean + reach, 1)
    return ItemMean(mean, low, high, items)


def misjudged_profile(
    left: ArrayLike,
    right: ArrayLike,
    thresholds: Thresholds | None = None,
    permutations: int = 2000,
    seed: int = SEED,
) -> Profile:
    """Return whether a group's concern is right in amount but sits on the wrong items.

    The mean absolute error is too large by chance alone. What it would be, less the |mean error|,
    if people were dealt to the groups at random is found by permuting each item's counts. Doing
    so item by item makes the chance part, if anything, too large: the verdict is cautious.

    Parameters
    ----------
    left, right : array_like of int, shape (..., items, K)
        Counts per level; an item without data on either side drops out.

    Returns
    -------
    Profile, each of shape (...)
        NaN without items; never misjudged with too few items, or when either group's item means
        are all alike.

    >>> high, low = [0, 0, 2, 13], [13, 2, 0, 0]
    >>> profile = misjudged_profile([high, low, high, low, high, low], [low, high] * 3)
    >>> profile.mean_error, profile.index, profile.misjudged
    (np.float64(0.0), np.float64(1.0), np.True_)
    """
    t = thresholds or Thresholds()
    times, whole = check_whole("permutations", permutations, 1), check_whole("seed", seed, 0)
    x, y = as_pair(left, right)
    if x.ndim < 2:
        raise ValueError(f"left: must have a row per item; got shape {x.shape}")
    shifts = np.asarray(level_shift(x, y))
    known = ~np.isnan(shifts)
    items = np.asarray(known.sum(axis=-1))
    error, absolute = _mean(shifts, known), _mean(np.abs(shifts), known)
    alike = np.ones(items.shape)
    one_way = np.divide(np.abs(error), absolute, out=alike, where=absolute > 0)
    index = np.where(items > 0, 1 - one_way, np.nan)
    chance = np.empty(items.shape)
    for cell in np.ndindex(items.shape):
        chance[cell] = _chance_excess(x[cell][known[cell]], y[cell][known[cell]], times, whole)
    excess = absolute - np.abs(error) - chance
    order = np.asarray(kendall_tau_b(_item_means(x), _item_means(y)))
    misjudged = (items >= t.profile_items) & (np.abs(error) < t.profile_error)
    misjudged &= (excess >= t.profile_excess) & (order <= t.profile_order)
    parts = (error, absolute, index, excess, order, items, misjudged)
    return Profile(*(part[()] for part in parts))


def _chance_excess(x: CountArray, y: CountArray, times: int, seed: int) -> float:
    """The mean of MAE - |ME| when each item's people are dealt to the groups at random."""
    if not len(x):
        return float("nan")
    generator = np.random.Generator(np.random.SFC64(seed))
    shifts = np.stack([_dealt_shifts(*item, times, generator) for item in zip(x, y, strict=True)])
    return float((np.abs(shifts).mean(axis=0) - np.abs(shifts.mean(axis=0))).mean())


def _dealt_shifts(
    x: CountArray, y: CountArray, times: int, generator: np.random.Generator
) -> Floats:
    pooled, levels = x + y, np.arange(len(x))
    dealt = generator.multivariate_hypergeometric(pooled, int(x.sum()), times, method="marginals")
    return np.asarray(dealt @ levels / x.sum() - (pooled - dealt) @ levels / y.sum())


def _scores(x: Floats, y: Floats) -> Floats:
    """Each x person's mean, over items, of 2 M_y(mark) - 1; only people with any."""
    below = (y[np.newaxis] < x[:, np.newaxis]).sum(axis=1)
    above = (y[np.newaxis] > x[:, np.newaxis]).sum(axis=1)
    n = (~np.isnan(y)).sum(axis=0)
    known = ~np.isnan(x) & (n > 0)
    scored = _mean((below - above) / np.maximum(n, 1), known)
    return scored[~np.isnan(scored)]


def _item_means(counts: CountArray) -> Floats:
    n = counts.sum(axis=-1)
    total: Floats = (counts * np.arange(counts.shape[-1])).sum(axis=-1)
    means = np.full(n.shape, np.nan)
    np.divide(total, n, out=means, where=n > 0)
    return means


def _mean(values: Floats, known: Any) -> Floats:
    """The mean over the last axis of the known values; NaN without any."""
    n = np.asarray(known.sum(axis=-1))
    total = np.where(known, values, 0.0).sum(axis=-1)
    means = np.full(n.shape, np.nan)
    np.divide(total, n, out=means, where=n > 0)
    return means


def _numbers(name: str, value: ArrayLike) -> Floats:
    x = np.asarray(value, dtype=np.float64)
    if x.ndim == 0 or np.isinf(x).any():
        raise ValueError(f"{name}: must be an array of finite numbers; got {value!r}")
    return x


def _deltas(name: str, value: ArrayLike) -> Floats:
    x = _numbers(name, value)
    if (np.abs(x) > 1).any():
        raise ValueError(f"{name}: must lie between -1 and 1; got {x[np.abs(x) > 1][0]:g}")
    return x
