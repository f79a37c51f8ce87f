import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats

from analytics.measures import contrast
from analytics.measures.reference_intervals import (
    brunner_munzel,
    brunner_munzel_interval,
    compositions,
    exact_bootstrap,
    exact_bootstrap_interval,
    resampled_tallies,
)
from tests.analytics.measures.expanded import counts_of, marks_of, tallies

CASES = [([0, 1, 3, 8], [2, 5, 3, 0]), ([2, 4, 3, 1], [1, 2, 5, 4]), ([5, 0, 0, 4], [1, 6, 3, 0])]


@pytest.mark.parametrize(("left", "right"), CASES)
def test_brunner_munzel_is_scipys(left, right):
    theta, variance, df = brunner_munzel(left, right)
    found = stats.brunnermunzel(marks_of(left), marks_of(right))
    statistic = (theta - 0.5) / math.sqrt(variance)
    assert -found.statistic == pytest.approx(statistic, rel=1e-10)
    assert found.pvalue == pytest.approx(2 * stats.t.sf(abs(statistic), df), rel=1e-8)


@pytest.mark.parametrize(("left", "right"), CASES)
def test_the_interval_is_symmetric_on_the_logit_scale(left, right):
    theta, variance, df = brunner_munzel(left, right)
    reach = stats.t.ppf(0.975, df) * math.sqrt(variance) / (theta * (1 - theta))
    ends = [2 / (1 + math.exp(-(math.log(theta / (1 - theta)) + s * reach))) - 1 for s in (-1, 1)]
    assert brunner_munzel_interval(left, right) == pytest.approx(ends, rel=1e-10)


@given(left=tallies(), right=tallies())
@settings(max_examples=50, deadline=None)
def test_exchanging_the_groups_mirrors_the_interval(left, right):
    low, high = brunner_munzel_interval(left, right)
    mirrored = brunner_munzel_interval(right, left)
    np.testing.assert_allclose([low, high], [-mirrored.high, -mirrored.low], atol=1e-9)


@given(left=tallies(), right=tallies())
@settings(max_examples=50, deadline=None)
def test_the_interval_contains_delta(left, right):
    low, high = brunner_munzel_interval(left, right)
    if not math.isnan(low):
        assert -1 <= low <= contrast.delta(left, right) <= high <= 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ([0, 0, 0, 7], [7, 0, 0, 0]),  # separated
        ([0, 5, 0, 0], [0, 6, 0, 0]),  # one level
        ([0, 1, 0, 0], [2, 3, 0, 0]),  # one person
        ([0, 0, 0, 0], [2, 3, 0, 0]),  # nobody
    ],
)
def test_where_brunner_munzel_has_no_interval(left, right):
    assert np.isnan(brunner_munzel_interval(left, right)).all()
    assert np.isnan(brunner_munzel_interval(right, left)).all()


def test_brunner_munzel_broadcasts():
    left, right = np.array(CASES).transpose(1, 0, 2)
    low, _ = brunner_munzel_interval(left, right)
    assert low.tolist() == [brunner_munzel_interval(*case).low for case in CASES]


def test_there_are_816_tallies_of_15_people():
    found = list(compositions(15, 4))
    assert len(found) == len(set(found)) == 816
    assert {sum(tally) for tally in found} == {15}


@pytest.mark.parametrize("counts", [[1, 2, 0, 1], [0, 0, 0, 3], [2, 2]])
def test_resampled_tallies_are_what_resampling_people_gives(counts):
    marks, k = marks_of(counts), len(counts)
    slow: dict[tuple, float] = {}
    for sample in product(marks, repeat=len(marks)):
        tally = tuple(counts_of(sample, k))
        slow[tally] = slow.get(tally, 0) + 1 / len(marks) ** len(marks)
    tallies_found, weights = resampled_tallies(counts)
    found = dict(zip(map(tuple, tallies_found.tolist()), weights, strict=True))
    assert found == pytest.approx(slow)


def test_the_exact_bootstrap_is_the_slow_one():
    left, right = [1, 0, 2, 1], [2, 1, 0, 0]
    slow: dict[float, float] = {}
    for x, p in zip(*resampled_tallies(left), strict=True):
        for y, q in zip(*resampled_tallies(right), strict=True):
            value = round(float(contrast.delta(x, y)), 9)
            slow[value] = slow.get(value, 0) + p * q
    values, probabilities = exact_bootstrap(left, right)
    assert np.all(np.diff(values) > 0)
    assert dict(zip(values.round(9).tolist(), probabilities, strict=True)) == pytest.approx(slow)


@pytest.mark.parametrize("statistic", ["delta", "level_shift", "wasserstein"])
def test_the_exact_bootstrap_interval_is_the_limit_of_a_random_one(statistic):
    left, right = [0, 1, 3, 4], [2, 4, 2, 0]
    low, high = exact_bootstrap_interval(left, right, statistic, 0.9)
    rng = np.random.default_rng(4)
    x, y = (
        rng.multinomial(8, np.array(left) / 8, 50_000),
        rng.multinomial(8, np.array(right) / 8, 50_000),
    )
    drawn = getattr(contrast, statistic)(x, y)
    for limit, p in ((low, 0.05), (high, 0.95)):
        assert (drawn < limit - 1e-9).mean() < p + 0.005
        assert (drawn <= limit + 1e-9).mean() > p - 0.005


def test_the_exact_bootstrap_collapses_where_the_dirichlet_does_not():
    assert exact_bootstrap_interval([0, 0, 0, 7], [7, 0, 0, 0]) == (1, 1)


@pytest.mark.parametrize("counts", [[0, 0, 0, 0], [[1, 2], [3, 4]]])
def test_resampling_needs_one_group_of_somebody(counts):
    with pytest.raises(ValueError, match="counts: must be one tally of at least one person"):
        resampled_tallies(counts)


def test_too_many_tallies_are_refused():
    with pytest.raises(ValueError, match="left, right: at most 20000000 pairs of tallies; got"):
        exact_bootstrap([20] * 4, [20] * 4)
