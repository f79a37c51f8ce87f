"""From two groups' blocks to published figures: the one way for contrasts, predictions, changes.

A block stands for many tallies (`candidates`). A point is the mean of a statistic over every
pairing of a left and a right tally, its limits are quantiles of a mixture over them
(`mixed_intervals`), widened to contain it, and a p-value is the mean over them (`mixtures`). A
figure is NaN where a group is not published or it is not certain that somebody in it gave a level.

What is published of one kind of pair is declared as a list of `PairStatistic`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.measures.candidates import Candidates, Group, candidates
from analytics.measures.change import StopRules
from analytics.measures.contrast import delta_of_shares, level_shift_of_shares
from analytics.measures.exact_permutation import PairP
from analytics.measures.mixed_intervals import mixed_limits
from analytics.measures.mixtures import Mismatch, median_weights, mismatch, mixed_p
from analytics.measures.published_groups import Groups, published_groups
from analytics.measures.resampling import RESAMPLES, SEED
from analytics.measures.rounding import FIGURE, LIMIT, probabilities, probability
from analytics.measures.rounding import figures as plain
from analytics.measures.validation import Floats, Interval
from analytics.measures.verdicts import Thresholds

Rules = TypeVar("Rules", Thresholds, StopRules)
# The 95 and the 90 percent limits: how much lies between them, and how their names end.
LIMITS = ((0.95, ("_low", "_high")), (0.90, ("_low_90", "_high_90")))
# The nearest to 0 that a limit is without being 0.
NEAREST = 10.0**-LIMIT


class Pair:
    """The candidates of two groups in several cells, and what several statistics share."""

    def __init__(self, left: Sequence[Candidates], right: Sequence[Candidates]) -> None:
        self.left, self.right = left, right

    @cached_property
    def left_shares(self) -> Floats:
        """Mean shares of the levels: shape (cells, K)."""
        return np.stack([group.shares for group in self.left])

    @cached_property
    def right_shares(self) -> Floats:
        return np.stack([group.shares for group in self.right])

    @cached_property
    def delta(self) -> Floats:
        return np.asarray(np.clip(delta_of_shares(self.left_shares, self.right_shares), -1, 1))

    @cached_property
    def level_shift(self) -> Floats:
        return np.asarray(level_shift_of_shares(self.left_shares, self.right_shares))

    @cached_property
    def mismatch(self) -> Mismatch:
        return mismatch(self.left, self.right)

    @cached_property
    def p(self) -> PairP:
        return mixed_p(self.left, self.right)

    @cached_property
    def right_medians(self) -> Floats:
        """How probable each median of the right group is, by half levels: (cells, 2 K - 1)."""
        return median_weights(self.right)

    def from_median(self, of: Callable[[Floats], Any]) -> Floats:
        """Return the mean of a function of (a level on the left less the median on the right).

        The function takes and returns an array of the shape (K, 2 K - 1), in levels.
        """
        shares, medians = self.left_shares, self.right_medians
        errors = np.arange(shares.shape[1])[:, np.newaxis] - np.arange(medians.shape[1]) / 2
        values = np.asarray(of(errors), dtype=np.float64)
        return np.asarray(np.einsum("ck,km,cm->c", shares, values, medians))


@dataclass(frozen=True)
class PairStatistic:
    """A figure that needs both groups.

    Attributes
    ----------
    name : of the figure; that of a p-value, which keeps significant digits, begins with "p_".
    of : its value in each cell, shape (cells,).
    drawn : the statistic of `share_statistics` whose draws give the limits; "" without limits.
    inner, error : whether there are 90 percent limits and a standard error too.
    """

    name: str
    of: Callable[[Pair], Any]
    drawn: str = ""
    inner: bool = False
    error: bool = False

    @property
    def limits(self) -> list[tuple[str, str]]:
        """The names of the lower and the upper limits, the 95 percent ones first."""
        ends = [ends for _, ends in LIMITS[: 1 + self.inner]] if self.drawn else []
        return [(self.name + low, self.name + high) for low, high in ends]

    @property
    def names(self) -> list[str]:
        """The names of all its figures."""
        error = [f"{self.name}_se"] if self.error else []
        return [self.name, *(name for pair in self.limits for name in pair), *error]


@dataclass(frozen=True)
class PairFigures:
    """The two groups alone, and the rounded figures of both by name: shape (cells,) each."""

    left: Groups
    right: Groups
    arrays: Mapping[str, Floats]

    @property
    def fewest(self) -> Any:
        """The smaller of the expected numbers who gave a level, rounded down."""
        return np.minimum(self.left.whole_number, self.right.whole_number)

    def limits(self, statistic: PairStatistic) -> list[Interval]:
        """Return a statistic's limits in every cell, the 95 percent ones first."""
        return [Interval(self.arrays[low], self.arrays[high]) for low, high in statistic.limits]

    def at(self, cell: int) -> dict[str, float | None]:
        """Return one cell's figures as plain numbers."""
        return {name: values[cell] for name, values in self._plain.items()}

    @cached_property
    def _plain(self) -> dict[str, list[float | None]]:
        return {
            name: [*map(probability, values)] if _is_probability(name) else plain(values)
            for name, values in self.arrays.items()
        }


