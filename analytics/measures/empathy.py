"""Does one side know what the other answered? The kinds of empathy gap.

`predicted` and `perceived` are counts per level: shape (..., K), last axis = levels ascending,
leading axes broadcast over cells. Positive means that too much concern was predicted.
"""

from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.measures.intervals import contrast_intervals
from analytics.measures.prediction import (
    PredictionErrors,
    empathy_gap,
    empathy_interval,
    prediction_errors,
    projection_slope,
    ranked_probability_score,
    tracking,
)
from analytics.measures.resampling import SEED
from analytics.measures.validation import Interval, as_pair
from analytics.measures.verdicts import GapKind, Thresholds

__all__ = [
    "CrossTable",
    "EmpathyKind",
    "PredictionErrors",
    "cross_classify",
    "empathy_gap",
    "empathy_interval",
    "empathy_kind",
    "for_dialogue",
    "name_empathy_gap",
    "prediction_errors",
    "projection_slope",
    "ranked_probability_score",
    "tracking",
]


class EmpathyKind(StrEnum):
    """What an empathy gap is called."""

    INSUFFICIENT = "insufficient"
    OVERPREDICTED = "overpredicted"
    UNDERPREDICTED = "underpredicted"
    ACCURATE = "accurate"
    INCONCLUSIVE = "inconclusive"


class CrossTable(NamedTuple):
    """How often each threat gap kind meets each empathy gap kind."""

    threat_kinds: tuple[str, ...]
    empathy_kinds: tuple[str, ...]
    counts: NDArray[np.int64]


def empathy_kind(
    predicted: ArrayLike,
    perceived: ArrayLike,
    thresholds: Thresholds | None = None,
    resamples: int = 4000,
    seed: int = SEED,
) -> Any:
    """Return the kind of every empathy gap: the first rule that applies.

    insufficient: fewer levels on either side than can be classified. over- or underpredicted:
    |EG| of at least half a level and the 95 percent interval on one side of 0. accurate: the 90
    percent interval within half a level of 0. inconclusive: anything else.

    Parameters
    ----------
    predicted, perceived : array_like of int, shape (..., K)
        Counts per level.

    Returns
    -------
    str, shape (...)
        Values of `EmpathyKind`.

    >>> empathy_kind([[2, 5, 3, 0], [0, 0, 9, 0]], [[0, 1, 3, 8], [0, 0, 9, 0]]).tolist()
    ['underpredicted', 'accurate']
    """
    x, y = as_pair(predicted, perceived)
    gap = empathy_gap(x, y)
    low, high = contrast_intervals(x, y, ["prediction_gap"], [0.95, 0.90], resamples, seed)
    return name_empathy_gap(
        np.minimum(x.sum(axis=-1), y.sum(axis=-1)),
        gap,
        Interval(low[0, 0], high[0, 0]),
        Interval(low[0, 1], high[0, 1]),
        thresholds,
    )


def name_empathy_gap(
    n: ArrayLike,
    gap: ArrayLike,
    outer: Interval,
    inner: Interval,
    thresholds: Thresholds | None = None,
) -> Any:
    """Return the kinds of `empathy_kind` from the smaller group's size, EG and its intervals.

    >>> name_empathy_gap(6, 1.5, Interval(1.0, 2.0), Interval(1.1, 1.9))
    np.str_('insufficient')
    """
    t = thresholds or Thresholds()
    gaps = np.asarray(gap)
    rules = [
        (np.asarray(n) < t.least_classified, EmpathyKind.INSUFFICIENT),
        ((gaps >= t.prediction) & (np.asarray(outer.low) > 0), EmpathyKind.OVERPREDICTED),
        ((gaps <= -t.prediction) & (np.asarray(outer.high) < 0), EmpathyKind.UNDERPREDICTED),
        (
            (np.asarray(inner.low) > -t.prediction) & (np.asarray(inner.high) < t.prediction),
            EmpathyKind.ACCURATE,
        ),
    ]
    conditions = np.broadcast_arrays(*(condition for condition, _ in rules))
    names = [str(kind) for _, kind in rules]
    return np.select(list(conditions), names, str(EmpathyKind.INCONCLUSIVE))[()]


def cross_classify(threat_kinds: ArrayLike, empathy_kinds: ArrayLike) -> CrossTable:
    """Return how often each kind of threat gap meets each kind of empathy gap.

    Parameters
    ----------
    threat_kinds, empathy_kinds : array_like of str, the same shape
        Values of `GapKind` and `EmpathyKind`, question by question.

    >>> cross_classify(["overestimation"], ["underpredicted"]).counts.sum()
    np.int64(1)
    """
    kinds = tuple(map(str, GapKind)), tuple(map(str, EmpathyKind))
    found = np.asarray(threat_kinds).reshape(-1), np.asarray(empathy_kinds).reshape(-1)
    if len(found[0]) != len(found[1]):
        raise ValueError(
            f"empathy_kinds: must be one per threat kind, {len(found[0])}; got {len(found[1])}"
        )
    counts = np.zeros((len(kinds[0]), len(kinds[1])), dtype=np.int64)
    for threat, empathy in zip(*found, strict=True):
        counts[
            _place("threat_kinds", threat, kinds[0]), _place("empathy_kinds", empathy, kinds[1])
        ] += 1
    return CrossTable(*kinds, counts)


def for_dialogue(threat_kinds: ArrayLike, empathy_gaps: ArrayLike) -> Any:
    """Return where one side overestimates and the other does not see it (EG < 0).

    >>> for_dialogue(["overestimation", "aligned"], [-0.5, -0.5])
    array([ True, False])
    """
    overestimated = np.asarray(threat_kinds) == str(GapKind.OVERESTIMATION)
    return overestimated & (np.asarray(empathy_gaps, dtype=np.float64) < 0)


def _place(name: str, kind: Any, kinds: tuple[str, ...]) -> int:
    if str(kind) not in kinds:
        raise ValueError(f"{name}: must be one of {', '.join(kinds)}; got {str(kind)!r}")
    return kinds.index(str(kind))
