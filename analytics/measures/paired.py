"""The same people twice: what became of each answer.

A transition table counts people by their level before (rows) and after (columns): shape
(..., K, K). Needs one person's answers together.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, erfc, gammaln

from analytics.measures.count_arrays import CountArray, Statistic, as_counts
from analytics.measures.validation import Floats, as_marks, check_whole

# The most ways to sign all the changes but those of the commonest size.
LARGEST_ENUMERATION = 200_000


class SignedRank(NamedTuple):
    """Wilcoxon's signed rank test: people who changed, rank sum of the rises, two-sided p."""

    changed: Any
    rise_sum: Statistic
    p: Statistic
    exact: Any


class MarginalHomogeneity(NamedTuple):
    """The Stuart-Maxwell test: chi-squared, degrees of freedom, p."""

    statistic: Statistic
    df: Any
    p: Statistic


def transitions(before: ArrayLike, after: ArrayLike, levels: int = 4) -> CountArray:
    """Return how many people went from each level to each.

    Parameters
    ----------
    before, after : array_like of float, shape (..., people)
        The same people in the same order, levels 0 to `levels` - 1; people with either missing
        (NaN, None or below 0) drop out.

    Returns
    -------
    int array, shape (..., levels, levels)

    >>> transitions([0, 1, 1, None], [0, 1, 0, 1], levels=2)
    array([[1, 0],
           [1, 1]])
    """
    k = check_whole("levels", levels, 2)
    x, y = as_marks("before", before, k), as_marks("after", after, k)
    if x.shape != y.shape or x.ndim == 0:
        raise ValueError(f"after: must have the shape of before, {x.shape}; got {y.shape}")
    each = np.arange(k)
    rows = (x[..., np.newaxis] == each).astype(np.int64)
    columns = (y[..., np.newaxis] == each).astype(np.int64)
    return np.asarray(np.einsum("...ni,...nj->...ij", rows, columns))


def signed_rank(table: ArrayLike, zeros: str = "wilcox") -> SignedRank:
    """Return Wilcoxon's signed rank test of a transition table, with midranks and exact p.

    Given the sizes of the changes, every change is as likely up as down.

    Parameters
    ----------
    table : array_like of int, shape (..., K, K)
    zeros : people who did not change: "wilcox" leaves them out, "pratt" ranks them with the
        others and then leaves their ranks out.

    Returns
    -------
    SignedRank, each of shape (...)
        p is 1 when nobody changed and NaN without data. Where the signs allow too many ways, p
        is the normal approximation without continuity correction, and `exact` is False.

    References
    ----------
    Pratt, J. W. (1959). Remarks on zeros and ties in the Wilcoxon signed rank procedures.
    Journal of the American Statistical Association, 54(287), 655-667.

    >>> signed_rank([[3, 5], [0, 2]]).p
    np.float64(0.0625)
    """
    if zeros not in ("wilcox", "pratt"):
        raise ValueError(f"zeros: must be wilcox or pratt; got {zeros!r}")
    square = _square(table)
    k = square.shape[-1]
    flat = square.reshape(-1, k, k)
    found = [_signed_rank_of(cell, zeros == "pratt") for cell in flat]
    columns = zip(*found, strict=True) if found else ((), (), (), ())
    types = (np.int64, np.float64, np.float64, np.bool_)
    parts: list[Any] = [
        np.array(column, dtype=kind).reshape(square.shape[:-2])[()]
        for column, kind in zip(columns, types, strict=True)
    ]
    return SignedRank(*parts)


