"""Which weights bring the published figures nearest to those of the true tallies?

For random groups the true tally is known. Its block is all that is published; the delta and the
expected number of people who gave a level, under each set of weights, are compared with the true
ones, and the interval with the delta of the population.
"""

from typing import Any
from unittest import mock

import numpy as np

from analytics.measures import candidates as candidates_module
from analytics.measures import weighting
from analytics.measures.blocks import protect
from analytics.measures.candidates import Candidates, candidates
from analytics.measures.contrast import delta, delta_of_shares
from analytics.measures.mixed_intervals import mixed_limits
from benchmarks.machine import show
from benchmarks.studies import Cells, cells

SIZES = (5, 8, 12, 20, 30)
PAIRS = 2000
# The interval is the slow part.
PAIRS_FOR_COVERAGE, DRAWS = 800, 2000
SEED = 20131
CHOICES = {
    "uniform": None,
    "all 1/2": (0.5,) * 7,
    ".1 .1 .3, levels 1/2": (0.1, 0.1, 0.3, 0.5, 0.5, 0.5, 0.5),
    "all 1/4": (0.25,) * 7,
    ".1 .1 .3, levels 1/4": weighting.ALPHA,
    "all 1/7": (1 / 7,) * 7,
}


def run() -> dict[str, Any]:
    rows = [row for n in SIZES for row in measured(n)]
    show(list(rows[0]), [list(row.values()) for row in rows])
    return {"seed": SEED, "pairs": PAIRS, "rows": rows}


def measured(n: int, pairs: int = PAIRS) -> list[dict[str, Any]]:
    """One row for each set of weights, at groups of n people."""
    left, right = cells(n, pairs, SEED), cells(n, pairs, SEED + 1)
    return [{"n": n, "weights": name, **_errors(left, right, name)} for name in CHOICES]


def _errors(left: Cells, right: Cells, name: str) -> dict[str, float]:
    sides = [_weighed(side, name) for side in (left, right)]
    true = delta(left.tallies[:, 3:], right.tallies[:, 3:])
    published = delta_of_shares(*(np.stack([group.shares for group in side]) for side in sides))
    known = ~np.isnan(true) & np.array(
        [x.certain and y.certain for x, y in zip(*sides, strict=True)]
    )
    error = np.abs(published - true)
    agreed = np.isin(left.sort, ["unanimous", "dissenter"]) & known
    numbers = np.array([group.number for side in sides for group in side])
    true_numbers = np.concatenate([side.tallies[:, 3:].sum(axis=1) for side in (left, right)])
    ordinary = np.concatenate([left.sort, right.sort]) != "undecided"
    return {
        "error of delta": float(error[known].mean()),
        "root mean square": float(np.sqrt((error[known] ** 2).mean())),
        "agreed groups": float(error[agreed].mean()),
        "bias of the number": float((numbers - true_numbers)[ordinary].mean()),
        "coverage of 95 %": _coverage(left, right, sides, known),
    }


def _coverage(left: Cells, right: Cells, sides: list[list[Candidates]], known: np.ndarray) -> float:
    """How often the interval holds the population's delta; lone dissenters have no population."""
    drawn = known & (left.sort != "dissenter") & (right.sort != "dissenter")
    places = np.flatnonzero(drawn)[:PAIRS_FOR_COVERAGE]
    xs, ys = ([side[place] for place in places] for side in sides)
    limits = mixed_limits(xs, ys, ["delta"], (0.95,), DRAWS)
    shares = [group.levels[places] for group in (left, right)]
    estimate = delta_of_shares(*(np.stack([c.shares for c in side]) for side in (xs, ys)))
    low, high = np.minimum(limits.low[0, 0], estimate), np.maximum(limits.high[0, 0], estimate)
    true = delta_of_shares(*shares)
    return float(((low <= true + 1e-9) & (true - 1e-9 <= high)).mean())


def _weighed(side: Cells, name: str) -> list[Candidates]:
    """The candidates of every group with these weights in place of the chosen ones."""
    alpha = CHOICES[name]

    def weights(tallies: np.ndarray, start: np.ndarray) -> np.ndarray:
        if alpha is None:
            return np.full((len(start), len(tallies)), 1 / len(tallies))
        return weighting.plausible(tallies, start, alpha)

    candidates_module.forget()
    with mock.patch.object(candidates_module, "plausible", weights):
        result = [candidates(protect(tally)) for tally in side.tallies]
    candidates_module.forget()
    return result
