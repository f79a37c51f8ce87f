"""The gaps of a round estimated together: scales from a lattice, draws from one seed."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from reproduce.groups import LEVELS
from reproduce.pooled_design import Cell, Design, Scales, design_of
from reproduce.pooled_model import (
    GRID,
    STEP,
    WIDE_SHARE,
    WIDER,
    Likelihoods,
    Mode,
    NoModeError,
    Tables,
    mode_of,
    moved,
    shares_at,
    tables_of,
)

SEED, DRAWS, DRAWS_BESIDE, AT_ONCE = 2013, 600, 200, 20
# What one person's answers share of the variance between people's; the least and the most.
LIKENESS, OTHER_LIKENESSES = (0.30, 0.12), ((0.10, 0.05), (0.40, 0.15))
STABLE = 0.1
PART = (0.1, 0.16, 0.25, 0.4, 0.64, 1.0)
LATTICE = ((0.25, 0.4, 0.64, 1.0, 1.6), PART, PART, PART, (1.0, 1.2, 1.45, 1.75, 2.1, 2.6))
START, PRIOR, PRIOR_POWER = (0.64, 0.25, 0.25, 0.25, 1.2), (1.0, 0.5, 0.5, 0.5, 2.0), 4.0
WORTH, MOST_PLACES, LEAST_WEIGHT = 2.5, 30, 0.01

Place = tuple[int, ...]


class Pooled(NamedTuple):
    """Draws of the figure, shape (draws, cells), and whether its direction is stable."""

    draws: np.ndarray
    stable: np.ndarray


class Fit(NamedTuple):
    scales: Scales
    tables: Tables
    mode: Mode
    weight: float


def delta(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Of shares whose last axis is that of the levels."""
    not_above = np.cumsum(q, axis=-1)
    return (p * (2 * not_above - q - not_above[..., -1:])).sum(axis=-1)