def stuart_maxwell(table: ArrayLike) -> MarginalHomogeneity:
    """Return the Stuart-Maxwell test that a level is as common after as before.

    With two levels it is McNemar's test without continuity correction.

    Parameters
    ----------
    table : array_like of int, shape (..., K, K)

    Returns
    -------
    MarginalHomogeneity, each of shape (...)
        Levels between which nobody moves cost degrees of freedom; with nobody moving at all the
        statistic is 0, df 0 and p 1. NaN without data.

    References
    ----------
    Stuart, A. (1955). A test for homogeneity of the marginal distributions in a two-way
    classification. Biometrika, 42(3/4), 412-416. Here his table of the unaided vision of the
    right and left eyes of 7,477 women.
    Maxwell, A. E. (1970). Comparing the classification of subjects by two independent judges.
    The British Journal of Psychiatry, 116(535), 651-655.

    >>> eyes = [[1520, 266, 124, 66], [234, 1512, 432, 78],
    ...         [117, 362, 1772, 205], [36, 82, 179, 492]]
    >>> statistic, df, p = stuart_maxwell(eyes)
    >>> statistic.round(3), int(df), p.round(6)
    (np.float64(11.957), 3, np.float64(0.007533))
    """
    square = _square(table).astype(np.float64)
    moved = square + np.swapaxes(square, -1, -2)
    rows, columns = square.sum(axis=-1), square.sum(axis=-2)
    d = rows - columns
    inside = np.einsum("...ii->...i", square)
    covariance = -moved
    index = np.arange(square.shape[-1])
    covariance[..., index, index] = rows + columns - 2 * inside
    df = np.linalg.matrix_rank(covariance, hermitian=True)
    inverse = np.linalg.pinv(covariance, hermitian=True)
    statistic = np.einsum("...i,...ij,...j->...", d, inverse, d)
    p = np.where(df > 0, chdtrc(np.maximum(df, 1), np.maximum(statistic, 0)), 1.0)
    empty = square.sum(axis=(-2, -1)) == 0
    return MarginalHomogeneity(
        np.where(empty, np.nan, statistic)[()], df, np.where(empty, np.nan, p)[()]
    )


def _square(table: ArrayLike) -> CountArray:
    counts = as_counts("table", table)
    if counts.ndim < 2 or counts.shape[-1] != counts.shape[-2]:
        raise ValueError(f"table: must be square, levels by levels; got shape {counts.shape}")
    return counts


def _signed_rank_of(table: CountArray, pratt: bool) -> tuple[int, float, float, bool]:
    k = len(table)
    rises = np.array([np.trace(table, offset=size) for size in range(1, k)])
    falls = np.array([np.trace(table, offset=-size) for size in range(1, k)])
    sizes = rises + falls
    below = np.cumsum(sizes) - sizes + (np.trace(table) if pratt else 0)
    ranks = 2 * below + sizes + 1
    balance = int(abs((ranks * (rises - falls)).sum()))
    changed, rise_sum = int(sizes.sum()), float((ranks * rises).sum() / 2)
    if not table.any():
        return 0, math.nan, math.nan, False
    p = _exact_balance_p(sizes, ranks, balance)
    if p is not None:
        return changed, rise_sum, p, True
    variance = float((sizes * ranks.astype(np.float64) ** 2).sum())
    return changed, rise_sum, float(erfc(balance / math.sqrt(2 * variance))), False


def _exact_balance_p(
    sizes: NDArray[np.int64], ranks: NDArray[np.int64], balance: int
) -> float | None:
    """The probability of at least this |sum of ranks of rises - of falls|, signs being even."""
    *others, last = np.argsort(sizes).tolist()
    if math.prod(int(sizes[i]) + 1 for i in others) > LARGEST_ENUMERATION:
        return None
    scores, weights = np.zeros(1, np.int64), np.ones(1)
    for i in others:
        steps, chances = _signs(int(sizes[i]), int(ranks[i]))
        scores = (scores[:, np.newaxis] + steps).reshape(-1)
        weights = (weights[:, np.newaxis] * chances).reshape(-1)
    steps, chances = _signs(int(sizes[last]), int(ranks[last]))
    at_most = np.append(0.0, np.cumsum(chances))
    at_least = np.append(0.0, np.cumsum(chances[::-1]))[::-1]
    far = at_least[np.searchsorted(steps, balance - scores)]
    far += at_most[np.searchsorted(steps, -balance - scores, side="right")]
    return min(1.0, float((weights * far).sum()))


def _signs(people: int, rank: int) -> tuple[NDArray[np.int64], Floats]:
    """What people who changed by the same size can add to the balance, and the chances."""
    rises = np.arange(people + 1)
    logs = gammaln(people + 1) - gammaln(rises + 1) - gammaln(people - rises + 1)
    return rank * (2 * rises - people), np.exp(logs - people * math.log(2))
