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
from numpy.typing import ArrayLike, NDArray

from analytics.measures.contrast import delta_of_shares
from analytics.measures.count_arrays import Statistic
from analytics.measures.validation import Floats, as_ratings


class RankInterval(NamedTuple):
    """The lowest and the highest rank that each person's ratings allow; equal without ties.

    From 1 to 2J + 1, shape (..., people); NaN for people with a rating missing.
    """

    low: Floats
    high: Floats


def c_scale(self_ratings: ArrayLike, vignette_ratings: ArrayLike) -> RankInterval:
    """Return the rank of each person's own rating among their ratings of the vignettes.

    1 below the first vignette, 2j level with vignette j, 2j + 1 between it and the next, 2J + 1
    above the last. Where vignettes are tied or out of order several of these hold; the interval
    then runs from the least to the greatest.

    Raises ValueError when the vignettes are not one row for each self-rating.

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


def uniform_counts(ranks: RankInterval, top: int) -> Floats:
    """Return how many people have each rank up to the top one, spreading each over their interval.

    >>> uniform_counts(RankInterval(np.array([1, 2, 1]), np.array([1, 2, 5])), 5)
    array([1.2, 1.2, 0.2, 0.2, 0.2])
    """
    low, high = _ranked(ranks)
    return np.asarray((_covered(low, high, top) / (high - low + 1)[:, np.newaxis]).sum(axis=0))


def minimum_entropy_counts(ranks: RankInterval, top: int) -> Floats:
    """Return how many people have each rank, gathering the intervals on as few as possible.

    Again and again the rank with the most people who have it or still could have it (the lowest
    of equals) takes all who could.

    >>> minimum_entropy_counts(RankInterval(np.array([1, 2, 2, 1]), np.array([1, 2, 2, 3])), 3)
    array([1., 3., 0.])
    """
    low, high = _ranked(ranks)
    covered, waiting = _covered(low, high, top), low < high
    settled = covered[~waiting].sum(axis=0).astype(np.float64)
    counts = settled.copy()
    while waiting.any():
        possible = covered[waiting].sum(axis=0)
        best = int(np.argmax(settled + possible))
        counts[best] += possible[best]
        waiting &= ~covered[:, best]
        settled[best] = 0
    return np.asarray(counts)


def c_delta(left: RankInterval, right: RankInterval, top: int, rule: str = "uniform") -> Statistic:
    """Return Cliff's delta of two groups on their ranks: the gap without the use of words.

    The rule says what becomes of people with an interval: "uniform" or "minimum_entropy" (each
    group's by itself). The top rank is 2J + 1. NaN when nobody is left on either side.

    >>> round(c_delta(c_scale([3, 3], [[1, 2], [1, 2]]), c_scale([0, 1], [[1, 2], [1, 2]]), 5), 7)
    np.float64(1.0)
    """
    if rule not in _RULES:
        raise ValueError(f"rule: must be one of {', '.join(_RULES)}; got {rule!r}")
    counts = [_RULES[rule](ranks, top) for ranks in (left, right)]
    shares = [c / c.sum() if c.any() else np.full(top, np.nan) for c in counts]
    return delta_of_shares(*shares)


_RULES: dict[str, Callable[[RankInterval, int], Floats]] = {
    "uniform": uniform_counts,
    "minimum_entropy": minimum_entropy_counts,
}


def _vignettes(value: ArrayLike) -> Floats:
    z = as_ratings("vignette_ratings", value)
    if z.ndim == 0 or z.shape[-1] < 1:
        raise ValueError(f"vignette_ratings: must have a column per vignette; got shape {z.shape}")
    return z


def _ranked(ranks: RankInterval) -> tuple[Floats, Floats]:
    """The limits of those who have a rank, one after the other."""
    ranked = ~np.isnan(ranks.low)
    return ranks.low[ranked], ranks.high[ranked]


def _covered(low: Floats, high: Floats, top: int) -> NDArray[np.bool_]:
    """Whether each person could have each rank: shape (people, top)."""
    each = np.arange(1, top + 1)
    return np.asarray((low[:, np.newaxis] <= each) & (each <= high[:, np.newaxis]))
