"""How many people a round needs: the chance that a gap of a known size is called one.

The chances are those of simulated rounds in which the gaps are known, of four sides with equally
many participants and one panel (`benchmarks/planning.py`). Each is a smooth function of the numbers
of people, fitted to all the rounds, so that it holds between the sizes that were simulated.
"""

from collections.abc import Iterator
from enum import StrEnum

import numpy as np

from analytics.measures.blocks import STEP, cuts
from analytics.measures.claim_levels import claim_level
from analytics.measures.validation import Floats
from analytics.measures.verdicts import Thresholds
from surveys.group_sizes import SMALLEST_GROUP

# Nothing is published of smaller groups, and nothing was simulated with larger ones.
FEWEST, MOST = SMALLEST_GROUP, 30
# How many rounds the chances come from, and the greatest standard error of any of them, with what
# the fit misses.
ROUNDS, ERROR = 1500, 0.06


class Scope(StrEnum):
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
# The scope, the gap and what is said; then the weight of each of `terms`.
# `python -m benchmarks planning` gives them.
_FITS = (
    "question one likely 7.26 -3.96 -5.04 -0.46 3.19 0.76 -0.21",
    "question one very_likely 5.99 -5.34 -4.94 -0.11 4.19 0.48 -0.41",
    "question one almost_certain 4.17 -4.67 -4.17 -1.26 4.42 -0.10 -0.35",
    "question one alone 5.32 -2.84 -4.18 -1.45 0.30 1.58 -0.32 0.74",
    "question half likely 3.76 -3.10 -2.55 0.88 1.27 0.81 -0.25",
    "question half very_likely 2.44 -2.74 -2.69 -0.06 1.94 0.75 -0.04",
    "question half almost_certain 1.13 -2.15 -2.80 -1.45 2.31 0.57 -0.40",
    "question half alone 2.53 -2.67 -1.27 -0.21 0.13 -0.36 -0.14 0.78",
    "question nothing likely 2.24 0.60 -0.24 -0.95 0.25 0.01 -0.29",
    "question nothing very_likely -0.34 0.19 -0.11 -1.19 1.03 -0.50 0.01",
    "question nothing almost_certain -2.03 0.53 -0.37 -2.23 1.19 -0.51 -0.09",
    "question nothing alone -2.26 0.35 0.17 -0.40 -0.37 -0.16 1.19 0.39",
    "dyad one likely 8.96 -0.47 -3.58 -0.19 -0.03 -0.05 0.04",
    "dyad one very_likely 8.00 -2.83 -3.55 -0.68 1.05 -0.55 0.19",
    "dyad one almost_certain 7.25 -4.67 -4.21 -0.72 2.86 -0.85 -0.42",
    "dyad one alone 5.12 -4.32 -3.36 -0.55 1.22 -0.28 -1.65",
    "dyad half likely 5.68 -2.94 -3.72 -0.08 1.46 1.08 -0.48",
    "dyad half very_likely 4.21 -2.63 -4.14 -0.56 2.24 1.26 -0.35",
    "dyad half almost_certain 2.74 -3.43 -3.08 -0.27 2.61 0.26 -0.52",
    "dyad half alone 0.89 -3.53 -2.68 -0.14 1.21 0.39 -1.76",
    "dyad nothing likely 2.59 -0.43 -1.40 -0.09 0.53 0.96 0.04",
    "dyad nothing very_likely -0.42 -0.14 -0.21 -0.53 0.62 -0.12 -0.10",
    "dyad nothing almost_certain -2.28 -0.96 0.05 -0.15 1.07 -0.30 -0.40",
    "dyad nothing alone -4.85 -0.21 -0.48 0.08 -0.12 -0.11 -0.30",
)


def chance(participants: int, assessors: int, scope: Scope, gap: Gap, said: Said) -> float:
    """Return the chance, from 0 to 1, that this is said of such a gap.

    A gap counts where it is said in the right direction, where there is none in either.

    Parameters
    ----------
    participants, assessors : people on each side, and in the panel.
    scope, gap, said : of what the gap is, its size, and what is said of it at least.

    Returns
    -------
    The fitted chance, whose standard error is at most `ERROR`; 0 where it cannot be said.

    Raises ValueError for fewer people than `FEWEST` or more than `MOST`.

    >>> chance(6, 30, Scope.QUESTION, Gap.ONE, Said.ALONE)
    0.0
    >>> few, many = (chance(n, 12, Scope.QUESTION, Gap.ONE, Said.VERY_LIKELY) for n in (8, 20))
    >>> few < many
    True
    """
    for name, people in (("participants", participants), ("assessors", assessors)):
        if not FEWEST <= people <= MOST:
            raise ValueError(f"{name}: must be from {FEWEST} to {MOST}; got {people}")
    if not can_be_said(participants, assessors, scope, said):
        return 0.0
    odds = terms(participants, assessors, scope, said) @ _TABLE[scope, gap, said]
    return float(1 / (1 + np.exp(-odds)))


def can_be_said(participants: int, assessors: int, scope: Scope, said: Said) -> bool:
    """Whether there are enough people: a question by itself needs a least number on either side."""
    return not _is_of_question(scope, said) or min(participants, assessors) >= _LEAST_OF_QUESTION


def terms(participants: int, assessors: int, scope: Scope, said: Said) -> Floats:
    """Return what the logarithm of the odds is a weighted sum of: seven terms or eight.

    A constant, one over either number of people, their squares and their product; how coarse the
    blocks of both are; and of a question by itself the level that p must reach, which rises and
    falls with the sizes.
    """
    u, v = FEWEST / participants, FEWEST / assessors
    coarse = u * _coarse(participants) + v * _coarse(assessors)
    every = [1.0, u, v, u * u, u * v, v * v, coarse]
    if _is_of_question(scope, said):
        every.append(float(np.log(claim_level(participants, assessors))))
    return np.array(every)


def _coarse(people: int) -> float:
    """By how much the intervals of a block are wider, on the whole, than the step."""
    return (people + 1) / (len(cuts(people)) - 1) - STEP


def _is_of_question(scope: Scope, said: Said) -> bool:
    return scope is Scope.QUESTION and said is Said.ALONE


def fewest(assessors: int, scope: Scope, gap: Gap, said: Said, wanted: float) -> int | None:
    """Return from how many participants a side on the chance is at least as great as wanted.

    None where it is not with `MOST`. Raises ValueError as `chance` does.
    """
    enough = None
    for n in range(MOST, FEWEST - 1, -1):
        if chance(n, assessors, scope, gap, said) < wanted:
            break
        enough = n
    return enough


def _parsed() -> Iterator[tuple[tuple[Scope, Gap, Said], Floats]]:
    for row in _FITS:
        scope, gap, said, *numbers = row.split()
        yield (Scope(scope), Gap(gap), Said(said)), np.array(numbers, dtype=np.float64)


_TABLE = dict(_parsed())
