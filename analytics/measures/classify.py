"""The seven kinds of gap, and what each verdict rests on.

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

from analytics.measures.agreement import van_der_eijk
from analytics.measures.contrast import crossing, delta, level_shift, wasserstein
from analytics.measures.count_arrays import CountArray
from analytics.measures.intervals import contrast_intervals
from analytics.measures.multiplicity import benjamini_hochberg, benjamini_yekutieli
from analytics.measures.permutation import permutation_p
from analytics.measures.resampling import SEED
from analytics.measures.shares import delta_bounds, depends_on_undecided, median
from analytics.measures.validation import as_pair, as_totals
from analytics.measures.verdicts import (
    Direction,
    Evidence,
    GapKind,
    GapSubtype,
    Thresholds,
    Verdict,
)

__all__ = [
    "Direction",
    "Evidence",
    "GapKind",
    "GapSubtype",
    "Thresholds",
    "Verdict",
    "gap_kind",
    "weigh",
]


def weigh(
    left: ArrayLike,
    right: ArrayLike,
    undetermined_left: ArrayLike = 0,
    undetermined_right: ArrayLike = 0,
    asked_left: ArrayLike | None = None,
    asked_right: ArrayLike | None = None,
    resamples: int = 4000,
    seed: int = SEED,
) -> Evidence:
    """Return the evidence on each cell, from exact counts.

    Parameters
    ----------
    left, right : array_like of int, shape (..., K)
        Counts per level of the participants and of the panel.
    undetermined_left, undetermined_right : array_like of int, shape (...)
        People who answered "cannot be determined".
    asked_left, asked_right : array_like of int, shape (...)
        People who were asked; those who gave a level or could not determine it, when not given.
    resamples, seed : as in `intervals.contrast_interval`.
    """
    x, y = as_pair(left, right)
    n_x, n_y = x.sum(axis=-1), y.sum(axis=-1)
    d_x = as_totals("undetermined_left", undetermined_left)
    d_y = as_totals("undetermined_right", undetermined_right)
    limits = contrast_intervals(x, y, ["delta"], [0.95, 0.90], resamples, seed)
    return Evidence(
        n_left=n_x,
        n_right=n_y,
        undetermined_left=d_x,
        undetermined_right=d_y,
        asked_left=_asked("asked_left", asked_left, n_x + d_x),
        asked_right=_asked("asked_right", asked_right, n_y + d_y),
        delta=delta(x, y),
        low=limits.low[0, 0],
        high=limits.high[0, 0],
        inner_low=limits.low[0, 1],
        inner_high=limits.high[0, 1],
        shift=level_shift(x, y),
        distance=wasserstein(x, y),
        crossing=crossing(x, y),
        p_delta=permutation_p(x, y, "delta").p,
        p_distance=permutation_p(x, y, "wasserstein").p,
        median_left=median(x),
        median_right=median(y),
        agreement_right=van_der_eijk(y),
        depends_on_undecided=depends_on_undecided(delta_bounds(x, y, d_x, d_y)),
    )


def gap_kind(evidence: Evidence, thresholds: Thresholds | None = None) -> Verdict:
    """Return the kind of every cell's gap: the first rule that applies.

    1. insufficient: too few people asked, or too few levels given for another reason than
       "cannot be determined".
    2. indeterminate: at least half of the panel cannot determine it, or too few on either side
       gave a level because they could not determine it, or the panel is split into opposites.
    3. over- or underestimation: |delta| and the shift are large and the 95 percent interval of
       delta is on one side of 0.
    4. misjudgment: hardly any delta, but distributions that differ in both directions at once.
    5. aligned: the 90 percent interval of delta lies within the band (two one-sided tests), in
       groups large enough for that to mean anything.
    6. inconclusive: anything else.

    Parameters
    ----------
    evidence : from `weigh`, or put together from averages over blocks.
    thresholds : `Thresholds()` when not given.

    Returns
    -------
    Verdict of arrays, shape (...)

    >>> verdict = gap_kind(weigh([[0, 1, 3, 8], [6, 0, 0, 6], [2, 4, 3, 1], [0, 0, 2, 3]],
    ...                          [[2, 5, 3, 0], [0, 6, 6, 0], [0, 1, 1, 0], [3, 2, 2, 2]],
    ...                          undetermined_right=[0, 0, 8, 0]))
    >>> verdict.kind.tolist()
    ['overestimation', 'misjudgment', 'indeterminate', 'insufficient']
    >>> verdict.subtype[2], verdict.direction[3]
    (np.str_('panel cannot determine'), np.str_('above'))
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
    kind = _text(rules, GapKind.INCONCLUSIVE)
    classified = ~np.isin(kind, [GapKind.INSUFFICIENT, GapKind.INDETERMINATE])
    p = np.where(classified, e.p_delta, np.nan)
    q = benjamini_hochberg(p)
    estimated = np.isin(kind, [GapKind.OVERESTIMATION, GapKind.UNDERESTIMATION])
    return Verdict(
        kind=kind[()],
        subtype=_subtype(kind, subtypes, e)[()],
        direction=_direction(kind, e, t)[()],
        q_bh=q,
        q_by=benjamini_yekutieli(p),
        survives_fdr=(estimated & (np.nan_to_num(q, nan=1.0) <= t.false_discovery))[()],
        depends_on_undecided=e.depends_on_undecided.astype(bool)[()],
    )


