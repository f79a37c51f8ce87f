"""How often two blocks prove something about the people in them, and that it is never wrong.

Of two rounds: levels are a latent normal opinion cut into four, which moves by a shift between
them; people differ from each other, and answer anew. Of two impressions: everybody keeps the first
answer or, with a given probability, draws another.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.measures.blocks import protect
from analytics.measures.certain_counts import certain_shifts, least_changed
from benchmarks.machine import show

SIZES = (5, 8, 12, 20)
RUNS = 1000
SEED = 20133
THRESHOLDS = (-0.8, 0.0, 0.9)
# In units of the latent opinion; about 0.4 and 0.8 of a level.
SHIFTS = (0.0, 0.4, 0.8)
PERSON = 0.6
CHANGING = (0.1, 0.3, 0.6)

Counts = NDArray[np.int64]


def run() -> dict[str, Any]:
    rounds = [of_rounds(n, shift) for shift in SHIFTS for n in SIZES]
    impressions = [of_impressions(n, changing) for changing in CHANGING for n in SIZES]
    for rows in (rounds, impressions):
        show(list(rows[0]), [list(row.values()) for row in rows])
    return {"seed": SEED, "runs": RUNS, "rounds": rounds, "impressions": impressions}


def of_rounds(n: int, shift: float, runs: int = RUNS) -> dict[str, Any]:
    """One row: how often more or fewer people certainly stand at a level or above, and wrongly."""
    rng = np.random.default_rng([SEED, n, round(10 * shift)])
    said = wrong = 0
    moved = np.empty(runs)
    for trial in range(runs):
        person = rng.normal(rng.normal(0.1, 0.5), PERSON, n)
        before, after = (_levels(person + by + rng.normal(0, 1, n)) for by in (0, shift))
        moved[trial] = after.mean() - before.mean()
        tallies = [_tally(levels, 4) for levels in (before, after)]
        proved = certain_shifts(*([protect([0, 0, 0, *tally])] for tally in tallies))
        said += bool(proved)
        for one in proved:
            more = int((after >= one.level).sum() - (before >= one.level).sum())
            wrong += more < one.people if one.people > 0 else more > one.people
    row = {"n": n, "shift": shift, "levels moved": float(moved.mean())}
    return row | {"says something": said / runs, "wrong": wrong}


def of_impressions(n: int, changing: float, runs: int = RUNS) -> dict[str, Any]:
    """One row: how many certainly gave another answer, beside how many did."""
    rng = np.random.default_rng([SEED, n, round(10 * changing)])
    proved, true = np.empty(runs), np.empty(runs)
    for trial in range(runs):
        first = rng.choice(4, n, p=rng.dirichlet([2, 1, 1, 1]))
        # Whoever changes goes where the walk through the concerns leads most.
        led = rng.choice(4, n, p=rng.dirichlet([2, 1, 1, 1]))
        second = np.where(rng.random(n) < changing, led, first)
        blocks = (protect([0, 0, 0, *_tally(answers, 4)]) for answers in (first, second))
        proved[trial], true[trial] = least_changed(*blocks), (first != second).sum()
    row = {"n": n, "changing": changing, "changed": float(true.mean())}
    row |= {"says something": float((proved > 0).mean()), "proved": float(proved.mean())}
    return row | {"wrong": int((proved > true).sum())}


def _levels(opinions: NDArray[np.float64]) -> Counts:
    return np.searchsorted(THRESHOLDS, opinions)


def _tally(answers: Counts, places: int) -> Counts:
    return np.bincount(answers, minlength=places)
