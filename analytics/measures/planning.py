"""How many people a round needs: the chance that a gap of a known size is called one.

The chances are those of simulated rounds in which the gaps are known, of four sides with equally
many participants and one panel (`benchmarks/planning.py`). Each is a smooth function of the numbers
of people, fitted to all the rounds, so that it holds between the sizes that were simulated.
"""

from collections.abc import Iterator
from enum import StrEnum

import numpy as np

from analytics.measures.blocks import SMALLEST_GROUP, STEP, cuts
from analytics.measures.claim_levels import claim_level
from analytics.measures.validation import Floats
from analytics.measures.verdicts import Thresholds

# Nothing is published of smaller groups, and nothing was simulated with larger ones.
FEWEST, MOST = SMALLEST_GROUP, 30
# How many rounds the chances come from, and the greatest standard error of any of them, with what
# the fit misses.
ROUNDS, ERROR = 1500, 0.05


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
    "question one likely 7.22 -3.44 -5.42 -0.16 2.58 1.39 -0.48",
    "question one very_likely 6.22 -6.32 -5.72 2.09 3.48 1.77 -0.33",
    "question one almost_certain 4.80 -7.11 -6.15 2.77 4.70 1.97 0.03",
    "question one alone 5.32 -2.84 -4.18 -1.45 0.30 1.58 -0.32 0.74",
    "question half likely 3.85 -3.10 -2.89 0.96 1.18 1.10 -0.28",
    "question half very_likely 2.67 -3.84 -3.09 1.68 1.88 1.16 -0.13",
    "question half almost_certain 1.58 -4.22 -4.07 1.71 3.17 1.64 0.20",
    "question half alone 2.53 -2.67 -1.27 -0.21 0.13 -0.36 -0.14 0.78",
    "question nothing likely 2.25 0.22 -0.23 -0.33 0.43 0.01 0.26",
    "question nothing very_likely 0.02 -1.39 -1.02 1.00 1.53 0.37 0.40",
    "question nothing almost_certain -1.31 -2.53 -2.45 1.67 3.42 0.90 0.74",
    "question nothing alone -2.26 0.35 0.17 -0.40 -0.37 -0.16 1.19 0.39",
    "dyad one likely 6.98 3.04 -2.59 -0.05 0.09 -0.04 -0.01",
    "dyad one very_likely 7.66 -0.89 -3.77 -0.47 0.74 -0.23 0.70",
    "dyad one almost_certain 6.51 -2.96 -4.47 0.12 2.25 0.13 0.05",
    "dyad one alone 5.12 -4.32 -3.36 -0.55 1.22 -0.28 -1.65",
    "dyad half likely 5.58 -2.72 -3.45 -0.05 1.09 1.02 -0.53",
    "dyad half very_likely 4.22 -2.76 -4.57 0.20 2.00 1.93 -0.27",
    "dyad half almost_certain 3.02 -4.71 -4.07 1.92 3.08 1.27 -0.29",
    "dyad half alone 0.89 -3.53 -2.68 -0.14 1.21 0.39 -1.76",
    "dyad nothing likely 2.54 -0.27 -1.48 -0.02 0.69 0.89 0.38",
    "dyad nothing very_likely -0.15 -1.06 -1.37 0.70 1.58 0.91 0.28",
    "dyad nothing almost_certain -2.22 -1.55 -1.10 1.46 2.31 0.72 0.70",
    "dyad nothing alone -4.85 -0.21 -0.48 0.08 -0.12 -0.11 -0.30",
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
    """Return what the logarithm of the odds is a weighted sum of: seven terms or eight.

    A constant, one over either number of people, their squares and their product; how coarse the
    blocks of both are; and of a question by itself the level that p must reach, which rises and
    falls with the sizes.
    """
    u, v = FEWEST / participants, FEWEST / assessors
    coarse = u * _coarse(participants) + v * _coarse(assessors)
    every = [1.0, u, v, u * u, u * v, v * v, coarse]
    if _is_of_question(asked, said):
        every.append(float(np.log(claim_level(participants, assessors))))
    return np.array(every)


def _coarse(people: int) -> float:
    """By how much the intervals of a block are wider, on the whole, than the step."""
    return (people + 1) / (len(cuts(people)) - 1) - STEP


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
