"""The figures of the threat and the image gap as they are published: left against right."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from analytics.measures.candidates import Group
from analytics.measures.classify import gap_kind
from analytics.measures.contrast import delta_of_shares
from analytics.measures.published_groups import Groups, PublishedGroup, flattened
from analytics.measures.published_pairs import (
    PairFigures,
    PairStatistic,
    around_zero,
    check_lengths,
    pair_figures,
    rounded,
)
from analytics.measures.resampling import RESAMPLES, SEED
from analytics.measures.rounding import FIGURE, difference, figure, probability
from analytics.measures.validation import Floats, Interval
from analytics.measures.verdicts import Evidence, Thresholds, Verdict

DELTA = PairStatistic("delta", lambda pair: pair.delta, drawn="delta", inner=True, error=True)
STATISTICS = (
    PairStatistic("superiority", lambda pair: (1 + pair.delta) / 2),
    DELTA,
    PairStatistic("level_shift", lambda pair: pair.level_shift, drawn="level_shift"),
    PairStatistic("wasserstein", lambda pair: pair.mismatch.distance),
    PairStatistic("crossing_index", lambda pair: pair.mismatch.crossing),
    PairStatistic("share_above", lambda pair: pair.from_median(lambda error: error > 0)),
    PairStatistic("share_equal", lambda pair: pair.from_median(lambda error: error == 0)),
    PairStatistic("share_below", lambda pair: pair.from_median(lambda error: error < 0)),
    PairStatistic("p_delta", lambda pair: pair.p.delta),
    PairStatistic("p_wasserstein", lambda pair: pair.p.distance),
    PairStatistic("p_exact", lambda pair: pair.p.exact),
)


@dataclass(frozen=True)
class PublishedContrast:
    """One cell of a gap matrix: the left group (participants) against the right one (the panel).

    Every figure is None where a group is not published or it is not certain that somebody in it
    gave a level.

    Attributes
    ----------
    left, right : the figures of each group alone.
    superiority, delta : P(X > Y) + P(X = Y) / 2 and Cliff's delta.
    level_shift, wasserstein, crossing_index : difference of means, distance and the share of the
        distance that cancels out.
    median_difference : median of left less median of right.
    share_above, share_equal, share_below : shares of left above, at and below the median of right.
    delta_low, delta_high : 95 percent limits of delta, which hold 0 unless the groups are shown to
        differ; `delta_low_90`, `delta_high_90` the 90 percent ones, for equivalence; `delta_se` the
        standard error.
    level_shift_low, level_shift_high : 95 percent limits of the level shift.
    delta_bound_low, delta_bound_high : least and greatest delta, whatever level the undecided
        would have given.
    p_delta, p_wasserstein, p_exact : permutation p-values, and whether all behind them is exact.
    kind, subtype, direction : values of `GapKind`, `GapSubtype` and `Direction`.
    q_bh, q_by, survives_fdr : false discovery rates after Benjamini-Hochberg and
        Benjamini-Yekutieli, over the classified cells of the matrix; whether q_bh is low enough
        for the badge.
    depends_on_undecided : whether the bounds lie on both sides of 0.
    """

    left: PublishedGroup
    right: PublishedGroup
    superiority: float | None
    delta: float | None
    level_shift: float | None
    wasserstein: float | None
    crossing_index: float | None
    median_difference: float | None
    share_above: float | None
    share_equal: float | None
    share_below: float | None
    delta_low: float | None
    delta_high: float | None
    delta_low_90: float | None
    delta_high_90: float | None
    delta_se: float | None
    level_shift_low: float | None
    level_shift_high: float | None
    delta_bound_low: float | None
    delta_bound_high: float | None
    p_delta: float | None
    p_wasserstein: float | None
    p_exact: bool
    kind: str
    subtype: str
    direction: str
    q_bh: float | None
    q_by: float | None
    survives_fdr: bool
    depends_on_undecided: bool

    def flat(self) -> dict[str, Any]:
        """Return the figures by name, those of the groups alone ending in _left and _right."""
        return flattened(self, ("left", "right"))


def published_contrast(
    left: Sequence[Group | None],
    right: Sequence[Group | None],
    thresholds: Thresholds | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    families: Sequence[str] | None = None,
) -> list[PublishedContrast]:
    """Return every figure of the cells of one matrix, or of several.

    Parameters
    ----------
    left, right : the two groups' blocks (or sums of blocks), one each for every cell; None for a
        group of fewer than five.
    families : which matrix each cell belongs to: its cells are corrected together for their number.
        All cells are of one when it is not given.
    thresholds : those frozen when the round opened; `Thresholds()` when not given.
    resamples, seed : as in `mixed_intervals.mixed_limits`. All cells share the draws, so that
        equal blocks have equal figures.

    Raises ValueError when the lists differ in length, or for a block of other answers than a mark
    has.

    >>> from analytics.measures.blocks import protect
    >>> (cell,) = published_contrast([protect([0, 0, 0, 0, 1, 3, 8])],
    ...                              [protect([0, 0, 0, 2, 6, 4, 0])])
    >>> round(cell.delta, 2), cell.delta_low < cell.delta < cell.delta_high, cell.kind
    (0.78, True, 'overestimation')
    """
    check_lengths(left=left, right=right)
    figures = pair_figures(left, right, STATISTICS, resamples, seed)
    bounds = delta_bounds(figures.left, figures.right)
    rules = rounded(thresholds or Thresholds())
    verdict = gap_kind(evidence_of(figures, bounds), rules, families or "")
    figures = around_zero(figures, DELTA, verdict.apart)
    return [_cell(place, figures, bounds, verdict) for place in range(len(left))]


def delta_bounds(left: Groups, right: Groups) -> Interval:
    """Return the means of the least and of the greatest delta: the undecided at either end."""
    low = _rounded_delta(left.lowest, right.highest)
    return Interval(low, _rounded_delta(left.highest, right.lowest))


def _rounded_delta(p: Floats, q: Floats) -> Floats:
    return np.asarray(np.clip(delta_of_shares(p, q), -1, 1)).round(FIGURE) + 0.0


def evidence_of(figures: PairFigures, bounds: Interval) -> Evidence:
    """Return what the verdict on every cell rests on."""
    left, right = figures.left, figures.right
    names = {field.name for field in fields(Evidence)}
    return Evidence(
        n_left=left.whole_number,
        n_right=right.whole_number,
        undetermined_left=left.undetermined,
        undetermined_right=right.undetermined,
        asked_left=left.n,
        asked_right=right.n,
        unanimous=left.unanimous & right.unanimous,
        # The levels are listed for a sum of blocks on the right alone.
        sides=np.where(left.sides == 0, right.sides, -1),
        withstands=np.maximum(left.withstands, right.withstands),
        median_left=left.typical_median,
        median_right=right.typical_median,
        agreement_right=right.agreement,
        depends_on_undecided=(bounds.low < 0) & (bounds.high > 0),
        **{name: values for name, values in figures.arrays.items() if name in names},
    )


def _cell(
    place: int, figures: PairFigures, bounds: Interval, verdict: Verdict
) -> PublishedContrast:
    numbers = figures.at(place)
    left, right = figures.left.published[place], figures.right.published[place]
    return PublishedContrast(
        left=left,
        right=right,
        **{name: value for name, value in numbers.items() if name != "p_exact"},
        p_exact=bool(numbers["p_exact"]),
        delta_bound_low=figure(bounds.low[place]),
        delta_bound_high=figure(bounds.high[place]),
        median_difference=difference(left.median, right.median),
        kind=str(verdict.kind[place]),
        subtype=str(verdict.subtype[place]),
        direction=str(verdict.direction[place]),
        q_bh=probability(verdict.q_bh[place]),
        q_by=probability(verdict.q_by[place]),
        survives_fdr=bool(verdict.survives_fdr[place]),
        depends_on_undecided=bool(verdict.depends_on_undecided[place]),
    )
