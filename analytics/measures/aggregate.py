"""The mean delta of a dyad over its items, with each person's answers taken together.

Raters are clusters: a person who is anxious about one item tends to be so about the next, so the
ratings of all items are never pooled as if they were independent.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from analytics.measures.validation import Floats, as_marks, check_level

LEVELS = 4


class ClusteredMean(NamedTuple):
    """A mean delta over items with its limits, and how many items it rests on."""

    mean: float
    low: float
    high: float
    items: int


def clustered_delta(left: ArrayLike, right: ArrayLike, level: float = 0.95) -> ClusteredMean:
    """Return the mean delta over items with an interval that takes each person as one cluster.

    Each person scores the mean, over the items answered, of how their mark stands to the other
    group's marks (from -1, below all, to 1). The interval is Welch's for the two groups' scores.
    Needs one person's answers together.

    Marks are of the shape (people, items), levels 0 to 3; NaN, None and marks below 0 are missing.
    An item without ratings on either side drops out, and so does a person without any rating.
    The limits lie within [-1, 1] and are NaN with fewer than two people on a side; without any
    spread on either side they are the mean.

    >>> clustered = clustered_delta([[2, 3], [3, 3], [1, 3]], [[0, 1], [1, 2], [2, 1]])
    >>> round(clustered.mean, 3), clustered.items
    (0.778, 2)
    """
    tail = (1 - check_level(level)) / 2
    x, y = as_marks("left", left, LEVELS), as_marks("right", right, LEVELS)
    if x.ndim != 2 or y.ndim != 2 or x.shape[1] != y.shape[1]:
        raise ValueError(f"right: must rate the same items as left; got {x.shape} and {y.shape}")
    s, t = _scores(x, y), _scores(y, x)
    items = int(np.sum((~np.isnan(x)).any(axis=0) & (~np.isnan(y)).any(axis=0)))
    mean = float(s.mean()) if len(s) and len(t) else np.nan
    if len(s) < 2 or len(t) < 2:
        return ClusteredMean(mean, np.nan, np.nan, items)
    terms = np.array([s.var(ddof=1) / len(s), t.var(ddof=1) / len(t)])
    variance = terms.sum()
    if not variance > 0:
        return ClusteredMean(mean, mean, mean, items)
    df = variance**2 / (terms**2 / np.array([len(s) - 1, len(t) - 1])).sum()
    reach = float(stdtrit(df, 1 - tail) * np.sqrt(variance))
    return ClusteredMean(mean, max(mean - reach, -1.0), min(mean + reach, 1.0), items)


def _scores(x: Floats, y: Floats) -> Floats:
    """Each x person's mean, over items, of 2 M_y(mark) - 1; only people with any."""
    below = (y[np.newaxis] < x[:, np.newaxis]).sum(axis=1)
    above = (y[np.newaxis] > x[:, np.newaxis]).sum(axis=1)
    n = (~np.isnan(y)).sum(axis=0)
    rated = ~np.isnan(x) & (n > 0)
    each = np.where(rated, (below - above) / np.maximum(n, 1), 0.0).sum(axis=1)
    people = rated.any(axis=1)
    return np.asarray(each[people] / rated[people].sum(axis=1))
