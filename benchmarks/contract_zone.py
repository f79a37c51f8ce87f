"""How often a measure is called certain or likely in the contract zone where it is not.

Two groups of one size answer. In *any opinion* each group's levels are those of a random normal
opinion, one answer in ten being no level; in the others so many of a hundred in the population of
one side would give the level or a higher one, and nine in ten of the other side. A word is *wrong*
of the people who answered where fewer than half of one group did answer so; it is wrong of the
population where fewer than half of one population would. Only the first is claimed.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.measures.blocks import ONE, TWO, protect
from analytics.measures.contract_zone import Zone, contract_zone, support
from analytics.measures.verdicts import Thresholds
from benchmarks.machine import show
from benchmarks.studies import opinion

SIZES = (5, 8, 12, 15)
RUNS = 4000
SEED = 20139
LEVEL = 2
NO_LEVEL = np.array((0.03, 0.02, 0.05))
ANY = "any opinion"
# Of a hundred in the population of one side; the other has `OTHER`.
SHARES: dict[str, float | None] = {
    ANY: None,
    "30 of 100": 0.3,
    "40 of 100": 0.4,
    "45 of 100": 0.45,
    "60 of 100": 0.6,
    "90 of 100": 0.9,
}
OTHER = 0.9

Shares = NDArray[np.float64]


def run() -> dict[str, Any]:
    rows = [
        measured(n, name, withstands) for withstands in (ONE, TWO) for n in SIZES for name in SHARES
    ]
    show(list(rows[0]), [list(row.values()) for row in rows])
    return {"seed": SEED, "runs": RUNS, "level": LEVEL, "rows": rows}


def measured(n: int, name: str, withstands: int = ONE, runs: int = RUNS) -> dict[str, Any]:
    """One row: how often each word is said, and how often those for the zone are wrong."""
    rng = np.random.default_rng([SEED, n, list(SHARES).index(name), withstands])
    share = SHARES[name]
    sides = [_shares(rng, each, runs) for each in (share, OTHER if share else None)]
    tallies = [np.array([rng.multinomial(n, row) for row in side]) for side in sides]
    zones = np.array(
        [
            contract_zone(
                *(support(protect(t, withstands), LEVEL) for t in pair), Thresholds()
            ).zone
            for pair in zip(*tallies, strict=True)
        ]
    )
    place = LEVEL + len(NO_LEVEL)
    people = np.all([2 * t[:, place:].sum(axis=1) >= n for t in tallies], axis=0)
    population = np.all([side[:, place:].sum(axis=1) >= 0.5 for side in sides], axis=0)
    row: dict[str, Any] = {"n": f"{n} + {n}", "withstands": withstands, "population": name}
    row |= {zone.value: float((zones == zone).mean()) for zone in Zone}
    for zone in (Zone.CERTAIN, Zone.LIKELY):
        row[f"{zone}, wrong of the people"] = _share_of(~people, zones == zone)
        row[f"{zone}, wrong of the population"] = _share_of(~population, zones == zone)
    row["possible, and so of the people"] = _share_of(people, zones == Zone.POSSIBLE)
    row["unlikely, yet so of the people"] = _share_of(people, zones == Zone.UNLIKELY)
    return row


def _shares(rng: np.random.Generator, share: float | None, runs: int) -> Shares:
    """The shares of all seven answers in each population: shape (runs, 7)."""
    levels = np.array([_levels(rng, share) for _ in range(runs)])
    others = np.broadcast_to(NO_LEVEL, (runs, len(NO_LEVEL)))
    return np.hstack([others, levels])


def _levels(rng: np.random.Generator, share: float | None) -> Shares:
    """The shares of the levels among all who are asked."""
    if share is None:
        return opinion(rng) * (1 - NO_LEVEL.sum())
    within = rng.dirichlet(np.ones(2), 2)
    return np.concatenate([within[0] * (1 - NO_LEVEL.sum() - share), within[1] * share])


def _share_of(wrong: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """How often it is so where the word was said; NaN where it never was."""
    return float(wrong[said].mean()) if said.any() else float("nan")