def empathy_gap(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Mean prediction less median answer: the lowest level that half lie at or below."""
    return p @ np.arange(LEVELS) - (np.cumsum(q, axis=-1) < 0.5).sum(axis=-1)


def pool(cells: Sequence[Cell], of: Callable) -> Pooled | None:
    """None where the model has no mode, or nothing to be fitted to."""
    if not cells:
        return None
    likelihoods, design = Likelihoods(cells), design_of(cells, *LIKENESS)
    try:
        fits = _fits(design, likelihoods)
    except NoModeError:
        return None
    weights = np.array([fit.weight for fit in fits])
    edges = np.round(np.cumsum(weights / weights.sum()) * DRAWS).astype(int)
    chance = _chance()
    parts = [
        _drawn(design, likelihoods, fit, fit.mode, chance, number, of)
        for fit, number in zip(fits, np.diff(edges, prepend=0).tolist(), strict=True)
        if number
    ]
    return Pooled(np.concatenate(parts), _stable(cells, likelihoods, fits[0], of))


def _chance() -> np.random.Generator:
    return np.random.Generator(np.random.SFC64(SEED))


def _stable(cells: Sequence[Cell], likelihoods: Likelihoods, best: Fit, of: Callable) -> np.ndarray:
    """Where the probability of a direction hardly depends on how alike a person's answers are."""
    above = []
    for likeness in (LIKENESS, *OTHER_LIKENESSES):
        design = design_of(cells, *likeness)
        try:
            mode = mode_of(design, best.tables, best.scales, None)
        except NoModeError:
            return np.zeros(len(cells), bool)
        drawn = _drawn(design, likelihoods, best, mode, _chance(), DRAWS_BESIDE, of)
        above.append((drawn > 0).mean(axis=0))
    return np.all([abs(other - above[0]) <= STABLE for other in above[1:]], axis=0)


# --- Scales ---------------------------------------------------------------------------------------


def _fits(design: Design, likelihoods: Likelihoods) -> list[Fit]:
    """Every probable place of the lattice, the most probable first."""
    search = _Search(design, likelihoods)
    place = tuple(steps.index(value) for steps, value in zip(LATTICE, START, strict=True))
    best = search.widen(search.climb(place))
    top = search.evidence(best)
    if not np.isfinite(top):
        raise NoModeError
    found = [
        Fit(_scales(place), search.tables(_scales(place)), mode, float(np.exp(evidence - top)))
        for place, (evidence, mode) in search.visited.items()
        if mode is not None and np.exp(evidence - top) > LEAST_WEIGHT
    ]
    return sorted(found, key=lambda fit: (-fit.weight, fit.scales))


def _scales(place: Place) -> Scales:
    return tuple(steps[at] for steps, at in zip(LATTICE, place, strict=True))


def _neighbours(place: Place) -> Iterator[Place]:
    for axis, steps in enumerate(LATTICE):
        for at in (place[axis] - 1, place[axis] + 1):
            if 0 <= at < len(steps):
                yield (*place[:axis], at, *place[axis + 1 :])


class _Search:
    """The evidence at places of the lattice, each once; the first mode starts the next search."""

    def __init__(self, design: Design, likelihoods: Likelihoods) -> None:
        self.design, self.likelihoods = design, likelihoods
        self.visited: dict[Place, tuple[float, Mode | None]] = {}
        self.start: np.ndarray | None = None
        self._tables: dict[tuple[float, float], Tables] = {}

    def climb(self, place: Place) -> Place:
        while True:
            ahead = max(_neighbours(place), key=self.evidence)
            if self.evidence(ahead) <= self.evidence(place):
                return place
            place = ahead

    def widen(self, best: Place) -> Place:
        """Look around the best place, and on from what lies within `WORTH` of it."""
        least, border = self.evidence(best) - WORTH, [best]
        while border and len(self.visited) < MOST_PLACES:
            place = border.pop(0)
            for neighbour in _neighbours(place):
                new = neighbour not in self.visited
                if self.evidence(neighbour) > least and (new or place == best):
                    border.append(neighbour)
        return best

    def evidence(self, place: Place) -> float:
        if place not in self.visited:
            scales = _scales(place)
            values = np.array(scales)
            prior = PRIOR_POWER * np.log(values) - 0.5 * (values / np.array(PRIOR)) ** 2
            try:
                mode = mode_of(self.design, self.tables(scales), scales, self.start)
            except NoModeError:
                self.visited[place] = -np.inf, None
            else:
                self.start = mode.effects
                self.visited[place] = mode.evidence + float(prior.sum()), mode
        return self.visited[place][0]

    def tables(self, scales: Scales) -> Tables:
        _location, _dyad, _concern, cell, spread = scales
        if (cell, spread) not in self._tables:
            self._tables[cell, spread] = tables_of(*self.likelihoods.at(spread), cell)
        return self._tables[cell, spread]


# --- Draws ----------------------------------------------------------------------------------------


def _drawn(
    design: Design,
    likelihoods: Likelihoods,
    fit: Fit,
    mode: Mode,
    chance: np.random.Generator,
    draws: int,
    of: Callable,
) -> np.ndarray:
    """Draws of the figure: shared effects, then each cell's y and w given them."""
    location, _dyad, _concern, cell, spread = fit.scales
    half = chance.standard_normal(((draws + 1) // 2, len(mode.effects)))
    normal = np.concatenate([half, -half])[:draws]
    places = chance.random((2, draws, len(likelihoods.cells)))
    effects = mode.effects + np.linalg.solve(mode.factor.T, normal.T).T
    of_left, _of_right = likelihoods.at(spread)
    figures = []
    for i in range(0, draws, AT_ONCE):
        s, now = effects[i : i + AT_ONCE], places[:, i : i + AT_ONCE]
        shift, centre = s @ design.shift.T, s @ design.centre.T
        away = (GRID - centre[..., np.newaxis]) / location
        ahead = np.maximum(moved(fit.tables.value, shift), 0)
        y = _picked(np.exp(-0.5 * away**2) * fit.tables.right * ahead, now[0])
        apart = (GRID - (y + shift)[..., np.newaxis]) / cell
        kernel = (1 - WIDE_SHARE) * np.exp(-0.5 * apart**2)
        kernel += WIDE_SHARE / WIDER * np.exp(-0.5 * (apart / WIDER) ** 2)
        z = _picked(kernel * of_left, now[1])
        sides = z - s @ design.left.T, y - s @ design.right.T
        figures.append(of(*(shares_at(side, likelihoods.cuts(spread)) for side in sides)))
    return np.concatenate(figures)


def _picked(weight: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Points of the grid by their weights, evenly within a step."""
    edges = np.cumsum(weight, axis=-1)
    target = chance * edges[..., -1]
    place = (edges <= target[..., np.newaxis]).sum(axis=-1).clip(max=len(GRID) - 1)
    upper, there = (
        np.take_along_axis(values, place[..., np.newaxis], -1)[..., 0] for values in (edges, weight)
    )
    within = np.clip((upper - target) / np.maximum(there, 1e-300), 0, 1)
    return GRID[place] + (0.5 - within) * STEP
