"""Gaps of one round estimated together: each cell borrows from its dyad, its concern and the level.

A cell of 8 or 12 people says little alone. All cells were answered by the same few groups, so they
have a level, dyads and concerns in common; a multilevel model draws what is poorly known towards
what is well known, and large gaps less than a normal distribution would. The likelihood is that of
the blocks themselves. The same blocks give the same figures on every machine: the scales come from
a lattice, and chance from one seed.

References
----------
Gelman, A., & Hill, J. (2007). Data analysis using regression and multilevel/hierarchical models.
Cambridge University Press.
Hoyt, W. T., & Kerns, M.-D. (1999). Magnitude and moderators of bias in observer ratings: a
meta-analysis. Psychological Methods, 4(4), 403-424. doi 10.1037/1082-989X.4.4.403
Bürkner, P.-C., & Vuorre, M. (2019). Ordinal regression models in psychology. Advances in Methods
and Practices in Psychological Science, 2(1), 77-101. doi 10.1177/2515245918823199
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from analytics.measures.block_likelihood import (
    log_likelihood,
    log_shares,
    mean_shares,
    no_level_rate,
    shares_at,
    thresholds_of,
)
from analytics.measures.blocks import Block
from analytics.measures.contrast import delta_of_shares
from analytics.measures.pooled_design import Cell, Design, Likeness, design_of
from analytics.measures.pooled_model import (
    GRID,
    Mode,
    NotConvergedError,
    fitted,
    sampled,
)
from analytics.measures.pooled_scales import Fit, fits
from analytics.measures.resampling import SEED
from analytics.measures.validation import Floats
from analytics.measures.verdicts import PoolingProblem

# A group is a block, or several of one panel published by nominating side; None: unpublished.
Group: TypeAlias = Block | Sequence[Block] | None
# A figure of two populations, of their shares of the levels: shape (..., K) each to (...).
Figure: TypeAlias = Callable[[Floats, Floats], Any]

# What one person's answers share of the variance between people's, and the range over which the
# figures are compared (Hoyt and Kerns 1999: 0.37 of all variance, that between questions included).
# The sampling error of a cell is lessened by a careful share of it: the likelihood is raised to a
# power. Where a count lies in one of two intervals, a power above 1 would reward scales at which it
# is all but certain in which: hence smaller powers in small groups (`benchmarks.pooling`).
LIKENESS = Likeness(0.30, 0.12)
LEAST_ALIKE, MOST_ALIKE = Likeness(0.10, 0.05), Likeness(0.40, 0.15)
SHARED = 0.4
POWER, SMALL_POWERS = 1 / (1 - SHARED), {5: 0.67, 6: 0.8, 7: 1.0}
# Larger groups count as if they were so large: the grid is too coarse for more.
LARGEST = 150
DRAWS, DRAWS_BESIDE = 600, 200
# By how much the probability of a direction may differ over that range.
STABLE = 0.1
TAILS = (0.025, 0.975)


class Estimate(NamedTuple):
    """A figure, its 95 percent limits and the probability that it is above 0."""

    value: float
    low: float
    high: float
    above: float


@dataclass(frozen=True)
class Pooled:
    """Pooled figures: float arrays with one value a cell, NaN where nothing can be said.

    Attributes
    ----------
    draws : shape (draws, cells), delta, or the figure that was wanted, in draws from the posterior
        distribution.
    stable : whether `above` differs by at most 0.1 however alike one person's answers are; False
        also where that cannot be worked out.
    problem : why there are no figures at all; NONE where there are.
    """

    draws: Floats
    stable: np.ndarray
    problem: PoolingProblem = PoolingProblem.NONE

    @cached_property
    def delta(self) -> Floats:
        """The delta of the two populations, or the figure that was wanted: its posterior median.

        So it lies on the side of 0 on which it is the likelier to lie.
        """
        return np.asarray(np.quantile(self.draws, 0.5, axis=0))

    @cached_property
    def low(self) -> Floats:
        """Its lower 95 percent limit."""
        return np.asarray(np.quantile(self.draws, TAILS[0], axis=0))

    @cached_property
    def high(self) -> Floats:
        """Its upper 95 percent limit."""
        return np.asarray(np.quantile(self.draws, TAILS[1], axis=0))

    @cached_property
    def above(self) -> Floats:
        """The probability that it is above 0."""
        return np.where(np.isnan(self.delta), np.nan, (self.draws > 0).mean(axis=0))

    def mean(self, cells: Sequence[int]) -> Estimate | None:
        """Return the mean figure over those of these cells that have one."""
        there = [cell for cell in cells if not np.isnan(self.delta[cell])]
        if not there:
            return None
        draws = self.draws[:, there].mean(axis=1)
        low, value, high = np.quantile(draws, (TAILS[0], 0.5, TAILS[1]))
        return Estimate(*map(float, (value, low, high, (draws > 0).mean())))

    def greatest(self, cells: Sequence[int]) -> Floats:
        """Return the probability of each of these cells that its figure is the greatest."""
        draws = self.draws[:, list(cells)]
        there = ~np.isnan(draws[0])
        chance = np.full(len(cells), np.nan)
        if there.any():
            first = draws[:, there].argmax(axis=1)
            chance[there] = np.bincount(first, minlength=int(there.sum())) / len(draws)
        return chance


def pool(
    left: Sequence[Group],
    right: Sequence[Group],
    *,
    perceiver: Sequence[str],
    target: Sequence[str],
    concern: Sequence[str],
    left_group: Sequence[str] | None = None,
    right_group: Sequence[str] | None = None,
    of: Figure = delta_of_shares,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Pooled:
    """Return the pooled figures of all cells of one gap.

    Parameters
    ----------
    left, right : the two groups of every cell.
    perceiver, target, concern : the dyad and the item of every cell; a concern that occurs once is
        pooled with its dyad, not with a concern.
    left_group, right_group : who answered, so that what those people share is taken into account;
        the perceivers on the left and one panel ("") on the right when not given.
    of : the figure of the two populations, delta when not given.
    draws, seed : from the posterior distribution.

    Returns
    -------
    A `Pooled` whose figures are NaN where a group is not published, and everywhere, with a
    `problem`, where no cell has two groups (NOTHING_TO_POOL) or the model has no mode
    (NOT_CONVERGED).

    Raises ValueError when the lists differ in length, or for a block of other answers than a mark
    has.

    >>> from analytics.measures.blocks import protect
    >>> more, less = protect([0, 0, 0, 0, 1, 3, 8]), protect([0, 0, 0, 2, 6, 4, 0])
    >>> result = pool([more, more, None], [less, less, less], perceiver=["A"] * 3,
    ...               target=["B"] * 3, concern=["one", "two", "three"])
    >>> bool(result.above[0] > 0.95), bool(np.isnan(result.delta[2]))
    (True, True)
    """
    names: dict[str, Sequence[Any]] = {
        "right": right,
        "perceiver": perceiver,
        "target": target,
        "concern": concern,
        "left_group": left_group if left_group is not None else perceiver,
        "right_group": right_group if right_group is not None else [""] * len(left),
    }
    for name, values in names.items():
        if len(values) != len(left):
            raise ValueError(f"{name}: must have one entry for each of {len(left)} cells")
    cells = [
        (place, _cell(where, one, other), _blocks(one), _blocks(other))
        for place, (one, other, *where) in enumerate(zip(left, *names.values(), strict=True))
        if _blocks(one) and _blocks(other)
    ]
    whole = np.full((draws, len(left)), np.nan)
    nothing = Pooled(whole, np.zeros(len(left), dtype=bool), PoolingProblem.NOTHING_TO_POOL)
    if not cells:
        return nothing
    places, where, one, other = (list(column) for column in zip(*cells, strict=True))
    model = _Model(where, one, other, of)
    try:
        drawn, stable = model.drawn(draws, seed)
    except NotConvergedError:
        return replace(nothing, problem=PoolingProblem.NOT_CONVERGED)
    of_all, is_stable = whole.copy(), nothing.stable.copy()
    of_all[:, places], is_stable[places] = drawn, stable
    return Pooled(of_all, is_stable)


class _Model:
    """The model of those cells that have two groups."""

    def __init__(
        self,
        cells: Sequence[Cell],
        left: Sequence[list[Block]],
        right: Sequence[list[Block]],
        of: Figure,
    ) -> None:
        self.cells, self.left, self.right, self.of = cells, left, right, of
        every = [block for blocks in (*left, *right) for block in blocks]
        self.shares, self.rate = mean_shares(every), no_level_rate(every)
        self._likelihoods: dict[float, tuple[Floats, Floats]] = {}

    def likelihoods(self, spread: float) -> tuple[Floats, Floats]:
        """How probable the blocks are wherever their groups stand: shape (cells, grid) each."""
        if spread not in self._likelihoods:
            logs = log_shares(GRID, thresholds_of(self.shares, spread))
            self._likelihoods[spread] = (self._of(self.left, logs), self._of(self.right, logs))
        return self._likelihoods[spread]

    def _of(self, groups: Sequence[list[Block]], logs: Floats) -> Floats:
        """What people share makes their answers to one question less scattered than a sample's."""
        distinct = {block for blocks in groups for block in blocks}
        of_block = {
            block: _power(block.n) * log_likelihood(block, logs, self.rate) for block in distinct
        }
        rows = [sum(of_block[block] for block in blocks) for blocks in groups]
        return np.asarray(np.exp(np.stack(rows)))

    def drawn(self, draws: int, seed: int) -> tuple[Floats, np.ndarray]:
        """Draws of the figure, and whether the probability of a direction is stable."""
        design = design_of(self.cells, LIKENESS)
        found = fits(design, self.likelihoods)
        weights = np.array([fit.weight for fit in found])
        edges = np.round(np.cumsum(weights / weights.sum()) * draws).astype(int)
        rng = np.random.Generator(np.random.SFC64(seed))
        parts = [
            self._sample(design, fit, fit.mode, rng, int(number))
            for fit, number in zip(found, np.diff(edges, prepend=0), strict=True)
            if number
        ]
        drawn = np.concatenate(parts)
        return drawn, self._stable(found[0], seed)

    def _stable(self, best: Fit, seed: int) -> np.ndarray:
        """Where the probability of a direction hardly depends on the likeness, all else equal."""
        try:
            usual, *others = (
                (self._if_alike(likeness, best, seed) > 0).mean(axis=0)
                for likeness in (LIKENESS, LEAST_ALIKE, MOST_ALIKE)
            )
        except NotConvergedError:
            return np.zeros(len(self.cells), dtype=bool)
        return np.asarray(np.all([abs(other - usual) <= STABLE for other in others], axis=0))

    def _if_alike(self, likeness: Likeness, best: Fit, seed: int) -> Floats:
        """Draws if one person's answers were so much alike, at the most probable scales."""
        design = design_of(self.cells, likeness)
        mode = fitted(design, best.tables, best.scales)
        rng = np.random.Generator(np.random.SFC64(seed))
        return self._sample(design, best, mode, rng, DRAWS_BESIDE)

    def _sample(
        self, design: Design, fit: Fit, mode: Mode, rng: np.random.Generator, draws: int
    ) -> Floats:
        likelihood, _ = self.likelihoods(fit.scales.spread)
        locations = sampled(design, fit.tables, likelihood, fit.scales, mode, rng, draws)
        thresholds = thresholds_of(self.shares, fit.scales.spread)
        return np.asarray(self.of(*(shares_at(location, thresholds) for location in locations)))


def _power(n: int) -> float:
    return SMALL_POWERS.get(n, POWER) * min(1.0, LARGEST / n)


def _cell(where: Sequence[str], left: Group, right: Group) -> Cell:
    perceiver, target, concern, *groups = where
    people = [sum(block.n for block in _blocks(group)) for group in (left, right)]
    return Cell(perceiver, target, concern, groups[0], groups[1], people[0], people[1])


def _blocks(group: Group) -> list[Block]:
    if group is None:
        return []
    return [group] if isinstance(group, Block) else list(group)
