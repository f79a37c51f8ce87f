"""What the published interval of a gap allows to be said of it. Pure: no database, no request."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

import numpy as np

from analytics.measures.blocks import ONE
from analytics.measures.claim_levels import CONCERNS, joint_level
from analytics.measures.verdicts import GapKind, Thresholds
from analytics.release.rows import CellRow, MeanRow

# Kinds of an empathy gap; their enumeration stands beside what only the worker may load.
OVERPREDICTED, UNDERPREDICTED, ACCURATE = "overpredicted", "underpredicted", "accurate"
UNDECIDED = (GapKind.INSUFFICIENT, GapKind.INDETERMINATE, GapKind.INCONCLUSIVE)


class MeanVerdict(StrEnum):
    """What may be said of a gap's mean over the common battery."""

    ABOVE = "above"
    BELOW = "below"
    CLOSE = "close"
    CANNOT_BE_TOLD = "cannot_be_told"
    NO_FIGURE = ""


def mean_verdict(mean: MeanRow, thresholds: Thresholds) -> MeanVerdict:
    """Return what the 95 percent limits of a mean allow to be said; NO_FIGURE without a mean.

    Close: both limits lie within the bounds of `equivalence_bound`. It comes before above
    and below, so that an interval from 0.05 to 0.2 is called close: it proves a gap, but one that
    the thresholds call no gap, and close is the more careful word. Above, below: as
    `side_of_zero`. A limit at a bound proves nothing.
    """
    if mean.mean is None:
        return MeanVerdict.NO_FIGURE
    if mean.mean_low is None or mean.mean_high is None:
        return MeanVerdict.CANNOT_BE_TOLD
    bound = equivalence_bound(mean.gap, thresholds)
    if -bound < mean.mean_low and mean.mean_high < bound:
        return MeanVerdict.CLOSE
    return side_of_zero(mean.mean_low, mean.mean_high)


def side_of_zero(low: float | None, high: float | None) -> MeanVerdict:
    """Return on which side of 0 an interval lies: ABOVE, BELOW, or CANNOT_BE_TOLD if it holds 0.

    A limit of exactly 0 proves nothing, and neither does an interval that is not there.
    """
    if low is None or high is None:
        return MeanVerdict.CANNOT_BE_TOLD
    if low > 0:
        return MeanVerdict.ABOVE
    return MeanVerdict.BELOW if high < 0 else MeanVerdict.CANNOT_BE_TOLD


class Likelihood(StrEnum):
    """How likely a gap is to lie above 0, in seven steps."""

    ALMOST_CERTAINLY_ABOVE = "almost_certainly_above"
    VERY_LIKELY_ABOVE = "very_likely_above"
    LIKELY_ABOVE = "likely_above"
    EVEN_CHANCE = "even_chance"
    LIKELY_BELOW = "likely_below"
    VERY_LIKELY_BELOW = "very_likely_below"
    ALMOST_CERTAINLY_BELOW = "almost_certainly_below"


def likelihood(above: float, thresholds: Thresholds) -> Likelihood:
    """Return the word for a probability that a gap lies above 0, from 0 to 1.

    The word claims this probability and nothing else. So it may stand beside an interval that
    holds 0, as long as the probability stands with it: that an interval excludes 0 is claimed by a
    colour. A probability at a threshold has the surer word: 0.95 is almost certain.

    >>> likelihood(0.9, Thresholds()), likelihood(0.04, Thresholds()), likelihood(0.5, Thresholds())
    ... # doctest: +NORMALIZE_WHITESPACE
    (<Likelihood.VERY_LIKELY_ABOVE: 'very_likely_above'>,
     <Likelihood.ALMOST_CERTAINLY_BELOW: 'almost_certainly_below'>,
     <Likelihood.EVEN_CHANCE: 'even_chance'>)
    """
    side = "above" if above >= 0.5 else "below"
    for step in ("almost_certain", "very_likely", "likely"):
        # A difference such as 1 - 0.05 may fall short of its threshold by a rounding.
        if round(max(above, 1 - above), 9) >= getattr(thresholds, step):
            word = "almost_certainly" if step == "almost_certain" else step
            return Likelihood(f"{word}_{side}")
    return Likelihood.EVEN_CHANCE


def equivalence_bound(gap: str, thresholds: Thresholds) -> float:
    """Return how far from 0 a gap may lie and still count as none, as for a single question."""
    return thresholds.prediction if gap == "empathy" else thresholds.delta


def thresholds_of(metadata: Mapping[str, Any]) -> Thresholds:
    """Return the thresholds of a release, from its metadata; a round without any has the default.

    Raises TypeError for a threshold that this program does not know.
    """
    return Thresholds(**metadata["method"]["thresholds"].get("gaps", {}))


def withstands_of(metadata: Mapping[str, Any]) -> int:
    """Return how many colleagues who share their answers the blocks of a release withstand.

    Releases of before there was a choice do not say so, and withstand one.
    """
    return int(metadata["method"]["thresholds"].get("gaps", {}).get("withstands", ONE))


def is_verdict(cell: CellRow) -> bool:
    """Whether the cell is called anything but undecided."""
    return cell.kind not in UNDECIDED


def shown_jointly(
    mean: MeanRow, cells: Sequence[CellRow], thresholds: Thresholds
) -> list[CellRow] | None:
    """The concerns of a mean at which a gap is shown with one level for all of them.

    `cells` are those of the release, or of the mean's dyad. However alike one person's answers are,
    at most one directed dyad in twenty has any such concern at which its two groups are of one
    population (`claim_levels.joint_level`). None where no level is listed, or none that could be
    reached: for a mean of several dyads or of more concerns, for other sizes, against a panel
    counted by nominating side (of which there are cells without each side), in a round that divides
    its sides by level (`thresholds.by_level`), for blocks that withstand two colluding members
    (`thresholds.withstands`), or without a p.
    """
    over = [cell for cell in cells if mean.is_over(cell)]
    by_side = mean.gap == "threat" and any(cell.panel_without for cell in cells)
    in_parts = by_side or thresholds.by_level
    directed = bool(mean.perceiver and mean.target)
    unlisted = in_parts or thresholds.withstands != ONE or len(over) > CONCERNS
    if unlisted or not directed or not over or mean.gap == "empathy":
        return None
    levels = joint_level(*zip(*((cell.n_left, cell.n_right) for cell in over), strict=True))
    if not np.all(levels > 0):
        return None
    estimated = (GapKind.OVERESTIMATION, GapKind.UNDERESTIMATION)
    return [
        cell
        for cell, level in zip(over, levels, strict=True)
        if cell.kind in estimated and (p := cell.number("p_delta")) is not None and p <= level
    ]


def for_dialogue(cells: Iterable[CellRow]) -> list[CellRow]:
    """The threat gaps at which one side stands above the panel's view and the other predicted less.

    That the gap is below 0 is not enough: in a small group it is so by the steps of three alone
    where everybody predicts and answers the same end of the scale.
    """
    whole = [cell for cell in cells if not cell.panel_without]
    predicted = {c.key for c in whole if (c.gap, c.kind) == ("empathy", UNDERPREDICTED)}
    above = [c for c in whole if (c.gap, c.kind) == ("threat", GapKind.OVERESTIMATION)]
    return [cell for cell in above if cell.key in predicted]
