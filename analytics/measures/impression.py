"""The first impression and its revision: one question asked before and again after the others.

The answers need no order, and the two distributions are only laid side by side: who changed their
mind to what would need one person's answers together.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.measures.count_arrays import Statistic
from analytics.measures.shares import total_variation
from analytics.measures.validation import Floats, as_pair


class SideBySide(NamedTuple):
    """Two distributions over the same answers: shares, their difference, total variation."""

    first: Floats
    second: Floats
    difference: Floats
    total_variation: Statistic


def side_by_side(first: ArrayLike, second: ArrayLike) -> SideBySide:
    """Return the first impressions and the revised ones as shares, answer by answer.

    Parameters
    ----------
    first, second : array_like of int, shape (..., K)
        Counts per answer; the answers need no order.

    Returns
    -------
    SideBySide of shares of shape (..., K) and total variation of shape (...)
        NaN where nobody answered.

    >>> side_by_side([6, 2, 0], [2, 4, 2]).difference
    array([-0.5 ,  0.25,  0.25])
    """
    x, y = as_pair(first, second)
    p, q = _shares(x), _shares(y)
    return SideBySide(p, q, q - p, total_variation(x, y))


def _shares(tally: NDArray[np.int64]) -> Floats:
    n = tally.sum(axis=-1, keepdims=True)
    shares = np.full(tally.shape, np.nan)
    np.divide(tally, n, out=shares, where=n > 0)
    return shares
