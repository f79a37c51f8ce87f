"""Ways to deal people from two levels, summed up to each number of people from the first."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.special import comb

from analytics.measures.count_arrays import CountArray
from analytics.measures.validation import Floats

# There are up to 1e299 ways to deal so many people, and numbers reach to 1e308.
LARGEST_LISTED = 1000
# A smaller table serves most groups.
LARGEST_TOTAL = 120


class TwoLevels(NamedTuple):
    """The ways to deal s people of whom fewer than a, and at least a, are from the first level.

    Both of the shape (pairs of levels, s, a). The first s is `least`, which may be -1 and then has
    no ways.
    """

    up_to: Floats
    from_on: Floats
    least: int


def two_levels(first: CountArray, second: CountArray, least: int, most: int) -> TwoLevels:
    """Return the ways to deal `least` to `most` people from two levels, for many pairs of levels.

    `first` and `second`, shape (pairs of levels,), are how many people each level has, up to
    LARGEST_LISTED together.

    >>> ways = two_levels(np.array([2]), np.array([3]), 0, 2)
    >>> ways.up_to[0, 2], ways.from_on[0, 2]
    (array([ 0.,  3.,  9., 10.]), array([10.,  7.,  1.,  0.]))
    """
    s = np.arange(least, most + 1)[:, np.newaxis]
    a = np.arange(min(int(first.max()), most) + 1)
    ways = choose(first[:, np.newaxis], a)[:, np.newaxis, :]
    ways = ways * choose(second[:, np.newaxis, np.newaxis], s - a)
    up_to, from_on = np.zeros((2, len(first), len(s), len(a) + 1))
    np.cumsum(ways, axis=2, out=up_to[:, :, 1:])
    from_on[:, :, :-1] = np.cumsum(ways[:, :, ::-1], axis=2)[:, :, ::-1]
    return TwoLevels(up_to, from_on, least)


def choose(n: CountArray, k: CountArray) -> Floats:
    """Return the ways to choose k of n, 0 where k is below 0 or above n; both broadcast.

    n and |k| are at most LARGEST_LISTED.

    >>> choose(np.array([3, 3, 3]), np.array([2, 4, -1]))
    array([3., 0., 0.])
    """
    largest = LARGEST_TOTAL if n.size and n.max() <= LARGEST_TOTAL else LARGEST_LISTED
    return _table(largest)[n, np.clip(k, -largest, largest + 1) + largest]


@lru_cache(maxsize=2)
def _table(largest: int) -> Floats:
    """Pascal's triangle with zeros around it: relative error below 1e-13 up to 120."""
    n, k = np.arange(largest + 1), np.arange(-largest, largest + 2)
    return np.asarray(comb(n[:, np.newaxis], k))
