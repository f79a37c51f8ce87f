import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.measures.contrast import delta
from analytics.measures.shares import (
    cannot_determine,
    delta_bounds,
    depends_on_undecided,
    error_shares,
    grouped_median,
    median,
    median_difference,
    quartiles,
    total_variation,
    wilson,
)
from tests.analytics.measures.expanded import marks_of, tallies


@pytest.mark.parametrize(
    ("k", "n", "low", "high"), [(81, 263, 0.2552885, 0.3662096), (0, 20, 0, 0.1611251)]
)
def test_wilson_is_newcombes(k, n, low, high):
    assert wilson(k, n) == pytest.approx((low, high), abs=1e-7)


@given(n=st.integers(1, 400), share=st.floats(0, 1), level=st.sampled_from([0.8, 0.95, 0.99]))
@settings(max_examples=50, deadline=None)
def test_wilson_is_scipys(n, share, level):
    k = round(n * share)
    expected = stats.binomtest(k, n).proportion_ci(level, "wilson")
    low, high = wilson(k, n, level)
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert 0 <= low <= k / n <= high <= 1


def test_wilson_of_nobody_is_nan():
    low, high = wilson([0, 3], [0, 3])
    np.testing.assert_array_equal(np.isnan(low), [True, False])
    assert high[1] == 1


def test_wilson_refuses_more_than_all():
    with pytest.raises(ValueError, match="k: must not exceed n; got 5"):
        wilson([1, 5], 4)


def test_cannot_determine_counts_those_who_could_have_said():
    share, low, high = cannot_determine([[0, 2, 1, 1], [0, 0, 0, 0], [1, 0, 0, 0]], [4, 0, 0])
    np.testing.assert_array_equal(share, [0.5, np.nan, 0])
    expected = stats.binomtest(4, 8).proportion_ci(method="wilson")
    assert (low[0], high[0]) == pytest.approx((expected.low, expected.high))
    assert np.isnan(low[1])


def slow_bounds(left, right, d_left, d_right):
    """Try every way to fill in the undecided."""
    found = [
        delta(np.add(left, x), np.add(right, y))
        for x in ways(d_left, len(left))
        for y in ways(d_right, len(right))
    ]
    return min(found), max(found)


def ways(n, k):
    if k == 1:
        return [[n]]
    return [[i, *rest] for i in range(n + 1) for rest in ways(n - i, k - 1)]


@pytest.mark.parametrize(("d_left", "d_right"), [(0, 0), (2, 0), (0, 3), (2, 2)])
@pytest.mark.parametrize(("left", "right"), [([0, 1, 3, 2], [2, 1, 1, 0]), ([1, 0, 0, 1], [0] * 4)])
def test_the_bounds_are_the_worst_of_all_ways(left, right, d_left, d_right):
    low, high = delta_bounds(left, right, d_left, d_right)
    if sum(right) + d_right == 0:
        assert np.isnan(low)
        assert np.isnan(high)
        return
    assert (low, high) == pytest.approx(slow_bounds(left, right, d_left, d_right))


def test_the_sign_may_depend_on_the_undecided():
    bounds = delta_bounds([[0, 2, 2, 0], [0, 0, 0, 4], [0] * 4], [[2, 2, 0, 0]] * 3, 0, [4, 1, 0])
    assert depends_on_undecided(bounds).tolist() == [True, False, False]


@given(counts=tallies())
@settings(max_examples=50, deadline=None)
def test_the_median_is_that_of_the_marks(counts):
    assert median(counts) == statistics.median(marks_of(counts))


@given(counts=tallies())
@settings(max_examples=50, deadline=None)
def test_the_grouped_median_is_that_of_the_marks(counts):
    """Python's own, except on a plateau, where it keeps to the upper level."""
    marks = marks_of(counts)
    if statistics.median_low(marks) == statistics.median_high(marks):
        assert grouped_median(counts) == pytest.approx(statistics.median_grouped(marks))
    else:
        assert grouped_median(counts) == statistics.median(marks)


def test_the_grouped_median_of_a_split_group_is_its_middle():
    assert grouped_median([6, 0, 0, 6]) == 1.5
    assert grouped_median([0, 3, 0, 3]) == 2


def test_medians_of_nobody_are_nan():
    assert np.isnan(median([0, 0, 0, 0]))
    assert np.isnan(grouped_median([0, 0, 0, 0]))
    assert np.isnan(median_difference([0, 0, 0, 0], [1, 0, 0, 0]))
    assert np.isnan(quartiles([0, 0, 0, 0])).all()


def test_medians_broadcast():
    assert median_difference([[0, 1, 3, 8], [2, 4, 3, 1]], [2, 5, 3, 0]).tolist() == [2, 0]


@given(counts=tallies())
@settings(max_examples=50, deadline=None)
def test_the_quartiles_are_numpys_averaged_inverse_cdf(counts):
    expected = np.quantile(marks_of(counts), [0.25, 0.75], method="averaged_inverted_cdf")
    assert quartiles(counts) == pytest.approx(expected)


@given(left=tallies(), right=tallies())
@settings(max_examples=50, deadline=None)
def test_error_shares_count_people(left, right):
    middle, n = statistics.median(marks_of(right)), sum(left)
    over, same, under = error_shares(left, right)
    assert over == pytest.approx(sum(x > middle for x in marks_of(left)) / n)
    assert under == pytest.approx(sum(x < middle for x in marks_of(left)) / n)
    assert over + same + under == pytest.approx(1)


@pytest.mark.parametrize(("left", "right"), [([0] * 4, [1] * 4), ([1] * 4, [0] * 4)])
def test_error_shares_of_nobody_are_nan(left, right):
    assert np.isnan(error_shares(left, right)).all()


@given(left=tallies(), right=tallies())
@settings(max_examples=25, deadline=None)
def test_total_variation(left, right):
    slow = sum(abs(x / sum(left) - y / sum(right)) for x, y in zip(left, right, strict=True)) / 2
    assert total_variation(left, right) == pytest.approx(slow)
    assert np.isnan(total_variation(left, [0, 0, 0, 0]))
