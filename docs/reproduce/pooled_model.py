"""The model by which the gaps of a round are estimated together: its likelihood and its mode.

A cell has two locations on a scale on which people differ with standard deviation 1: y of the right
group and z of the left one. With the shared effects s,

    y ~ N(centre s, location^2),    z = y + shift s + w,

and w is a mixture of two normal distributions around 0. The sums over y and w are over a grid.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, logsumexp, ndtr, ndtri

from reproduce.groups import ALPHA, LEVELS, NO_LEVEL, Block, group_of, members
from reproduce.pooled_design import Cell, Design, Scales

STEP = 0.12
GRID = np.arange(-55, 56) * STEP
WIDE_SHARE, WIDER = 0.3, 3.0
RATES = (0.1, 0.25, 0.5, 1.0, 2.0)
POWER, SMALL_POWERS, LARGEST = 1 / 0.6, {5: 0.67, 6: 0.8, 7: 1.0}, 150
NEWTON_STEPS, CONVERGED, NEAR = 60, 1e-9, 0.1
NODES = np.arange(-2, 4)
DUST = 1e-150


class NoModeError(ArithmeticError):
    """The model has no mode that these steps find."""


# --- The likelihood of blocks ---------------------------------------------------------------------


def log_ways(counts: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    return (gammaln(counts + alpha) - gammaln(counts + 1)).sum(axis=1)


def no_level_rate(blocks: Sequence[Block]) -> float:
    """By how much the weights of answers without a level are multiplied: the likeliest of five."""
    times = Counter(blocks)
    found = []
    for rate in RATES:
        alpha = ALPHA.copy()
        alpha[:NO_LEVEL] *= rate
        total = alpha.sum()
        found.append(
            sum(
                number
                * (
                    logsumexp(log_ways(members(block), alpha))
                    + gammaln(total)
                    - gammaln(block[0] + total)
                    - gammaln(alpha).sum()
                )
                for block, number in times.items()
            )
        )
    return RATES[int(np.argmax(found))]


def mean_shares(blocks: Sequence[Block]) -> np.ndarray:
    """Of the levels over all groups of a round, with half a person added to each level."""
    people = np.full(LEVELS, 0.5)
    for block in blocks:
        group = group_of([block])
        if len(group.levels):
            people += group.number * group.shares
    return people / people.sum()


def thresholds(shares: np.ndarray, spread: float) -> np.ndarray:
    return ndtri(np.cumsum(shares)[:-1]) * spread


def shares_at(location: np.ndarray, cuts: np.ndarray) -> np.ndarray:
    """Shares of the levels of people around each location; the last axis is that of the levels."""
    below = ndtr(cuts - location[..., np.newaxis])
    return np.diff(below, axis=-1, prepend=0, append=1)


def log_shares(location: np.ndarray, cuts: np.ndarray) -> np.ndarray:
    """Their logarithms, exact in both tails: shape (4, locations)."""
    edges = np.concatenate([[-np.inf], cuts, [np.inf]])[:, np.newaxis] - location
    low, high = edges[:-1], edges[1:]
    # Of two values near 1 the opposite tails are taken.
    return np.log(np.where(high < 0.5, ndtr(high) - ndtr(low), ndtr(-low) - ndtr(-high)))


@cache
def levels_and_ways(block: Block, rate: float) -> tuple[np.ndarray, np.ndarray]:
    """The tallies of the levels, and the logarithm of how many ways lead to each."""
    tallies, alpha = members(block), ALPHA[:NO_LEVEL] * rate
    levels = tallies[:, NO_LEVEL:]
    ways = log_ways(tallies[:, :NO_LEVEL], alpha)
    ways += gammaln(levels.sum(axis=1) + 1) - gammaln(levels + 1).sum(axis=1)
    rows, kinds = np.unique(levels, axis=0, return_inverse=True)
    sums = np.bincount(kinds.reshape(-1), np.exp(ways - ways.max()))
    return rows, np.log(np.maximum(sums, np.finfo(float).tiny)) + ways.max()


class Likelihoods:
    """How probable the blocks of the cells are wherever their groups stand on the grid."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self.cells = cells
        every = [block for side in ("left", "right") for c in cells for block in getattr(c, side)]
        self.shares, self.rate = mean_shares(every), no_level_rate(every)
        self._at: dict[float, tuple[np.ndarray, np.ndarray]] = {}

    def cuts(self, spread: float) -> np.ndarray:
        return thresholds(self.shares, spread)

    def at(self, spread: float) -> tuple[np.ndarray, np.ndarray]:
        """Of the left and of the right groups: shape (cells, grid) each."""
        if spread not in self._at:
            logs = log_shares(GRID, self.cuts(spread))
            of_block = {
                block: self._log(block, logs)
                for cell in self.cells
                for block in (*cell.left, *cell.right)
            }
            self._at[spread] = tuple(
                np.exp(np.stack([sum(of_block[b] for b in blocks) for blocks in groups]))
                for groups in ([c.left for c in self.cells], [c.right for c in self.cells])
            )
        return self._at[spread]

    def _log(self, block: Block, logs: np.ndarray) -> np.ndarray:
        n = block[0]
        levels, ways = levels_and_ways(block, self.rate)
        power = SMALL_POWERS.get(n, POWER) * min(1.0, LARGEST / n)
        return power * logsumexp(levels @ logs + ways[:, np.newaxis], axis=0)


