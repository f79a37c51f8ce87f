"""The colour of a gap: none but what its interval supports."""

from collections.abc import Iterable

from analytics.measures.change import Movement
from analytics.measures.verdicts import GapKind, Thresholds
from analytics.release.rows import CellRow, ChangeRow, MeanRow
from analytics.release.verdicts import (
    ACCURATE,
    OVERPREDICTED,
    UNDERPREDICTED,
    MeanVerdict,
    mean_verdict,
    side_of_zero,
)
from analytics.vocabulary.sizes import LEAST_DELTA

# From the least |delta|, or empathy gap in levels, of the second and of the third shade.
DELTA_SHADES = (LEAST_DELTA["medium"], LEAST_DELTA["large"])
LEVEL_SHADES = (0.5, 1.0)
CLASSES = {
    MeanVerdict.CLOSE: "gap-close",
    MeanVerdict.CANNOT_BE_TOLD: "gap-cannot-be-told",
    MeanVerdict.NO_FIGURE: "gap-not-published",
}
# Every colour of a direction, from the palest to the deepest.
ABOVE, BELOW = ([f"gap-{side}-{shade}" for shade in (1, 2, 3)] for side in ("above", "below"))
# Of a gap that has no figure because too many answered that it cannot be determined.
UNDETERMINABLE = "gap-undeterminable"
# The kinds of a single question's gap that have a colour, as verdicts on a mean.
VERDICT_OF_KIND: dict[str, MeanVerdict] = {
    GapKind.OVERESTIMATION: MeanVerdict.ABOVE,
    GapKind.UNDERESTIMATION: MeanVerdict.BELOW,
    GapKind.ALIGNED: MeanVerdict.CLOSE,
    OVERPREDICTED: MeanVerdict.ABOVE,
    UNDERPREDICTED: MeanVerdict.BELOW,
    ACCURATE: MeanVerdict.CLOSE,
}
VERDICT_OF_MOVEMENT: dict[str, MeanVerdict] = {
    Movement.ROSE: MeanVerdict.ABOVE,
    Movement.FELL: MeanVerdict.BELOW,
    Movement.STEADY: MeanVerdict.CLOSE,
    Movement.TOO_FEW_TO_SAY: MeanVerdict.CANNOT_BE_TOLD,
}


def shade(gap: str, limit: float) -> int:
    """1 to 3, the deeper the farther from 0 the limit of the interval that is nearest to it."""
    shades = LEVEL_SHADES if gap == "empathy" else DELTA_SHADES
    return 1 + sum(abs(limit) >= bound for bound in shades)


def mean_class(mean: MeanRow, thresholds: Thresholds) -> str:
    """The class that gives the cell of a mean its colour."""
    return _class(mean.gap, mean_verdict(mean, thresholds), mean.mean_low, mean.mean_high)


def missing_class(cells: Iterable[CellRow]) -> str:
    """The class of a mean without a figure, from the questions that it would be over.

    What cannot be determined is a finding, and nothing of what is not published is one.
    """
    undetermined = any(cell.kind == GapKind.INDETERMINATE for cell in cells)
    return UNDETERMINABLE if undetermined else CLASSES[MeanVerdict.NO_FIGURE]


def pooled_class(gap: str, low: float | None, high: float | None) -> str:
    """The class of an estimate from all gaps together: pale and hatched if its limits hold 0."""
    return _class(gap, side_of_zero(low, high), low, high)


def cell_class(cell: CellRow) -> str:
    """The class that gives a question's swatch its colour; "" where no verdict has one."""
    verdict = VERDICT_OF_KIND.get(cell.kind)
    _value, *limits = cell.estimate(cell.point)
    return _class(cell.gap, verdict, *limits) if verdict else ""


def question_class(cell: CellRow) -> str:
    """The class of a question's cell: by the estimate from all gaps where there is one."""
    if cell.is_pooled:
        _value, *limits = cell.estimate(cell.pooled_point)
        return pooled_class(cell.gap, *limits)
    if cell.number(cell.point) is None:
        return missing_class([cell])
    return cell_class(cell) or CLASSES[MeanVerdict.CANNOT_BE_TOLD]


def shift_class(row: ChangeRow) -> str:
    """The class of a shift since an earlier round, in the shades of gaps in levels."""
    if row.figures["level_shift"] is None:
        return CLASSES[MeanVerdict.NO_FIGURE]
    low, high = row.figures["level_shift_low"], row.figures["level_shift_high"]
    return _class("empathy", VERDICT_OF_MOVEMENT[row.movement], low, high)


def _class(gap: str, verdict: MeanVerdict, low: float | None, high: float | None) -> str:
    """The shade of a gap above or below goes by the limit nearest to 0."""
    if verdict == MeanVerdict.ABOVE:
        return f"gap-above-{shade(gap, low or 0.0)}"
    if verdict == MeanVerdict.BELOW:
        return f"gap-below-{shade(gap, high or 0.0)}"
    return CLASSES[verdict]
