"""How often gaps of a known size are called what they are: `analytics.measures.planning`.

Rounds are simulated in which some questions, and some dyads, have a gap of exactly nothing, half a
level or a level between the two populations, upwards or downwards. A round is `mixed` without the
level that it has there, so that nothing favours one direction, and those of its gaps that come
nearest to one of the three sizes are given it, so that it stays a round like any other:

- the dyad with the greatest mean gap a mean gap of one level, the two nearest to half a level and
  the two nearest to nothing just that, all their questions being moved together;
- in each of the other seven dyads the question with the greatest gap a gap of one level, of the
  others the one nearest to half a level and the one nearest to nothing just that.

Gaps are counted as called in the right direction; a gap of nothing as called in either. Chances
are then fitted by a logistic function of both numbers of people (`planning.terms`). Where nothing
can be called (a verdict of groups below eight) there is no fit.

`python -m benchmarks planning` simulates `CS2_BENCH_STUDIES` rounds of each of `SIZES`, 30 when it
is not set, and prints the rows of the table; rounds that var/planning.json holds already are taken
from there, so that it can be interrupted. It takes about half an hour.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from analytics.measures.planning import Gap, Said, Scope, can_be_said, terms
from analytics.measures.pooling import pool
from analytics.measures.validation import Floats
from analytics.measures.verdicts import GapKind, Thresholds
from analytics.release.rows import MeanRow
from analytics.release.verdicts import MeanVerdict, mean_verdict
from benchmarks.machine import show
from benchmarks.pooling import cells_alone, mean_alone
from benchmarks.simulated_rounds import (
    CONCERNS,
    DYADS,
    Answering,
    Persons,
    mixed,
    population_shares,
    round_at,
)

ROUNDS = int(os.environ.get("CS2_BENCH_STUDIES", "30"))
KEPT = Path("var/planning.json")
SEED = 20134
PARTICIPANTS = (5, 6, 7, 8, 10, 12, 15, 20, 25, 30)
ASSESSORS = (5, 8, 12, 20, 30)
SIZES = tuple(product(PARTICIPANTS, ASSESSORS))
PERSONS = Persons()
# By how much `mixed` lies above 0.
LEVEL = 0.35
# Dyads that are given each size of gap; in every other one a question is.
DYADS_GIVEN = {Gap.ONE: 1, Gap.HALF: 2, Gap.NOTHING: 2}
LEVELS_OF = {Gap.NOTHING: 0.0, Gap.HALF: 0.5, Gap.ONE: 1.0}
# The mean levels of populations stay within these.
LEAST, MOST = 0.1, 2.9
# By size, what was said in each round: by figure how often, and of how many.
Kept = dict[str, list[dict[str, list[int]]]]
# Of the search for the best fit.
STEPS, LONGEST = 60, 5.0
# The coefficients from the squares to the coarseness are drawn towards 0 with this precision, lest
# the fit follow chance; the others by next to nothing, so that there is always a solution.
DRAWN, PULL, LEAST_PULL = slice(3, 7), 1.0, 1e-6
_LOCATIONS = np.linspace(-8, 8, 16001)
_MEAN_LEVELS = population_shares(_LOCATIONS, PERSONS.spread) @ np.arange(4)


class Truth(NamedTuple):
    """A gap of known size: `place` is a cell or a dyad, `sign` its direction, 0 of nothing."""

    scope: Scope
    gap: Gap
    place: int
    sign: int


class Design(NamedTuple):
    """Level shifts in levels, shape (dyads, concerns), and which of them have a known size."""

    shift: Floats
    truths: list[Truth]


def mean_level(location: Floats) -> Floats:
    """Return the mean levels, from 0 to 3, of populations."""
    return np.asarray(np.interp(location, _LOCATIONS, _MEAN_LEVELS))


def location_of(level: Floats) -> Floats:
    """Return where populations of these mean levels are located."""
    return np.asarray(np.interp(level, _MEAN_LEVELS, _LOCATIONS))


def designed(shift: Floats) -> Design:
    """Return level shifts of which some are moved to the size that they come nearest to."""
    shift, truths = shift.copy(), []
    means = shift.mean(axis=1)
    left = list(range(len(shift)))
    for gap, number in DYADS_GIVEN.items():
        for dyad in _nearest(means, left, gap)[:number]:
            left.remove(dyad)
            to = _signed(gap, means[dyad])
            shift[dyad] += to - means[dyad]
            truths.append(Truth(Scope.DYAD, gap, dyad, int(np.sign(to))))
    for dyad in left:
        rest = list(range(shift.shape[1]))
        for gap in DYADS_GIVEN:
            concern = _nearest(shift[dyad], rest, gap)[0]
            rest.remove(concern)
            to = shift[dyad, concern] = _signed(gap, shift[dyad, concern])
            place = dyad * shift.shape[1] + concern
            truths.append(Truth(Scope.QUESTION, gap, place, int(np.sign(to))))
    return Design(shift, truths)


def _nearest(values: Floats, among: list[int], gap: Gap) -> list[int]:
    """These places, the nearest to a gap of this size first; the greatest for a gap of a level."""
    if gap is Gap.ONE:
        return sorted(among, key=lambda place: -abs(values[place]))
    return sorted(among, key=lambda place: abs(abs(values[place]) - LEVELS_OF[gap]))


def _signed(gap: Gap, value: float) -> float:
    return LEVELS_OF[gap] * (1.0 if value > 0 else -1.0) if LEVELS_OF[gap] else 0.0


def planned(rng: np.random.Generator) -> tuple[tuple[Floats, Floats], list[Truth]]:
    """Return where the sides' populations and the panel's are located, and the known gaps."""
    gaps = mixed(rng) - LEVEL
    base = rng.normal(0.1, 0.5, gaps.shape)
    low, high = mean_level(base), mean_level(base + gaps)
    shift, truths = designed(high - low)
    middle = np.clip((low + high) / 2, LEAST + abs(shift) / 2, MOST - abs(shift) / 2)
    return (location_of(middle + shift / 2), location_of(middle - shift / 2)), truths


def said_in(participants: int, assessors: int, number: int) -> dict[str, list[int]]:
    """Return, by figure, how often a gap was said to be there in one round, and of how many."""
    rng = np.random.default_rng([SEED, participants, assessors, number])
    locations, truths = planned(rng)
    one = round_at(rng, locations, participants, assessors, Answering(PERSONS))
    pooled = pool(
        one.left, one.right, perceiver=one.perceiver, target=one.target, concern=one.concern
    )
    cells = cells_alone(one)
    counted = {name(*figure): [0, 0] for figure in product(Scope, Gap, Said)}
    for truth in truths:
        if truth.scope is Scope.QUESTION:
            above, alone = float(pooled.above[truth.place]), _of_kind(cells[truth.place].kind)
        else:
            start = truth.place * len(CONCERNS)
            concerns = range(start, start + len(CONCERNS))
            estimate = pooled.mean(concerns)
            above = estimate.above if estimate else float("nan")
            alone = _of_mean(truth.place, [cells[cell] for cell in concerns])
        for said in Said:
            both = counted[name(truth.scope, truth.gap, said)]
            both[0] += is_said(said, truth.sign, above, alone)
            both[1] += 1
    return counted


def is_said(said: Said, sign: int, above: float, alone: int) -> bool:
    """Whether a gap is called so: in its direction, or in either where there is none.

    `above` is the probability that it lies above 0, NaN without one; `alone` the direction that
    the question or the dyad by itself shows, 0 where it shows none.
    """
    if said is Said.ALONE:
        return alone != 0 and alone in (sign, sign or alone)
    chance = {1: above, -1: 1 - above, 0: max(above, 1 - above)}[sign]
    # A probability at a threshold has the surer word, as in `likelihood`.
    return round(chance, 9) >= getattr(Thresholds(), said.value)


def _of_kind(kind: str) -> int:
    return {GapKind.OVERESTIMATION: 1, GapKind.UNDERESTIMATION: -1}.get(GapKind(kind), 0)


def _of_mean(dyad: int, cells: list[Any]) -> int:
    perceiver, target = DYADS[dyad]
    row = MeanRow(
        perceiver, target, "threat", "", **asdict(mean_alone(cells)), asymmetry=None, tracking=None
    )
    return {MeanVerdict.ABOVE: 1, MeanVerdict.BELOW: -1}.get(mean_verdict(row, Thresholds()), 0)


def name(scope: Scope, gap: Gap, said: Said) -> str:
    """The key of a figure in the file of what is kept."""
    return f"{scope.value} {gap.value} {said.value}"


def simulated(rounds: int = ROUNDS, sizes: Iterable[tuple[int, int]] = SIZES) -> Kept:
    """Return what was said in so many rounds of each size, simulating those that are not kept."""
    sizes = tuple(sizes)
    kept: Kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    for number in range(rounds):
        before = sum(map(len, kept.values()))
        for participants, assessors in sizes:
            of_size = kept.setdefault(f"{participants} + {assessors}", [])
            if len(of_size) == number:
                of_size.append(said_in(participants, assessors, number))
        if sum(map(len, kept.values())) > before:
            KEPT.parent.mkdir(exist_ok=True)
            KEPT.write_text(json.dumps(kept))
            print(f"{number + 1} of {rounds} rounds of each size", flush=True)
    return {f"{n} + {m}": kept[f"{n} + {m}"][:rounds] for n, m in sizes}


# --- Fitting -------------------------------------------------------------------------------------


class Counts(NamedTuple):
    """How often a figure was said, at the sizes at which it can be.

    Attributes
    ----------
    terms : of each size, shape (sizes, terms).
    said : how often, and of how many, in every round: shape (sizes, rounds, 2).
    """

    terms: Floats
    said: Floats


def run() -> dict[str, Any]:
    """Every figure's coefficients, as the table has them, and how far they can be relied on."""
    kept = simulated()
    fits, rows = {}, []
    for figure in product(Scope, Gap, Said):
        counts = counts_of(kept, *figure)
        fits[name(*figure)] = fit = fitted(counts.terms, counts.said.sum(axis=1)).tolist()
        rows.append([name(*figure), error_of(counts), misfit(counts)])
        weights = " ".join(f"{round(value, 2) + 0.0:.2f}" for value in fit)
        print(f'    "{name(*figure)} {weights}",', flush=True)
    show(["figure", "error", "misfit"], rows)
    return {
        "rounds": sum(map(len, kept.values())),
        "error": max(float(np.hypot(error, off)) for _, error, off in rows),
        "coefficients": fits,
    }


