"""Permutation tests of two groups, from their counts.

If the group a person belongs to has nothing to do with the mark, every way to deal the pooled
marks into two groups of these sizes is equally likely. On counts this is the multivariate
hypergeometric distribution. It is summed from both ends of the scale towards the middle: what
matters of the levels on one side is only how many of their people the left group has and how much
of the statistic they contribute, and each pair of halves that fits together is met once. No
chance is involved, and cells with the same pooled counts share the work.

`left` and `right` are counts per level: shape (..., K), last axis = levels ascending, leading axes
broadcast over cells.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from analytics.measures.count_arrays import CountArray, Statistic
from analytics.measures.normal_permutation import (
    centred_midranks,
    normal_delta_p,
    normal_distance_p,
)
from analytics.measures.validation import Floats, as_pair, as_totals

# The most ways to deal half of the levels, taken step by step: some 890 + 890 people spread evenly
# over 4 levels stay below it.
LARGEST_STEP = 200_000


class PermutationP(NamedTuple):
    """A p-value and whether it is exact; where it is not, it rests on a normal approximation."""

    p: Statistic
    exact: Any


def permutation_p(
    left: ArrayLike,
    right: ArrayLike,
    statistic: str | Callable[..., Any] = "delta",
    largest_step: int = LARGEST_STEP,
) -> PermutationP:
    """Return the probability, if the groups were alike, of a statistic as large as the observed.

    Parameters
    ----------
    left, right : array_like of int, shape (..., K)
        Counts per level.
    statistic : "delta", "wasserstein" or "total_variation", or the function of that name.
        |delta| gives the exact two-sided Wilcoxon test with midranks; total variation is for
        levels without an order.
    largest_step : beyond this many ways in one step a normal approximation is taken. For delta it
        is the tie-corrected one without continuity correction. For the distances the excesses of
        the cumulative (or single) shares are taken as jointly normal with the covariance of the
        permutations; p is then counted over 4,096 fixed points and never below 1/4097.

    Returns
    -------
    PermutationP
        `p` of shape (...), NaN without data; `exact`, bool of shape (...), False without data.

    >>> p, exact = permutation_p([0, 1, 3, 8], [2, 5, 3, 0])
    >>> p.round(8), exact
    (np.float64(0.00028764), np.True_)
    >>> permutation_p([6, 0, 0, 6], [0, 6, 6, 0], "wasserstein").p.round(8)
    np.float64(0.04719846)
    """
    scoring = _scoring(statistic)
    x, y = as_pair(left, right)
    cells, k = x.shape[:-1], x.shape[-1]
    x, y = x.reshape(-1, k), y.reshape(-1, k)
    p = np.full(len(x), np.nan)
    exact = np.zeros(len(x), dtype=bool)
    occupied = np.flatnonzero(x.any(axis=-1) & y.any(axis=-1))
    pools = np.column_stack([x.sum(axis=-1), x + y])[occupied]
    for group in _alike(pools):
        members, (n, *pooled) = occupied[group], pools[group[0]].tolist()
        found = _exact_p(x[members], np.array(pooled), n, scoring.step, largest_step)
        if found is not None:
            p[members], exact[members] = found, True
    rest = occupied[~exact[occupied]]
    p[rest] = scoring.approximate(x[rest], y[rest])
    return PermutationP(p.reshape(cells)[()], exact.reshape(cells)[()])


def smallest_p(n_left: ArrayLike, n_right: ArrayLike) -> Statistic:
    """Return the smallest two-sided p two groups of these sizes can reach: 2 / C(n + m, n).

    1 for one person against one; NaN when a group is empty.

    >>> smallest_p([5, 6, 7], [5, 6, 7]).round(4)
    array([0.0079, 0.0022, 0.0006])
    """
    n, m = as_totals("n_left", n_left), as_totals("n_right", n_right)
    p = 2 * np.exp(-_log_choose(n + m, n))
    return np.where((n > 0) & (m > 0), p, np.nan)[()]


def _alike(rows: CountArray) -> list[NDArray[np.int64]]:
    """The places of the rows, equal rows together."""
    if not len(rows):
        return []
    order = np.lexsort(rows.T)
    breaks = np.flatnonzero((rows[order[1:]] != rows[order[:-1]]).any(axis=1)) + 1
    return np.split(order, breaks)


_State = tuple[NDArray[np.int64], NDArray[np.int64], Floats]


def _exact_p(
    x: CountArray, pooled: CountArray, n: int, step: "_Step", largest_step: int
) -> Floats | None:
    """The exact p of every tally x dealt from the same pool; None if there are too many ways."""
    middle = len(pooled) // 2
    lower = _half(range(middle), 0, pooled, n, step, largest_step)
    upper = _half(range(len(pooled) - 1, middle - 1, -1), n, pooled, n, step, largest_step)
    if lower is None or upper is None:
        return None
    observed, places = np.unique(np.abs(_score(x, pooled, n, step)), return_inverse=True)
    tails, weights = _Tails(*upper), lower[2]
    everything = (weights * tails.beyond(*lower[:2], None)).sum()
    extreme = [(weights * tails.beyond(*lower[:2], score)).sum() for score in observed.tolist()]
    # At 0 both tails hold everything, and what is too small for a float is still not nothing.
    p = np.clip(np.array(extreme) / everything, np.finfo(float).tiny, 1.0)
    return np.asarray(p[places.reshape(-1)])


class _Tails:
    """How much weight the upper half has at and beyond any score, for each number of people."""

    def __init__(self, people: NDArray[np.int64], scores: NDArray[np.int64], weights: Floats):
        self.people, self.starts = np.unique(people, return_index=True)
        self.base, self.span = scores.min(), scores.max() - scores.min() + 2
        self.keys = people * self.span + scores - self.base
        sizes = np.diff(np.append(self.starts, len(people)))
        rows = np.repeat(np.arange(len(sizes)), sizes)
        padded = np.zeros((len(sizes), sizes.max() + 1))
        padded[rows, np.arange(len(people)) - self.starts[rows]] = weights
        self.at_least = np.cumsum(padded[:, ::-1], axis=1)[:, ::-1]
        self.below = np.cumsum(padded, axis=1) - padded

    def beyond(
        self, people: NDArray[np.int64], scores: NDArray[np.int64], score: int | None
    ) -> Floats:
        """The weight with which the halves add to `score` or more, or to its negative or less.

        With None, all the weight that goes with these numbers of people.
        """
        rows = np.minimum(np.searchsorted(self.people, people), len(self.people) - 1)
        fits = self.people[rows] == people
        if score is None:
            return np.where(fits, self.at_least[rows, 0], 0.0)
        first = people * self.span
        up = np.clip(score - scores - self.base, 0, self.span - 1)
        down = np.clip(-score - scores - self.base, -1, self.span - 2)
        ups = np.searchsorted(self.keys, first + up) - self.starts[rows]
        downs = np.searchsorted(self.keys, first + down, side="right") - self.starts[rows]
        ups, downs = np.where(fits, ups, 0), np.where(fits, downs, 0)
        weight = self.at_least[rows, ups] + self.below[rows, downs]
        return np.where(fits, weight, 0.0)


def _half(
    levels: range, start: int, pooled: CountArray, n: int, step: "_Step", largest_step: int
) -> _State | None:
    """Deal some levels: the people below the gap, the score so far, the relative ways.

    Going up, the people are those dealt so far; going down from n, those still to be dealt.
    The states come sorted by people, then score.
    """
    people, scores, weights = np.array([start]), np.zeros(1, np.int64), np.ones(1)
    totals = pooled[list(levels)].tolist()
    # The first step leaves a state for each number of people, which settles the second.
    if len(totals) > 1 and (min(totals[0], n) + 1) * (totals[1] + 1) > largest_step:
        return None
    for level in levels:
        total = int(pooled[level])
        if len(people) * (total + 1) > largest_step:
            return None
        added = np.arange(total + 1)
        above = people[:, np.newaxis] + added * (levels.step > 0)
        below = people[:, np.newaxis] - added * (levels.step < 0)
        further = scores[:, np.newaxis] + step(added, above, pooled, n, level)
        ways = weights[:, np.newaxis] * _relative_ways(total)
        possible = (above <= n) & (below >= 0)
        dealt = above if levels.step > 0 else below
        people, scores, weights = _merged(dealt[possible], further[possible], ways[possible])
    return people, scores, weights


def _relative_ways(total: int) -> Floats:
    """Ways to choose 0, 1, ... of `total` people, over the most there can be."""
    chosen = np.arange(total + 1)
    return np.asarray(np.exp(_log_choose(total, chosen) - _log_choose(total, total // 2)))


def _merged(people: NDArray[np.int64], scores: NDArray[np.int64], weights: Floats) -> _State:
    """Join the states that agree in people and score."""
    base = scores.min()
    span = scores.max() - base + 1
    keys, places = np.unique(people * span + (scores - base), return_inverse=True)
    merged = np.bincount(places.reshape(-1), weights=weights).astype(np.float64)
    return keys // span, keys % span + base, merged


_Step = Callable[[NDArray[np.int64], NDArray[np.int64], CountArray, int, int], NDArray[np.int64]]


def _delta_step(
    added: NDArray[np.int64], reached: NDArray[np.int64], pooled: CountArray, n: int, level: int
) -> NDArray[np.int64]:
    """Twice the centred midrank of the level, once for each person added."""
    return np.asarray(added * centred_midranks(pooled)[level])


def _wasserstein_step(
    added: NDArray[np.int64], reached: NDArray[np.int64], pooled: CountArray, n: int, level: int
) -> NDArray[np.int64]:
    """|F_left - F_right| at the level, times both groups' sizes."""
    return np.asarray(np.abs(pooled.sum() * reached - n * pooled[: level + 1].sum()))


