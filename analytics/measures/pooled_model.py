"""The multilevel model behind pooled figures, its shared effects integrated by Laplace's method.

A cell has two locations on a latent scale on which people differ with standard deviation 1: y,
where the right group stands, and z, where the left one does. With shared effects s,

    y ~ N(beta + u_right, location^2),    z = y + gap + u_left - u_right + w,

where the gap is the sum of its level, its dyad's part and its concern's part, u are what the people
who happened to be asked share (their leniency, and that towards one side), and w, the part of the
cell alone, has heavy tails: a mixture of two normal distributions. Given s the cells are
independent, and the integrals over y and w are sums over a grid.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from analytics.measures.pooled_design import Design, Scales
from analytics.measures.validation import Floats

# Locations, in standard deviations of people's answers.
STEP = 0.12
GRID: Floats = np.asarray(np.arange(-55, 56) * STEP, dtype=np.float64)
# The part of a cell alone: three cells in ten have a standard deviation three times as large.
TAIL_SHARE, TAIL_SCALE = 0.3, 3.0
NEWTON_STEPS, CONVERGED = 60, 1e-9
# Draws worked on at a time: so few that what is worked on stays in the processor's cache.
CHUNK = 5
# Promised gain from which steps are no longer checked: close to the mode Newton's need no check.
NEAR = 0.1


class Tables(NamedTuple):
    """The likelihood of z given y + shift, and its derivatives, as windows; that of y.

    Shape (cells, shifts, window) three times, and (cells, grid).
    """

    left: Floats
    first: Floats
    second: Floats
    right: Floats


class Mode(NamedTuple):
    """The most probable shared effects, the Cholesky factor of their precision, log evidence."""

    effects: Floats
    factor: Floats
    evidence: float


class NotConvergedError(ArithmeticError):
    """The model could not be fitted to these blocks."""


@lru_cache(maxsize=32)
def _kernels(cell: float) -> tuple[Floats, Floats, Floats]:
    """The density of w from every grid point to every other, and its derivatives by the first."""
    apart = GRID[:, np.newaxis] - GRID
    density = np.zeros_like(apart)
    first, second = density.copy(), density.copy()
    for share, scale in ((1 - TAIL_SHARE, cell), (TAIL_SHARE, TAIL_SCALE * cell)):
        part = share * np.exp(-0.5 * (apart / scale) ** 2) * STEP / (scale * np.sqrt(2 * np.pi))
        density += part
        first += part * apart / scale**2
        second += part * ((apart / scale) ** 2 - 1) / scale**2
    return _without_dust(density), _without_dust(first), _without_dust(second)


def tables(left: Floats, right: Floats, cell: float) -> Tables:
    """Return the tables of a model, from the likelihoods of the groups' locations on the grid.

    `left`, `right` : shape (cells, grid). `cell` is the standard deviation of w for seven cells of
    ten.
    """
    likelihood, first, second = (windows(_without_dust(left) @ kernel) for kernel in _kernels(cell))
    return Tables(likelihood, first, second, right)


def _without_dust(values: Floats) -> Floats:
    """Numbers so small that a product of two is no normal number make a processor slow."""
    return np.where(abs(values) < 1e-150, 0.0, values)


def fitted(design: Design, given: Tables, scales: Scales, start: Floats | None = None) -> Mode:
    """Return the most probable shared effects, by Newton's method, and how probable the blocks are.

    Raises NotConvergedError if no mode is reached.
    """
    precision = 1 / design.variances(scales)
    effects = np.zeros(len(precision)) if start is None else start
    value, gradient, curvature = _log_posterior(given, design, scales, precision, effects)
    for _ in range(NEWTON_STEPS):
        factor = _factor(curvature)
        move = _solve(factor, gradient)
        size, gain = 1.0, float(gradient @ move)
        while True:
            trial = effects + size * move
            at_trial = _log_posterior(given, design, scales, precision, trial)
            if gain < NEAR or at_trial[0] >= value or size < 1e-3:
                break
            size /= 2
        effects = trial
        value, gradient, curvature = at_trial
        if gain < CONVERGED:
            break
    else:
        raise NotConvergedError(f"no mode within {NEWTON_STEPS} steps")
    factor = _factor(curvature)
    evidence = value + 0.5 * np.log(precision).sum() - np.log(np.diag(factor)).sum()
    if not np.isfinite(evidence):
        raise NotConvergedError("the blocks have no probability under the model")
    return Mode(effects, factor, float(evidence))


def _factor(curvature: Floats) -> Floats:
    """The Cholesky factor, of a matrix made positive definite where it is not."""
    ridge = 0.0
    for _ in range(60):
        try:
            return np.asarray(np.linalg.cholesky(curvature + ridge * np.eye(len(curvature))))
        except np.linalg.LinAlgError:
            ridge = max(2 * ridge, 1e-3)
    raise NotConvergedError("the curvature at these effects is not positive")


def _solve(factor: Floats, right: Floats) -> Floats:
    return np.linalg.solve(factor.T, np.linalg.solve(factor, right))


# Points between which values are interpolated by Lagrange's polynomial, and its denominators.
_POINTS = np.arange(-2, 4)
# Further than this no point is reached from any.
_BEYOND = len(GRID) + len(_POINTS)
_DENOMINATORS = np.array([np.prod([p - q for q in _POINTS if q != p]) for p in _POINTS])


class Places(NamedTuple):
    """Where values moved by a shift are found: the first of the points around, and their weights.

    Beyond the grid a table has its outermost values.
    """

    first: NDArray[np.int64]
    weights: Floats

    @classmethod
    def of(cls, shift: Floats) -> "Places":
        """Of the grid moved by shifts of any shape: the weights have one more axis, of 6."""
        steps = shift / STEP
        whole = np.floor(steps).astype(np.int64)
        apart = (steps - whole)[..., np.newaxis] - _POINTS
        products = [np.delete(apart, i, axis=-1).prod(axis=-1) for i in range(len(_POINTS))]
        first = np.clip(whole + _POINTS[0], -_BEYOND, _BEYOND) + _BEYOND
        return cls(first, np.stack(products, axis=-1) / _DENOMINATORS)

    def values(self, table: Floats) -> Floats:
        """Of a table as `windows` gives it: shape (..., cells, grid)."""
        around = table[np.arange(len(table)), self.first]
        total = np.zeros((*self.first.shape, len(GRID)))
        for i in range(len(_POINTS)):
            total += self.weights[..., i, np.newaxis] * around[..., i : i + len(GRID)]
        return total


def windows(table: Floats) -> Floats:
    """Return what a table of shape (cells, grid) holds around the grid moved by every whole shift.

    Shape (cells, shifts, window), without a copy.
    """
    beyond = (0, 0), (_BEYOND, _BEYOND + len(_POINTS) - 1)
    padded = np.pad(table, beyond, mode="edge")
    return sliding_window_view(padded, len(GRID) + len(_POINTS) - 1, axis=1)


def _log_posterior(
    given: Tables, design: Design, scales: Scales, precision: Floats, effects: Floats
) -> tuple[float, Floats, Floats]:
    """The log posterior of the effects, its gradient and the negative of its second derivatives."""
    shift, centre = design.shift, design.centre
    places = Places.of(shift @ effects)
    moved = [places.values(table) for table in given[:3]]
    away = (GRID - (centre @ effects)[:, np.newaxis]) / scales.location
    prior = np.exp(-0.5 * away**2) * STEP / (scales.location * np.sqrt(2 * np.pi))
    weight = prior * given.right
    joint = weight * moved[0]
    total = np.maximum(joint.sum(axis=1), 1e-300)
    slope = away / scales.location
    by_shift = (weight * moved[1]).sum(axis=1) / total
    by_shift_twice = (weight * moved[2]).sum(axis=1) / total
    by_centre = (joint * slope).sum(axis=1) / total
    by_centre_twice = (joint * slope**2).sum(axis=1) / total - 1 / scales.location**2
    by_both = (weight * moved[1] * slope).sum(axis=1) / total
    value = np.log(total).sum() - 0.5 * (precision * effects**2).sum()
    gradient = shift.T @ by_shift + centre.T @ by_centre - precision * effects
    shifts = by_shift_twice - by_shift**2
    centres = by_centre_twice - by_centre**2
    mixed = by_both - by_shift * by_centre
    cross = shift.T @ (mixed[:, np.newaxis] * centre)
    curvature = (
        np.diag(precision)
        - shift.T @ (shifts[:, np.newaxis] * shift)
        - centre.T @ (centres[:, np.newaxis] * centre)
        - cross
        - cross.T
    )
    return float(value), gradient, curvature


class Sampled(NamedTuple):
    """Drawn locations of the left and the right population: shape (draws, cells)."""

    left: Floats
    right: Floats


def sampled(
    design: Design,
    given: Tables,
    likelihood: Floats,
    scales: Scales,
    mode: Mode,
    rng: np.random.Generator,
    draws: int,
) -> Sampled:
    """Draw the shared effects from their normal approximation, and the cells given them, exactly.

    `likelihood` is that of z, shape (cells, grid).
    """
    half = (draws + 1) // 2
    normal = rng.standard_normal((half, len(mode.effects)))
    normal = np.concatenate([normal, -normal])[:draws]
    effects = mode.effects + np.linalg.solve(mode.factor.T, normal.T).T
    chance = rng.random((2, draws, len(likelihood)))
    parts = [
        _given(design, given, likelihood, scales, effects[i : i + CHUNK], chance[:, i : i + CHUNK])
        for i in range(0, draws, CHUNK)
    ]
    return Sampled(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def _given(
    design: Design, given: Tables, likelihood: Floats, scales: Scales, s: Floats, chance: Floats
) -> Sampled:
    """Locations drawn given shared effects, shape (draws, effects)."""
    move, centre = s @ design.shift.T, s @ design.centre.T
    away = (GRID - centre[..., np.newaxis]) / scales.location
    moved = np.maximum(Places.of(move).values(given.left), 0)
    y = _pick(np.exp(-0.5 * away**2) * given.right * moved, chance[0])
    apart = (GRID - (y + move)[..., np.newaxis]) / scales.cell
    narrow = -0.5 * apart**2
    kernel = (1 - TAIL_SHARE) * np.exp(narrow)
    kernel += TAIL_SHARE / TAIL_SCALE * np.exp(narrow / TAIL_SCALE**2)
    z = _pick(kernel * likelihood, chance[1])
    return Sampled(z - s @ design.left.T, y - s @ design.right.T)


def _pick(weight: Floats, chance: Floats) -> Floats:
    """Points drawn with these weights along the last axis, evenly within a step."""
    edges = np.cumsum(weight, axis=-1)
    target = chance * edges[..., -1]
    place = np.minimum((edges <= target[..., np.newaxis]).sum(axis=-1), len(GRID) - 1)
    upper = np.take_along_axis(edges, place[..., np.newaxis], -1)[..., 0]
    there = np.take_along_axis(weight, place[..., np.newaxis], -1)[..., 0]
    within = (upper - target) / np.maximum(there, 1e-300)
    return np.asarray(GRID[place] + (0.5 - np.clip(within, 0, 1)) * STEP)
