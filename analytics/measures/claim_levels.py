"""When two groups are shown to differ: the greatest p of delta, by the sizes of both.

The published p is a mean over the tallies of two blocks, whose cuts fall at different shares in
groups of different sizes; at 0.05 it would call up to a fifth of pairs of groups of one population
different. The levels here keep that at or below 0.05 in every population listed: for each pair of
sizes it is the greatest thousandth that does (`benchmarks/claim_levels.py`).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.measures.blocks import ONE
from analytics.measures.validation import Floats

# So many pairs of groups of one population may be said to differ.
MOST = 0.05
# Unanimous groups of so many people are told apart whatever the level: see `told_apart`.
LEAST_UNANIMOUS = 8
HALF = 0.5
SMALLEST = 6
# In thousandths, for the larger group of 6 to 30, one row each, and the smaller from 6 up.
# `python -m benchmarks claim_levels` gives them.
_THOUSANDTHS = (
    "50",
    "20 13",
    "12 8 13",
    "28 17 50 48",
    "24 23 31 21 21",
    "19 22 20 23 17 12",
    "15 25 23 24 12 25 21",
    "13 28 20 12 24 20 24 23",
    "29 20 12 20 23 18 22 26 24",
    "25 16 20 20 21 21 22 21 22 19",
    "19 16 17 20 23 28 28 23 27 17 31",
    "28 23 13 15 18 26 23 21 24 24 28 26",
    "44 35 9 12 18 22 22 26 23 23 22 25 21",
    "36 34 23 10 29 22 21 32 29 25 30 29 28 29",
    "34 29 18 9 27 27 20 27 32 24 30 28 33 29 30",
    "30 23 13 7 27 29 20 29 28 22 28 32 32 32 31 26",
    "27 21 24 26 25 26 23 31 27 25 29 30 31 32 36 32 30",
    "21 27 25 25 18 22 19 31 29 24 28 29 30 35 34 34 32 29",
    "18 26 22 26 17 17 16 30 22 26 27 28 27 31 32 33 35 32 30",
    "15 35 25 19 17 15 14 32 34 29 30 27 28 34 31 32 36 36 35 30",
    "19 31 23 14 33 13 12 32 35 27 32 29 27 35 37 31 36 39 37 33 37",
    "19 26 19 29 29 24 11 36 34 30 32 30 26 34 37 36 38 38 32 40 40 50",
    "30 22 22 25 23 30 9 35 34 27 34 27 25 32 35 35 38 39 41 39 50 50 50",
    "26 25 26 24 19 28 29 31 32 25 36 33 25 33 37 36 39 38 41 43 50 50 50 50",
    "22 28 31 22 16 28 30 29 35 33 37 35 33 35 37 36 39 37 40 50 50 50 50 50 50",
)
# Of blocks that withstand two colluding members, for the larger group of 7 to 20 and the smaller
# from 7 up. `python -m benchmarks claim_levels` gives them too.
SMALLEST_OF_TWO = 7
_THOUSANDTHS_OF_TWO = (
    "50",
    "50 50",
    "19 22 8",
    "13 15 6 3",
    "8 11 4 10 45",
    "6 7 13 40 34 28",
    "4 5 22 18 16 11 16",
    "17 3 17 13 11 15 14 9",
    "12 2 27 23 16 17 13 22 36",
    "15 21 17 14 9 17 16 17 15 15",
    "42 18 15 9 15 17 14 17 11 12 10",
    "34 33 11 14 13 16 18 15 10 10 9 8",
    "27 29 17 11 10 13 23 19 18 17 15 15 15",
    "20 23 26 9 9 9 15 18 17 15 15 13 15 14",
)
LARGEST_OF_TWO = SMALLEST_OF_TWO + len(_THOUSANDTHS_OF_TWO) - 1
# Of a panel that is counted by nominating side, a sum of blocks.
BY_SIDE = 0.007
# In thousandths, for two, three and four sides of five each and the other group from 8 up.
FEWEST_SIDES = 2
_FIVES = (
    "8 16 20 22 39 22 14 16 12 23 43 24 19",
    "10 19 19 19 24 14 9 17 19 18 18 21 17",
    "10 18 17 15 19 18 26 25 16 11 10 19 19",
)
LARGEST = SMALLEST + len(_THOUSANDTHS) - 1
# Over the six concerns of a dyad: in ten-thousandths, for the larger group of 8 to 20 and the
# smaller from 8 up. `python -m benchmarks joint_levels` gives them.
CONCERNS = 6
_TEN_THOUSANDTHS = (
    "0",
    "0 0",
    "0 0 14",
    "11 17 42 33",
    "23 84 40 24 26",
    "65 44 38 31 27 15",
    "42 27 37 23 17 36 37",
    "29 43 23 19 23 32 26 21",
    "38 31 19 16 31 33 37 30 37",
    "38 25 23 34 24 30 31 25 30 29",
    "28 14 16 32 24 26 27 22 32 27 23",
    "21 21 14 47 34 34 32 27 31 31 30 29",
    "25 38 50 36 25 31 27 29 31 31 30 30 29",
)
LARGEST_JOINT = LEAST_UNANIMOUS + len(_TEN_THOUSANDTHS) - 1
# Beyond the table the least level is taken of those with as small a group and a larger one of at
# least so many people.
MANY = 19


def claim_level(
    left: ArrayLike, right: ArrayLike, sides: ArrayLike = 0, withstands: ArrayLike = ONE
) -> Floats:
    """Return the greatest p with which groups of these numbers of people are called different.

    `left` and `right` are how many were asked in each group, `sides` by how many sides of five each
    the right one is counted: 0 for a block, -1 for sides of other sizes; `withstands` how many
    colluding members the blocks of both withstand. All broadcast. 0 where one group has fewer than
    6, of which a block never makes it likely that 5 gave a level, and where two are withstood for a
    panel counted by side and for other sizes than 7 to 20, of which none is listed.

    >>> claim_level([8, 12, 8, 40], [12, 8, 40, 40])
    array([0.023, 0.023, 0.013, 0.05 ])
    """
    small, large = np.minimum(left, right), np.maximum(left, right)
    row, column = (
        np.clip(n, SMALLEST, LARGEST).astype(np.int64) - SMALLEST for n in (large, small)
    )
    level = np.where(large > LARGEST, _BEYOND[column], _TABLE[row, column])
    level = np.where(np.asarray(sides) == 0, level, np.minimum(_by_side(left, sides), level))
    level = np.where(np.asarray(withstands) == ONE, level, _of_two(small, large, sides))
    return np.asarray(np.where(small < SMALLEST, 0.0, level))


def _of_two(small: ArrayLike, large: ArrayLike, sides: ArrayLike) -> Floats:
    row, column = (
        np.clip(n, SMALLEST_OF_TWO, LARGEST_OF_TWO).astype(np.int64) - SMALLEST_OF_TWO
        for n in (large, small)
    )
    listed = (np.asarray(small) >= SMALLEST_OF_TWO) & (np.asarray(large) <= LARGEST_OF_TWO)
    return np.where(listed & (np.asarray(sides) == 0), _TABLE_OF_TWO[row, column], 0.0)


def joint_level(left: ArrayLike, right: ArrayLike) -> Floats:
    """Return the greatest p with which a gap is shown with one level for a dyad's six concerns.

    `left` and `right` are how many were asked in each group, of blocks alone; both broadcast. NaN
    where a group is of other sizes than 8 to 20, and 0 where no groups are ever far enough apart.
    In no population listed are more than a sixth of `MOST` of pairs of its groups called different
    at one question by this p, so that at most `MOST` are at any of six: by Bonferroni's inequality,
    whatever one person's answers have in common.

    >>> joint_level([12, 12, 7], [12, 20, 12])
    array([0.0026, 0.0025,    nan])
    """
    small, large = np.minimum(left, right), np.maximum(left, right)
    row, column = (
        np.clip(n, LEAST_UNANIMOUS, LARGEST_JOINT).astype(np.int64) - LEAST_UNANIMOUS
        for n in (large, small)
    )
    listed = (small >= LEAST_UNANIMOUS) & (large <= LARGEST_JOINT)
    return np.asarray(np.where(listed, _JOINT[row, column], np.nan))


def _by_side(left: ArrayLike, sides: ArrayLike) -> Floats:
    row = np.asarray(sides, dtype=np.int64) - FEWEST_SIDES
    column = np.asarray(left, dtype=np.int64) - LEAST_UNANIMOUS
    rows, columns = _OF_FIVES.shape
    listed = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    level = _OF_FIVES[np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)]
    return np.where(listed, level, BY_SIDE)


def told_apart(
    p: ArrayLike,
    left: ArrayLike,
    right: ArrayLike,
    unanimous: ArrayLike = False,
    sides: ArrayLike = 0,
    part: float = 1.0,
    withstands: ArrayLike = ONE,
) -> NDArray[np.bool_]:
    """Return where two groups are shown to differ: p of delta is at most the level of their sizes.

    So are groups of `LEAST_UNANIMOUS` or more that are `unanimous`, all on either side having given
    one level for all that the blocks say, with a p of at most `MOST`, unless the blocks withstand
    two colluding members: too many then may be. The level is kept together
    with the least sizes of a gap; where a difference of any size is named, `part` is `HALF`, with
    which it is kept without them. `left`, `right`, `sides` and `withstands` are as in
    `claim_level`; all broadcast. A p of NaN shows nothing.

    >>> told_apart([0.02, 0.03, 0.04], [12, 12, 8], [8, 8, 8], [False, False, True])
    array([ True, False,  True])
    """
    alike = np.asarray(unanimous) & (np.minimum(left, right) >= LEAST_UNANIMOUS)
    alike &= np.asarray(withstands) == ONE
    level = np.where(alike, MOST, part * claim_level(left, right, sides, withstands))
    return np.asarray(np.asarray(p, dtype=np.float64) <= level)


def square(rows: Sequence[str]) -> Floats:
    """A table with the larger group in rows and the smaller in columns."""
    table = np.full((len(rows),) * 2, np.nan)
    for row, levels in enumerate(rows):
        table[row, : row + 1] = levels.split()
    return table


_TABLE = square(_THOUSANDTHS) / 1000
_TABLE_OF_TWO = square(_THOUSANDTHS_OF_TWO) / 1000
_JOINT = square(_TEN_THOUSANDTHS) / 10_000
_OF_FIVES = np.array([levels.split() for levels in _FIVES], dtype=np.float64) / 1000
_BEYOND = np.nanmin(_TABLE[MANY - SMALLEST :], axis=0)
