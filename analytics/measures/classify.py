"""What each gap is called, from what is measured.

The rules stand in one order and the first that applies decides. "Not significant" is nowhere a
verdict: a cell that is neither shown to differ nor shown to be alike is inconclusive. In groups
of 8 to 15 that is the commonest answer, and an honest one.
"""

from collections.abc import Sequence
from dataclasses import fields
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.measures.claim_levels import HALF, told_apart
from analytics.measures.multiplicity import (
    benjamini_hochberg,
    benjamini_yekutieli,
    in_families,
)
from analytics.measures.validation import Interval
from analytics.measures.verdicts import (
    Direction,
    EmpathyKind,
    Evidence,
    GapKind,
    GapSubtype,
    Thresholds,
    Verdict,
)


def gap_kind(
    evidence: Evidence, thresholds: Thresholds | None = None, families: ArrayLike = ""
) -> Verdict:
    """Return the kind of every cell's gap: the first rule that applies.

    `families` says by any value which cells are corrected together for their number; all are when
    it is not given.

    1. insufficient: too few people asked, or too few levels given for another reason than
       "cannot be determined".
    2. indeterminate: at least half of the panel cannot determine it, or too few on either side
       gave a level because they could not determine it, or the panel is split into opposites.
    3. over- or underestimation: |delta| and the shift are large, and groups of these sizes are told
       apart by p (`claim_levels`).
    4. misjudgment: hardly any delta, but distributions that differ in both directions at once.
    5. aligned: the 90 percent interval of delta lies within the band (two one-sided tests), in
       groups large enough for that to mean anything.
    6. inconclusive: anything else. A subtype says on which side of the right group the left one is
       shown to stand where that is less than a gap.

    >>> evidence = Evidence(n_left=12, n_right=12, undetermined_left=0, undetermined_right=0,
    ...                     asked_left=12, asked_right=12, unanimous=False, sides=0,
    ...                     delta=[0.8, 0.1],
    ...                     delta_low=[0.4, -0.3], delta_high=[0.9, 0.5],
    ...                     delta_low_90=[0.5, -0.2], delta_high_90=[0.9, 0.4],
    ...                     level_shift=[1.3, 0.1], wasserstein=[1.3, 0.2], crossing_index=[0, 0.4],
    ...                     p_delta=[0.001, 0.6], p_wasserstein=[0.001, 0.8], median_left=[3, 2],
    ...                     median_right=[1, 2], agreement_right=0.5, depends_on_undecided=False)
    >>> gap_kind(evidence).kind.tolist()
    ['overestimation', 'inconclusive']
    """
    t = thresholds or Thresholds()
    e = _arrays(evidence)
    subtypes = _undecided_subtypes(e, t)
    over, under = _estimated(e, t, 1), _estimated(e, t, -1)
    rules = [
        (_insufficient(e, t), GapKind.INSUFFICIENT),
        (subtypes != GapSubtype.NONE, GapKind.INDETERMINATE),
        (over, GapKind.OVERESTIMATION),
        (under, GapKind.UNDERESTIMATION),
        (_misjudged(e, t), GapKind.MISJUDGMENT),
        (_aligned(e, t), GapKind.ALIGNED),
    ]
    kind = by_first_rule(rules, GapKind.INCONCLUSIVE)
    classified = ~np.isin(kind, [GapKind.INSUFFICIENT, GapKind.INDETERMINATE])
    p = np.where(classified, e.p_delta, np.nan)
    family = np.broadcast_to(families, p.shape)
    q, q_by = (in_families(f, p, family) for f in (benjamini_hochberg, benjamini_yekutieli))
    estimated = np.isin(kind, [GapKind.OVERESTIMATION, GapKind.UNDERESTIMATION])
    direction = _direction(kind, e, t)
    directed = np.isin(direction, [Direction.ABOVE, Direction.BELOW])
    differs = _apart(e, 1, HALF) | _apart(e, -1, HALF)
    return Verdict(
        kind=kind[()],
        subtype=_subtype(kind, subtypes, e)[()],
        direction=direction[()],
        q_bh=q[()],
        q_by=q_by[()],
        survives_fdr=(estimated & (np.nan_to_num(q, nan=1.0) <= t.false_discovery))[()],
        depends_on_undecided=e.depends_on_undecided.astype(bool)[()],
        apart=(estimated | directed | differs)[()],
    )


def empathy_kind(
    n: ArrayLike,
    gap: ArrayLike,
    outer: Interval,
    inner: Interval,
    thresholds: Thresholds | None = None,
) -> Any:
    """Return the `EmpathyKind` of every empathy gap: the first rule that applies.

    insufficient: fewer levels on either side than can be classified. over- or underpredicted:
    |EG| of at least half a level and the 95 percent interval on one side of 0. accurate: the 90
    percent interval within half a level of 0. inconclusive: anything else.

    `n` is how many of the smaller group gave a level, `gap` is EG in levels, and `outer` and
    `inner` are its 95 and its 90 percent limits.

    >>> empathy_kind(6, 1.5, Interval(1.0, 2.0), Interval(1.1, 1.9))
    np.str_('insufficient')
    """
    t = thresholds or Thresholds()
    gaps = np.asarray(gap)
    accurate = (np.asarray(inner.low) > -t.prediction) & (np.asarray(inner.high) < t.prediction)
    rules = [
        (np.asarray(n) < t.least_classified, EmpathyKind.INSUFFICIENT),
        ((gaps >= t.prediction) & (np.asarray(outer.low) > 0), EmpathyKind.OVERPREDICTED),
        ((gaps <= -t.prediction) & (np.asarray(outer.high) < 0), EmpathyKind.UNDERPREDICTED),
        (accurate, EmpathyKind.ACCURATE),
    ]
    return by_first_rule(rules, EmpathyKind.INCONCLUSIVE)[()]