def _arrays(evidence: Evidence) -> SimpleNamespace:
    """The evidence as arrays of one shape."""
    names = [field.name for field in fields(evidence)]
    arrays = np.broadcast_arrays(*(np.asarray(getattr(evidence, name)) for name in names))
    return SimpleNamespace(**dict(zip(names, arrays, strict=True)))


def _insufficient(e: SimpleNamespace, t: Thresholds) -> NDArray[Any]:
    asked = np.minimum(e.asked_left, e.asked_right)
    answered_left = e.n_left + e.undetermined_left
    answered_right = e.n_right + e.undetermined_right
    answered = np.minimum(answered_left, answered_right)
    return np.asarray((asked < t.least_asked) | (answered < t.least_classified))


def _undecided_subtypes(e: SimpleNamespace, t: Thresholds) -> NDArray[Any]:
    """Why a cell is indeterminate; empty where it is not."""
    panel = np.maximum(e.n_right + e.undetermined_right, 1)
    rules = [
        (e.undetermined_right / panel >= t.undecided, GapSubtype.PANEL_CANNOT_DETERMINE),
        (e.n_right < t.least_classified, GapSubtype.PANEL_CANNOT_DETERMINE),
        (e.n_left < t.least_classified, GapSubtype.PARTICIPANTS_CANNOT_DETERMINE),
        (e.agreement_right < t.contested, GapSubtype.CONTESTED),
    ]
    return _text(rules, GapSubtype.NONE)


def _estimated(e: SimpleNamespace, t: Thresholds, sign: int) -> NDArray[Any]:
    """Overestimation (sign 1) or its mirror image (sign -1)."""
    near = e.low if sign > 0 else -e.high
    return np.asarray((sign * e.delta >= t.delta) & (sign * e.shift >= t.shift) & (near > 0))


def _misjudged(e: SimpleNamespace, t: Thresholds) -> NDArray[Any]:
    crossed = (e.distance >= t.distance) & (e.crossing >= t.crossing)
    return np.asarray((np.abs(e.delta) < t.delta) & crossed & (e.p_distance <= t.p_distance))


def _aligned(e: SimpleNamespace, t: Thresholds) -> NDArray[Any]:
    enough = (e.n_left >= t.least_aligned_left) & (e.n_right >= t.least_aligned_right)
    return np.asarray(enough & (e.inner_low > -t.delta) & (e.inner_high < t.delta))


def _subtype(kind: NDArray[Any], undecided: NDArray[Any], e: SimpleNamespace) -> NDArray[Any]:
    unseen = (e.median_right == 0) & (e.median_left >= 1)
    missed = (e.median_left == 0) & (e.median_right >= 1)
    rules = [
        ((kind == GapKind.OVERESTIMATION) & unseen, GapSubtype.NOT_SEEN_BY_PANEL),
        ((kind == GapKind.UNDERESTIMATION) & missed, GapSubtype.MISSED_BY_PARTICIPANTS),
    ]
    named = _text(rules, GapSubtype.NONE)
    return np.where(kind == GapKind.INDETERMINATE, undecided, named)


def _direction(kind: NDArray[Any], e: SimpleNamespace, t: Thresholds) -> NDArray[Any]:
    fewest = np.minimum(e.n_left, e.n_right)
    asked = np.minimum(e.asked_left, e.asked_right)
    few = (kind == GapKind.INSUFFICIENT) & (fewest >= t.least_direction) & (asked >= t.least_asked)
    rules = [
        (few & (e.low > 0), Direction.ABOVE),
        (few & (e.high < 0), Direction.BELOW),
        (few, Direction.UNCLEAR),
    ]
    return _text(rules, Direction.NONE)


def _text(rules: Sequence[tuple[Any, StrEnum]], otherwise: StrEnum) -> NDArray[Any]:
    """The value of the first rule that applies in each cell."""
    conditions = [np.asarray(condition) for condition, _ in rules]
    return np.select(conditions, [str(value) for _, value in rules], str(otherwise))


def _asked(name: str, asked: ArrayLike | None, answered: CountArray) -> CountArray:
    if asked is None:
        return answered
    totals = as_totals(name, asked)
    if (totals < answered).any():
        short = np.broadcast_to(totals, answered.shape)[totals < answered][0]
        raise ValueError(f"{name}: must be at least the number of answers; got {short}")
    return totals
