"""How often two blocks prove something about the people in them, and that it is never wrong.

Of two rounds: levels are a latent normal opinion cut into four, which moves by a shift between
them; people differ from each other, and answer anew. Of two impressions: everybody keeps the first
answer or, with a given probability, draws another. Of two groups: the participants' opinion stands
a shift above the panel's. Of predictions: everybody guesses a level around the participants'
opinion, less a shift. In the last two one answer in ten is no level.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.measures.blocks import protect
from analytics.measures.certain_counts import (
    certain_gaps,
    certain_predictions,
    certain_shifts,
    least_changed,
)
from benchmarks.machine import show

SIZES = (5, 8, 12, 20)
RUNS = 1000
SEED = 20133
THRESHOLDS = (-0.8, 0.0, 0.9)
# In units of the latent opinion; about 0.4 and 0.8 of a level.
SHIFTS = (0.0, 0.4, 0.8)
PERSON = 0.6
CHANGING = (0.1, 0.3, 0.6)
NO_LEVEL = 0.1
# Guesses scatter less than answers do.
GUESSING = 0.7

Counts = NDArray[np.int64]


def run() -> dict[str, Any]:
    rounds = [of_rounds(n, shift) for shift in SHIFTS for n in SIZES]
    impressions = [of_impressions(n, changing) for changing in CHANGING for n in SIZES]
    groups = [of_groups(n, shift) for shift in SHIFTS for n in SIZES]
    predictions = [of_predictions(n, shift) for shift in SHIFTS for n in SIZES]
    for rows in (rounds, impressions, groups, predictions):
        show(list(rows[0]), [list(row.values()) for row in rows])
    result = {"rounds": rounds, "impressions": impressions}
    result |= {"groups": groups, "predictions": predictions}
    return {"seed": SEED, "runs": RUNS} | result


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


def of_groups(n: int, shift: float, runs: int = RUNS) -> dict[str, Any]:
    """One row: how often the shares of two groups at a level or above are apart, and wrongly."""
    rng = np.random.default_rng([SEED, n, round(10 * shift), 1])
    said = wrong = 0
    apart = []
    for _trial in range(runs):
        panel = rng.normal(-0.2, 0.5)
        tallies = [_answers(rng, panel + by, n) for by in (shift, 0)]
        proved = certain_gaps(*([protect(tally)] for tally in tallies))
        said += bool(proved)
        for one in proved:
            left, right = (int(tally[3 + one.level :].sum()) for tally in tallies)
            sign = 1 if one.is_above else -1
            wrong += sign * left < sign * one.left or sign * right > sign * one.right
            wrong += sign * left <= sign * right
            apart.append(abs(one.left - one.right))
    row = {"n": n, "shift": shift, "says something": said / runs}
    return row | {"people apart": float(np.mean(apart)), "wrong": wrong}


def of_predictions(n: int, shift: float, runs: int = RUNS) -> dict[str, Any]:
    """One row: how many certainly predicted a most common level or another, beside how many did.

    `lower` is how often it is certain that somebody predicted too low a level.
    """
    rng = np.random.default_rng([SEED, n, round(10 * shift), 2])
    proved, true = np.empty((2, runs, 4))
    for trial in range(runs):
        opinion = rng.normal(0.1, 0.5)
        perceived = _answers(rng, opinion, n)
        predicted = _answers(rng, opinion - shift, n, GUESSING)
        said = certain_predictions(protect(predicted), protect(perceived))
        proved[trial] = (said.common, said.other, said.lower, said.higher) if said else 0
        true[trial] = _predicted(predicted[3:], perceived[3:])
    row = {"n": n, "shift": shift, "says something": float((proved[:, :2] > 0).any(axis=1).mean())}
    for place, name in enumerate(("common", "other")):
        row |= {name: float(proved[:, place].mean()), f"true {name}": float(true[:, place].mean())}
    row |= {"lower": float((proved[:, 2] > 0).mean())}
    return row | {"wrong": int((proved > true).any(axis=1).sum())}


def _answers(rng: np.random.Generator, opinion: float, n: int, scatter: float = 1.0) -> Counts:
    """The tally of n people around an opinion."""
    levels = _levels(rng.normal(opinion, scatter, n))
    return _tally(np.where(rng.random(n) < NO_LEVEL, 2, 3 + levels), 7)


def _predicted(guesses: Counts, answers: Counts) -> list[int]:
    """How many predicted a most common level, another, a lower and a higher one."""
    common = np.flatnonzero(answers == answers.max())
    right = int(guesses[common].sum())
    lower, higher = guesses[: common[0]], guesses[common[-1] + 1 :]
    return [right, int(guesses.sum()) - right, int(lower.sum()), int(higher.sum())]


def _levels(opinions: NDArray[np.float64]) -> Counts:
    return np.searchsorted(THRESHOLDS, opinions)


def _tally(answers: Counts, places: int) -> Counts:
    return np.bincount(answers, minlength=places)
