"""The figures of every cell as they are published: from the two groups' blocks and nothing else.

A block stands for many tallies (`candidates`). A statistic is published as its mean over every
pairing of a left and a right tally, an interval or a p-value as the mixture over them (`mixing`,
`mixed_intervals`). A figure is None when a group is not published or it is not certain that
somebody in it gave a level.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np

from analytics.measures.candidates import Group
from analytics.measures.change import StopRules
from analytics.measures.classify import Evidence, Thresholds, Verdict, gap_kind
from analytics.measures.published_pairs import bounds, pair_figures
from analytics.measures.published_sides import PublishedSide, Sides, published_sides
from analytics.measures.resampling import RESAMPLES, SEED
from analytics.measures.rounding import FIGURE, difference, figure, probability
from analytics.measures.shares import depends_on_undecided
from analytics.measures.validation import Floats, Interval

Rules = TypeVar("Rules", Thresholds, StopRules)


@dataclass(frozen=True)
class PublishedContrast:
    """One cell of a gap matrix: the left group (participants) against the right one (the panel).

    Attributes
    ----------
    left, right : what is said of each group alone.
    superiority, delta : P(X > Y) + P(X = Y) / 2 and Cliff's delta.
    level_shift, wasserstein, crossing_index : difference of means, distance and the share of the
        distance that cancels out.
    median_difference : median of left less median of right.
    share_above, share_equal, share_below : shares of left above, at and below the median of right.
    delta_low, delta_high : 95 percent limits of delta; `delta_low_90`, `delta_high_90` the
        90 percent ones, for equivalence; `delta_se` the standard error.
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

    left: PublishedSide
    right: PublishedSide
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
        """Return the figures by name, those of the two groups with _left and _right at the end."""
        whole = dict(vars(self))
        sides = {side: vars(whole.pop(side)) for side in ("left", "right")}
        apart = {f"{name}_{side}": v for side, held in sides.items() for name, v in held.items()}
        return {**apart, **whole}


def published_contrast(
    left: Sequence[Group | None],
    right: Sequence[Group | None],
    thresholds: Thresholds | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> list[PublishedContrast]:
    """Return every figure of the cells of one matrix.

    Parameters
    ----------
    left, right : the two groups' blocks (or sums of blocks), one each for every cell; None for a
        group of fewer than five. All cells that are corrected together for their number.
    thresholds : those frozen when the round opened; `Thresholds()` when not given.
    resamples, seed : as in `mixed_intervals.mixed_limits`. All cells share the draws, so that
        equal blocks have equal figures.

    Raises
    ------
    ValueError
        When the lists differ in length, or for a block of other answers than a mark has.

    >>> from analytics.measures.blocks import protect
    >>> (cell,) = published_contrast([protect([0, 0, 0, 0, 1, 3, 8])],
    ...                              [protect([0, 0, 0, 2, 6, 4, 0])])
    >>> round(cell.delta, 2), cell.delta_low < cell.delta < cell.delta_high, cell.kind
    (0.78, True, 'overestimation')
    """
    if len(left) != len(right):
        raise ValueError(f"right: must be as many cells as left, {len(left)}; got {len(right)}")
    if not left:
        return []
    sides = published_sides(left), published_sides(right)
    known = np.flatnonzero(sides[0].certain & sides[1].certain)
    found = pair_figures(left, right, known, resamples, seed)
    found |= bounds(*sides)
    verdict = gap_kind(_evidence(*sides, found), rounded(thresholds or Thresholds()))
    return [_cell(place, *sides, found, verdict) for place in range(len(left))]


def _evidence(left: Sides, right: Sides, found: dict[str, Floats]) -> Evidence:
    """What `gap_kind` asks for; expected numbers who gave a level are rounded down."""
    limits = Interval(found["delta_bound_low"], found["delta_bound_high"])
    return Evidence(
        n_left=left.whole_number,
        n_right=right.whole_number,
        undetermined_left=left.undetermined,
        undetermined_right=right.undetermined,
        asked_left=left.n,
        asked_right=right.n,
        delta=found["delta"],
        low=found["delta_low"],
        high=found["delta_high"],
        inner_low=found["delta_low_90"],
        inner_high=found["delta_high_90"],
        shift=found["level_shift"],
        distance=found["wasserstein"],
        crossing=found["crossing_index"],
        p_delta=found["p_delta"],
        p_distance=found["p_wasserstein"],
        median_left=left.typical_median,
        median_right=right.typical_median,
        agreement_right=right.agreement,
        depends_on_undecided=depends_on_undecided(limits),
    )


def rounded(rules: Rules) -> Rules:
    """As the figures are, so that a figure exactly at a threshold reaches it."""
    values = {field.name: getattr(rules, field.name) for field in fields(rules)}
    return replace(rules, **{name: round(value, FIGURE) for name, value in values.items()})


def _cell(
    place: int, left: Sides, right: Sides, found: dict[str, Floats], verdict: Verdict
) -> PublishedContrast:
    figures = {
        name: probability(values[place]) if name.startswith("p_") else figure(values[place])
        for name, values in found.items()
    }
    exact = figures.pop("p_exact")
    one, other = left.published[place], right.published[place]
    return PublishedContrast(
        left=one,
        right=other,
        **figures,
        median_difference=difference(one.median, other.median),
        p_exact=bool(exact),
        kind=str(verdict.kind[place]),
        subtype=str(verdict.subtype[place]),
        direction=str(verdict.direction[place]),
        q_bh=probability(verdict.q_bh[place]),
        q_by=probability(verdict.q_by[place]),
        survives_fdr=bool(verdict.survives_fdr[place]),
        depends_on_undecided=bool(verdict.depends_on_undecided[place]),
    )
