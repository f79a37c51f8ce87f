import math

import numpy as np
import pytest
from scipy import stats

from analytics.measures import mixed_intervals, mixtures
from analytics.measures.blocks import protect
from analytics.measures.candidates import Undecided, candidates
from analytics.measures.medians import median
from analytics.measures.mixed_intervals import mixed_limits, picked
from analytics.measures.mixtures import (
    group_means,
    median_weights,
    mismatch,
    mixed_p,
    mixed_wilson,
    stack,
    typical_median,
)
from analytics.measures.resampling import wilson_hilferty
from tests.analytics.measures import slow_published as slow

ONE, OTHER = (0, 0, 0, 0, 1, 2, 5), (0, 0, 1, 3, 3, 1, 0)


def groups(*tallies):
    return [candidates(protect(tally)) for tally in tallies]


def test_what_fills_a_stack_up_weighs_nothing():
    cells = groups(ONE, (0, 0, 0, 0, 0, 0, 5))
    levels, weights = stack(cells)
    assert levels.shape[:2] == weights.shape
    assert weights.sum(axis=1) == pytest.approx([1, 1])
    assert (levels.sum(axis=2) > 0).all()


def test_the_weights_of_the_medians():
    (result,) = median_weights(groups(OTHER))
    expected = np.zeros(7)
    for tally, weight in slow.levels(slow.published(protect(OTHER))).items():
        expected[int(2 * slow.median(tally))] += weight
    assert result == pytest.approx(expected)


def test_the_typical_median_is_one_that_some_tally_has():
    cells = groups(ONE, (0, 0, 0, 8, 4, 0, 0))
    assert typical_median(cells).tolist() == [3, 0]
    assert 0 < group_means(cells, {"median": median})["median"][1] < 0.5


def test_a_mean_is_over_the_tallies_of_each_group_alone():
    means = group_means(groups(ONE, OTHER), {"serious": lambda levels: levels[:, 3]})
    for mean, tally in zip(means["serious"], (ONE, OTHER), strict=True):
        weighed = slow.levels(slow.published(protect(tally)))
        assert mean == pytest.approx(sum(weight * x[3] for x, weight in weighed.items()))


def test_a_cell_comes_out_the_same_whatever_stands_beside_it():
    xs, ys = groups(ONE, OTHER, ONE, OTHER, ONE), groups(OTHER, ONE, ONE, OTHER, OTHER)
    for function in (mismatch, mixed_p):
        together, alone = function(xs, ys), function(xs[:1], ys[:1])
        assert together[0][0] == pytest.approx(alone[0][0], rel=1e-12)
        assert together[1][4] == pytest.approx(alone[1][0], rel=1e-12)


def wilson(k, n):
    return stats.binomtest(k, n).proportion_ci(method="wilson")


def test_one_candidate_has_wilsons_interval():
    cases = [(0, 8), (3, 8), (8, 8), (1, 1)]
    one = [Undecided(np.array([k]), np.array([n]), np.ones(1)) for k, n in cases]
    low, high = mixed_wilson(one)
    expected = [wilson(k, n) for k, n in cases]
    assert low == pytest.approx([limits.low for limits in expected], abs=1e-9)
    assert high == pytest.approx([limits.high for limits in expected], abs=1e-9)


def test_a_mixture_lies_between_its_candidates_and_leaves_out_nobody():
    cell = Undecided(np.array([0, 2, 5]), np.array([0, 10, 10]), np.array([0.5, 0.25, 0.25]))
    (low,), (high,) = mixed_wilson([cell])
    assert wilson(2, 10).low < low < wilson(5, 10).low
    assert wilson(2, 10).high < high < wilson(5, 10).high
    nobody = Undecided(np.array([0]), np.array([0]), np.ones(1))
    assert all(math.isnan(limit[0]) for limit in mixed_wilson([nobody]))


def test_few_pairs_are_all_taken():
    (x,) = groups((0, 0, 0, 0, 0, 0, 5))
    i, j, weights = mixtures._pairings(x, x)
    assert len(weights) == len(x.weights) ** 2 <= 256
    assert weights == pytest.approx(x.weights[i] * x.weights[j])


