"""Do two orders agree? Kendall's tau-b."""

import numpy as np
from numpy.typing import ArrayLike

from analytics.measures.count_arrays import Statistic
from analytics.measures.validation import Floats


def kendall_tau_b(x: ArrayLike, y: ArrayLike) -> Statistic:
    """Return Kendall's tau-b, corrected for ties, of two sets of values for the same items.

    Both are of the shape (..., items); an item with NaN on either side drops out. From -1, opposite
    orders, to 1, the same order; NaN when all values of either side are equal.

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


def _items(name: str, value: ArrayLike) -> Floats:
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 0 or np.isinf(array).any():
        raise ValueError(f"{name}: must be finite numbers, one per item; got {value!r}")
    return array


def _signs(x: Floats) -> Floats:
    """The sign of every difference of two items, 0 where one is missing."""
    return np.nan_to_num(np.sign(x[..., :, np.newaxis] - x[..., np.newaxis, :]))
