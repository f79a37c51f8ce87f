"""Which measures one side would welcome and the other could accept, from the published blocks.

A measure is one that a target might take toward a perceiver. It lies in their contract zone if at
least half of the perceiver's participants would welcome it and at least half of the target's could
accept it. Everything here is about the people who were asked and answered or left it open: a share
is a share of all of them, so that whoever gave no level is not among those who stand behind a
measure. Nothing is inferred about people who were not asked.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from analytics.measures.blocks import Block, members
from analytics.measures.marks import ANSWERS, LEVELS
from analytics.measures.verdicts import Thresholds


class Zone(StrEnum):
    """How surely a measure lies in the contract zone of a perceiver and a target."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    CANNOT_BE_TOLD = "cannot_be_told"


class Awareness(StrEnum):
    """Whether a group's predictions allow for what the other side itself answered."""

    UNAWARE = "unaware"
    PERHAPS_UNAWARE = "perhaps_unaware"
    AWARE = "aware"
    CANNOT_BE_TOLD = "cannot_be_told"
    NOT_SUPPORTED = ""


@dataclass(frozen=True)
class Support:
    """How many of a group's n people answered a level or a higher one.

    Attributes
    ----------
    n : people asked.
    least, most : the fewest and the most of them who did.
    likelihood : the probability that at least half did, 0 to 1, over the tallies of the block with
        the weights of `weighting.plausible`. It is 1 or 0 only where every tally says so.
    """

    n: int
    least: int
    most: int
    likelihood: float

    @property
    def is_certain(self) -> bool:
        """Whether at least half did, whichever tally is the true one."""
        return 2 * self.least >= self.n

    @property
    def is_excluded(self) -> bool:
        """Whether fewer than half did, whichever tally is the true one."""
        return 2 * self.most < self.n

    @property
    def says_nothing(self) -> bool:
        """Whether anything from nobody to everybody is possible."""
        return (self.least, self.most) == (0, self.n)


@dataclass(frozen=True)
class Verdict:
    """Whether a measure is in the contract zone, and how probable that is.

    ``likelihood`` is None where it cannot be told.
    """

    zone: Zone
    likelihood: float | None


@lru_cache(maxsize=4096)
def support(block: Block, level: int) -> Support:
    """Return how many of a block's people answered a level or a higher one.

    Parameters
    ----------
    block : of the three answers without a level and the four levels, ascending, like a mark.
    level : 1 to 3; ValueError otherwise, and for a block of another number of answers.

    >>> from analytics.measures.blocks import protect
    >>> support(protect([0, 0, 0, 1, 1, 2, 4]), 2)
    Support(n=8, least=6, most=8, likelihood=1.0)
    >>> support(protect([0, 0, 0, 2, 2, 2, 2]), 2)
    Support(n=8, least=3, most=5, likelihood=0.6716)
    """
    if block.answers != len(ANSWERS):
        raise ValueError(f"block: must be of {len(ANSWERS)} answers; got {block.answers}")
    if level not in range(1, len(LEVELS)):
        raise ValueError(f"level: must be 1 to {len(LEVELS) - 1}; got {level!r}")
    tallies = members(block)
    people = tallies[:, level - len(LEVELS) :].sum(axis=1)
    least, most = int(people.min()), int(people.max())
    half = 2 * people >= block.n
    if half.all() or not half.any():
        return Support(block.n, least, most, float(half.all()))
    # What weighs needs SciPy, which takes a second to import: only where there is a need to weigh.
    from analytics.measures.weighting import plausible

    share = float(plausible(tallies)[half].sum())
    # A probability that is rounded to 0 or 1 would claim a certainty that there is not.
    return Support(block.n, least, most, min(max(round(share, 4), 0.0001), 0.9999))


def contract_zone(
    welcome: Support | None, acceptable: Support | None, thresholds: Thresholds
) -> Verdict:
    """Return whether at least half of one group and at least half of another stand behind it.

    `welcome` is that of the perceiver's answers, `acceptable` that of the target's; None where
    a group is not published. Certain: both are, whichever tallies are true. Otherwise the two
    probabilities multiply, since the groups answered apart: likely from `thresholds.zone_likely`,
    unlikely to `thresholds.zone_unlikely`, possible between. Where one group certainly does
    not it is unlikely, whatever the other did; where the counts of one do not bound anything it
    cannot be told. Likely begins higher than it does for a gap: from 0.55 it would be wrong more
    often than not at 15 people (`benchmarks/contract_zone.py`).

    >>> from analytics.measures.blocks import protect
    >>> many = support(protect([0, 0, 0, 1, 1, 2, 4]), 2)
    >>> half = support(protect([0, 0, 0, 2, 2, 2, 2]), 2)
    >>> contract_zone(many, half, Thresholds())
    Verdict(zone=<Zone.LIKELY: 'likely'>, likelihood=0.6716)
    >>> contract_zone(many, many, Thresholds()).zone, contract_zone(None, many, Thresholds()).zone
    (<Zone.CERTAIN: 'certain'>, <Zone.CANNOT_BE_TOLD: 'cannot_be_told'>)
    """
    both = [each for each in (welcome, acceptable) if each is not None]
    if any(each.is_excluded for each in both):
        return Verdict(Zone.UNLIKELY, 0.0)
    if len(both) < 2 or any(each.says_nothing for each in both):
        return Verdict(Zone.CANNOT_BE_TOLD, None)
    if all(each.is_certain for each in both):
        return Verdict(Zone.CERTAIN, 1.0)
    probability = round(both[0].likelihood * both[1].likelihood, 4)
    if probability >= thresholds.zone_likely:
        return Verdict(Zone.LIKELY, probability)
    if probability <= thresholds.zone_unlikely:
        return Verdict(Zone.UNLIKELY, probability)
    return Verdict(Zone.POSSIBLE, probability)


def awareness(
    answered: Support | None, predicted: Support | None, thresholds: Thresholds
) -> Awareness:
    """Return whether those who predicted allow for what at least half of the other side answered.

    `answered` is of the side itself, `predicted` of the group that said which answer was probably
    the most common there. NOT_SUPPORTED where it is not likely, from `thresholds.zone_likely`, that
    half of the side stand behind the measure: then there is nothing to be aware of. Unaware: it is
    likely that fewer than half of those who predicted named that level or a higher one; aware: that
    at least half did; perhaps unaware between.
    """
    if answered is None or answered.says_nothing or answered.likelihood < thresholds.zone_likely:
        return Awareness.NOT_SUPPORTED
    if predicted is None or predicted.says_nothing:
        return Awareness.CANNOT_BE_TOLD
    if predicted.likelihood >= thresholds.zone_likely:
        return Awareness.AWARE
    if round(1 - predicted.likelihood, 9) >= thresholds.zone_likely:
        return Awareness.UNAWARE
    return Awareness.PERHAPS_UNAWARE
