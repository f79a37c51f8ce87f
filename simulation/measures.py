"""What simulated people say of measures that would reassure: a structure that results find again.

Notifying and observing would reassure and is acceptable, and between the PRC and the others nobody
expects so; between allies everybody does. Regular talk is acceptable to all, expected, and
reassures little. What constrains would reassure most, and nobody accepts it. Conduct at sea would
reassure the others more than the PRC.
"""

from collections.abc import Mapping

from surveys.instruments.batteries import PREDICTED
from surveys.instruments.reassurance import ACCEPTABLE, LESSENS

# Mean levels by kind of measure.
LEVELS: Mapping[str, Mapping[str, float]] = {
    LESSENS: {"contacts": 0.9, "transparency": 2.5, "constraint": 2.7, "at-sea": 2.3},
    ACCEPTABLE: {"contacts": 2.8, "transparency": 2.6, "constraint": 0.4, "at-sea": 2.4},
}
OTHER_KIND = 1.5
# The kind of measure of which one side and any other do not expect that the other accepts it.
UNEXPECTED, APART, EXPECTED = "transparency", "PRC", 0.4
# To whom conduct at sea would be less of a reassurance.
LESS_AT_SEA, LESS = "PRC", 1.3


def mean_level(perceiver: str, target: str, basket: str, question: str, lens: str) -> float:
    """Return the mean level of those who say or predict what a perceiver answers about a target.

    `question` is `LESSENS` or `ACCEPTABLE`; who would take the measure is the target of the one and
    the perceiver of the other.
    """
    level = LEVELS[question].get(basket, OTHER_KIND)
    if question == LESSENS and basket == "at-sea" and perceiver == LESS_AT_SEA:
        level -= LESS
    if lens == PREDICTED and question == ACCEPTABLE and is_unexpected(perceiver, target, basket):
        return EXPECTED
    return level


def is_unexpected(one: str, other: str, basket: str) -> bool:
    """Whether neither of two sides expects that the other accepts measures of a kind."""
    return basket == UNEXPECTED and APART in (one, other)
