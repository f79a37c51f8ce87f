"""The figures of two groups: as a contrast, as predictions, and between two rounds."""

from collections.abc import Mapping, Sequence
from functools import cache
from math import nan
from typing import Any

import numpy as np

from reproduce.alone import (
    alone,
    mean_over,
    medians,
    quartile_range,
    share_near_median,
    typical_median,
    van_der_eijk,
)
from reproduce.draws import Drawn, delta, level_shift, limits, picked, prediction_gap
from reproduce.groups import LEVELS, Group
from reproduce.permutation import mixed_p
from reproduce.rounding import figure, limit, probability
from reproduce.verdicts import HALF, empathy_kind, false_discovery, gap_kind, is_distinct, movement

Pair = tuple[Group | None, Group | None]
Row = dict[str, Any]
NEAREST, TRACKING_PICKS, SEED = 1e-4, 1024, 2013
ENDS = ("_low", "_high", "_low_90", "_high_90")


def both_certain(pair: Pair) -> bool:
    left, right = pair
    return left is not None and right is not None and left.certain and right.certain


def exact_delta(p: np.ndarray, q: np.ndarray) -> float:
    """Cliff's delta of two distributions, to ten decimals."""
    below = np.cumsum(q) - q
    return round(float(np.clip((p * (below - (q.sum() - below - q))).sum(), -1, 1)), 10) + 0.0


def shift_of(left: Group, right: Group) -> float:
    return float((left.shares - right.shares) @ np.arange(LEVELS))


@cache
def mismatch(left: Group, right: Group) -> tuple[float, float]:
    """The mean distance and the mean crossing index over all pairs of tallies."""
    f, g = (
        np.cumsum(group.levels, axis=1)[:, :-1] / group.levels.sum(axis=1, keepdims=True)
        for group in (left, right)
    )
    apart = g[np.newaxis] - f[:, np.newaxis]
    distance, shift = np.abs(apart).sum(axis=2), np.abs(apart.sum(axis=2))
    one_way = np.divide(shift, distance, out=np.ones_like(shift), where=distance >= 1e-12)
    crossing = np.maximum(1 - one_way, 0)
    return tuple(float(left.weights @ each @ right.weights) for each in (distance, crossing))


def from_median(left: Group, right: Group, of) -> float:
    """The mean of a function of (a level on the left less a tally's median on the right)."""
    errors = np.arange(LEVELS)[:, np.newaxis] - medians(right)
    return float(left.shares @ np.asarray(of(errors), float) @ right.weights)


@cache
def drawn(left: Group, right: Group, statistic) -> Drawn:
    return limits(left, right, statistic)


def widened(name: str, point: float, found: Drawn) -> dict[str, float]:
    """The rounded limits, so wide that they contain the point."""
    ends = zip(ENDS, map(limit, found[:4]), strict=True)
    return {
        name + end: min(value, point) if end.startswith("_low") else max(value, point)
        for end, value in ends
    }


def around_zero(figures: dict[str, float], name: str, apart: bool) -> None:
    """Limits hold 0 unless the groups are told apart; then they end before it."""
    point = figures[name]
    for end in ENDS:
        if name + end not in figures:
            continue
        value = figures[name + end]
        if end.startswith("_low"):
            value = max(value, NEAREST) if apart and point > 0 else min(value, 0.0)
        else:
            value = min(value, -NEAREST) if apart and point < 0 else max(value, 0.0)
        figures[name + end] = value


def plain(figures: Mapping[str, float]) -> Row:
    """NaN as what there is nothing of."""
    return {name: None if value != value else value for name, value in figures.items()}


# --- A contrast -----------------------------------------------------------------------------------

CONTRAST = (
    *("delta", "delta_low", "delta_high", "delta_low_90", "delta_high_90", "delta_se"),
    *("superiority", "level_shift", "level_shift_low", "level_shift_high", "wasserstein"),
    *("crossing_index", "share_above", "share_equal", "share_below", "p_delta", "p_wasserstein"),
)


