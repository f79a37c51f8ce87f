"""The statistics of two groups as functions of shares, for many draws at once.

Here alone the levels come first, so that each level's draws lie side by side in memory:
p and q have the shape (K, ...) and sum to 1 over the first axis.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Shares: TypeAlias = NDArray[np.floating]


class ShareStatistic(NamedTuple):
    """A statistic of two arrays of shares, levels first."""

    name: str
    of: Callable[[Shares, Shares], Shares]


def share_statistic(statistic: str | Callable[..., Any]) -> ShareStatistic:
    """Return the statistic of that name, or one made from a function with the levels last.

    Raises ValueError for any other name and for what is no function.

    >>> share_statistic("delta").name
    'delta'
    """
    if isinstance(statistic, str):
        if statistic not in STATISTICS:
            known = ", ".join(STATISTICS)
            raise ValueError(f"statistic: must be a function or one of {known}; got {statistic!r}")
        return ShareStatistic(statistic, STATISTICS[statistic])
    if not callable(statistic):
        raise ValueError(f"statistic: must be a function or a name; got {statistic!r}")
    name = getattr(statistic, "__name__", "statistic")
    known = name.removesuffix("_of_shares")
    if known in STATISTICS and getattr(statistic, "__module__", "").startswith(
        "analytics.measures."
    ):
        return ShareStatistic(known, STATISTICS[known])

    def of(p: Shares, q: Shares) -> Shares:
        return np.asarray(statistic(_levels_last(p), _levels_last(q)))

    return ShareStatistic(name, of)


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


def wasserstein(p: Shares, q: Shares) -> Shares:
    """Sum over k of |F_q(k) - F_p(k)|, in levels."""
    excess = np.zeros_like(p[0])
    total: Shares = np.zeros_like(p[0])
    for p_k, q_k in zip(p[:-1], q[:-1], strict=True):
        excess += q_k
        excess -= p_k
        total += np.abs(excess)
    return total


def crossing(p: Shares, q: Shares) -> Shares:
    """kappa = 1 - |level shift| / Wasserstein-1, 0 where there is no mismatch."""
    distance = wasserstein(p, q)
    alike = np.ones_like(distance)
    one_way = np.divide(np.abs(level_shift(p, q)), distance, out=alike, where=distance > TINY)
    kappa: Shares = 1 - np.minimum(one_way, 1)
    return kappa


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


def _levels_last(shares: Shares) -> NDArray[np.float64]:
    """In double precision, summing to 1 as nearly as that allows."""
    last = np.moveaxis(shares, 0, -1).astype(np.float64)
    return np.asarray(last / last.sum(axis=-1, keepdims=True))


# A distance below this is a rounding.
TINY = 1e-6
# A half as found by dividing counts may be off by a rounding.
HALF_LOW, HALF_HIGH = 0.5 - 1e-9, 0.5 + 1e-9

STATISTICS: dict[str, Callable[[Shares, Shares], Shares]] = {
    "delta": delta,
    "superiority": superiority,
    "level_shift": level_shift,
    "wasserstein": wasserstein,
    "crossing": crossing,
    "prediction_gap": prediction_gap,
}
