"""How often groups that differ are called different: exact, as in `null_listing`.

`python -m benchmarks power` gives, for the pairs of sizes in `SIZES`, the chance of an over- or an
underestimation under each of `alternatives()`, the groups taken either way round, and the mean.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.measures.validation import Floats
from benchmarks.coverage import TRUTHS
from benchmarks.machine import show
from benchmarks.null_listing import SAID, rates, verdicts

SIZES = ((8, 8), (8, 12), (12, 12), (12, 24))
SHAPES = {
    "spread": (0.3, 0.4, 0.3, 0.0),
    "even": (0.34, 0.33, 0.33, 0.0),
    "low": (0.6, 0.3, 0.1, 0.0),
    "two levels": (0.0, 0.5, 0.5, 0.0),
    "agreed": (0.1, 0.8, 0.1, 0.0),
    "split": (0.45, 0.1, 0.45, 0.0),
}
UNANIMOUS = {"none": 0, "low": 1, "moderate": 2}


def run() -> dict[str, Any]:
    rows = [
        {"n": f"{left} + {right}"} | power(left, right, said(left, right)) for left, right in SIZES
    ]
    show(list(rows[0]), [list(row.values()) for row in rows])
    return {"rows": rows}


def alternatives() -> dict[str, tuple[Floats, Floats]]:
    """Return pairs of different populations: shares of the levels of the higher and the lower one.

    Each shape against itself with every second person, or everybody, a level higher; unanimous
    neighbours; and what `coverage` draws from.
    """
    pairs = {
        f"{name} + {step}": (_raised(shares, step), np.array(shares))
        for name, shares in SHAPES.items()
        for step in (0.5, 1)
    }
    one = np.eye(4)
    pairs |= {
        f"unanimous, {name}": (one[level + 1], one[level]) for name, level in UNANIMOUS.items()
    }
    truths = {name: shares for name, shares in TRUTHS.items() if name != "alike"}
    return pairs | {name: (np.array(high), np.array(low)) for name, (high, low) in truths.items()}


def said(left: int, right: int) -> NDArray[np.bool_]:
    """Return the pairs of blocks that are called an over- or an underestimation."""
    return np.isin(verdicts(left, right).kind, SAID["kind"])


def power(left: int, right: int, called: NDArray[np.bool_]) -> dict[str, float]:
    """Return how often what is marked in `called` (left, right blocks) is reached, by name."""
    pairs = alternatives()
    high, low = (np.stack(side) for side in zip(*pairs.values(), strict=True))
    either = (rates(left, right, called, high, low) + rates(left, right, called, low, high)) / 2
    reached = dict(zip(pairs, either.tolist(), strict=True))
    return {"mean": float(either.mean())} | reached


def _raised(shares: tuple[float, ...], step: float) -> Floats:
    """The shares when this part of the people stands a level higher, nobody being at the top."""
    now = np.array(shares)
    return (1 - step) * now + step * np.roll(now, 1)