@cache
def _contrast_figures(left: Group, right: Group) -> Mapping[str, Any]:
    point, shift = exact_delta(left.shares, right.shares), shift_of(left, right)
    unrounded = np.cumsum(right.shares) - right.shares
    theta = float((left.shares * (2 * unrounded + right.shares - 1)).sum())
    distance, crossing = mismatch(left, right)
    of_delta, of_shift = drawn(left, right, delta), drawn(left, right, level_shift)
    p = mixed_p(left, right)
    shift = round(shift, 10) + 0.0
    of_both = widened("level_shift", shift, of_shift)
    return {
        "delta": point,
        **widened("delta", point, of_delta),
        "delta_se": limit(of_delta.error),
        "superiority": figure((1 + min(max(theta, -1.0), 1.0)) / 2),
        "level_shift": shift,
        **{name: of_both[name] for name in ("level_shift_low", "level_shift_high")},
        "wasserstein": figure(distance),
        "crossing_index": figure(crossing),
        "share_above": figure(from_median(left, right, lambda e: e > 0)),
        "share_equal": figure(from_median(left, right, lambda e: e == 0)),
        "share_below": figure(from_median(left, right, lambda e: e < 0)),
        "p_delta": probability(p.delta),
        "p_wasserstein": probability(p.distance),
        "p_exact": p.exact,
    }


def _evidence(pair: Pair, figures: Mapping[str, Any]) -> Row:
    found = dict(figures)
    for side, group in zip(("left", "right"), pair, strict=True):
        found |= {
            f"n_{side}": group.whole_number if group else 0,
            f"undetermined_{side}": group.undetermined if group else 0.0,
            f"asked_{side}": group.n if group else 0,
            f"median_{side}": typical_median(group) if group else nan,
        }
    left, right = pair
    agreement = mean_over(right, van_der_eijk) if right and right.certain else nan
    return found | {
        "agreement_right": agreement if agreement != agreement else round(agreement, 10),
        "unanimous": all(group and group.may_be_unanimous for group in pair),
        # The levels are listed for a sum of blocks on the right alone.
        "sides": -1 if left and left.sides else right.sides if right else 0,
        "withstands": max((group.withstands for group in pair if group), default=1),
    }


def contrasts(pairs: Sequence[Pair], families: Sequence[str], t: Mapping[str, float]) -> list[Row]:
    """Every figure of these cells; those of one family are corrected together for their number."""
    rows = [_contrast(pair, t) for pair in pairs]
    for family in set(families):
        classified = [
            row
            for row, own in zip(rows, families, strict=True)
            if own == family and row["kind"] not in ("insufficient", "indeterminate")
            if row["p_delta"] is not None
        ]
        p = [row["p_delta"] for row in classified]
        rates = false_discovery(p, False), false_discovery(p, True)
        for row, q, q_by in zip(classified, *rates, strict=True):
            estimated = row["kind"] in ("overestimation", "underestimation")
            row["survives_fdr"] = estimated and q <= t["false_discovery"]
            row |= {"q_bh": probability(q), "q_by": probability(q_by)}
    return rows


def _contrast(pair: Pair, t: Mapping[str, float]) -> Row:
    left, right = pair
    figures: dict[str, Any] = dict.fromkeys(CONTRAST, nan)
    figures["p_exact"] = False
    if both_certain(pair):
        figures = dict(_contrast_figures(left, right))
    verdict = gap_kind(_evidence(pair, figures), t)
    around_zero(figures, "delta", verdict.pop("apart"))
    low, high = (nan, nan)
    if left and right and left.answered and right.answered:
        low, high = exact_delta(left.lowest, right.highest), exact_delta(left.highest, right.lowest)
    of_left, of_right = alone(left), alone(right)
    middles = of_left["median"], of_right["median"]
    return {
        **plain(figures),
        **plain({"delta_bound_low": low, "delta_bound_high": high}),
        "median_difference": None if None in middles else figure(middles[0] - middles[1]),
        "depends_on_undecided": low < 0 < high,
        "q_bh": None,
        "q_by": None,
        "survives_fdr": False,
        **verdict,
        **{f"{name}_left": value for name, value in of_left.items()},
        **{f"{name}_right": value for name, value in of_right.items()},
    }


# --- Predictions ----------------------------------------------------------------------------------


