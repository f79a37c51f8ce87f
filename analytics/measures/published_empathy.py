"""The empathy gap as it is published: one side's predictions against what the other answered.

Like every published figure it is a function of blocks: means over the pairings of the tallies,
intervals that mix over them and resample both groups.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from analytics.measures.candidates import Group, candidates
from analytics.measures.classify import Thresholds
from analytics.measures.empathy import name_empathy_gap
from analytics.measures.mixed_intervals import mixed_limits, picked
from analytics.measures.mixtures import median_weights
from analytics.measures.published import rounded
from analytics.measures.published_pairs import chosen_candidates, contain, mean_shares
from analytics.measures.published_sides import PublishedSide, at_known, published_sides
from analytics.measures.rank_correlation import kendall_tau_b
from analytics.measures.resampling import RESAMPLES, SEED
from analytics.measures.rounding import FIGURE, LIMIT, figure
from analytics.measures.shares import median
from analytics.measures.validation import Floats, Interval

# Tallies taken of every item together when the order of the items is looked at.
PICKS = 1024


@dataclass(frozen=True)
class PublishedEmpathy:
    """One question's predictions against the answers; None where there is nothing to say.

    Attributes
    ----------
    predicted, perceived : what is said of each group alone.
    empathy_gap : EG, the mean of prediction less median of the answers, in levels; below 0 the
        predictors do not see how threatening they look.
    empathy_gap_low, empathy_gap_high : its 95 percent limits; those that end in _90 are the 90
        percent ones.
    mean_absolute_error : mean distance of the predictions from the median, in levels; 0 is best.
    share_exact, share_within_one : shares of the predictors within half a level and within one.
    kind : a value of `EmpathyKind`.
    """

    predicted: PublishedSide
    perceived: PublishedSide
    empathy_gap: float | None
    empathy_gap_low: float | None
    empathy_gap_high: float | None
    empathy_gap_low_90: float | None
    empathy_gap_high_90: float | None
    mean_absolute_error: float | None
    share_exact: float | None
    share_within_one: float | None
    kind: str

    def flat(self) -> dict[str, Any]:
        """Return the figures by name, those of the groups with _predicted or _perceived added."""
        whole = asdict(self)
        sides = {side: whole.pop(side) for side in ("predicted", "perceived")}
        apart = {f"{name}_{side}": v for side, held in sides.items() for name, v in held.items()}
        return {**apart, **whole}


def published_empathy(
    predicted: Sequence[Group | None],
    perceived: Sequence[Group | None],
    thresholds: Thresholds | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> list[PublishedEmpathy]:
    """Return the empathy gap at every question.

    Parameters are those of `published.published_contrast`.

    >>> from analytics.measures.blocks import protect
    >>> (cell,) = published_empathy([protect([0, 0, 0, 2, 9, 1, 0])],
    ...                             [protect([0, 0, 0, 0, 0, 3, 9])])
    >>> round(cell.empathy_gap, 1), cell.kind
    (-1.9, 'underpredicted')
    """
    if len(predicted) != len(perceived):
        cells = len(predicted)
        raise ValueError(f"perceived: must be as many as predicted, {cells}; got {len(perceived)}")
    if not predicted:
        return []
    sides = published_sides(predicted), published_sides(perceived)
    known = np.flatnonzero(sides[0].certain & sides[1].certain)
    found = _figures(predicted, perceived, known, resamples, seed)
    fewest = np.minimum(sides[0].whole_number, sides[1].whole_number)
    outer = Interval(found["empathy_gap_low"], found["empathy_gap_high"])
    inner = Interval(found["empathy_gap_low_90"], found["empathy_gap_high_90"])
    limits = rounded(thresholds or Thresholds())
    kinds = np.asarray(name_empathy_gap(fewest, found["empathy_gap"], outer, inner, limits))
    return [
        PublishedEmpathy(
            predicted=sides[0].published[place],
            perceived=sides[1].published[place],
            **{name: figure(values[place]) for name, values in found.items()},
            kind=str(kinds[place]),
        )
        for place in range(len(predicted))
    ]


def published_tracking(
    predicted: Sequence[Group | None], perceived: Sequence[Group | None], seed: int = SEED
) -> float | None:
    """Return Kendall's tau-b, over a dyad's items, between predicted and actual medians.

    The mean of tau-b over 1,024 picks of a tally for every group and item, those left out in which
    either side's medians tell no two items apart.

    Parameters
    ----------
    predicted, perceived : one block per item. An item that is None on either side, or of which it
        is not certain that somebody gave a level, drops out.

    Returns
    -------
    float, or None with fewer than two items or no pick left.

    >>> from analytics.measures.blocks import protect
    >>> low, high = protect([0, 0, 0, 9, 0, 0, 0]), protect([0, 0, 0, 0, 0, 0, 9])
    >>> published_tracking([low, high], [low, high])
    1.0
    """
    pairs = [
        (candidates(x), candidates(y))
        for x, y in zip(predicted, perceived, strict=True)
        if x is not None and y is not None
    ]
    items = [(x, y) for x, y in pairs if x.certain and y.certain]
    if len(items) < 2:
        return None
    medians = np.empty((2, len(items), PICKS))
    for item, groups in enumerate(items):
        for side, group in enumerate(groups):
            chosen = picked(group.weights, PICKS // 2, seed + 1 + item, exchanged=bool(side))
            medians[side, item] = np.asarray(median(group.levels))[chosen]
    taus = np.asarray(kendall_tau_b(*np.moveaxis(medians, 1, 2)))
    told = ~np.isnan(taus)
    return figure(taus[told].mean()) if told.any() else None


def _figures(
    predicted: Sequence[Group | None],
    perceived: Sequence[Group | None],
    known: Any,
    resamples: int,
    seed: int,
) -> dict[str, Floats]:
    names = (
        "empathy_gap",
        "empathy_gap_low",
        "empathy_gap_high",
        "empathy_gap_low_90",
        "empathy_gap_high_90",
        "mean_absolute_error",
        "share_exact",
        "share_within_one",
    )
    xs, ys = chosen_candidates(predicted, known), chosen_candidates(perceived, known)
    if not xs:
        return {name: np.full(len(predicted), np.nan) for name in names}
    p, medians = mean_shares(xs), median_weights(ys)
    errors = np.arange(p.shape[1])[:, np.newaxis] - np.arange(medians.shape[1]) / 2
    size = np.abs(errors)
    draws = mixed_limits(xs, ys, ["prediction_gap"], (0.95, 0.90), resamples, seed)
    limits = (draws.low[0, 0], draws.high[0, 0], draws.low[0, 1], draws.high[0, 1])
    points = (errors, size, (size <= 0.5).astype(np.float64), (size <= 1).astype(np.float64))
    gap, *others = (
        np.einsum("ck,km,cm->c", p, values, medians).round(FIGURE) + 0.0 for values in points
    )
    found = (gap, *(limit.round(LIMIT) + 0.0 for limit in limits), *others)
    figures = dict(zip(names, found, strict=True))
    contain(
        figures,
        "empathy_gap",
        ("empathy_gap_low", "empathy_gap_high"),
        ("empathy_gap_low_90", "empathy_gap_high_90"),
    )
    return {name: at_known(values, known, len(predicted)) for name, values in figures.items()}
