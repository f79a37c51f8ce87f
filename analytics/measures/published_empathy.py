"""The empathy gap as it is published: one side's predictions against what the other answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.measures.candidates import Candidates, Group, candidates
from analytics.measures.classify import empathy_kind
from analytics.measures.medians import median, median_of_shares
from analytics.measures.mixed_intervals import picked
from analytics.measures.published_groups import PublishedGroup, flattened
from analytics.measures.published_pairs import (
    PairStatistic,
    check_lengths,
    pair_figures,
    rounded,
)
from analytics.measures.rank_correlation import kendall_tau_b
from analytics.measures.resampling import RESAMPLES, SEED
from analytics.measures.rounding import figure
from analytics.measures.validation import Floats
from analytics.measures.verdicts import Thresholds

# Tallies picked of every item together when the order of the items is compared.
PICKS = 1024
STATISTICS = (
    PairStatistic(
        "empathy_gap",
        lambda pair: pair.from_median(lambda error: error),
        drawn="prediction_gap",
        inner=True,
    ),
    PairStatistic("mean_absolute_error", lambda pair: pair.from_median(np.abs)),
    PairStatistic("share_exact", lambda pair: pair.from_median(lambda e: np.abs(e) <= 0.5)),
    PairStatistic("share_within_one", lambda pair: pair.from_median(lambda e: np.abs(e) <= 1)),
)


@dataclass(frozen=True)
class PublishedEmpathy:
    """The predictions of one question against the answers to it.

    Every figure is None where a group is not published or it is not certain that somebody in it
    gave a level.

    Attributes
    ----------
    predicted, perceived : the figures of each group alone.
    empathy_gap : EG, the mean of prediction less median of the answers, in levels; below 0 the
        predictors do not see how threatening they look.
    empathy_gap_low, empathy_gap_high : its 95 percent limits; those that end in _90 are the 90
        percent ones.
    mean_absolute_error : mean distance of the predictions from the median, in levels; 0 is best.
    share_exact, share_within_one : shares of the predictors within half a level and within one.
    kind : a value of `EmpathyKind`.
    """

    predicted: PublishedGroup
    perceived: PublishedGroup
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
        """Return the figures by name, those of the groups ending in _predicted and _perceived."""
        return flattened(self, ("predicted", "perceived"))


def published_empathy(
    predicted: Sequence[Group | None],
    perceived: Sequence[Group | None],
    thresholds: Thresholds | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> list[PublishedEmpathy]:
    """Return the empathy gap at every question.

    Parameters and errors are those of `published_contrast.published_contrast`.

    >>> from analytics.measures.blocks import protect
    >>> (cell,) = published_empathy([protect([0, 0, 0, 2, 9, 1, 0])],
    ...                             [protect([0, 0, 0, 0, 0, 3, 9])])
    >>> round(cell.empathy_gap, 1), cell.kind
    (-1.9, 'underpredicted')
    """
    check_lengths(predicted=predicted, perceived=perceived)
    figures = pair_figures(predicted, perceived, STATISTICS, resamples, seed)
    gap = figures.arrays["empathy_gap"]
    outer, inner = figures.limits(STATISTICS[0])
    kinds = empathy_kind(figures.fewest, gap, outer, inner, rounded(thresholds or Thresholds()))
    return [
        PublishedEmpathy(
            predicted=figures.left.published[place],
            perceived=figures.right.published[place],
            **figures.at(place),
            kind=str(kinds[place]),
        )
        for place in range(len(predicted))
    ]


def empathy_gap_of_shares(predicted: Floats, perceived: Floats) -> Floats:
    """Return the mean of prediction less median of the answers, in levels, of two populations.

    Each is given as shares per level, in the last axis.

    >>> empathy_gap_of_shares(np.array([0.0, 0.5, 0.5, 0.0]), np.array([0.0, 0.1, 0.3, 0.6]))
    np.float64(-1.5)
    """
    mean = predicted @ np.arange(predicted.shape[-1])
    return np.asarray(mean - median_of_shares(perceived))[()]


def published_tracking(
    predicted: Sequence[Group | None], perceived: Sequence[Group | None], seed: int = SEED
) -> float | None:
    """Return Kendall's tau-b, over a dyad's items, between predicted and actual medians.

    It is the mean of tau-b over 1,024 picks of a tally for every group and item. Picks in which
    all medians of a side are equal have no tau-b and are left out; an item that is None on either
    side, or of which it is not certain that somebody gave a level, drops out. None with fewer than
    two items or no pick left.

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
    medians = np.array(
        [
            [_picked_medians(x, seed + 1 + item, False), _picked_medians(y, seed + 1 + item, True)]
            for item, (x, y) in enumerate(items)
        ]
    )
    taus = np.asarray(kendall_tau_b(*np.moveaxis(medians, 0, -1)))
    defined = taus[~np.isnan(taus)]
    return figure(defined.mean()) if len(defined) else None


def _picked_medians(group: Candidates, seed: int, exchanged: bool) -> Floats:
    """The medians of the tallies picked: shape (PICKS,)."""
    chosen = picked(group.weights, PICKS // 2, seed, exchanged=exchanged)
    return np.asarray(median(group.levels))[chosen]