@cache
def _empathy_figures(left: Group, right: Group) -> Mapping[str, float]:
    gap = round(from_median(left, right, lambda e: e), 10) + 0.0
    return {
        "empathy_gap": gap,
        **widened("empathy_gap", gap, drawn(left, right, prediction_gap)),
        "mean_absolute_error": figure(from_median(left, right, np.abs)),
        "share_exact": figure(from_median(left, right, lambda e: np.abs(e) <= 0.5)),
        "share_within_one": figure(from_median(left, right, lambda e: np.abs(e) <= 1)),
    }


def empathy(pair: Pair, t: Mapping[str, float]) -> Row:
    """Predictions, on the left, against the answers that were predicted."""
    left, right = pair
    names = ("empathy_gap", *(f"empathy_gap{end}" for end in ENDS))
    others = "mean_absolute_error", "share_exact", "share_within_one"
    figures: Mapping[str, float] = dict.fromkeys((*names, *others), nan)
    if both_certain(pair):
        figures = _empathy_figures(left, right)
    n = min(group.whole_number if group else 0 for group in pair)
    return {
        **plain(figures),
        "kind": empathy_kind(n, figures, t),
        **{f"{name}_predicted": value for name, value in alone(left).items()},
        **{f"{name}_perceived": value for name, value in alone(right).items()},
    }


def tracking(pairs: Sequence[Pair]) -> float | None:
    """The mean tau-b between predicted and actual medians, over picks of tallies of all items."""
    items = [pair for pair in pairs if both_certain(pair)]
    if len(items) < 2:
        return None
    x, y = (
        np.array(
            [
                medians(pair[side])[
                    picked(pair[side].weights, TRACKING_PICKS // 2, SEED + 1 + item, bool(side))
                ]
                for item, pair in enumerate(items)
            ]
        )
        for side in (0, 1)
    )
    signs = [np.sign(values[:, np.newaxis] - values) for values in (x, y)]
    agreement = (signs[0] * signs[1]).sum(axis=(0, 1))
    scale = np.sqrt((signs[0] ** 2).sum(axis=(0, 1)) * (signs[1] ** 2).sum(axis=(0, 1)))
    defined = scale > 0
    return figure((agreement[defined] / scale[defined]).mean()) if defined.any() else None


# --- Between two rounds ---------------------------------------------------------------------------


def change(before: Group | None, after: Group | None, t: Mapping[str, float]) -> Row:
    """The later round, on the left, against the earlier one."""
    pair: Pair = (after, before)
    names = ("level_shift", *(f"level_shift{end}" for end in ENDS), "wasserstein", "delta")
    figures: dict[str, Any] = dict.fromkeys((*names, "p_delta"), nan)
    if both_certain(pair):
        figures = dict(_change_figures(after, before))
    listed = not any(group and (group.sides or group.withstands != 1) for group in pair)
    evidence = _evidence(pair, figures) | {"sides": 0 if listed else -1}
    apart = is_distinct(evidence | {"delta": 1.0}, 1, HALF)
    if not listed:
        figures["p_delta"] = nan
    around_zero(figures, "level_shift", apart)
    agreement = dict.fromkeys(("iqr_after", "share_near_median"))
    consensus = None
    if after and after.certain:
        agreement = {
            "iqr_after": figure(mean_over(after, quartile_range)),
            "share_near_median": figure(mean_over(after, share_near_median)),
        }
        narrow = agreement["iqr_after"] <= t["spread"]
        near = agreement["share_near_median"] >= t["within"]
        consensus = narrow and near and alone(after)["undetermined"] < t["undecided"]
    n = min(group.whole_number if group else 0 for group in pair)
    return {
        **plain(figures),
        **agreement,
        "consensus": consensus,
        "movement": movement(n, figures, t),
    }


@cache
def _change_figures(after: Group, before: Group) -> Mapping[str, float]:
    shift = round(shift_of(after, before), 10) + 0.0
    return {
        "level_shift": shift,
        **widened("level_shift", shift, drawn(after, before, level_shift)),
        "wasserstein": figure(mismatch(after, before)[0]),
        "delta": exact_delta(after.shares, before.shares),
        "p_delta": probability(mixed_p(after, before).delta),
    }