def by_first_rule(rules: Sequence[tuple[Any, StrEnum]], otherwise: StrEnum) -> NDArray[Any]:
    """Return the value of the first rule that applies in each cell."""
    conditions = np.broadcast_arrays(*(condition for condition, _ in rules))
    return np.select(list(conditions), [str(value) for _, value in rules], str(otherwise))


def _arrays(evidence: Evidence) -> SimpleNamespace:
    """The evidence as arrays of one shape."""
    names = [field.name for field in fields(evidence)]
    arrays = np.broadcast_arrays(*(np.asarray(getattr(evidence, name)) for name in names))
    return SimpleNamespace(**dict(zip(names, arrays, strict=True)))


def _insufficient(e: SimpleNamespace, t: Thresholds) -> NDArray[Any]:
    fewest_asked = np.minimum(e.asked_left, e.asked_right)
    answered_left = e.n_left + e.undetermined_left
    answered_right = e.n_right + e.undetermined_right
    answered = np.minimum(answered_left, answered_right)
    return np.asarray((fewest_asked < t.least_asked) | (answered < t.least_classified))


def _undecided_subtypes(e: SimpleNamespace, t: Thresholds) -> NDArray[Any]:
    """Why a cell is indeterminate; empty where it is not."""
    panel = np.maximum(e.n_right + e.undetermined_right, 1)
    rules = [
        (e.undetermined_right / panel >= t.undecided, GapSubtype.PANEL_CANNOT_DETERMINE),
        (e.n_right < t.least_classified, GapSubtype.PANEL_CANNOT_DETERMINE),
        (e.n_left < t.least_classified, GapSubtype.PARTICIPANTS_CANNOT_DETERMINE),
        (e.agreement_right < t.contested, GapSubtype.CONTESTED),
    ]
    return by_first_rule(rules, GapSubtype.NONE)


def _estimated(e: SimpleNamespace, t: Thresholds, sign: int) -> NDArray[Any]:
    """Overestimation (sign 1) or its mirror image (sign -1)."""
    large = (sign * e.delta >= t.delta) & (sign * e.level_shift >= t.shift)
    return np.asarray(large & _apart(e, sign))


def _apart(e: SimpleNamespace, sign: int, part: float = 1.0) -> NDArray[Any]:
    """Whether the left group is shown to stand above the right one (sign 1) or below it (-1)."""
    sizes = e.asked_left, e.asked_right
    apart = told_apart(e.p_delta, *sizes, e.unanimous, e.sides, part, e.withstands)
    return np.asarray((sign * e.delta > 0) & apart)


def _misjudged(e: SimpleNamespace, t: Thresholds) -> NDArray[Any]:
    crossed = (e.wasserstein >= t.distance) & (e.crossing_index >= t.crossing)
    return np.asarray((np.abs(e.delta) < t.delta) & crossed & (e.p_wasserstein <= t.p_distance))


def _aligned(e: SimpleNamespace, t: Thresholds) -> NDArray[Any]:
    enough = (e.n_left >= t.least_aligned_left) & (e.n_right >= t.least_aligned_right)
    return np.asarray(enough & (e.delta_low_90 > -t.delta) & (e.delta_high_90 < t.delta))


def _subtype(kind: NDArray[Any], undecided: NDArray[Any], e: SimpleNamespace) -> NDArray[Any]:
    unseen = (e.median_right == 0) & (e.median_left >= 1)
    missed = (e.median_left == 0) & (e.median_right >= 1)
    rules = [
        ((kind == GapKind.OVERESTIMATION) & unseen, GapSubtype.NOT_SEEN_BY_PANEL),
        ((kind == GapKind.UNDERESTIMATION) & missed, GapSubtype.MISSED_BY_PARTICIPANTS),
        ((kind == GapKind.INCONCLUSIVE) & _apart(e, 1, HALF), GapSubtype.SLIGHTLY_ABOVE),
        ((kind == GapKind.INCONCLUSIVE) & _apart(e, -1, HALF), GapSubtype.SLIGHTLY_BELOW),
    ]
    named = by_first_rule(rules, GapSubtype.NONE)
    return np.where(kind == GapKind.INDETERMINATE, undecided, named)


def _direction(kind: NDArray[Any], e: SimpleNamespace, t: Thresholds) -> NDArray[Any]:
    fewest = np.minimum(e.n_left, e.n_right)
    fewest_asked = np.minimum(e.asked_left, e.asked_right)
    few = (
        (kind == GapKind.INSUFFICIENT)
        & (fewest >= t.least_direction)
        & (fewest_asked >= t.least_asked)
    )
    rules = [
        (few & _apart(e, 1), Direction.ABOVE),
        (few & _apart(e, -1), Direction.BELOW),
        (few, Direction.UNCLEAR),
    ]
    return by_first_rule(rules, Direction.NONE)
