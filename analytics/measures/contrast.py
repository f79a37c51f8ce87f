"""How far one group's marks lie above another's.

`left` and `right` are counts per level: shape (..., K), last axis = levels ascending, leading axes
broadcast over cells. Every statistic drops the last axis; a single pair of groups gives a scalar.
Positive means that the left group stands above the right one. A cell with nobody on either side
is NaN: no data, never zero. Malformed counts raise the ValueError of `count_arrays.as_counts`.

Superiority, delta and level shift are linear in each group's shares. So their mean over every
pairing of the tallies of two independent blocks is the same statistic of the two mean shares,
which is what the `_of_shares` forms are for.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.measures.count_arrays import ShareArray, Statistic, as_counts, as_shares


def superiority(left: ArrayLike, right: ArrayLike) -> Statistic:
    """Return theta = P(X > Y) + P(X = Y) / 2, for X drawn from left and Y from right.

    From 0 to 1; 0.5 when neither group stands above the other; NaN without data.

    References
    ----------
    Vargha, A. and Delaney, H. D. (2000). A critique and improvement of the CL common language
    effect size statistics of McGraw and Wong. Journal of Educational and Behavioral Statistics,
    25(2), 101-132.

    >>> superiority([0, 1, 3, 8], [2, 5, 3, 0]).round(7)
    np.float64(0.9166667)
    """
    return (1 + delta(left, right)) / 2


def delta(left: ArrayLike, right: ArrayLike) -> Statistic:
    """Return Cliff's delta, P(X > Y) - P(X < Y) = 2 theta - 1.

    From -1 to 1, both at total separation; NaN without data.

    References
    ----------
    Cliff, N. (1993). Dominance statistics: ordinal analyses to answer ordinal questions.
    Psychological Bulletin, 114(3), 494-509.

    >>> delta([0, 1, 3, 8], [2, 5, 3, 0]).round(7)
    np.float64(0.8333333)
    >>> delta([[6, 0, 0, 6], [0, 0, 0, 7]], [[0, 6, 6, 0], [7, 0, 0, 0]])
    array([0., 1.])
    >>> delta([0, 0, 0, 0], [2, 5, 3, 0])
    np.float64(nan)
    """
    return _delta(*_checked(as_counts, left, right))


def level_shift(left: ArrayLike, right: ArrayLike) -> Statistic:
    """Return mean(left) - mean(right), in levels, taking the levels as equally spaced.

    From -(K - 1) to K - 1; NaN without data.

    >>> level_shift([2, 4, 3, 1], [1, 2, 5, 4]).round(7)
    np.float64(-0.7)
    """
    return _level_shift(*_checked(as_counts, left, right))


def delta_of_shares(left: ArrayLike, right: ArrayLike) -> Statistic:
    """Return Cliff's delta of two distributions given as shares per level.

    The shares sum to 1 over the last axis, or are NaN throughout a cell without data.

    >>> delta_of_shares([0, 0.25, 0.25, 0.5], [0.5, 0.5, 0, 0])
    np.float64(0.875)
    """
    return _delta(*_checked(as_shares, left, right))


def level_shift_of_shares(left: ArrayLike, right: ArrayLike) -> Statistic:
    """Return the difference of means, in levels, of two distributions given as shares per level.

    The shares sum to 1 over the last axis, or are NaN throughout a cell without data.

    >>> level_shift_of_shares([0, 0.25, 0.25, 0.5], [0.5, 0.5, 0, 0])
    np.float64(1.75)
    """
    return _level_shift(*_checked(as_shares, left, right))


# The formulas. Each is of degree one in either side, so it takes counts and shares alike; with
# counts all but the last division is exact while n_left * n_right stays below 2**53.


def _delta(left: ShareArray, right: ShareArray) -> Statistic:
    not_above = np.cumsum(right, axis=-1)
    below = not_above - right
    above = not_above[..., -1:] - not_above
    dominance = (left * (below - above)).sum(axis=-1)
    return _divide(dominance, left.sum(axis=-1) * right.sum(axis=-1))


def _level_shift(left: ShareArray, right: ShareArray) -> Statistic:
    """The sum of F_right(k) - F_left(k) over every level but the last, where both are 1."""
    n_left = left.sum(axis=-1, keepdims=True)
    n_right = right.sum(axis=-1, keepdims=True)
    excess = n_left * np.cumsum(right, axis=-1) - n_right * np.cumsum(left, axis=-1)
    return _divide(excess[..., :-1], n_left * n_right).sum(axis=-1)


def _divide(numerator: ShareArray, denominator: ShareArray) -> Statistic:
    """Divide; NaN, without a warning, where the denominator is 0 or NaN."""
    missing = np.full(np.broadcast_shapes(numerator.shape, denominator.shape), np.nan)
    return np.divide(numerator, denominator, out=missing, where=denominator > 0)[()]


def _checked(
    check: Callable[..., NDArray[Any]], left: ArrayLike, right: ArrayLike
) -> tuple[ShareArray, ShareArray]:
    x = check("left", left)
    y = check("right", right, levels=x.shape[-1])
    try:
        np.broadcast_shapes(x.shape[:-1], y.shape[:-1])
    except ValueError:
        shapes = f"{x.shape[:-1]} and {y.shape[:-1]}"
        raise ValueError(f"left and right: leading axes must broadcast; got {shapes}") from None
    return x.astype(np.float64), y.astype(np.float64)
