"""What changed between two rounds, and whether a panel has settled.

Counts are per level: shape (..., K), last axis = levels ascending, leading axes broadcast over
cells. Positive means more concern in the later round. Small groups compare counts; the paired
functions need one person's answers together.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.measures.contrast import level_shift, wasserstein
from analytics.measures.count_arrays import Statistic, as_counts
from analytics.measures.intervals import contrast_intervals
from analytics.measures.paired import signed_rank, stuart_maxwell, transitions
from analytics.measures.resampling import SEED
from analytics.measures.shares import median, quartiles
from analytics.measures.validation import Floats, as_pair, as_totals


class Movement(StrEnum):
    """What is said of a group between two rounds."""

    ROSE = "rose"
    FELL = "fell"
    STEADY = "steady"
    TOO_FEW_TO_SAY = "too few to say"


class Stability(StrEnum):
    """What is said of the same people between two rounds."""

    STABLE = "stable"
    MOVING = "moving"
    TOO_FEW_TO_SAY = "too few to say"


@dataclass(frozen=True)
class StopRules:
    """When a panel agrees and when it has settled. Design choices, fixed before the first round.

    Attributes
    ----------
    spread, within, undecided : greatest interquartile range in levels, least share within the
        median and one neighbour, and the share of "cannot be determined" to stay under, of a
        consensus.
    people : fewest people (or pairs) of whom anything is said.
    changed, p, distance : greatest share of changers, p to exceed and greatest Wasserstein-1 of a
        stable item.
    shift : half-width in levels of the band within which a group counts as steady.
    concordance : rise of Kendall's W below which a panel has settled.
    """

    spread: float = 1.0
    within: float = 0.75
    undecided: float = 0.5
    people: int = 8
    changed: float = 0.15
    p: float = 0.05
    distance: float = 0.25
    shift: float = 0.5
    concordance: float = 0.05


class Consensus(NamedTuple):
    """Interquartile range, share within the median and one neighbour, and whether it suffices."""

    spread: Statistic
    within: Statistic
    reached: Any


class RoundChange(NamedTuple):
    """Shift of the mean with its 95 percent limits, Wasserstein-1, and what is said of it."""

    shift: Statistic
    low: Statistic
    high: Statistic
    distance: Statistic
    movement: Any


class PairedChange(NamedTuple):
    """What became of the same people's answers.

    `pairs` rated twice and `changed` of them, as a share; `rises` and `falls` in people; shift
    and Wasserstein-1 in levels; the signed rank p with whether it is exact, and the
    Stuart-Maxwell p.
    """

    pairs: Any
    changed: Statistic
    rises: Any
    falls: Any
    shift: Statistic
    distance: Statistic
    p: Statistic
    exact: Any
    p_margins: Statistic


def consensus(
    counts: ArrayLike, undetermined: ArrayLike = 0, rules: StopRules | None = None
) -> Consensus:
    """Return whether a panel agrees on an item.

    Parameters
    ----------
    counts : array_like of int, shape (..., K)
    undetermined : array_like of int, shape (...)
        People who answered "cannot be determined".

    Returns
    -------
    Consensus, each of shape (...)
        The neighbour is the side of the median with more people; where the median lies between
        two levels it is those two. NaN, and no consensus, without data.

    >>> consensus([[0, 1, 6, 3], [3, 0, 0, 3]])
    Consensus(spread=array([1., 3.]), within=array([0.9, 0. ]), reached=array([ True, False]))
    """
    tally = as_counts("counts", counts)
    d = as_totals("undetermined", undetermined)
    n = tally.sum(axis=-1)
    spread, within = spread_and_within(tally)
    reached = suffices(spread, within, d / np.maximum(n + d, 1), rules)
    return Consensus(spread, within, reached)


def spread_and_within(counts: ArrayLike) -> tuple[Statistic, Statistic]:
    """Return the first two figures of `consensus`."""
    tally = as_counts("counts", counts)
    lower, upper = quartiles(tally)
    return upper - lower, _within_two_levels(tally, np.asarray(median(tally)))[()]


def suffices(
    spread: ArrayLike, within: ArrayLike, undecided: ArrayLike, rules: StopRules | None = None
) -> Any:
    """Return whether these, each of shape (...), meet the rules of a consensus; NaN does not."""
    r = rules or StopRules()
    narrow = (np.asarray(spread) <= r.spread) & (np.asarray(within) >= r.within)
    return (narrow & (np.asarray(undecided) < r.undecided))[()]


def round_change(
    before: ArrayLike,
    after: ArrayLike,
    rules: StopRules | None = None,
    resamples: int = 4000,
    seed: int = SEED,
) -> RoundChange:
    """Return how a group's counts moved between two rounds.

    The rounds are taken as independent, which for the same people makes the interval too wide
    rather than too narrow. The group rose or fell when the 95 percent interval of the shift is on
    one side of 0; it is steady when Wasserstein-1 is small and the 90 percent interval within the
    band; otherwise there are too few to say.

    Parameters
    ----------
    before, after : array_like of int, shape (..., K)
    resamples, seed : as in `intervals.contrast_interval`.

    Returns
    -------
    RoundChange, each of shape (...)

    >>> round_change([0, 12, 0, 0], [0, 0, 0, 12]).movement
    np.str_('rose')
    >>> round_change([0, 2, 2, 0], [0, 0, 0, 4]).movement
    np.str_('too few to say')
    """
    x, y = as_pair(before, after)
    low, high = contrast_intervals(y, x, ["level_shift"], [0.95, 0.90], resamples, seed)
    distance = wasserstein(y, x)
    n = np.minimum(x.sum(axis=-1), y.sum(axis=-1))
    movement = name_movement(n, low[0, 0], high[0, 0], low[0, 1], high[0, 1], distance, rules)
    return RoundChange(level_shift(y, x), low[0, 0], high[0, 0], distance, movement)


def name_movement(
    n: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    inner_low: ArrayLike,
    inner_high: ArrayLike,
    distance: ArrayLike,
    rules: StopRules | None = None,
) -> Any:
    """Return the movement that `round_change` speaks of, a str of shape (...).

    Of the smaller round's number of people who gave a level, the 95 and the 90 percent limits of
    the shift, and Wasserstein-1. Where these are NaN it is too few to say.
    """
    r = rules or StopRules()
    enough = np.asarray(n) >= r.people
    inside = (np.asarray(inner_low) > -r.shift) & (np.asarray(inner_high) < r.shift)
    steady = inside & (np.asarray(distance) <= r.distance)
    said = [enough & known for known in (np.asarray(low) > 0, np.asarray(high) < 0, steady)]
    names = [str(Movement.ROSE), str(Movement.FELL), str(Movement.STEADY)]
    return np.select(said, names, str(Movement.TOO_FEW_TO_SAY))[()]


def paired_change(
    before: ArrayLike, after: ArrayLike, levels: int = 4, zeros: str = "wilcox"
) -> PairedChange:
    """Return what became of the same people's answers between two rounds.

    Parameters
    ----------
    before, after : array_like of float, shape (..., people)
        The same people in the same order, levels 0 to `levels` - 1; people with either missing
        (NaN, None or below 0) drop out.
    zeros : as in `paired.signed_rank`.

    Returns
    -------
    PairedChange, each of shape (...)
        NaN without a pair.

    >>> change = paired_change([0, 1, 1, 2, 2, 3], [1, 2, 2, 3, 3, 3])
    >>> change.p, change.changed.round(3), change.shift.round(3)
    (np.float64(0.0625), np.float64(0.833), np.float64(0.833))
    """
    table = transitions(before, after, levels)
    pairs = table.sum(axis=(-2, -1))
    upwards = np.triu(np.ones(table.shape[-2:], dtype=np.int64), 1)
    rises, falls = (table * upwards).sum(axis=(-2, -1)), (table * upwards.T).sum(axis=(-2, -1))
    missing = np.full(pairs.shape, np.nan)
    changed = np.divide(rises + falls, pairs, out=missing, where=pairs > 0)
    test = signed_rank(table, zeros)
    first, second = table.sum(axis=-1), table.sum(axis=-2)
    return PairedChange(
        pairs=pairs[()],
        changed=changed[()],
        rises=rises[()],
        falls=falls[()],
        shift=level_shift(second, first),
        distance=wasserstein(second, first),
        p=test.p,
        exact=test.exact,
        p_margins=stuart_maxwell(table).p,
    )


def stability(change: PairedChange, rules: StopRules | None = None) -> Any:
    """Return whether an item is stable: few changed, none one way, and the bars hardly moved.

    That a test does not reject is not stability: with fewer than 8 pairs nothing is said.

    Parameters
    ----------
    change : from `paired_change`.

    Returns
    -------
    str, shape (...)
        Values of `Stability`.

    >>> stability(paired_change([0, 1, 1, 2, 2, 3, 3, 3], [0, 1, 1, 2, 2, 3, 3, 2]))
    np.str_('stable')
    """
    r = rules or StopRules()
    few = np.asarray(change.pairs) < r.people
    little = (np.asarray(change.changed) <= r.changed) & (np.asarray(change.distance) <= r.distance)
    names = [str(Stability.TOO_FEW_TO_SAY), str(Stability.STABLE)]
    settled = little & (np.asarray(change.p) > r.p)
    return np.select([few, settled], names, str(Stability.MOVING))[()]


def panel_settled(w_before: ArrayLike, w_after: ArrayLike, rules: StopRules | None = None) -> Any:
    """Return whether Kendall's W rose too little for another round to be worth while.

    NaN on either side is not settled.

    >>> panel_settled([0.40, 0.40], [0.42, 0.60])
    array([ True, False])
    """
    rise = np.asarray(w_after, dtype=np.float64) - np.asarray(w_before, dtype=np.float64)
    return rise < (rules or StopRules()).concordance


def _within_two_levels(tally: NDArray[np.int64], middle: Floats) -> Floats:
    """The share at the median and one neighbouring level; NaN without data."""
    k, n = tally.shape[-1], tally.sum(axis=-1)
    pairs = tally[..., :-1] + tally[..., 1:]
    starts = np.arange(k - 1)
    place = np.nan_to_num(middle)[..., np.newaxis]
    missing: Floats = np.full(n.shape, np.nan)
    most = np.where((starts <= place) & (place <= starts + 1), pairs, 0).max(axis=-1)
    np.divide(most, n, out=missing, where=n > 0)
    return missing
