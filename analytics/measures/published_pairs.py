"""The figures of a cell that need both groups: means and mixtures over the pairings of tallies."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from analytics.measures.candidates import Candidates, Group, candidates
from analytics.measures.contrast import delta_of_shares, level_shift_of_shares
from analytics.measures.mixed_intervals import mixed_limits
from analytics.measures.mixtures import median_weights, mismatch, mixed_p
from analytics.measures.published_sides import Sides, at_known
from analytics.measures.rounding import FIGURE, LIMIT, probabilities
from analytics.measures.validation import Floats


def pair_figures(
    left: Sequence[Group | None],
    right: Sequence[Group | None],
    known: Any,
    resamples: int,
    seed: int,
) -> dict[str, Floats]:
    """The figures that need both groups, NaN where one is unknown: shape (cells,) each."""
    cells = len(left)
    xs, ys = chosen_candidates(left, known), chosen_candidates(right, known)
    if not xs:
        return {name: np.full(cells, np.nan) for name in _PAIR_FIGURES}
    figures = _points(xs, ys) | _limits(xs, ys, resamples, seed)
    figures |= _p_values(xs, ys)
    contain(figures, "delta", ("delta_low", "delta_high"), ("delta_low_90", "delta_high_90"))
    contain(figures, "level_shift", ("level_shift_low", "level_shift_high"))
    return {name: at_known(values, known, cells) for name, values in figures.items()}


def _points(xs: Sequence[Candidates], ys: Sequence[Candidates]) -> dict[str, Floats]:
    p, q = mean_shares(xs), mean_shares(ys)
    apart = mismatch(xs, ys)
    deltas = np.clip(delta_of_shares(p, q), -1, 1)
    over, same, under = error_shares(p, median_weights(ys))
    points = {
        "superiority": (1 + deltas) / 2,
        "delta": deltas,
        "level_shift": level_shift_of_shares(p, q),
        "wasserstein": apart.distance,
        "crossing_index": apart.crossing,
        "share_above": over,
        "share_equal": same,
        "share_below": under,
    }
    return {name: np.asarray(values).round(FIGURE) + 0.0 for name, values in points.items()}


def error_shares(p: Floats, medians: Floats) -> tuple[Floats, Floats, Floats]:
    """Shares of left above, at and below each possible median of right, by its weight."""
    levels, places = np.arange(p.shape[1]), np.arange(medians.shape[1]) / 2
    where = np.sign(levels[:, np.newaxis] - places)
    over, same, under = (
        np.einsum("ck,km,cm->c", p, (where == sign).astype(np.float64), medians)
        for sign in (1, 0, -1)
    )
    return over, same, under


def _limits(
    xs: Sequence[Candidates], ys: Sequence[Candidates], resamples: int, seed: int
) -> dict[str, Floats]:
    found = mixed_limits(xs, ys, ["delta", "level_shift"], (0.95, 0.90), resamples, seed)
    limits = {
        "delta_low": found.low[0, 0],
        "delta_high": found.high[0, 0],
        "delta_low_90": found.low[0, 1],
        "delta_high_90": found.high[0, 1],
        "delta_se": found.error[0],
        "level_shift_low": found.low[1, 0],
        "level_shift_high": found.high[1, 0],
    }
    return {name: values.round(LIMIT) + 0.0 for name, values in limits.items()}


def _p_values(xs: Sequence[Candidates], ys: Sequence[Candidates]) -> dict[str, Floats]:
    found = mixed_p(xs, ys)
    return {
        "p_delta": probabilities(found.delta),
        "p_wasserstein": probabilities(found.distance),
        "p_exact": np.asarray(found.exact, dtype=np.float64),
    }


def contain(figures: dict[str, Floats], point: str, *limits: tuple[str, str]) -> None:
    """Widen the limits to hold the point."""
    for low, high in limits:
        figures[low] = np.minimum(figures[low], figures[point])
        figures[high] = np.maximum(figures[high], figures[point])


def bounds(left: Sides, right: Sides) -> dict[str, Floats]:
    """The mean of the least and of the greatest delta: the undecided at either end."""
    low = np.asarray(delta_of_shares(left.lowest, right.highest))
    high = np.asarray(delta_of_shares(left.highest, right.lowest))
    both = {"delta_bound_low": low, "delta_bound_high": high}
    return {name: np.clip(b, -1, 1).round(FIGURE) + 0.0 for name, b in both.items()}


def mean_shares(groups: Sequence[Candidates]) -> Floats:
    """The mean shares of the levels: shape (cells, K)."""
    return np.stack([group.shares for group in groups])


def chosen_candidates(groups: Sequence[Group | None], places: Any) -> list[Candidates]:
    """The candidates of the groups at these places, none of which is None."""
    chosen = (groups[place] for place in places)
    return [candidates(group) for group in chosen if group is not None]


_PAIR_FIGURES = (
    "superiority",
    "delta",
    "level_shift",
    "wasserstein",
    "crossing_index",
    "share_above",
    "share_equal",
    "share_below",
    "delta_low",
    "delta_high",
    "delta_low_90",
    "delta_high_90",
    "delta_se",
    "level_shift_low",
    "level_shift_high",
    "p_delta",
    "p_wasserstein",
    "p_exact",
)