def counts_of(kept: Kept, scope: Scope, gap: Gap, said: Said) -> Counts:
    """Return how often this was said in the rounds that are kept."""
    sizes = [tuple(map(int, size.split(" + "))) for size in kept]
    can = [can_be_said(n, m, scope, said) for n, m in sizes]
    figure = name(scope, gap, said)
    counts = np.array([[one[figure] for one in of_size] for of_size in kept.values()])
    of_sizes = [
        terms(n, m, scope, said) for (n, m), can_be in zip(sizes, can, strict=True) if can_be
    ]
    return Counts(np.array(of_sizes), counts[can].astype(np.float64))


def fitted(x: Floats, counts: Floats) -> Floats:
    """Return the coefficients of the logistic function of these terms that fits best.

    `counts` has how often something was said and of how many, shape (sizes, 2). One case said and
    one not said are added in all, so that what is always said has a fit.
    """
    said, times = counts[:, 0] + 1 / len(counts), counts[:, 1] + 2 / len(counts)
    coefficients, pull = np.zeros(x.shape[1]), np.full(x.shape[1], LEAST_PULL)
    pull[DRAWN] = PULL
    for _ in range(STEPS):
        p = _logistic(x @ coefficients)
        slope = x.T @ (said - times * p) - pull * coefficients
        step = np.linalg.solve((x.T * (times * p * (1 - p))) @ x + np.diag(pull), slope)
        # A step too long would leap over the top.
        coefficients += step * min(1.0, LONGEST / max(abs(step).max(), LONGEST))
    return coefficients


def error_of(counts: Counts, times: int = 200) -> float:
    """Return the greatest standard error of the fit at any size, rounds being drawn anew."""
    rng = np.random.default_rng(SEED)
    drawn = []
    for _ in range(times):
        which = rng.integers(0, counts.said.shape[1], counts.said.shape[:2])
        again = np.take_along_axis(counts.said, which[..., np.newaxis], axis=1).sum(axis=1)
        drawn.append(_logistic(counts.terms @ fitted(counts.terms, again)))
    return float(np.std(drawn, axis=0).max())


def misfit(counts: Counts) -> float:
    """Return how far the chances at the sizes lie off the fit, beyond what chance explains.

    The root mean square over sizes; 0 where they scatter about it no more than chance has them.
    """
    said, times = counts.said.sum(axis=1).T
    p = _logistic(counts.terms @ fitted(counts.terms, counts.said.sum(axis=1)))
    beyond = (said / times - p) ** 2 - p * (1 - p) / times
    return float(np.sqrt(max(beyond.mean(), 0.0)))


def _logistic(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-odds)))
