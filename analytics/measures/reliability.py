"""Krippendorff's alpha: do the raters of a panel tell the items apart in the same way?"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from analytics.measures.count_arrays import Statistic
from analytics.measures.resampling import SEED, quantiles
from analytics.measures.validation import Floats, Interval, as_ratings, check_level, check_whole


def krippendorff_alpha(ratings: ArrayLike, metric: str = "ordinal") -> Statistic:
    """Return Krippendorff's alpha of a panel over its items.

    Parameters
    ----------
    ratings : array_like of float, shape (..., raters, items)
        NaN, None and numbers below 0 are no rating; items with fewer than two ratings drop out.
    metric : "nominal", "ordinal", "interval" or "ratio": how far apart two ratings are.

    Returns
    -------
    float, shape (...)
        1 at perfect agreement, 0 as by chance, below 0 when worse than chance. NaN when no two
        ratings can be paired and when all ratings are the same: without variation it is
        undefined.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of
    Pennsylvania, Annenberg School for Communication.

    >>> none = float("nan")
    >>> panel = [[1, 2, 3, 3, 2, 1, 4, 1, 2, none, none, none],
    ...          [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, none, 3],
    ...          [none, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, none],
    ...          [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, none]]
    >>> krippendorff_alpha(panel).round(3), krippendorff_alpha(panel, "nominal").round(3)
    (np.float64(0.815), np.float64(0.743))
    """
    panels, shape = _panels(ratings)
    difference = _difference(metric)
    found = [_alpha(*_coincidences(panel), difference) for panel in panels]
    return np.array(found, dtype=np.float64).reshape(shape)[()]


def alpha_interval(
    ratings: ArrayLike,
    metric: str = "ordinal",
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = SEED,
) -> Interval:
    """Return a percentile interval of alpha, resampling the items.

    Resamples without variation have no alpha and are left out; with none left the limits are
    NaN. Parameters are those of `krippendorff_alpha` and `intervals.contrast_interval`.

    >>> low, high = alpha_interval([[0, 1, 2, 3, 0, 1], [0, 1, 2, 3, 1, 1]])
    >>> low <= krippendorff_alpha([[0, 1, 2, 3, 0, 1], [0, 1, 2, 3, 1, 1]]) <= high
    np.True_
    """
    tail = (1 - check_level(level)) / 2
    times, whole = check_whole("resamples", resamples, 1), check_whole("seed", seed, 0)
    panels, shape = _panels(ratings)
    difference = _difference(metric)
    limits = [_panel_limits(panel, difference, tail, times, whole) for panel in panels]
    both = np.array(limits, dtype=np.float64).reshape(*shape, 2)
    return Interval(both[..., 0][()], both[..., 1][()])


def _panels(ratings: ArrayLike) -> tuple[Floats, tuple[int, ...]]:
    found = as_ratings("ratings", ratings)
    if found.ndim < 2:
        raise ValueError(f"ratings: must have a row per rater and a column per item; got {found}")
    shape = found.shape[:-2]
    return found.reshape(math.prod(shape), *found.shape[-2:]), shape


_Difference = Callable[[Floats, Floats], Floats]


def _coincidences(panel: Floats) -> tuple[Floats, Floats]:
    """The distinct values, and each item's coincidences o_ck: shape (items, values, values)."""
    values = np.unique(panel[~np.isnan(panel)])
    counts = (panel[..., np.newaxis] == values).sum(axis=0).astype(np.float64)
    paired = counts.sum(axis=-1)
    pairs = counts[:, :, np.newaxis] * counts[:, np.newaxis, :]
    pairs -= counts[:, :, np.newaxis] * np.eye(len(values))
    usable = paired >= 2
    return values, pairs[usable] / (paired[usable] - 1)[:, np.newaxis, np.newaxis]


def _alpha(values: Floats, coincidences: Floats, difference: _Difference) -> float:
    """1 - (n - 1) sum of o_ck d_ck / sum of n_c n_k d_ck."""
    o = coincidences.sum(axis=0)
    totals = o.sum(axis=-1)
    n = totals.sum()
    apart = difference(values, totals)
    expected = (np.outer(totals, totals) * apart).sum()
    if not expected > 0:
        return float("nan")
    return float(1 - (n - 1) * (o * apart).sum() / expected)


def _panel_limits(
    panel: Floats, difference: _Difference, tail: float, resamples: int, seed: int
) -> tuple[float, float]:
    values, coincidences = _coincidences(panel)
    items = len(coincidences)
    estimate = _alpha(values, coincidences, difference)
    if np.isnan(estimate):
        return float("nan"), float("nan")
    generator = np.random.Generator(np.random.SFC64(seed))
    times = generator.multinomial(items, np.full(items, 1 / items), size=resamples)
    drawn = np.einsum("ri,ick->rck", times, coincidences)
    found = np.array([_alpha(values, o[np.newaxis], difference) for o in drawn])
    low, high = quantiles(found[~np.isnan(found)], (tail, 1 - tail))
    return float(min(low, estimate)), float(max(high, estimate))


def _nominal(values: Floats, totals: Floats) -> Floats:
    return 1 - np.eye(len(values))


def _ordinal(values: Floats, totals: Floats) -> Floats:
    middle = np.cumsum(totals) - totals / 2
    return np.asarray((middle[:, np.newaxis] - middle) ** 2)


def _interval(values: Floats, totals: Floats) -> Floats:
    return np.asarray((values[:, np.newaxis] - values) ** 2)


def _ratio(values: Floats, totals: Floats) -> Floats:
    both = values[:, np.newaxis] + values
    return np.asarray((values[:, np.newaxis] - values) ** 2 / np.where(both > 0, both, 1) ** 2)


_DIFFERENCES: dict[str, _Difference] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio,
}


def _difference(metric: str) -> _Difference:
    if metric not in _DIFFERENCES:
        raise ValueError(f"metric: must be one of {', '.join(_DIFFERENCES)}; got {metric!r}")
    return _DIFFERENCES[metric]