def _variation_step(
    added: NDArray[np.int64], reached: NDArray[np.int64], pooled: CountArray, n: int, level: int
) -> NDArray[np.int64]:
    """|share of left - share of right| at the level, times both groups' sizes."""
    return np.asarray(np.abs(pooled.sum() * added - n * pooled[level]))


def _score(x: CountArray, pooled: CountArray, n: int, step: _Step) -> NDArray[np.int64]:
    """The statistic of observed tallies, by the very steps that are summed over."""
    reached = np.cumsum(x, axis=-1)
    levels = range(len(pooled))
    return np.asarray(sum(step(x[:, k], reached[:, k], pooled, n, k) for k in levels))


def _log_choose(n: Any, k: Any) -> Any:
    return gammaln(np.add(n, 1)) - gammaln(np.add(k, 1)) - gammaln(np.subtract(n, k) + 1)


class _Scoring(NamedTuple):
    step: _Step
    approximate: Callable[[CountArray, CountArray], Floats]


_SCORINGS = {
    "delta": _Scoring(_delta_step, normal_delta_p),
    "wasserstein": _Scoring(_wasserstein_step, lambda x, y: normal_distance_p(x, y, True)),
    "total_variation": _Scoring(_variation_step, lambda x, y: normal_distance_p(x, y, False)),
}


def _scoring(statistic: str | Callable[..., Any]) -> _Scoring:
    name = statistic if isinstance(statistic, str) else getattr(statistic, "__name__", "")
    if name not in _SCORINGS:
        known = ", ".join(_SCORINGS)
        raise ValueError(f"statistic: must be one of {known}; got {statistic!r}")
    return _SCORINGS[name]
