"""Anchoring vignettes: where people place the real item among descriptions that all judge alike.

Groups may use "serious" differently. Vignettes are the same for all, so where a group places them
shows how it uses the words, and the rank of the real item among them does not depend on that.

Ratings are per person: `self_ratings` of shape (..., people), `vignette_ratings` of shape
(..., people, J), vignettes in their intended order, least first. A person with any rating missing
(NaN, None or below 0) has the rank NaN and takes no part.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analytics.measures.contrast import delta_of_shares
from analytics.measures.count_arrays import Statistic
from analytics.measures.validation import Floats, as_ratings, check_whole


class RankInterval(NamedTuple):
    """The lowest and the highest rank that a person's ratings allow; equal without ties."""

    low: Floats
    high: Floats


class OrderTable(NamedTuple):
    """Do the vignettes come in the intended order?

    `before[i, j]` is p_ij, the share of people who rate vignette i below vignette j;
    `excess[i, j]` is p_ij - p_ji, which should be positive above the diagonal. `people` is how
    many rated them all; the shares are NaN if nobody did.
    """

    before: Floats
    excess: Floats
    people: int


def c_scale(self_ratings: ArrayLike, vignette_ratings: ArrayLike) -> RankInterval:
    """Return the rank of each person's own rating among their ratings of the vignettes.

    1 below the first vignette, 2j level with vignette j, 2j + 1 between it and the next, 2J + 1
    above the last. Where vignettes are tied or out of order several of these hold; the interval
    then runs from the least to the greatest.

    Parameters
    ----------
    self_ratings : array_like of float, shape (..., people)
    vignette_ratings : array_like of float, shape (..., people, J)

    Returns
    -------
    RankInterval of float, shape (..., people)
        From 1 to 2J + 1; NaN for people with a rating missing.

    Raises
    ------
    ValueError
        When the vignettes are not one row for each self-rating.

    References
    ----------
    King, G., Murray, C. J. L., Salomon, J. A. and Tandon, A. (2004). Enhancing the validity and
    cross-cultural comparability of measurement in survey research. American Political Science
    Review, 98(1), 191-207.
    King, G. and Wand, J. (2007). Comparing incomparable survey responses: evaluating and
    selecting anchoring vignettes. Political Analysis, 15(1), 46-66. Here the last four of the
    13 cases of Table 1.

    >>> low, high = c_scale([2, 3, 3, 4], [[3, 2], [4, 2], [3, 2], [3, 2]])
    >>> low, high
    (array([1., 1., 2., 5.]), array([4., 5., 5., 5.]))
    """
    y, z = as_ratings("self_ratings", self_ratings), _vignettes(vignette_ratings)
    if z.shape[:-1] != y.shape:
        raise ValueError(
            f"vignette_ratings: must be a row for each self-rating, {y.shape}; got {z.shape[:-1]}"
        )
    own = y[..., np.newaxis]
    holds = np.zeros((*y.shape, 2 * z.shape[-1] + 1), dtype=bool)
    holds[..., 0] = y < z[..., 0]
    holds[..., 1::2] = own == z
    holds[..., 2:-1:2] = (z[..., :-1] < own) & (own < z[..., 1:])
    holds[..., -1] = y > z[..., -1]
    low = holds.argmax(axis=-1) + 1.0
    high = holds.shape[-1] - holds[..., ::-1].argmax(axis=-1) * 1.0
    missing = np.isnan(y) | np.isnan(z).any(axis=-1)
    return RankInterval(np.where(missing, np.nan, low), np.where(missing, np.nan, high))


def b_scale(low: ArrayLike, high: ArrayLike) -> RankInterval:
    """Return the coarser ranks 1 to J + 1, in which a tie belongs to both neighbours.

    Parameters
    ----------
    low, high : array_like of float
        From `c_scale`.

    >>> b_scale([1, 2, 3, 1], [1, 2, 3, 4])
    RankInterval(low=array([1., 1., 2., 1.]), high=array([1., 2., 2., 3.]))
    """
    least, greatest = _intervals(low, high, None)
    return RankInterval(np.ceil(least / 2), np.floor(greatest / 2) + 1)


def scalar_counts(low: ArrayLike, high: ArrayLike, ranks: int) -> Floats:
    """Return how many people have each rank, leaving out those with an interval of ranks.

    Parameters
    ----------
    low, high : array_like of float
        From `c_scale` or `b_scale`; all their axes are people.
    ranks : how many ranks there are: 2J + 1 on the C scale, J + 1 on the B scale.

    Returns
    -------
    float, shape (ranks,)

    >>> scalar_counts([1, 2, 1], [1, 2, 5], 5)
    array([1., 1., 0., 0., 0.])
    """
    least, greatest = _people(low, high, ranks)
    scalar = least[least == greatest]
    return np.asarray((scalar[:, np.newaxis] == np.arange(1, ranks + 1)).sum(axis=0) * 1.0)


def uniform_counts(low: ArrayLike, high: ArrayLike, ranks: int) -> Floats:
    """Return how many people have each rank, spreading each evenly over their interval.

    Parameters are those of `scalar_counts`.

    >>> uniform_counts([1, 2, 1], [1, 2, 5], 5)
    array([1.2, 1.2, 0.2, 0.2, 0.2])
    """
    least, greatest = (limit[:, np.newaxis] for limit in _people(low, high, ranks))
    each = np.arange(1, ranks + 1)
    covered = (least <= each) & (each <= greatest)
    return np.asarray((covered / (greatest - least + 1)).sum(axis=0))