# --- The mode of the shared effects ---------------------------------------------------------------


class Tables(NamedTuple):
    """The likelihood of z at y + shift summed over w, its two derivatives by it, and that of y."""

    value: np.ndarray
    first: np.ndarray
    second: np.ndarray
    right: np.ndarray


def tables_of(left: np.ndarray, right: np.ndarray, cell: float) -> Tables:
    apart = GRID[:, np.newaxis] - GRID
    kernels = np.zeros((3, len(GRID), len(GRID)))
    for share, scale in ((1 - WIDE_SHARE, cell), (WIDE_SHARE, WIDER * cell)):
        density = share * np.exp(-0.5 * (apart / scale) ** 2) * STEP / (scale * np.sqrt(2 * np.pi))
        kernels[0] += density
        kernels[1] += density * apart / scale**2
        kernels[2] += density * ((apart / scale) ** 2 - 1) / scale**2
    kernels[abs(kernels) < DUST] = 0.0
    clean = np.where(left < DUST, 0.0, left)
    return Tables(*(clean @ kernel for kernel in kernels), right)


def moved(table: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """A table of shape (..., cells, grid) at the grid moved by a shift in each cell.

    Between the points by the polynomial through six, beyond them the outermost values. `shift` is
    of shape (..., cells); only one of both has further axes.
    """
    steps = shift / STEP
    whole = np.floor(steps)
    found = np.zeros((*table.shape[:-2], *shift.shape, len(GRID)))
    places, rows = np.arange(len(GRID)), np.arange(table.shape[-2])[:, np.newaxis]
    for node in NODES:
        others = NODES[node != NODES]
        weight = np.prod([(steps - whole - o) / (node - o) for o in others], axis=0)
        at = places + whole[..., np.newaxis].astype(np.int64) + node
        values = table[..., rows, np.clip(at, 0, len(GRID) - 1)]
        found += weight[..., np.newaxis] * values
    return found


class Mode(NamedTuple):
    effects: np.ndarray
    factor: np.ndarray  # Cholesky's, of the precision there
    evidence: float


def mode_of(design: Design, given: Tables, scales: Scales, start: np.ndarray | None) -> Mode:
    """The most probable shared effects by Newton's method, and how probable the blocks are."""
    precision = 1 / design.variances(scales)
    effects = np.zeros(len(precision)) if start is None else start
    value, gradient, curvature = _posterior(design, given, scales[0], precision, effects)
    for _ in range(NEWTON_STEPS):
        step = _solved(_factor(curvature), gradient)
        gain, size = float(gradient @ step), 1.0
        while True:
            trial = effects + size * step
            found = _posterior(design, given, scales[0], precision, trial)
            if gain < NEAR or found[0] >= value or size < 1e-3:
                break
            size /= 2
        effects, (value, gradient, curvature) = trial, found
        if gain < CONVERGED:
            break
    else:
        raise NoModeError
    factor = _factor(curvature)
    evidence = value + 0.5 * np.log(precision).sum() - np.log(np.diag(factor)).sum()
    if not np.isfinite(evidence):
        raise NoModeError
    return Mode(effects, factor, float(evidence))


def _factor(curvature: np.ndarray) -> np.ndarray:
    ridge = 0.0
    for _ in range(60):
        try:
            return np.linalg.cholesky(curvature + ridge * np.eye(len(curvature)))
        except np.linalg.LinAlgError:
            ridge = max(2 * ridge, 1e-3)
    raise NoModeError


def _solved(factor: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.linalg.solve(factor.T, np.linalg.solve(factor, right))


def _posterior(
    design: Design, given: Tables, location: float, precision: np.ndarray, effects: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray]:
    """The log posterior, its gradient and the negative of its second derivatives."""
    x, c = design.shift, design.centre
    value, first, second = moved(np.stack(given[:3]), x @ effects)
    away = (GRID - (c @ effects)[:, np.newaxis]) / location
    prior = np.exp(-0.5 * away**2) * STEP / (location * np.sqrt(2 * np.pi)) * given.right
    total = np.maximum((prior * value).sum(axis=1), 1e-300)

    def mean(values: np.ndarray) -> np.ndarray:
        return (prior * values).sum(axis=1) / total

    slope = away / location
    by_x, by_c = mean(first), mean(value * slope)
    by_xx = mean(second) - by_x**2
    by_cc = mean(value * slope**2) - 1 / location**2 - by_c**2
    by_xc = mean(first * slope) - by_x * by_c
    log = np.log(total).sum() - 0.5 * (precision * effects**2).sum()
    gradient = x.T @ by_x + c.T @ by_c - precision * effects
    cross = x.T @ (by_xc[:, np.newaxis] * c)
    curvature = np.diag(precision) - x.T @ (by_xx[:, np.newaxis] * x)
    curvature = curvature - c.T @ (by_cc[:, np.newaxis] * c) - cross - cross.T
    return float(log), gradient, curvature
