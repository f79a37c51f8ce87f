"""The statistics of two groups as functions of shares, for many draws at once.

Here alone the levels come first, so that each level's draws lie side by side in memory:
p and q have the shape (K, ...) and sum to 1 over the first axis.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Shares: TypeAlias = NDArray[np.floating]


def delta(p: Shares, q: Shares) -> Shares:
    """Cliff's delta: sum over k of p_k (F_q(k - 1) + F_q(k) - 1)."""
    total: Shares = np.zeros_like(p[0])
    below = np.zeros_like(q[0])
    for p_k, q_k in zip(p, q, strict=True):
        middle = below + below
        middle += q_k
        middle -= 1
        middle *= p_k
        total += middle
        below += q_k
    np.clip(total, -1, 1, out=total)
    return total


def superiority(p: Shares, q: Shares) -> Shares:
    """theta = (1 + delta) / 2."""
    theta: Shares = (1 + delta(p, q)) / 2
    return theta


def level_shift(p: Shares, q: Shares) -> Shares:
    """Difference of the means, in levels."""
    shift: Shares = mean(p) - mean(q)
    return shift


def prediction_gap(p: Shares, q: Shares) -> Shares:
    """Mean of the predictions p minus the median of the answers q, in levels."""
    gap: Shares = mean(p) - median(q)
    return gap


def mean(p: Shares) -> Shares:
    """Mean level."""
    total: Shares = np.zeros_like(p[0])
    for level, p_k in enumerate(p[1:], start=1):
        total += level * p_k
    np.clip(total, 0, len(p) - 1, out=total)
    return total


def median(q: Shares) -> Shares:
    """Median level, halfway between two levels where exactly half lie at or below the lower."""
    cumulative = np.zeros_like(q[0])
    total: Shares = np.zeros_like(q[0])
    for q_k in q[:-1]:
        cumulative += q_k
        total += (cumulative < HALF_LOW) / 2 + (cumulative < HALF_HIGH) / 2
    return total


# A half that comes of dividing counts may be off by a rounding.
HALF_LOW, HALF_HIGH = 0.5 - 1e-9, 0.5 + 1e-9

STATISTICS: dict[str, Callable[[Shares, Shares], Shares]] = {
    "delta": delta,
    "superiority": superiority,
    "level_shift": level_shift,
    "prediction_gap": prediction_gap,
}
