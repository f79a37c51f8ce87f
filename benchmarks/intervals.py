"""The intervals of 60 cells with 10,000 draws against scipy.stats.bootstrap.

1,000,000 ratings: 60 cells, two groups of 8,333 people. Cliff's delta and the difference of means,
95 percent. scipy resamples people; it is measured on few draws of few cells and extrapolated, since
its cost is proportional to both. Published intervals are made of blocks, whose number of tallies
does not grow with the people, so the same cells with 8 people a group are measured too.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analytics.measures.blocks import protect
from analytics.measures.candidates import candidates
from analytics.measures.mixed_intervals import mixed_limits
from benchmarks.machine import once, seconds, show
from benchmarks.studies import opinion

CELLS, DRAWS, SEED = 60, 10_000, 20133
STATISTICS = ["delta", "level_shift"]
LARGE, SMALL = 8333, 8
# What scipy is measured on.
SCIPY_CELLS, SCIPY_DRAWS = 2, 200


def run() -> dict[str, Any]:
    large, small = counts(LARGE), counts(SMALL)
    scipys = scipy_seconds(*large)
    times = {
        "blocks, 8,333 people a group": seconds(lambda: mixtures(*large)),
        "blocks, 8 people a group": seconds(lambda: mixtures(*small)),
    }
    rows: list[list[object]] = [["scipy.stats.bootstrap, extrapolated", scipys, 1]]
    rows += [[name, time, round(scipys / time)] for name, time in times.items()]
    show(["60 cells, 10,000 draws", "seconds", "times faster"], rows)
    return {
        "cells": CELLS,
        "draws": DRAWS,
        "scipy_seconds_extrapolated": scipys,
        "scipy_measured_on": {"cells": SCIPY_CELLS, "draws": SCIPY_DRAWS},
        "seconds": times,
        "ratio": scipys / times["blocks, 8,333 people a group"],
    }


def counts(n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Two groups' counts per level in every cell: shape (cells, 4) each."""
    rng = np.random.default_rng([SEED, n])
    left, right = (
        np.stack([rng.multinomial(n, opinion(rng)) for _ in range(CELLS)]) for _ in range(2)
    )
    return left, right


def mixtures(left: NDArray[np.int64], right: NDArray[np.int64]) -> object:
    """The published intervals, from the blocks on."""
    xs, ys = (
        [candidates(protect([0, 0, 0, *row])) for row in group.tolist()] for group in (left, right)
    )
    return mixed_limits(xs, ys, STATISTICS, (0.95,), DRAWS)


def scipy_seconds(left: NDArray[np.int64], right: NDArray[np.int64]) -> float:
    """What scipy would take for all cells and draws."""
    marks = [
        [np.repeat(np.arange(4), row).astype(np.int8) for row in group[:SCIPY_CELLS]]
        for group in (left, right)
    ]

    def bootstrap() -> None:
        for x, y in zip(*marks, strict=True):
            stats.bootstrap(
                (x, y),
                delta_and_shift,
                n_resamples=SCIPY_DRAWS,
                method="percentile",
                vectorized=True,
                rng=np.random.default_rng(1),
            )

    return min(once(bootstrap) for _ in range(3)) * (CELLS / SCIPY_CELLS) * (DRAWS / SCIPY_DRAWS)


def delta_of_marks(x: NDArray[Any], y: NDArray[Any], axis: int = -1) -> NDArray[np.float64]:
    """Cliff's delta of marks, the quickest of several ways."""
    return _delta(_at_least(x, axis), _at_least(y, axis))


def delta_and_shift(x: NDArray[Any], y: NDArray[Any], axis: int = -1) -> NDArray[np.float64]:
    """Both statistics from one resampling and one count."""
    p, q = _at_least(x, axis), _at_least(y, axis)
    return np.stack([_delta(p, q), p.sum(axis=0) - q.sum(axis=0)])


def _at_least(marks: NDArray[Any], axis: int) -> NDArray[np.float64]:
    """The shares at or above each level but the lowest, levels first."""
    counts = [(marks >= level).sum(axis=axis, dtype=np.int32) for level in (1, 2, 3)]
    return np.asarray(np.stack(counts) / marks.shape[axis])


def _delta(p: NDArray[np.float64], q: NDArray[np.float64]) -> NDArray[np.float64]:
    one, zero = np.ones_like(p[:1]), np.zeros_like(p[:1])
    p_from, q_from = (np.concatenate([one, z, zero]) for z in (p, q))
    shares = p_from[:-1] - p_from[1:]
    return np.asarray((shares * (1 - q_from[:-1] - q_from[1:])).sum(axis=0))
