"""Pooled figures against those of single cells, in simulated rounds whose true gaps are known.

Every row is a kind of round, a number of people a side and in the panel, and how alike one person's
answers are. Both methods see the blocks alone.
"""

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import kendalltau

from analytics.measures.pooling import Pooled, pool
from analytics.measures.published_contrast import published_contrast
from analytics.measures.published_means import mean_delta
from analytics.measures.validation import Floats
from benchmarks import simulated_rounds as rounds
from benchmarks.machine import show
from benchmarks.simulated_rounds import DYADS, NO_DIRECTION, Persons, SimulatedRound

STUDIES = int(os.environ.get("CS2_BENCH_STUDIES", 200))
SEED = 20132
# Standard deviations of leniency with which one person's answers correlate by 0, 0.27 and 0.45.
STRANGERS, USUAL, ALIKE = Persons(0, 0), Persons(), Persons(0.8, 0.42)


@dataclass(frozen=True)
class Row:
    name: str
    gaps: rounds.Gaps
    participants: int
    assessors: int
    persons: Persons = USUAL
    arbitrary: float = 0.0
    severity: float = 0.0
    chance: float = 1.0


ROWS = [
    *(
        Row(name, gaps, n, n)
        for name, gaps in (
            ("mixed", rounds.mixed),
            ("independent", rounds.independent),
            ("null", rounds.null),
            ("sparse", rounds.sparse),
        )
        for n in (12, 8)
    ),
    *(Row("misspecified", rounds.sparse, n, n, arbitrary=0.3) for n in (12, 8)),
    Row("mixed, likeness 0", rounds.mixed, 12, 12, STRANGERS),
    Row("mixed, likeness .45", rounds.mixed, 12, 12, ALIKE),
    Row("mixed, likeness 0", rounds.mixed, 8, 8, STRANGERS),
    Row("mixed, likeness .45", rounds.mixed, 8, 8, ALIKE),
    Row("null, likeness .45", rounds.null, 8, 8, ALIKE),
    Row("null, likeness .45", rounds.null, 12, 12, ALIKE),
    Row("one cell unlike", rounds.one_unlike, 12, 12),
    Row("one dyad reversed", rounds.one_reversed, 12, 12),
    Row("unequal groups", rounds.mixed, 8, 20),
    Row("concentrated", rounds.mixed, 12, 12, Persons(0.17, 0.12), chance=0.33),
    Row("mixed, person sd .35", rounds.mixed, 8, 8, Persons(0.35, 0.0), severity=0.15),
    Row("mixed, person sd .6", rounds.mixed, 8, 8, Persons(0.6, 0.0), severity=0.2),
    Row("mixed, person sd .6", rounds.mixed, 12, 12, Persons(0.6, 0.0), severity=0.2),
]


def run() -> dict[str, Any]:
    rows = [measured(row) for row in ROWS]
    show(list(rows[0]), [list(row.values()) for row in rows])
    return {"studies": STUDIES, "rows": rows}


def measured(row: Row, studies: int = STUDIES) -> dict[str, Any]:
    """One row: both methods on the same rounds."""
    figures = [_study(row, number) for number in range(studies)]
    result: dict[str, Any] = {"row": row.name, "n": f"{row.participants} + {row.assessors}"}
    for name in figures[0]:
        values = np.array([one[name] for one in figures])
        result[name] = float(np.nanmean(values))
    return result


def _study(row: Row, number: int) -> dict[str, float]:
    rng = np.random.default_rng([SEED, row.participants, row.assessors, number])
    one = rounds.simulated(
        rng,
        row.gaps,
        row.participants,
        row.assessors,
        row.persons,
        arbitrary=row.arbitrary,
        severity=row.severity,
        chance=row.chance,
    )
    alone = _alone(one)
    pooled = pool(
        one.left, one.right, perceiver=one.perceiver, target=one.target, concern=one.concern
    )
    result = {}
    for name, (delta, low, high), means in (
        ("alone", alone, _means_alone(one, alone)),
        ("pooled", (pooled.delta, pooled.low, pooled.high), _means_pooled(pooled)),
    ):
        result |= {f"{k}, {name}": v for k, v in _judged(one, delta, low, high, means).items()}
    return result


def _alone(one: SimulatedRound) -> tuple[Floats, Floats, Floats]:
    cells = _published(one)
    return tuple(  # type: ignore[return-value]
        np.array([getattr(cell, name) for cell in cells], dtype=np.float64)
        for name in ("delta", "delta_low", "delta_high", "delta_se")
    )[:3]


def _published(one):
    pairs = list(zip(one.left, one.right, strict=True))
    distinct = list(dict.fromkeys(pairs))
    cells = published_contrast([x for x, _ in distinct], [y for _, y in distinct])
    by_pair = dict(zip(distinct, cells, strict=True))
    one.__dict__["cells"] = [by_pair[pair] for pair in pairs]
    return one.__dict__["cells"]


def _means_alone(one: SimulatedRound, alone: Any) -> Floats:
    cells = one.__dict__["cells"]
    rows = []
    for dyad in range(len(DYADS)):
        own = cells[6 * dyad : 6 * dyad + 6]
        mean = mean_delta([c.delta for c in own], [c.delta_se for c in own], [c.kind for c in own])
        rows.append((mean.mean, mean.mean_low, mean.mean_high))
    return np.array(rows).T


def _means_pooled(pooled: Pooled) -> Floats:
    draws = pooled.draws.reshape(len(pooled.draws), len(DYADS), -1).mean(axis=2)
    return np.stack([draws.mean(axis=0), *np.quantile(draws, (0.025, 0.975), axis=0)])


def _judged(one: SimulatedRound, delta: Floats, low: Floats, high: Floats, means: Floats):
    claimed = (low > 0) | (high < 0)
    right = claimed & (np.sign(delta) == np.sign(one.delta)) & (abs(one.delta) >= NO_DIRECTION)
    true_means = one.delta.reshape(len(DYADS), -1).mean(axis=1)
    large = abs(one.delta) > 0.43
    found = (means[1] > 0) | (means[2] < 0)
    return {
        "rmse": np.sqrt(np.mean((delta - one.delta) ** 2)),
        "coverage": np.mean((low <= one.delta) & (one.delta <= high)),
        "coverage, large": np.mean(((low <= one.delta) & (one.delta <= high))[large])
        if large.any()
        else np.nan,
        "width": np.mean(high - low),
        "claimed": claimed.mean(),
        "right": right.mean(),
        "wrong": (claimed & ~right).mean(),
        "tau": np.nanmean(
            [
                kendalltau(x, y).statistic
                for x, y in zip(delta.reshape(12, 6), one.delta.reshape(12, 6), strict=True)
            ]
        )
        if one.delta.std() > 0
        else np.nan,
        "mean found": np.mean(found[abs(true_means) > 0.25])
        if (abs(true_means) > 0.25).any()
        else np.nan,
        "mean coverage": np.mean((means[1] <= true_means) & (true_means <= means[2])),
        "mean width": np.mean(means[2] - means[1]),
        "mean wrong": np.mean(found & (np.sign(means[0]) != np.sign(true_means))),
    }
