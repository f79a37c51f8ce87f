"""How many people does a round need: the chance that a gap of a given size is called one."""

from enum import StrEnum


class Asked(StrEnum):
    """Of what a gap is: one question, or the mean of a directed dyad over the common concerns."""

    QUESTION = "question"
    DYAD = "dyad"


class Gap(StrEnum):
    """How far the means of the two populations lie apart: nothing, half a level or one level."""

    NOTHING = "nothing"
    HALF = "half"
    ONE = "one"


class Said(StrEnum):
    """What is said of a gap: at least so likely, by all gaps together, or shown by itself."""

    LIKELY = "likely"
    VERY_LIKELY = "very_likely"
    ALMOST_CERTAIN = "almost_certain"
    ALONE = "alone"
