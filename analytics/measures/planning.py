"""How many people a round needs: the chance that a gap of a known size is called one.

The chances are those of simulated rounds in which the gaps are known, of four sides with equally
many participants and one panel (`benchmarks/planning.py`). Each is a logistic function of one over
the participants a side and one over the assessors, fitted to all the rounds, so that it rises or
falls steadily with either and holds between the sizes that were simulated.
"""

from collections.abc import Iterator
from enum import StrEnum
from math import exp

from analytics.measures.blocks import SMALLEST_GROUP
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


# What is asked, the gap and what is said; then the constant, and what one over the participants and
# one over the assessors are multiplied by. `python -m benchmarks planning` gives them.
_FITS = (
    "question one likely 5.67 -13.67 -7.05",
    "question one very_likely 3.85 -9.67 -6.67",
    "question one almost_certain 1.91 -5.64 -4.81",
    "question one alone 3.30 -29.02 -16.41",
    "question half likely 2.69 -5.32 -3.18",
    "question half very_likely 1.57 -5.28 -2.97",
    "question half almost_certain 0.08 -2.43 -4.31",
    "question half alone 0.33 -22.61 -9.66",
    "question nothing likely 1.91 1.29 1.84",
    "question nothing very_likely -0.35 1.62 0.47",
    "question nothing almost_certain -2.60 4.63 2.18",
    "question nothing alone -5.59 9.62 5.85",
    "dyad one likely 4.62 0.00 0.00",
    "dyad one very_likely 4.42 13.61 -13.47",
    "dyad one almost_certain 5.76 1.55 -24.20",
    "dyad one alone 5.85 -22.65 -22.71",
    "dyad half likely 4.53 -16.32 0.46",
    "dyad half very_likely 3.23 -11.03 -2.42",
    "dyad half almost_certain 1.99 -8.02 -6.12",
    "dyad half alone 0.38 -11.69 -6.66",
    "dyad nothing likely 1.63 0.41 4.14",
    "dyad nothing very_likely -1.26 3.69 5.51",
    "dyad nothing almost_certain -4.79 16.23 9.27",
    "dyad nothing alone -5.30 0.00 0.00",
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
    constant, by_participants, by_assessors = _TABLE[asked, gap, said]
    return 1 / (1 + exp(-(constant + by_participants / participants + by_assessors / assessors)))


def can_be_said(participants: int, assessors: int, asked: Asked, said: Said) -> bool:
    """Whether there are enough people: a question by itself needs a least number on either side."""
    needed = Thresholds().least_classified
    is_verdict = asked is Asked.QUESTION and said is Said.ALONE
    return not is_verdict or min(participants, assessors) >= needed


def fewest(assessors: int, asked: Asked, gap: Gap, said: Said, wanted: float) -> int | None:
    """Return with how many participants a side the chance is at least as great as wanted.

    None where it is not with `MOST`. Raises ValueError as `chance` does.
    """
    sizes = range(FEWEST, MOST + 1)
    return next((n for n in sizes if chance(n, assessors, asked, gap, said) >= wanted), None)


def _parsed() -> Iterator[tuple[tuple[Asked, Gap, Said], tuple[float, ...]]]:
    for row in _FITS:
        asked, gap, said, *numbers = row.split()
        yield (Asked(asked), Gap(gap), Said(said)), tuple(map(float, numbers))


_TABLE = dict(_parsed())
