"""How many people a round needs: the chance that a gap of a known size is called one.

The chances are those of simulated rounds in which the gaps are known, of four sides with equally
many participants and one panel (`benchmarks/planning.py`). Each is a smooth function of the numbers
of people, fitted to all the rounds, so that it holds between the sizes that were simulated.
"""

from collections.abc import Iterator
from enum import StrEnum

import numpy as np

from analytics.measures.blocks import SMALLEST_GROUP
from analytics.measures.claim_levels import claim_level
from analytics.measures.validation import Floats
from analytics.measures.verdicts import Thresholds

# Nothing is published of smaller groups, and nothing was simulated with larger ones.
FEWEST, MOST = SMALLEST_GROUP, 30
# How many rounds the chances come from, and the greatest standard error of any of them.
ROUNDS, ERROR = 50, 0.05


class Asked(StrEnum):
    """Of what a gap is: one question, or the mean of a directed dyad over the common concerns."""

    QUESTION = "question"
    DYAD = "dyad"


class Gap(StrEnum):
    """How far the mean levels of the two populations lie apart: one level, half of it, nothing."""

    ONE = "one"
    HALF = "half"
    NOTHING = "nothing"


class Said(StrEnum):
    """What is said of a gap: how likely all gaps together make it, at least; or a verdict.

    A verdict, of a question or of a dyad's mean, rests on that alone: an over- or underestimation,
    above or below.
    """

    LIKELY = "likely"
    VERY_LIKELY = "very_likely"
    ALMOST_CERTAIN = "almost_certain"
    ALONE = "alone"


# A block of seven never makes it likely that all seven gave a level.
_LEAST_OF_QUESTION = Thresholds().least_classified + 1
# What is asked, the gap and what is said; then the weight of each of `terms`.
# `python -m benchmarks planning` gives them.
_FITS = (
    "question one likely 7.01 -3.46 -5.10 0.03 2.04 1.49",
    "question one very_likely 6.03 -5.97 -5.40 1.86 3.03 1.80",
    "question one almost_certain 4.49 -6.60 -5.34 2.42 4.40 1.48",
    "question one alone 5.13 -2.92 -3.68 -1.00 -0.04 1.32 0.72",
    "question half likely 3.66 -2.56 -2.65 0.65 0.88 1.05",
    "question half very_likely 2.56 -3.72 -2.85 1.73 1.66 1.03",
    "question half almost_certain 1.55 -4.37 -3.69 1.81 3.17 1.30",
    "question half alone 3.05 -2.86 -0.57 0.14 0.14 -0.65 0.97",
    "question nothing likely 2.29 0.51 -0.63 -0.57 0.42 0.33",
    "question nothing very_likely -0.02 -1.30 -0.83 0.84 1.65 0.10",
    "question nothing almost_certain -1.54 -2.26 -1.91 1.68 2.99 0.66",
    "question nothing alone -2.10 0.06 0.61 -0.44 -0.14 -0.21 0.44",
    "dyad one likely 6.80 0.00 0.00 0.00 0.00 0.00",
    "dyad one very_likely 8.10 -2.08 -3.32 -0.23 0.28 -0.09",
    "dyad one almost_certain 6.32 -2.59 -3.44 -0.07 1.19 -0.18",
    "dyad one alone 5.17 -4.60 -3.47 -0.28 0.48 0.29",
    "dyad half likely 5.68 -3.04 -2.81 -0.07 0.68 0.66",
    "dyad half very_likely 4.05 -2.80 -3.82 0.24 1.40 1.70",
    "dyad half almost_certain 2.73 -3.81 -3.63 1.17 2.55 1.15",
    "dyad half alone 0.46 -2.97 -2.04 -0.31 0.68 0.26",
    "dyad nothing likely 2.38 0.38 -1.05 -0.18 0.62 0.26",
    "dyad nothing very_likely -0.13 -1.10 -1.33 0.85 1.49 0.76",
    "dyad nothing almost_certain -2.79 -0.29 -0.62 1.07 1.72 0.49",
    "dyad nothing alone -4.63 0.21 -2.23 0.16 -0.03 -0.17",
)


def chance(participants: int, assessors: int, asked: Asked, gap: Gap, said: Said) -> float:
    """Return the chance, from 0 to 1, that this is said of such a gap.

    A gap counts where it is said in the right direction, where there is none in either.

    Parameters
    ----------
    participants, assessors : people on each side, and in the panel.
    asked, gap, said : of what the gap is, its size, and what is said of it at least.

    Returns
    -------
    The fitted chance, whose standard error is at most `ERROR`; 0 where it cannot be said.

    Raises ValueError for fewer people than `FEWEST` or more than `MOST`.

    >>> chance(6, 30, Asked.QUESTION, Gap.ONE, Said.ALONE)
    0.0
    >>> few, many = (chance(n, 12, Asked.QUESTION, Gap.ONE, Said.VERY_LIKELY) for n in (8, 20))
    >>> few < many
    True
    """
    for name, people in (("participants", participants), ("assessors", assessors)):
        if not FEWEST <= people <= MOST:
            raise ValueError(f"{name}: must be from {FEWEST} to {MOST}; got {people}")
    if not can_be_said(participants, assessors, asked, said):
        return 0.0
    odds = terms(participants, assessors, asked, said) @ _TABLE[asked, gap, said]
    return float(1 / (1 + np.exp(-odds)))


def can_be_said(participants: int, assessors: int, asked: Asked, said: Said) -> bool:
    """Whether there are enough people: a question by itself needs a least number on either side."""
    return not _is_of_question(asked, said) or min(participants, assessors) >= _LEAST_OF_QUESTION


def terms(participants: int, assessors: int, asked: Asked, said: Said) -> Floats:
    """Return what the logarithm of the odds is a weighted sum of: six terms or seven.

    A constant, one over either number of people, their squares and their product; and of a
    question by itself the level that p must reach, which rises and falls with the sizes.
    """
    u, v = FEWEST / participants, FEWEST / assessors
    every = [1.0, u, v, u * u, u * v, v * v]
    if _is_of_question(asked, said):
        every.append(float(np.log(claim_level(participants, assessors))))
    return np.array(every)


def _is_of_question(asked: Asked, said: Said) -> bool:
    return asked is Asked.QUESTION and said is Said.ALONE


def fewest(assessors: int, asked: Asked, gap: Gap, said: Said, wanted: float) -> int | None:
    """Return from how many participants a side on the chance is at least as great as wanted.

    None where it is not with `MOST`. Raises ValueError as `chance` does.
    """
    enough = None
    for n in range(MOST, FEWEST - 1, -1):
        if chance(n, assessors, asked, gap, said) < wanted:
            break
        enough = n
    return enough


def _parsed() -> Iterator[tuple[tuple[Asked, Gap, Said], Floats]]:
    for row in _FITS:
        asked, gap, said, *numbers = row.split()
        yield (Asked(asked), Gap(gap), Said(said)), np.array(numbers, dtype=np.float64)


_TABLE = dict(_parsed())