def minimum_entropy_ranks(low: ArrayLike, high: ArrayLike, ranks: int) -> Floats:
    """Return one rank for every person, gathering the intervals on as few ranks as possible.

    Again and again the rank with the most people who have it or still could have it (the lowest
    of equals) takes all who could.

    Parameters are those of `scalar_counts`.

    Returns
    -------
    float, shape of low
        NaN for people who take no part.

    >>> minimum_entropy_ranks([1, 2, 2, 1], [1, 2, 2, 3], 3)
    array([1., 2., 2., 2.])
    """
    least, greatest = _intervals(low, high, ranks)
    found = np.where(least == greatest, least, np.nan)
    settled = scalar_counts(least, greatest, ranks)
    each = np.arange(1, ranks + 1)
    covered = (least[..., np.newaxis] <= each) & (each <= greatest[..., np.newaxis])
    waiting = least < greatest
    while waiting.any():
        possible = covered[waiting].sum(axis=0)
        best = int(np.argmax(settled + possible))
        taken = waiting & covered[..., best]
        found[taken] = best + 1
        waiting &= ~taken
        settled[best] = 0
    return found


def minimum_entropy_counts(low: ArrayLike, high: ArrayLike, ranks: int) -> Floats:
    """Return how many people have each rank when `minimum_entropy_ranks` breaks the ties.

    >>> minimum_entropy_counts([1, 2, 2, 1], [1, 2, 2, 3], 3)
    array([1., 3., 0.])
    """
    found = minimum_entropy_ranks(low, high, ranks)
    return scalar_counts(found, found, ranks)


def entropy(counts: ArrayLike) -> Statistic:
    """Return -sum of p ln p over the last axis, in nats; NaN without data.

    >>> entropy([5, 5, 0]).round(4)
    np.float64(0.6931)
    """
    tally = np.asarray(counts, dtype=np.float64)
    if np.isnan(tally).any() or (tally < 0).any():
        raise ValueError(f"counts: must be numbers of at least 0; got {counts!r}")
    n = tally.sum(axis=-1, keepdims=True)
    p = tally / np.where(n > 0, n, 1)
    value = np.abs((p * np.log(np.where(p > 0, p, 1.0))).sum(axis=-1))
    return np.where(n[..., 0] > 0, value, np.nan)[()]


def c_delta(
    left: RankInterval, right: RankInterval, ranks: int, rule: str = "uniform"
) -> Statistic:
    """Return Cliff's delta of two groups on their ranks: the gap without the use of words.

    Parameters
    ----------
    left, right : from `c_scale` or `b_scale`.
    ranks : how many ranks there are.
    rule : what becomes of people with an interval: "omit", "uniform" or "minimum_entropy" (each
        group's by itself).

    Returns
    -------
    float
        NaN when nobody is left on either side.

    >>> round(c_delta(c_scale([3, 3], [[1, 2], [1, 2]]), c_scale([0, 1], [[1, 2], [1, 2]]), 5), 7)
    np.float64(1.0)
    """
    if rule not in _RULES:
        raise ValueError(f"rule: must be one of {', '.join(_RULES)}; got {rule!r}")
    counts = [_RULES[rule](*group, ranks) for group in (left, right)]
    shares = [c / c.sum() if c.any() else np.full(ranks, np.nan) for c in counts]
    return delta_of_shares(*shares)


def order_table(vignette_ratings: ArrayLike) -> OrderTable:
    """Return how often each vignette is rated below each other one.

    Parameters
    ----------
    vignette_ratings : array_like of float, shape (people, J)

    >>> order_table([[0, 2], [1, 1], [0, 3], [2, 1]]).excess
    array([[ 0.  ,  0.25],
           [-0.25,  0.  ]])
    """
    z = _vignettes(vignette_ratings)
    if z.ndim != 2:
        raise ValueError(f"vignette_ratings: must have a row per person; got {z.ndim} axes")
    rated = z[~np.isnan(z).any(axis=-1)]
    if not len(rated):
        empty = np.full((z.shape[-1], z.shape[-1]), np.nan)
        return OrderTable(empty, empty, 0)
    before = (rated[:, :, np.newaxis] < rated[:, np.newaxis, :]).mean(axis=0)
    return OrderTable(before, before - before.T, len(rated))


_RULES: dict[str, Callable[[ArrayLike, ArrayLike, int], Floats]] = {
    "omit": scalar_counts,
    "uniform": uniform_counts,
    "minimum_entropy": minimum_entropy_counts,
}


def _vignettes(value: ArrayLike) -> Floats:
    z = as_ratings("vignette_ratings", value)
    if z.ndim == 0 or z.shape[-1] < 1:
        raise ValueError(f"vignette_ratings: must have a column per vignette; got shape {z.shape}")
    return z


def _intervals(low: ArrayLike, high: ArrayLike, ranks: int | None) -> tuple[Floats, Floats]:
    """Checked limits: whole, from 1 to `ranks`, in order, missing together."""
    least, greatest = as_ratings("low", low), as_ratings("high", high)
    top = np.inf if ranks is None else check_whole("ranks", ranks, 1)
    if least.shape != greatest.shape:
        raise ValueError(f"high: must be one per low, {least.shape}; got {greatest.shape}")
    known = ~np.isnan(least)
    wrong = known & ((least < 1) | (greatest > top) | (greatest < least) | (least % 1 > 0))
    wrong |= (known != ~np.isnan(greatest)) | known & (greatest % 1 > 0)
    if wrong.any():
        pair = f"{least[wrong][0]:g} to {greatest[wrong][0]:g}"
        raise ValueError(f"low, high: must be whole ranks from 1 to {top:g} in order; got {pair}")
    return least, greatest


def _people(low: ArrayLike, high: ArrayLike, ranks: int) -> tuple[Floats, Floats]:
    """The limits of those who take part."""
    least, greatest = _intervals(low, high, ranks)
    known = ~np.isnan(least)
    return least[known], greatest[known]
