"""What changed between two rounds, and whether the later one agrees.

Counts are per level: shape (..., K), last axis = levels ascending, leading axes broadcast over
cells. Positive means more concern in the later round.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analytics.measures.classify import by_first_rule
from analytics.measures.count_arrays import Statistic, as_counts
from analytics.measures.medians import median, quartiles
from analytics.measures.validation import Floats, Interval, as_marks


class Movement(StrEnum):
    """How a group moved between two rounds."""

    ROSE = "rose"
    FELL = "fell"
    STEADY = "steady"
    TOO_FEW_TO_SAY = "too few to say"


@dataclass(frozen=True)
class StopRules:
    """When a group is steady and when a panel agrees. Design choices, fixed before the first round.

    Attributes
    ----------
    spread, within, undecided : greatest interquartile range in levels, least share within the
        median and one neighbour, and the share of "cannot be determined" to stay under, of a
        consensus.
    people : fewest people of whom a movement is named.
    distance : greatest Wasserstein-1 of a group that is steady.
    shift : half-width in levels of the band within which a group counts as steady.
    """

    spread: float = 1.0
    within: float = 0.75
    undecided: float = 0.5
    people: int = 7
    distance: float = 0.25
    shift: float = 0.5


class PairedChange(NamedTuple):
    """What became of the same people's answers.

    `pairs` gave a level both times, of whom the share `changed` moved; `rises` and `falls` are
    numbers of people, `level_shift` the mean difference in levels, `p` that of the exact signed
    rank test. The share, the shift and p are NaN without pairs.
    """

    pairs: int
    changed: float
    rises: int
    falls: int
    level_shift: float
    p: float


def movement(
    n: ArrayLike,
    outer: Interval,
    inner: Interval,
    distance: ArrayLike,
    rules: StopRules | None = None,
) -> Any:
    """Return how every group moved: values of `Movement`, shape (...).

    It rose or fell when the 95 percent interval of the shift is on one side of 0; it is steady
    when Wasserstein-1 is small and the 90 percent interval within the band; otherwise, and with
    NaN, there are too few to say.

    `n` is how many of the smaller round gave a level, `outer` and `inner` are the 95 and the 90
    percent limits of the shift, and `distance` is Wasserstein-1, all in levels.

    >>> movement([12, 6], Interval(0.2, 1.4), Interval(0.3, 1.3), 0.8).tolist()
    ['rose', 'too few to say']
    """
    r = rules or StopRules()
    enough = np.asarray(n) >= r.people
    inside = (np.asarray(inner.low) > -r.shift) & (np.asarray(inner.high) < r.shift)
    rules_in_order = [
        (enough & (np.asarray(outer.low) > 0), Movement.ROSE),
        (enough & (np.asarray(outer.high) < 0), Movement.FELL),
        (enough & inside & (np.asarray(distance) <= r.distance), Movement.STEADY),
    ]
    return by_first_rule(rules_in_order, Movement.TOO_FEW_TO_SAY)[()]


def interquartile_range(counts: ArrayLike) -> Statistic:
    """Return the upper less the lower quartile, in levels; NaN without data.

    >>> interquartile_range([[0, 1, 6, 3], [3, 0, 0, 3]])
    array([1., 3.])
    """
    lower, upper = quartiles(counts)
    return upper - lower


def share_near_median(counts: ArrayLike) -> Statistic:
    """Return the share of people at the median and one neighbouring level; NaN without data.

    The neighbour is the side of the median with more people; where the median lies between two
    levels it is those two.

    >>> share_near_median([[0, 1, 6, 3], [3, 0, 0, 3]])
    array([0.9, 0. ])
    """
    tally = as_counts("counts", counts)
    pairs = tally[..., :-1] + tally[..., 1:]
    lower = np.arange(tally.shape[-1] - 1)
    middle = np.nan_to_num(median(tally))[..., np.newaxis]
    most = np.where((lower <= middle) & (middle <= lower + 1), pairs, 0).max(axis=-1)
    n = tally.sum(axis=-1)
    return np.divide(most, n, out=np.full(n.shape, np.nan), where=n > 0)[()]


def reaches_consensus(
    iqr: ArrayLike,
    share_near_median: ArrayLike,
    undecided: ArrayLike,
    rules: StopRules | None = None,
) -> Any:
    """Return whether these, each of shape (...), meet the rules of a consensus; NaN does not.

    >>> reaches_consensus([1, 3], [0.9, 0], [0, 0]).tolist()
    [True, False]
    """
    r = rules or StopRules()
    narrow = (np.asarray(iqr) <= r.spread) & (np.asarray(share_near_median) >= r.within)
    return (narrow & (np.asarray(undecided) < r.undecided))[()]


def paired_change(before: ArrayLike, after: ArrayLike, levels: int = 4) -> PairedChange:
    """Return what became of the same people's answers between two rounds.

    Needs one person's answers together, which no release holds. The test is Wilcoxon's with
    midranks, those who did not change being left out: given the sizes of the changes every change
    is as likely up as down. It is exact, in time that grows with the cube of the people.

    The same people come in the same order, with levels from 0 to `levels` - 1; people with either
    missing (NaN, None or below 0) drop out. Raises ValueError for marks that are no levels, and for
    two different numbers of people.

    >>> change = paired_change([0, 1, 1, 2, 2, None], [1, 2, 3, 2, 3, 3])
    >>> change.pairs, change.changed, change.rises, change.falls, change.level_shift, change.p
    (5, 0.8, 4, 0, 1.0, 0.125)
    """
    x, y = as_marks("before", before, levels), as_marks("after", after, levels)
    if x.ndim != 1 or x.shape != y.shape:
        raise ValueError(f"after: must be one mark per person, as before; got {y.shape}")
    steps = (y - x)[~np.isnan(y - x)]
    pairs = len(steps)
    return PairedChange(
        pairs=pairs,
        changed=float((steps != 0).mean()) if pairs else np.nan,
        rises=int((steps > 0).sum()),
        falls=int((steps < 0).sum()),
        level_shift=float(steps.mean()) if pairs else np.nan,
        p=_signed_rank_p(steps[steps != 0]) if pairs else np.nan,
    )


def _signed_rank_p(steps: Floats) -> float:
    """The chance of at least this |sum of ranks of rises - of falls|, signs being even."""
    sizes = np.abs(steps)
    # Twice the midranks, which are whole numbers.
    ranks = (sizes[:, np.newaxis] > sizes).sum(axis=1) + (sizes[:, np.newaxis] >= sizes).sum(axis=1)
    ranks += 1
    # The chance of each sum of the ranks of rises.
    chances = np.ones(1)
    for rank in ranks:
        fell = np.concatenate([chances, np.zeros(rank)]) / 2
        rose = np.concatenate([np.zeros(rank), chances]) / 2
        chances = fell + rose
    balance = np.abs(2 * np.arange(len(chances)) - ranks.sum())
    return float(chances[balance >= abs((np.sign(steps) * ranks).sum())].sum())
