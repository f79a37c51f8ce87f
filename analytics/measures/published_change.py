"""What changed between two rounds as it is published, and whether the later one agrees.

Like every published figure it is a function of blocks: means over the pairings of the tallies,
intervals that mix over them and resample both rounds. The rounds are taken as independent, as in
`change.round_change`. The mean distance of two blocks is above 0 even where they are equal, since
the tallies behind them need not be, so small groups are seldom called steady.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from analytics.measures.candidates import Group
from analytics.measures.change import StopRules, name_movement, spread_and_within, suffices
from analytics.measures.contrast import level_shift_of_shares
from analytics.measures.mixed_intervals import mixed_limits
from analytics.measures.mixtures import mismatch, stack
from analytics.measures.published import rounded
from analytics.measures.published_pairs import chosen_candidates, contain, mean_shares
from analytics.measures.published_sides import Sides, at_known, published_sides
from analytics.measures.resampling import RESAMPLES, SEED
from analytics.measures.rounding import FIGURE, LIMIT, figure
from analytics.measures.validation import Floats


@dataclass(frozen=True)
class PublishedChange:
    """One group's answers to one question in two rounds; None where nothing can be said.

    Attributes
    ----------
    level_shift : mean of the later round less mean of the earlier one, in levels; above 0 more
        concern.
    level_shift_low, level_shift_high : its 95 percent limits; those that end in _90 are the 90
        percent ones.
    wasserstein : Wasserstein-1, in levels.
    iqr_after, share_near_median : of the later round alone, the interquartile range in levels and
        the share within the median and one neighbouring level, each a mean over the block's
        tallies.
    consensus : whether those two and the share of "cannot be determined" meet the rules.
    movement : a value of `Movement`, "too few to say" unless both rounds are known.
    """

    level_shift: float | None
    level_shift_low: float | None
    level_shift_high: float | None
    level_shift_low_90: float | None
    level_shift_high_90: float | None
    wasserstein: float | None
    iqr_after: float | None
    share_near_median: float | None
    consensus: bool | None
    movement: str

    def flat(self) -> dict[str, Any]:
        """Return the figures by name, without what is said of them."""
        return {name: value for name, value in asdict(self).items() if name != "movement"}


def published_change(
    before: Sequence[Group | None],
    after: Sequence[Group | None],
    rules: StopRules | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> list[PublishedChange]:
    """Return how every group moved between two rounds.

    Parameters
    ----------
    before, after : the group's block (or sum of blocks) in the earlier and in the later round, one
        each for every question; None for a group of fewer than five.
    rules : those frozen when the round opened; `StopRules()` when not given.
    resamples, seed : as in `mixed_intervals.mixed_limits`.

    Raises
    ------
    ValueError
        When the lists differ in length, or for a block of other answers than a mark has.

    >>> from analytics.measures.blocks import protect
    >>> (cell,) = published_change([protect([0, 0, 0, 2, 9, 1, 0])],
    ...                            [protect([0, 0, 0, 0, 0, 3, 9])])
    >>> round(cell.level_shift, 1), cell.consensus, cell.movement
    (1.6, True, 'rose')
    """
    if len(before) != len(after):
        raise ValueError(f"after: must be as many as before, {len(before)}; got {len(after)}")
    if not before:
        return []
    limits = rounded(rules or StopRules())
    sides = published_sides(before), published_sides(after)
    both = np.flatnonzero(sides[0].certain & sides[1].certain)
    found = _shifts(before, after, both, resamples, seed)
    found |= _agreement(after, np.flatnonzero(sides[1].certain))
    movements = _movements(*sides, found, limits)
    agreed = _agreed(sides[1], found, limits)
    return [
        PublishedChange(
            **{name: figure(values[place]) for name, values in found.items()},
            consensus=agreed[place],
            movement=movements[place],
        )
        for place in range(len(before))
    ]


def _shifts(
    before: Sequence[Group | None],
    after: Sequence[Group | None],
    known: Any,
    resamples: int,
    seed: int,
) -> dict[str, Floats]:
    """The figures that need both rounds, NaN where one is unknown: shape (cells,) each."""
    names = (
        "level_shift",
        "level_shift_low",
        "level_shift_high",
        "level_shift_low_90",
        "level_shift_high_90",
        "wasserstein",
    )
    xs, ys = chosen_candidates(before, known), chosen_candidates(after, known)
    if not xs:
        return {name: np.full(len(before), np.nan) for name in names}
    shift = np.asarray(level_shift_of_shares(mean_shares(ys), mean_shares(xs)))
    draws = mixed_limits(ys, xs, ["level_shift"], (0.95, 0.90), resamples, seed)
    limits = (draws.low[0, 0], draws.high[0, 0], draws.low[0, 1], draws.high[0, 1])
    places = (FIGURE, *(LIMIT for _ in limits), FIGURE)
    values = (shift, *limits, mismatch(ys, xs).distance)
    figures = {
        name: value.round(digits) + 0.0
        for name, value, digits in zip(names, values, places, strict=True)
    }
    contain(
        figures,
        "level_shift",
        ("level_shift_low", "level_shift_high"),
        ("level_shift_low_90", "level_shift_high_90"),
    )
    return {name: at_known(value, known, len(before)) for name, value in figures.items()}


def _agreement(after: Sequence[Group | None], known: Any) -> dict[str, Floats]:
    """Means over the later round's tallies, NaN where it is unknown: shape (cells,) each."""
    chosen = chosen_candidates(after, known)
    if not chosen:
        return {name: np.full(len(after), np.nan) for name in ("iqr_after", "share_near_median")}
    levels, weights = stack(chosen)
    spread, within = spread_and_within(levels)
    means = {
        "iqr_after": (spread * weights).sum(axis=1),
        "share_near_median": (within * weights).sum(axis=1),
    }
    return {name: at_known(mean.round(FIGURE), known, len(after)) for name, mean in means.items()}


def _movements(
    before: Sides, after: Sides, found: dict[str, Floats], rules: StopRules
) -> list[str]:
    """Expected numbers who gave a level are rounded down; NaN leaves it at too few to say."""
    fewest = np.minimum(before.whole_number, after.whole_number)
    low, high = found["level_shift_low"], found["level_shift_high"]
    inner = found["level_shift_low_90"], found["level_shift_high_90"]
    said: list[str] = name_movement(fewest, low, high, *inner, found["wasserstein"], rules).tolist()
    return said


def _agreed(after: Sides, found: dict[str, Floats], rules: StopRules) -> list[bool | None]:
    undecided = np.array([side.undetermined for side in after.published], dtype=np.float64)
    reached = suffices(found["iqr_after"], found["share_near_median"], undecided, rules).tolist()
    known = after.certain.tolist()
    return [yes if told else None for yes, told in zip(reached, known, strict=True)]