def pair_figures(
    left: Sequence[Group | None],
    right: Sequence[Group | None],
    statistics: Sequence[PairStatistic],
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> PairFigures:
    """Return the figures of two groups in every cell.

    Parameters are those of `published_contrast.published_contrast`.
    """
    groups = published_groups(left), published_groups(right)
    arrays = {name: np.full(len(left), np.nan) for s in statistics for name in s.names}
    certain = np.flatnonzero(groups[0].certain & groups[1].certain)
    if len(certain):
        pair, places = _distinct(candidates_at(left, certain), candidates_at(right, certain))
        figures = _points(pair, statistics) | _limits(pair, statistics, resamples, seed)
        for statistic in statistics:
            contain(figures, statistic)
        for name, values in figures.items():
            arrays[name][certain] = values[places]
    return PairFigures(*groups, arrays)


def check_lengths(**groups: Sequence[Group | None]) -> None:
    """Raise ValueError unless both lists, named by the arguments, have as many cells."""
    (one, left), (other, right) = groups.items()
    if len(left) != len(right):
        raise ValueError(f"{other}: must be as many cells as {one}, {len(left)}; got {len(right)}")


def candidates_at(groups: Sequence[Group | None], places: Any) -> list[Candidates]:
    """Return the candidates of the groups at these places, none of which is None."""
    chosen = (groups[place] for place in places)
    return [candidates(group) for group in chosen if group is not None]


def rounded(rules: Rules) -> Rules:
    """Return thresholds rounded as the figures are, so that one exactly at them reaches them."""
    values = {field.name: getattr(rules, field.name) for field in fields(rules)}
    return replace(rules, **{name: round(value, FIGURE) for name, value in values.items()})


def contain(figures: dict[str, Floats], statistic: PairStatistic) -> None:
    """Widen a statistic's limits to contain the point."""
    point = figures[statistic.name]
    for low, high in statistic.limits:
        figures[low] = np.minimum(figures[low], point)
        figures[high] = np.maximum(figures[high], point)


def around_zero(figures: PairFigures, statistic: PairStatistic, apart: ArrayLike) -> PairFigures:
    """Return figures in which a statistic's limits hold 0 but where its cell is marked in `apart`.

    There they end before 0. `apart` comes of a test whose level is kept in small groups, where that
    of the drawn limits is not, so that what is shown never denies what is said. NaN stays.
    """
    arrays, point = dict(figures.arrays), figures.arrays[statistic.name]
    above, below = np.asarray(apart) & (point > 0), np.asarray(apart) & (point < 0)
    for low, high in statistic.limits:
        lows, highs = arrays[low], arrays[high]
        arrays[low] = np.where(above, np.maximum(lows, NEAREST), np.minimum(lows, 0.0))
        arrays[high] = np.where(below, np.minimum(highs, -NEAREST), np.maximum(highs, 0.0))
    return replace(figures, arrays=arrays)


def _distinct(
    left: Sequence[Candidates], right: Sequence[Candidates]
) -> tuple[Pair, NDArray[np.int64]]:
    """The pairs that differ, each once, and which of them is that of each cell.

    Equal blocks are the same candidates, which come back in many cells of a small round.
    """
    cells = list(zip(left, right, strict=True))
    distinct = {pair: place for place, pair in enumerate(dict.fromkeys(cells))}
    pair = Pair(*(list(column) for column in zip(*distinct, strict=True)))
    return pair, np.array([distinct[cell] for cell in cells])


def _points(pair: Pair, statistics: Sequence[PairStatistic]) -> dict[str, Floats]:
    points = {s.name: np.asarray(s.of(pair), dtype=np.float64) for s in statistics}
    return {
        name: probabilities(values) if _is_probability(name) else values.round(FIGURE) + 0.0
        for name, values in points.items()
    }


def _limits(
    pair: Pair, statistics: Sequence[PairStatistic], resamples: int, seed: int
) -> dict[str, Floats]:
    """The limits and standard errors of all statistics, from one set of draws."""
    drawn = [s for s in statistics if s.drawn]
    levels = [level for level, _ in LIMITS]
    draws = mixed_limits(pair.left, pair.right, [s.drawn for s in drawn], levels, resamples, seed)
    limits: dict[str, Floats] = {}
    for statistic, low, high, error in zip(drawn, *draws, strict=True):
        for names, ends in zip(statistic.limits, zip(low, high, strict=True), strict=False):
            limits |= zip(names, ends, strict=True)
        if statistic.error:
            limits[f"{statistic.name}_se"] = error
    return {name: values.round(LIMIT) + 0.0 for name, values in limits.items()}


def _is_probability(name: str) -> bool:
    return name.startswith("p_")
