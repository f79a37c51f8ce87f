"""Evenly spread numbers, and positions picked evenly by weights."""

from functools import lru_cache

import numpy as np

from analytics.measures.count_arrays import CountArray
from analytics.measures.validation import Floats


def pick(weights: Floats, places: Floats) -> CountArray:
    """Return the positions at which the cumulated weights first exceed the places, 0 to 1.

    >>> pick(np.array([0.25, 0.75]), np.array([0.1, 0.3, 0.9]))
    array([0, 1, 1])
    """
    cumulative = np.cumsum(weights)
    # The last sum may fall short of 1 by a rounding; nobody may be picked beyond it.
    edges = cumulative[:-1] / cumulative[-1]
    return np.searchsorted(edges, places, side="right").astype(np.int64)


@lru_cache(maxsize=64)
def radical_inverse(number: int, base: int) -> Floats:
    """Return the first numbers of Halton's sequence: evenly spread over (0, 1), always the same.

    >>> radical_inverse(4, 2)
    array([0.5  , 0.25 , 0.75 , 0.125])
    """
    digits, scale = np.arange(1, number + 1), 1.0
    places = np.zeros(number)
    while digits.any():
        scale /= base
        places += digits % base * scale
        digits //= base
    places.setflags(write=False)  # The cache hands the same array to everybody.
    return places
