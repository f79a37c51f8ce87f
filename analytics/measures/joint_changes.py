"""When a group has moved over the common concerns about a side between two rounds, with a level.

The same people answer all six, and how alike one person's answers are no block says. A concern
counts as risen or fallen if the shift is large and the p of delta at most a level that depends on
the sizes of both rounds alone; the group has moved if one concern does, or in other sizes two. The
levels are listed (`benchmarks/joint_changes.py`): at one concern of an unchanged population at most
a share k * `MOST` / 6 of pairs of rounds counts, in every population listed. On average at most
k * `MOST` of six concerns then count, so k or more do in at most `MOST` of all cases (Markov's
inequality), whatever the six answers of a person have in common (Rüger 1978).

References
----------
Rüger, B. (1978). Das maximale Signifikanzniveau des Tests "Lehne H0 ab, wenn k unter n gegebenen
Tests zur Ablehnung führen". Metrika, 25(1), 171-178.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analytics.measures.change import Movement
from analytics.measures.claim_levels import CONCERNS, square
from analytics.measures.rounding import FIGURE
from analytics.measures.validation import Floats
from analytics.measures.verdicts import Thresholds

# A shift is large from here on, as a gap is by the thresholds of a round that sets no others.
LEAST_DELTA = round(Thresholds.delta, FIGURE)
LEAST_SHIFT = Thresholds.shift
SMALLEST = 8
# In ten-thousandths, for the larger round of 8 to 27, one row each, and the smaller from 8 up:
# where one concern is needed, and where two are. `python -m benchmarks joint_changes` gives them.
_ONE_CONCERN = (
    "0",
    "0 0",
    "0 0 14",
    "11 17 42 33",
    "23 84 40 24 26",
    "65 44 38 31 27 15",
    "42 27 37 23 17 19 30",
    "29 43 23 19 23 32 26 21",
    "38 31 19 16 31 33 37 30 29",
    "38 25 23 34 24 30 31 25 19 29",
    "28 14 16 32 24 26 27 22 32 25 23",
    "21 21 14 47 34 34 32 27 31 31 30 29",
    "25 38 50 36 25 31 27 29 31 31 30 30 29",
    "27 49 44 27 34 34 20 25 31 32 30 22 16 13",
    "35 55 30 20 36 35 35 18 33 32 31 33 32 34 30",
    "34 41 24 35 33 35 31 21 36 33 31 33 33 31 27 20",
    "31 27 28 34 45 32 36 29 39 34 32 34 33 32 22 19 17",
    "39 24 39 48 37 25 45 47 39 29 27 33 34 31 32 31 31 23",
    "31 28 48 44 27 43 41 52 40 22 21 35 34 31 32 31 31 32 24",
    "23 28 44 39 21 38 45 45 44 26 19 35 34 31 31 30 31 32 34 26",
)
_TWO_CONCERNS = (
    "0",
    "29 52",
    "43 60 81",
    "66 125 58 66",
    "131 84 72 62 41",
    "65 74 56 46 27 62",
    "83 62 49 29 77 121 98",
    "76 50 46 105 93 95 70 87",
    "52 34 62 86 94 75 68 68 64",
    "40 69 51 102 72 58 61 54 58 89",
    "56 54 49 83 93 63 72 52 100 90 69",
    "79 65 83 57 76 70 72 38 86 75 72 79",
    "75 53 66 83 77 72 82 66 77 64 59 78 71",
    "65 55 45 77 65 77 84 74 55 67 50 74 95 87",
    "58 56 67 71 83 67 77 95 83 53 57 89 90 99 97",
    "51 44 75 83 70 68 77 87 93 88 46 82 77 90 99 86",
    "46 48 93 88 54 52 96 82 80 72 63 71 83 78 83 98 88",
    "41 43 97 61 91 91 94 76 100 91 73 82 76 82 79 94 97 104",
    "36 38 72 48 78 79 90 57 87 94 95 100 66 87 85 81 94 106 98",
    "33 35 61 83 102 95 75 53 69 89 96 91 96 85 75 79 82 95 94 84",
)
LARGEST = SMALLEST + len(_ONE_CONCERN) - 1
# Two concerns are needed where that lets the level be so many times as high.
WORTH_TWO = 4


class JointChange(NamedTuple):
    """What six concerns together show of a group.

    `needed` is how many must have moved, `rose` and `fell` are how many did. `movement` is never
    `STEADY`; it is `TOO_FEW_TO_SAY` too where enough rose and enough fell.
    """

    needed: int
    rose: int
    fell: int
    movement: Movement


def joint_change(
    before: Sequence[int],
    after: Sequence[int],
    delta: ArrayLike,
    level_shift: ArrayLike,
    p: ArrayLike,
) -> JointChange | None:
    """Return how a group moved over its concerns about one side.

    Parameters
    ----------
    before, after : people asked each concern in either round.
    delta, level_shift, p : of each concern as `published_change` has them, the later round against
        the earlier one; NaN for what there is no figure of.

    Returns
    -------
    None where nothing is listed or could ever be shown: without concerns or for more than six, for
    a round of other sizes than 8 to 27, and where every p is missing.

    >>> joint_change([12, 12], [12, 12], [0.8, 0.1], [1.4, 0.2], [0.0004, 0.6])
    JointChange(needed=1, rose=1, fell=0, movement=<Movement.ROSE: 'rose'>)
    """
    size = np.asarray(delta, dtype=np.float64)
    shift, chance = (np.asarray(values, dtype=np.float64) for values in (level_shift, p))
    if not 0 < len(size) <= CONCERNS or np.isnan(chance).all():
        return None
    one, two = concern_levels(before, after)
    needed = 1 if np.all(WORTH_TWO * one >= two) else 2
    level = one if needed == 1 else two
    if not np.all(level > 0):
        return None
    counts = (chance <= level) & (abs(size) >= LEAST_DELTA) & (abs(shift) >= LEAST_SHIFT)
    rose, fell = (int((counts & (s * size > 0) & (s * shift > 0)).sum()) for s in (1, -1))
    return JointChange(needed, rose, fell, _movement(rose >= needed, fell >= needed))


def concern_levels(before: ArrayLike, after: ArrayLike) -> tuple[Floats, Floats]:
    """Return the greatest p with which a concern counts, where one is needed and where two are.

    For groups of these numbers of people in either round; both broadcast. NaN where a round is of
    other sizes than 8 to 27, and 0 where no two rounds are ever far enough apart.

    >>> concern_levels([8, 12, 7], [8, 12, 12])
    (array([0.    , 0.0026,    nan]), array([0.    , 0.0041,    nan]))
    """
    small, large = np.minimum(before, after), np.maximum(before, after)
    row, column = (
        np.clip(n, SMALLEST, LARGEST).astype(np.int64) - SMALLEST for n in (large, small)
    )
    is_listed = (small >= SMALLEST) & (large <= LARGEST)
    one, two = (np.where(is_listed, table[row, column], np.nan) for table in (_ONE, _TWO))
    return np.asarray(one), np.asarray(two)


def _movement(rose: bool, fell: bool) -> Movement:
    if rose == fell:
        return Movement.TOO_FEW_TO_SAY
    return Movement.ROSE if rose else Movement.FELL


_ONE, _TWO = (square(rows) / 10_000 for rows in (_ONE_CONCERN, _TWO_CONCERNS))
