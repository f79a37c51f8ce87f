"""The exact permutation p-value of delta against scipy.stats.permutation_test.

scipy deals people out at random, here 9,999 times, which gives p to two digits; its time for one
cell is measured. The exact ones, of delta and Wasserstein-1 together, are measured for one cell by
itself and, as for published figures, for a thousand pairs of tallies at once. Then: how far the
published p, which rests on some pairings of the tallies, is from the mean over all of them.
"""

import math
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analytics.measures import mixtures
from analytics.measures.blocks import protect
from analytics.measures.candidates import candidates
from analytics.measures.exact_permutation import pair_p
from analytics.measures.mixtures import mixed_p
from benchmarks.intervals import delta_of_marks
from benchmarks.machine import once, seconds, show
from benchmarks.studies import cells, opinion

SIZES = ((15, 15), (60, 60))
RESAMPLES, PAIRS, SEED = 9999, 1000, 20134
# People a group, and cells: all pairings are slow.
PAIRINGS = ((8, 40), (12, 40), (30, 8))


def run() -> dict[str, Any]:
    rows = [measured(*sizes) for sizes in SIZES]
    show(list(rows[0]), [list(row.values()) for row in rows])
    errors = [pairing_error(n, number) for n, number in PAIRINGS]
    show(list(errors[0]), [list(row.values()) for row in errors])
    return {"resamples_of_scipy": RESAMPLES, "rows": rows, "pairings": errors}


def measured(n: int, m: int) -> dict[str, Any]:
    """Milliseconds per p-value, and ratios."""
    rng = np.random.default_rng([SEED, n])
    x, y = (
        np.stack([rng.multinomial(size, opinion(rng)) for _ in range(PAIRS)]) for size in (n, m)
    )
    # A p that scipy can get near to.
    one = int(np.abs(pair_p(x, y).delta - 0.05).argmin())
    left, right = x[one], y[one]
    scipys, p = scipy_seconds(np.repeat(np.arange(4), left), np.repeat(np.arange(4), right))
    cell = left[np.newaxis], right[np.newaxis]
    alone = seconds(lambda: pair_p(*cell), 20) / 2
    together = seconds(lambda: pair_p(x, y), 3) / PAIRS / 2
    return {
        "groups": f"{n} + {m}",
        "scipy, ms": 1000 * scipys,
        "exact, one cell, ms": 1000 * alone,
        "exact, of a thousand pairs, ms": 1000 * together,
        "times faster, one cell": scipys / alone,
        "times faster, a thousand pairs": scipys / together,
        "p of scipy": p,
        "p, exact": float(pair_p(*cell).delta[0]),
    }


def scipy_seconds(x: NDArray[np.int64], y: NDArray[np.int64]) -> tuple[float, float]:
    """The time of one test, and its p."""
    p_values = []

    def test() -> None:
        result = stats.permutation_test(
            (x, y),
            delta_of_marks,
            n_resamples=RESAMPLES,
            vectorized=True,
            rng=np.random.default_rng(1),
        )
        p_values.append(float(result.pvalue))

    return min(once(test) for _ in range(3)), p_values[0]


def pairing_error(n: int, number: int) -> dict[str, Any]:
    """How far p over some pairings is from p over all, in ordinary groups of n."""
    left, right = (
        [
            candidates(protect(tally))
            for tally in cells(n, number, SEED + side, (1, 0, 0, 0)).tallies
        ]
        for side in range(2)
    )
    some = mixed_p(left, right)
    with mock.patch.object(mixtures, "PAIRS", ((math.inf, 10**9),)):
        every = mixed_p(left, right)
    error = np.abs(some.delta - every.delta)
    return {
        "groups": f"{n} + {n}",
        "mean error of p": float(error.mean()),
        "largest": float(error.max()),
        "of p of W1, mean": float(np.abs(some.distance - every.distance).mean()),
    }
