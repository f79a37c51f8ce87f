"""The words for a gap, where one kind ends and the next begins, and what a verdict rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from numpy.typing import ArrayLike

from analytics.measures.blocks import ONE
from analytics.measures.count_arrays import Statistic

Rules = TypeVar("Rules")


class GapKind(StrEnum):
    """What a gap is called."""

    INSUFFICIENT = "insufficient"
    INDETERMINATE = "indeterminate"
    OVERESTIMATION = "overestimation"
    UNDERESTIMATION = "underestimation"
    MISJUDGMENT = "misjudgment"
    ALIGNED = "aligned"
    INCONCLUSIVE = "inconclusive"


class GapSubtype(StrEnum):
    """What more there is to say of a kind."""

    NONE = ""
    PANEL_CANNOT_DETERMINE = "panel cannot determine"
    PARTICIPANTS_CANNOT_DETERMINE = "participants cannot determine"
    CONTESTED = "contested"
    NOT_SEEN_BY_PANEL = "not seen by the panel"
    MISSED_BY_PARTICIPANTS = "missed by participants"
    SLIGHTLY_ABOVE = "slightly above"
    SLIGHTLY_BELOW = "slightly below"


class Direction(StrEnum):
    """On which side of 0 delta is shown to lie, without a claim about how far."""

    NONE = ""
    ABOVE = "above"
    BELOW = "below"
    UNCLEAR = "unclear"


class EmpathyKind(StrEnum):
    """What an empathy gap is called."""

    INSUFFICIENT = "insufficient"
    OVERPREDICTED = "overpredicted"
    UNDERPREDICTED = "underpredicted"
    ACCURATE = "accurate"
    INCONCLUSIVE = "inconclusive"


class PoolingProblem(StrEnum):
    """Why gaps of a round are not estimated together: all of them, or those without a model."""

    NONE = ""
    NOTHING_TO_POOL = "nothing to pool"
    NOT_CONVERGED = "not converged"


@dataclass(frozen=True)
class Thresholds:
    """Where one kind ends and the next begins. Design choices, frozen when a round opens.

    Attributes
    ----------
    least_asked : people asked on either side below which nothing is said.
    least_direction : levels given on either side below which not even a direction is given.
    least_classified : levels given on either side below which nothing is classified.
    least_aligned_left, least_aligned_right : levels given by the participants and by the panel
        below which nothing is called aligned.
    undecided : share of the panel that cannot determine, from which the cell is indeterminate.
    contested : van der Eijk's A of the panel, below which it is too split to compare with.
    delta, shift : least |delta| and least shift in levels of an over- or underestimation; delta
        is also the half-width of the band within which two groups count as aligned.
    distance, crossing, p_distance : least Wasserstein-1 and crossing index, and greatest p, of a
        misjudgment.
    false_discovery : greatest false discovery rate of the badge.
    prediction : least |empathy gap| in levels of an over- or underprediction, and half-width of
        the band within which predictions count as accurate.
    withstands : how many colluding members the blocks withstand, on which the levels of p depend.
    likely, very_likely, almost_certain : least probability of each word of likelihood; below the
        first, and above one less it, the chance is called even (ICD 203 of the Director of
        National Intelligence, Analytic Standards, 2015).
    zone_likely, zone_unlikely : probabilities from which a measure is called likely to lie in a
        contract zone, and up to which it is called unlikely.
    """

    least_asked: int = 5
    least_direction: int = 5
    least_classified: int = 7
    least_aligned_left: int = 25
    least_aligned_right: int = 12
    undecided: float = 0.5
    contested: float = 0.0
    delta: float = 1 / 3
    shift: float = 0.5
    distance: float = 0.5
    crossing: float = 0.5
    p_distance: float = 0.05
    false_discovery: float = 0.05
    prediction: float = 0.5
    withstands: int = ONE
    likely: float = 0.55
    very_likely: float = 0.80
    almost_certain: float = 0.95
    zone_likely: float = 0.65
    zone_unlikely: float = 0.2

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            least = -1 if field.name == "contested" else 0
            if isinstance(value, bool) or not isinstance(value, int | float) or not value >= least:
                raise ValueError(f"{field.name}: must be a number of at least {least}; got {value}")


@dataclass(frozen=True)
class Evidence:
    """What the verdict on each cell rests on; every field broadcasts to the cells' shape.

    Participants are on the left, the panel on the right. Numbers of people who gave a level, who
    answered "cannot be determined" and who were asked come first; the figures are those of
    `PublishedContrast`. `unanimous` says that everybody on the left may have given one level and
    everybody on the right one, `sides` by how many sides the panel is counted (`Groups.sides`), and
    `withstands` how many colluding members the blocks withstand. NaN stands for what there is no
    data for.
    """

    n_left: ArrayLike
    n_right: ArrayLike
    undetermined_left: ArrayLike
    undetermined_right: ArrayLike
    asked_left: ArrayLike
    asked_right: ArrayLike
    unanimous: ArrayLike
    sides: ArrayLike
    delta: ArrayLike
    delta_low: ArrayLike
    delta_high: ArrayLike
    delta_low_90: ArrayLike
    delta_high_90: ArrayLike
    level_shift: ArrayLike
    wasserstein: ArrayLike
    crossing_index: ArrayLike
    p_delta: ArrayLike
    p_wasserstein: ArrayLike
    median_left: ArrayLike
    median_right: ArrayLike
    agreement_right: ArrayLike
    depends_on_undecided: ArrayLike
    withstands: ArrayLike = ONE


class Verdict(NamedTuple):
    """The verdict on each cell: strings (the values of the enumerations), rates and flags.

    `q_bh` and `q_by` are Benjamini-Hochberg's and Benjamini-Yekutieli's rates over the classified
    cells, NaN elsewhere; `survives_fdr` is the badge. `direction` is given where there are too few
    people to classify but enough for a direction. `apart` says whether the groups are shown to
    differ, by however little.
    """

    kind: Any
    subtype: Any
    direction: Any
    q_bh: Statistic
    q_by: Statistic
    survives_fdr: Any
    depends_on_undecided: Any
    apart: Any


def stored_rules(kind: type[Rules], values: Mapping[str, Any]) -> Rules:
    """Return thresholds as a round froze them; names that no rule uses any more are ignored.

    The kind is a dataclass whose fields all have defaults, such as `Thresholds`.

    >>> stored_rules(Thresholds, {"delta": 0.25, "of_an_earlier_version": 1}).delta
    0.25
    """
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in values.items() if name in names})