def test_many_pairs_are_taken_evenly_and_alike_from_both_sides():
    x, y = groups(ONE, OTHER)
    i, j, weights = mixtures._pairings(x, y)
    back = mixtures._pairings(y, x)
    assert weights.sum() == pytest.approx(1)
    taken = np.bincount(i, weights=weights, minlength=len(x.weights))
    assert taken == pytest.approx(x.weights, abs=0.01)
    here = dict(zip(zip(i.tolist(), j.tolist(), strict=True), weights, strict=True))
    there = dict(zip(zip(back[1].tolist(), back[0].tolist(), strict=True), back[2], strict=True))
    assert here == there


def test_limits_are_the_same_when_no_group_is_kept_for_long(monkeypatch):
    xs, ys = groups(ONE, OTHER, ONE, OTHER, ONE), groups(OTHER, ONE, ONE, OTHER, OTHER)
    kept = mixed_limits(xs, ys, ["delta"], resamples=100)
    monkeypatch.setattr(mixed_intervals, "CHUNK", 200)
    monkeypatch.setattr(mixed_intervals, "MOST_KEPT", 0)
    forgotten = mixed_limits(xs, ys, ["delta"], resamples=100)
    assert kept.low.tolist() == forgotten.low.tolist()
    assert kept.error.tolist() == forgotten.error.tolist()


def test_limits_agree_with_those_drawn_otherwise():
    x, y = groups(ONE, OTHER)
    result = mixed_limits([x], [y], ["delta"], (0.9,), 40_000)
    rng, shares = np.random.default_rng(2), []
    for group in (x, y):
        chosen = rng.choice(len(group.weights), 20_000, p=group.weights)
        shares.append(np.stack([rng.dirichlet(row + 0.25) for row in group.levels[chosen]]))
    p, q = shares
    deltas = (p * (2 * np.cumsum(q, axis=1) - q - 1)).sum(axis=1)
    low, high = np.quantile(deltas, [0.05, 0.95])
    assert result.low[0, 0, 0] == pytest.approx(low, abs=0.03)
    assert result.high[0, 0, 0] == pytest.approx(high, abs=0.03)


def test_each_half_of_the_draws_takes_every_tally_as_often_as_it_weighs():
    weights = np.array([0.1, 0.0, 0.6, 0.3])
    chosen = picked(weights, 1000, 2013, exchanged=False).reshape(2, 1000)
    assert [np.bincount(half, minlength=4).tolist() for half in chosen] == [[100, 0, 600, 300]] * 2
    assert (chosen[0] != chosen[1]).mean() > 0.4
    other = picked(weights, 1000, 2013, exchanged=True).reshape(2, 1000)
    assert (other == chosen[::-1]).all()


@pytest.mark.parametrize("n", [380, 4000])
def test_limits_of_large_groups_are_those_of_slow_draws(n):
    x, y = groups((0, 0, 0, n // 10, n // 5, n // 2, n // 5), (0, 0, 0, n, n, 2 * n, n))
    assert (x.levels.min() > 100) == (n == 4000)
    result = mixed_limits([x], [y], ["level_shift"], (0.95,), 20_000)
    rng = np.random.default_rng(2)
    p, q = (rng.dirichlet(g.weights @ g.levels + 0.25, 20_000) for g in (x, y))
    expected = np.quantile((p - q) @ np.arange(4), [0.025, 0.975])
    width = expected[1] - expected[0]
    assert result.low[0, 0, 0] == pytest.approx(expected[0], abs=0.05 * width)
    assert result.high[0, 0, 0] == pytest.approx(expected[1], abs=0.05 * width)


def test_large_counts_are_drawn_as_elsewhere():
    counts, chosen = np.array([101, 5000, 10**6]), np.array([0, 2, 1, 1])
    normal = np.array([-2.0, 0.0, 1.0, 3.0], np.float32)
    result = mixed_intervals._large(counts, chosen, normal)
    for value, count, z in zip(result, counts[chosen], normal, strict=True):
        expected = np.empty(1)
        wilson_hilferty(count + 0.25, np.array([z], np.float64), expected)
        assert value == pytest.approx(expected[0], rel=1e-6)
