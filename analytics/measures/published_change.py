"""What changed between two rounds as it is published, and whether the later one agrees.

The rounds are taken as independent samples, so for the same people the interval is too wide rather
than too narrow. It holds 0 unless the permutation p of delta is small enough for groups of these
sizes (`claim_levels`): in small groups the limits as drawn lie on one side of 0 too often. The mean
distance of two blocks is above 0 even where they are equal, since the tallies behind them need not
be, so small groups are seldom called steady.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analytics.measures.blocks import ONE
from analytics.measures.candidates import Group, candidates
from analytics.measures.change import (
    StopRules,
    interquartile_range,
    movement,
    reaches_consensus,
    share_near_median,
)
from analytics.measures.claim_levels import HALF, told_apart
from analytics.measures.mixtures import mixed_delta_p
from analytics.measures.published_groups import means_of_groups
from analytics.measures.published_pairs import (
    PairFigures,
    PairStatistic,
    around_zero,
    check_lengths,
    pair_figures,
    rounded,
)
from analytics.measures.resampling import RESAMPLES, SEED
from analytics.measures.rounding import figure
from analytics.measures.validation import Floats

# Of the later round, on the left, against the earlier one.
STATISTICS = (
    PairStatistic("level_shift", lambda pair: pair.level_shift, drawn="level_shift", inner=True),
    PairStatistic("wasserstein", lambda pair: pair.mismatch.distance),
    PairStatistic("delta", lambda pair: pair.delta),
)
# Decides what the limits may say; published where a level for several concerns may be listed.
P = PairStatistic("p_delta", lambda pair: mixed_delta_p(pair.left, pair.right))
# Of the later round alone.
AGREEMENT = {"iqr_after": interquartile_range, "share_near_median": share_near_median}


@dataclass(frozen=True)
class PublishedChange:
    """One group's answers to one question in two rounds.

    Every figure is None where a round is not published or it is not certain that somebody in it
    gave a level.

    Attributes
    ----------
    level_shift : mean of the later round less mean of the earlier one, in levels; above 0 more
        concern.
    level_shift_low, level_shift_high : its 95 percent limits, which hold 0 unless the rounds are
        shown to differ; those that end in _90 are the 90 percent ones.
    wasserstein : Wasserstein-1, in levels.
    delta : Cliff's delta of the later round against the earlier one.
    p_delta : its permutation p, two-sided, of `joint_changes`; None also where either group is
        counted by nominating side or its block withstands two colluding members.
    iqr_after, share_near_median : of the later round alone, the interquartile range in levels and
        the share within the median and one neighbouring level, each a mean over the block's
        tallies.
    consensus : whether those two and the share of "cannot be determined" meet the rules.
    movement : a value of `Movement`; "too few to say" unless both rounds have figures.
    """

    level_shift: float | None
    level_shift_low: float | None
    level_shift_high: float | None
    level_shift_low_90: float | None
    level_shift_high_90: float | None
    wasserstein: float | None
    delta: float | None
    p_delta: float | None
    iqr_after: float | None
    share_near_median: float | None
    consensus: bool | None
    movement: str

    def flat(self) -> dict[str, Any]:
        """Return the figures by name, without the movement."""
        return {name: value for name, value in vars(self).items() if name != "movement"}


def published_change(
    before: Sequence[Group | None],
    after: Sequence[Group | None],
    rules: StopRules | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> list[PublishedChange]:
    """Return how every group moved between two rounds.

    Each has a block (or sum of blocks) in the earlier and in the later round. Parameters and errors
    are otherwise those of `published_contrast.published_contrast`.

    >>> from analytics.measures.blocks import protect
    >>> (cell,) = published_change([protect([0, 0, 0, 2, 9, 1, 0])],
    ...                            [protect([0, 0, 0, 0, 0, 3, 9])])
    >>> round(cell.level_shift, 1), cell.consensus, cell.movement
    (1.6, True, 'rose')
    """
    check_lengths(before=before, after=after)
    limits = rounded(rules or StopRules())
    figures = _figures(before, after, resamples, seed)
    later = [None if group is None else candidates(group) for group in after]
    agreement = means_of_groups(later, AGREEMENT)
    outer, inner = figures.limits(STATISTICS[0])
    distance = figures.arrays["wasserstein"]
    movements = movement(figures.fewest, outer, inner, distance, limits)
    consensus = _consensus(figures, agreement, limits)
    return [
        PublishedChange(
            **figures.at(place),
            **{name: figure(values[place]) for name, values in agreement.items()},
            consensus=consensus[place],
            movement=str(movements[place]),
        )
        for place in range(len(before))
    ]


def _figures(
    before: Sequence[Group | None], after: Sequence[Group | None], resamples: int, seed: int
) -> PairFigures:
    figures = pair_figures(after, before, (*STATISTICS, P), resamples, seed)
    left, right = figures.left, figures.right
    unanimous = left.unanimous & right.unanimous
    # No level was listed for a panel counted by side in both rounds, nor for changes where two
    # colluding members are withstood.
    of_two = (left.withstands != ONE) | (right.withstands != ONE)
    listed = (left.sides == 0) & (right.sides == 0) & ~of_two
    p, sides = figures.arrays[P.name], np.where(listed, 0, -1)
    withstands = np.maximum(left.withstands, right.withstands)
    apart = told_apart(p, left.n, right.n, unanimous, sides, HALF, withstands)
    arrays = {**figures.arrays, P.name: np.where(listed, p, np.nan)}
    return around_zero(replace(figures, arrays=arrays), STATISTICS[0], apart)


def _consensus(
    figures: PairFigures, agreement: Mapping[str, Floats], rules: StopRules
) -> list[bool | None]:
    after = figures.left
    iqr, near = agreement["iqr_after"], agreement["share_near_median"]
    undecided = np.array([group.undetermined for group in after.published], dtype=np.float64)
    reached = reaches_consensus(iqr, near, undecided, rules).tolist()
    certain = after.certain.tolist()
    return [yes if sure else None for yes, sure in zip(reached, certain, strict=True)]
