"""Gaps of one round estimated together: each cell borrows from its dyad, its concern and the level.

A cell of 8 or 12 people says little alone. All cells were answered by the same few groups, so they
have a level, dyads and concerns in common; a multilevel model shrinks what is poorly known towards
what is well known, and large gaps less than a normal distribution would. The likelihood is that of
the blocks themselves.

References
----------
Gelman, A., & Hill, J. (2007). Data analysis using regression and multilevel/hierarchical models.
Cambridge University Press.
Bürkner, P.-C., & Vuorre, M. (2019). Ordinal regression models in psychology. Advances in Methods
and Practices in Psychological Science, 2(1), 77-101. doi 10.1177/2515245918823199
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from itertools import product
from typing import NamedTuple, TypeAlias

import numpy as np
from scipy.special import ndtr

from analytics.measures.block_likelihood import (
    log_likelihood,
    log_shares,
    mean_shares,
    thresholds_of,
)
from analytics.measures.blocks import Block
from analytics.measures.contrast import delta_of_shares
from analytics.measures.pooled_model import (
    GRID,
    Design,
    Mode,
    NotConvergedError,
    Scales,
    fitted,
    sampled,
    tables,
)
from analytics.measures.validation import Floats

Group: TypeAlias = Block | Sequence[Block] | None
# One step of a scale is a factor of 1.6.
LOCATION = (0.25, 0.4, 0.64, 1.0, 1.6)
PART = (0.1, 0.16, 0.25, 0.4, 0.64, 1.0)
# Half-normal priors of the scales.
PRIOR = Scales(location=1.0, dyad=0.5, concern=0.5, cell=0.5)
START = Scales(location=0.64, dyad=0.25, concern=0.25, cell=0.25)
# Of the variance between people: what one person's answers share, and those about one side.
LENIENCY, TOWARDS = 0.2, 0.1
DRAWS = 500
SEED = 20132


@dataclass(frozen=True)
class Pooled:
    """Pooled figures, float arrays with one value a cell, NaN where nothing can be said.

    Attributes
    ----------
    delta : the expected Cliff's delta of the two populations.
    low, high : its 95 percent limits.
    above : the probability that delta is above 0.
    level_shift, level_shift_low, level_shift_high : likewise the difference of means, in levels.
    draws : shape (draws, cells), the draws of delta behind them.
    """

    delta: Floats
    low: Floats
    high: Floats
    above: Floats
    draws: Floats


def pool(
    left: Sequence[Group],
    right: Sequence[Group],
    *,
    perceiver: Sequence[str],
    target: Sequence[str],
    concern: Sequence[str],
    likeness: tuple[float, float] = (LENIENCY, TOWARDS),
    draws: int = DRAWS,
) -> Pooled:
    cells = len(left)
    there = [k for k in range(cells) if left[k] is not None and right[k] is not None]
    if not there:
        nothing = np.full(cells, np.nan)
        return Pooled(nothing, nothing, nothing, nothing, np.full((draws, cells), np.nan))
    one, other = ([_blocks(groups[k]) for k in there] for groups in (left, right))
    ends = [(perceiver[k], target[k]) for k in there]
    design = _design(ends, [concern[k] for k in there], one, other, likeness)
    thresholds = thresholds_of(
        mean_shares([b for blocks in (*one, *other) for b in blocks]), 1.2
    )
    logs = log_shares(GRID, thresholds)
    power = 1 / (1 - sum(likeness))
    likelihoods = [np.stack([_likelihood(blocks, logs, power) for blocks in g]) for g in (one, other)]
    fits, by_cell = _explored(design, *likelihoods)
    rng = np.random.Generator(np.random.SFC64(SEED))
    weights = np.array([fit.weight for fit in fits])
    edges = np.round(np.cumsum(weights / weights.sum()) * draws).astype(int)
    parts = []
    for fit, number in zip(fits, np.diff(edges, prepend=0), strict=True):
        if number:
            given = by_cell[fit.scales.cell]
            parts.append(
                sampled(design, given, likelihoods[0], fit.scales, fit.mode, rng, int(number))
            )
    locations = [np.concatenate([getattr(p, side) for p in parts]) for side in ("left", "right")]
    p, q = (_shares(location, thresholds) for location in locations)
    delta = np.full((draws, cells), np.nan)
    delta[:, there] = delta_of_shares(p, q)
    return _summary(delta)


def _blocks(group: Group) -> tuple[Block, ...]:
    return (group,) if isinstance(group, Block) else tuple(group)


def _summary(delta: Floats) -> Pooled:
    low, high = np.quantile(delta, (0.025, 0.975), axis=0)
    above = np.where(np.isnan(low), np.nan, (delta > 0).mean(axis=0))
    return Pooled(delta.mean(axis=0), low, high, above, delta)


def _shares(location: Floats, thresholds: Floats) -> Floats:
    below = ndtr(thresholds - location[..., np.newaxis])
    return np.diff(below, axis=-1, prepend=0, append=1)


def _likelihood(blocks: Iterable[Block], logs: Floats, power: float) -> Floats:
    log = power * np.add.reduce([log_likelihood(block, logs) for block in blocks])
    return np.exp(log - log.max())


def _design(ends, concerns, left, right, likeness) -> Design:
    times = Counter(concerns)
    columns: dict[tuple, int] = {}
    entries = {name: [] for name in ("left", "right", "gap", "base")}
    variances: dict[int, float] = {}

    def enter(name, cell, key, variance=0.0):
        place = columns.setdefault(key, len(columns))
        variances[place] = variance
        entries[name].append((cell, place))

    leniency, towards = likeness
    for cell, (dyad, concern) in enumerate(zip(ends, concerns, strict=True)):
        n, m = (sum(block.n for block in groups[cell]) for groups in (left, right))
        common = times[concern] > 1
        enter("base", cell, ("base", common))
        enter("gap", cell, ("level",))
        enter("gap", cell, ("dyad", dyad))
        if common:
            enter("gap", cell, ("concern", concern))
        enter("left", cell, ("people", "left", dyad[0]), leniency / n)
        enter("left", cell, ("people", "left", dyad), towards / n)
        enter("right", cell, ("people", "right"), leniency / m)
        enter("right", cell, ("people", "right", dyad[1]), towards / m)
    shape = len(ends), len(columns)
    arrays = {}
    for name, places in entries.items():
        arrays[name] = np.zeros(shape)
        arrays[name][tuple(np.array(places).T)] = 1.0
    return Design(
        **arrays,
        sort=np.array([key[0] for key in columns]),
        people=np.array([variances[place] for place in range(len(columns))]),
    )


class Fit(NamedTuple):
    scales: Scales
    mode: Mode
    weight: float


def _explored(design, left, right) -> list[Fit]:
    """Scales worth considering, with their weights: a lattice around the most probable ones."""
    lattice = [LOCATION, PART, PART, PART]
    found: dict[tuple[int, ...], tuple[float, Mode]] = {}
    cached = {}
    start = None

    def at(place):
        nonlocal start
        if place not in found:
            scales = Scales(*(steps[i] for steps, i in zip(lattice, place, strict=True)))
            if scales.cell not in cached:
                cached[scales.cell] = tables(left, right, scales.cell)
            mode = fitted(design, cached[scales.cell], scales, start)
            start = mode.effects
            values, priors = np.array(astuple(scales)), np.array(astuple(PRIOR))
            # The lattice is even in the logarithm of a scale.
            prior = (-0.5 * (values / priors) ** 2 + np.log(values)).sum()
            found[place] = mode.evidence + float(prior), mode
        return found[place][0]

    def around(place):
        for axis, steps in enumerate(lattice):
            for move in (-1, 1):
                if 0 <= place[axis] + move < len(steps):
                    yield (*place[:axis], place[axis] + move, *place[axis + 1 :])

    best = tuple(
        steps.index(value) for steps, value in zip(lattice, astuple(START), strict=True)
    )
    at(best)
    while True:
        ahead = max(around(best), key=at)
        if at(ahead) <= at(best):
            break
        best = ahead
    # Further out while the weight is worth it.
    border = [best]
    while border:
        border = [
            n for place in border for n in dict.fromkeys(around(place))
            if n not in found and len(found) < 80 and at(n) > at(best) - 2.5
        ] + [n for place in border if place == best for n in around(place) if at(n) > at(best) - 2.5]
        border = [n for n in dict.fromkeys(border) if n != best]
        if len(found) >= 80: break
    fits = []
    for place, (log, mode) in sorted(found.items()):
        weight = float(np.exp(log - at(best)))
        if weight > 0.01:
            scales = Scales(*(steps[i] for steps, i in zip(lattice, place, strict=True)))
            fits.append(Fit(scales, mode, weight))
    return fits, cached
