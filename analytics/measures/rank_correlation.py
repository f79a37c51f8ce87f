"""Do two orders, or many, agree? Kendall's tau-b and W."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analytics.measures.count_arrays import Statistic
from analytics.measures.validation import Floats, as_ratings


class Concordance(NamedTuple):
    """Kendall's W, with how many complete raters and items it rests on."""

    w: Statistic
    raters: Any
    items: int


def kendall_tau_b(x: ArrayLike, y: ArrayLike) -> Statistic:
    """Return Kendall's tau-b, corrected for ties, of two sets of values for the same items.

    Parameters
    ----------
    x, y : array_like of float, shape (..., items)
        An item with NaN on either side drops out.

    Returns
    -------
    float, shape (...)
        From -1, opposite orders, to 1, the same order; NaN when either side does not tell any
        two items apart.

    References
    ----------
    Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika, 33(3), 239-251.

    >>> kendall_tau_b([1, 2, 3, 4], [1, 3, 2, 4]).round(7)
    np.float64(0.6666667)
    """
    a, b = _items("x", x), _items("y", y)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError(f"y: must have as many items as x, {a.shape[-1]}; got {b.shape[-1]}")
    both = np.isnan(a) | np.isnan(b)
    signs_a, signs_b = _signs(np.where(both, np.nan, a)), _signs(np.where(both, np.nan, b))
    agreement = (signs_a * signs_b).sum(axis=(-2, -1))
    scale = np.sqrt((signs_a**2).sum(axis=(-2, -1)) * (signs_b**2).sum(axis=(-2, -1)))
    missing = np.full(agreement.shape, np.nan)
    return np.divide(agreement, scale, out=missing, where=scale > 0)[()]


def kendall_w(ratings: ArrayLike) -> Concordance:
    """Return Kendall's coefficient of concordance of a panel over its items, tie-corrected.

    W = 12 S / (m^2 (n^3 - n) - m sum of T), with T = sum of (t^3 - t) over each rater's ties.

    Parameters
    ----------
    ratings : array_like of float, shape (..., raters, items)
        A rater with any rating missing (NaN, None or below 0) drops out.

    Returns
    -------
    Concordance, `w` and `raters` of shape (...)
        From 0 to 1. NaN with fewer than two complete raters or two items, or when no rater tells
        any two items apart.

    References
    ----------
    Kendall, M. G. and Babington Smith, B. (1939). The problem of m rankings. The Annals of
    Mathematical Statistics, 10(3), 275-287.

    >>> kendall_w([[1, 2, 3], [1, 3, 2], [1, 2, 3]]).w.round(7)
    np.float64(0.7777778)
    """
    panel = as_ratings("ratings", ratings)
    if panel.ndim < 2:
        raise ValueError(f"ratings: must have a row per rater and a column per item; got {panel}")
    complete: Any = ~np.isnan(panel).any(axis=-1)
    n, m = panel.shape[-1], np.sum(complete, axis=-1)
    ranks = _centred_ranks(panel) * complete[..., np.newaxis]
    s = (ranks.sum(axis=-2) ** 2).sum(axis=-1)
    # The sum of squared ranks of each rater is (n^3 - n - T) / 12.
    scale = m * (ranks**2).sum(axis=(-2, -1))
    missing = np.full(s.shape, np.nan)
    w = np.divide(s, scale, out=missing, where=(m >= 2) & (scale > 0))
    return Concordance(w[()], m, n)


def _items(name: str, value: ArrayLike) -> Floats:
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 0 or np.isinf(array).any():
        raise ValueError(f"{name}: must be finite numbers, one per item; got {value!r}")
    return array


def _signs(x: Floats) -> Floats:
    """The sign of every difference of two items, 0 where one is missing."""
    return np.nan_to_num(np.sign(x[..., :, np.newaxis] - x[..., np.newaxis, :]))


def _centred_ranks(x: Floats) -> Floats:
    """Midranks along the last axis less their mean: half the sum of the signs."""
    return np.asarray(_signs(x).sum(axis=-1) / 2)
