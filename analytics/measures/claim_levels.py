"""The greatest p with which two groups are called different, by their sizes.

The published p is a mean over the tallies of two blocks, whose cuts fall at different shares in
groups of different sizes; at 0.05 it would call up to a fifth of pairs of groups of one population
different. The levels here keep that at or below 0.05 in every population listed: they were chosen
by listing every pair of blocks (`benchmarks/null_listing.py`).
"""

import numpy as np
from numpy.typing import ArrayLike

from analytics.measures.validation import Floats

SMALLEST = 6
# In thousandths, for the larger group of 6 to 18, one row each, and the smaller from 6 up.
# 0 stands for pairs of sizes in which nothing can be said at any level listed.
_THOUSANDTHS = (
    (50,),
    (20, 10),
    (10, 0, 13),
    (25, 15, 50, 40),
    (20, 20, 30, 20, 20),
    (15, 20, 20, 20, 15, 10),
    (15, 25, 23, 30, 10, 20, 20),
    (10, 25, 25, 25, 25, 25, 25, 20),
    (25, 20, 25, 25, 25, 20, 25, 25, 20),
    (25, 15, 20, 20, 20, 20, 20, 15, 20, 15),
    (15, 15, 15, 20, 25, 25, 25, 20, 25, 20, 30),
    (25, 20, 10, 15, 30, 25, 20, 20, 20, 20, 25, 25),
    (40, 30, 8, 10, 20, 25, 20, 20, 20, 20, 25, 25, 20),
)
LARGEST = SMALLEST + len(_THOUSANDTHS) - 1
# With a larger group of more people; listed at a sample of sizes.
BEYOND = 0.005


def claim_level(left: ArrayLike, right: ArrayLike) -> Floats:
    """Return the greatest p with which groups of these numbers of people are called different.

    `left` and `right` are how many were asked in each group; they broadcast. 0 where one has fewer
    than 6, of which a block never makes it likely that 5 gave a level.

    >>> claim_level([8, 12, 8], [12, 8, 40])
    array([0.023, 0.023, 0.005])
    """
    small, large = np.minimum(left, right), np.maximum(left, right)
    places = np.clip([large, small], SMALLEST, LARGEST).astype(np.int64) - SMALLEST
    level = np.where(large > LARGEST, BEYOND, _TABLE[tuple(places)])
    return np.asarray(np.where(small < SMALLEST, 0.0, level))


def _square() -> Floats:
    """The table with the larger group in rows and the smaller in columns."""
    table = np.zeros((len(_THOUSANDTHS),) * 2)
    for row, levels in enumerate(_THOUSANDTHS):
        table[row, : len(levels)] = levels
    return table / 1000


_TABLE = _square()
