"""Pooled image and empathy gaps against those of single cells, in rounds whose gaps are known.

As in `benchmarks.pooling`, but both groups of a cell are people of a side, each of whom answers
about three others. Of an image gap the right group is the target's participants with a view of
their own. Of an empathy gap the left one is the target's, who name what they take for the most
common answer: they differ less than answers do (`chance` below 1), and the truth is the mean of the
population's predictions less the median of the population's answers. `CS2_BENCH_STUDIES` gives the
number of rounds a row, 50 when it is not set.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from analytics.measures.blocks import Block, protect
from analytics.measures.contrast import delta_of_shares
from analytics.measures.pooling import pool
from analytics.measures.published_contrast import published_contrast
from analytics.measures.published_empathy import empathy_gap_of_shares, published_empathy
from analytics.measures.validation import Floats
from benchmarks import simulated_rounds as rounds
from benchmarks.machine import show
from benchmarks.simulated_rounds import (
    DYADS,
    SIDES,
    Answering,
    Persons,
    answers,
    population_shares,
    tallies,
)

STUDIES = int(os.environ.get("CS2_BENCH_STUDIES", "50"))
SEED = 20135
PERSONS = Persons()


@dataclass(frozen=True)
class Row:
    gap: str
    gaps: rounds.Gaps
    people: int
    chance: float = 1.0


ROWS = (
    *(Row("image", gaps, n) for gaps in (rounds.mixed, rounds.null) for n in (12, 8)),
    *(
        Row("empathy", gaps, n, chance)
        for gaps in (rounds.mixed, rounds.null)
        for n in (12, 8)
        for chance in (1.0, 0.6)
    ),
)


class Round(NamedTuple):
    """The blocks of both groups, cell by cell, and the gap of the two populations."""

    left: list[Block]
    right: list[Block]
    gap: Floats


class Estimates(NamedTuple):
    value: Floats
    low: Floats
    high: Floats


def run() -> dict[str, Any]:
    """Every row, one line a method."""
    lines = [line for row in ROWS for line in measured(row)]
    show(list(lines[0]), [list(line.values()) for line in lines])
    return {"studies": STUDIES, "rows": lines}


def measured(row: Row, studies: int = STUDIES) -> list[dict[str, Any]]:
    """One row: both methods on the same rounds."""
    judged: dict[str, list[dict[str, float]]] = {"alone": [], "pooled": []}
    for number in range(studies):
        one = simulated(row, np.random.default_rng([SEED, row.people, number]))
        for method, estimate in (("alone", alone), ("pooled", pooled)):
            judged[method].append(_judged(one.gap, estimate(row, one)))
    name = f"{row.gap}, {row.gaps.__name__}" + (f", chance {row.chance}" if row.chance < 1 else "")
    head = {"round": name, "n": f"{row.people} + {row.people}"}
    return [
        head
        | {"method": method}
        | {figure: float(np.mean([each[figure] for each in every])) for figure in every[0]}
        for method, every in judged.items()
    ]


def simulated(row: Row, rng: np.random.Generator) -> Round:
    """Return one round of a gap between two sides."""
    base = rng.normal(0.1, 0.5, (len(DYADS), len(rounds.CONCERNS)))
    locations, chances = (base + row.gaps(rng), base), (row.chance, 1.0)
    groups = [
        _answered(rng, location, row.people, end, chance)
        for location, end, chance in zip(locations, _ends(row), chances, strict=True)
    ]
    shares = [
        population_shares(location.reshape(-1), Answering(PERSONS, chance=chance).spread)
        for location, chance in zip(locations, chances, strict=True)
    ]
    left, right = ([protect([0, 0, 0, *tally]) for tally in tallies(levels)] for levels in groups)
    return Round(left, right, np.asarray(_figure(row)(*shares)))


def alone(row: Row, one: Round) -> Estimates:
    if row.gap == "empathy":
        cells: Sequence[Any] = published_empathy(one.left, one.right)
        names = ("empathy_gap", "empathy_gap_low", "empathy_gap_high")
    else:
        cells = published_contrast(one.left, one.right)
        names = ("delta", "delta_low", "delta_high")
    return Estimates(*(np.array([getattr(cell, name) for cell in cells]) for name in names))


def pooled(row: Row, one: Round) -> Estimates:
    dyads = [dyad for dyad in DYADS for _ in rounds.CONCERNS]
    left, right = ([dyad[end] for dyad in dyads] for end in _ends(row))
    result = pool(
        one.left,
        one.right,
        perceiver=[dyad[0] for dyad in dyads],
        target=[dyad[1] for dyad in dyads],
        concern=list(rounds.CONCERNS) * len(DYADS),
        left_group=left,
        right_group=right,
        of=_figure(row),
    )
    return Estimates(result.delta, result.low, result.high)


def _figure(row: Row) -> Any:
    return empathy_gap_of_shares if row.gap == "empathy" else delta_of_shares


def _ends(row: Row) -> tuple[int, int]:
    """Which end of a dyad the left and the right group come from: 0 perceiver, 1 target."""
    return (1, 0) if row.gap == "empathy" else (0, 1)


def _answered(
    rng: np.random.Generator, location: Floats, people: int, end: int, chance: float
) -> Any:
    """The levels, shape (people, dyads, concerns), of the participants at one end of each dyad."""
    levels = np.empty((people, *location.shape), dtype=np.int64)
    for side in SIDES:
        rows = [place for place, dyad in enumerate(DYADS) if dyad[end] == side]
        levels[:, rows] = answers(rng, location[rows], people, PERSONS, 0.0, chance)
    return levels.reshape(people, -1)


def _judged(true: Floats, estimates: Estimates) -> dict[str, float]:
    value, low, high = estimates
    claimed = (low > 0) | (high < 0)
    right = claimed & (np.sign(value) == np.sign(true)) & (abs(true) >= rounds.NO_DIRECTION)
    return {
        "rmse": float(np.sqrt(np.mean((value - true) ** 2))),
        "bias": float(np.mean(value - true)),
        "coverage": float(((low <= true) & (true <= high)).mean()),
        "width": float((high - low).mean()),
        "right": float(right.mean()),
        "wrong": float((claimed & ~right).mean()),
    }
