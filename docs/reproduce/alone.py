"""The figures of one group by itself, and those of a single tally of the levels."""

from functools import cache
from itertools import combinations
from math import log2, nan

import numpy as np
from scipy.special import ndtr

from reproduce.groups import LEVELS, Group
from reproduce.rounding import figure, limit

Tally = tuple[int, ...]
NOTHING = (
    "expected_rated",
    "undetermined",
    "undetermined_low",
    "undetermined_high",
    "median",
    "grouped_median",
    "van_der_eijk",
    "leik",
    "tastle_wierman",
)


def level_of(tally: Tally, person: int) -> int:
    """The level of the person of that rank, from 1, when all stand in order."""
    reached = 0
    for level, people in enumerate(tally):
        reached += people
        if reached >= person:
            return level
    raise ValueError("no such person")


@cache
def median(tally: Tally) -> float:
    n = sum(tally)
    return (level_of(tally, (n + 1) // 2) + level_of(tally, n // 2 + 1)) / 2


@cache
def grouped_median(tally: Tally) -> float:
    n = sum(tally)
    lower, upper = level_of(tally, (n + 1) // 2), level_of(tally, n // 2 + 1)
    if lower != upper:
        return (lower + upper) / 2
    return lower - 0.5 + (n / 2 - sum(tally[:lower])) / tally[lower]


@cache
def van_der_eijk(tally: Tally) -> float:
    """Peeled into layers: each takes as many people from every level that is still occupied."""
    left, agreement = list(tally), 0.0
    while any(left):
        least = min(people for people in left if people)
        occupied = tuple(people > 0 for people in left)
        agreement += least * sum(occupied) * _of_layer(occupied)
        left = [people - least if people else 0 for people in left]
    return agreement / sum(tally)


def _of_layer(occupied: tuple[bool, ...]) -> float:
    size = sum(occupied)
    if size == 1:
        return 1.0
    triples = [tuple(occupied[i] for i in places) for places in combinations(range(LEVELS), 3)]
    with_peak = triples.count((True, True, False)) + triples.count((False, True, True))
    against = triples.count((True, False, True))
    if not with_peak + against:
        return 0.0
    u = ((LEVELS - 2) * with_peak - (LEVELS - 1) * against) / ((LEVELS - 2) * (with_peak + against))
    return u * (1 - (size - 1) / (LEVELS - 1))


@cache
def leik(tally: Tally) -> float:
    shares = np.cumsum(tally) / sum(tally)
    return float(1 - np.minimum(shares, 1 - shares).sum() / ((LEVELS - 1) / 2))


@cache
def tastle_wierman(tally: Tally) -> float:
    n = sum(tally)
    mean = sum(level * people for level, people in enumerate(tally)) / n
    return 1 + sum(
        people / n * log2(1 - abs(level - mean) / (LEVELS - 1))
        for level, people in enumerate(tally)
        if people
    )


@cache
def quartile_range(tally: Tally) -> float:
    n = sum(tally)
    low, high = (
        (level_of(tally, -(-part * n // 4)) + level_of(tally, part * n // 4 + 1)) / 2
        for part in (1, 3)
    )
    return high - low


@cache
def share_near_median(tally: Tally) -> float:
    """At the median and that neighbour of it which has more people."""
    middle = median(tally)
    pairs = [level for level in range(LEVELS - 1) if level <= middle <= level + 1]
    return max(tally[level] + tally[level + 1] for level in pairs) / sum(tally)


def mean_over(group: Group, statistic) -> float:
    """The mean of a statistic of a tally over those of a group."""
    values = [statistic(tuple(tally)) for tally in group.levels.tolist()]
    return float(group.weights @ np.array(values))


@cache
def medians(group: Group) -> np.ndarray:
    """The median of each tally."""
    return np.array([median(tuple(tally)) for tally in group.levels.tolist()])


def typical_median(group: Group) -> float:
    """The least median up to which the tallies' weights reach one half."""
    if not group.certain:
        return nan
    for value in sorted(set(medians(group).tolist())):
        if group.weights[medians(group) <= value].sum() >= 0.5 - 1e-9:
            return value
    raise ValueError("weights do not sum to 1")


@cache
def alone(group: Group | None) -> dict[str, float | None]:
    """What is published of one group; None where nothing can be said."""
    found: dict[str, float | None] = dict.fromkeys(NOTHING)
    if group is None:
        return found
    found["expected_rated"] = figure(group.number)
    if group.answered:
        people, of, weights = group.undecided
        share = round(float(weights @ (people / of)), 10)
        low, high = limit(_wilson(group, 0.025)), limit(_wilson(group, 0.975))
        found |= {
            "undetermined": share,
            "undetermined_low": min(low, share),
            "undetermined_high": max(high, share),
        }
    if group.certain:
        statistics = (median, grouped_median, van_der_eijk, leik, tastle_wierman)
        found |= {each.__name__: figure(mean_over(group, each)) for each in statistics}
    return found


def _wilson(group: Group, target: float) -> float:
    """Where the mean over tallies of the normal distribution function reaches a probability."""
    people, of, weights = group.undecided

    def reached(p: float) -> float:
        return float(weights @ ndtr((p - people / of) * np.sqrt(of / (p * (1 - p)))))

    low, width = 0.0, 1.0
    for _ in range(36):
        width /= 2
        if reached(low + width) < target:
            low += width
    if low == 0:
        return 0.0
    return 1.0 if low == 1 - width else low + width / 2
