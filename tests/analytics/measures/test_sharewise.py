import numpy as np
import pytest
from hypothesis import given, settings

from analytics.measures import contrast, shares
from analytics.measures.share_statistics import STATISTICS, median, share_statistic
from tests.analytics.measures.expanded import tallies

NAMES = ["delta", "superiority", "level_shift", "wasserstein", "crossing"]


def shares_of(counts):
    return np.array(counts) / sum(counts)


@pytest.mark.parametrize("name", NAMES)
@given(left=tallies(), right=tallies())
@settings(max_examples=25, deadline=None)
def test_as_from_counts(name, left, right):
    found = STATISTICS[name](shares_of(left), shares_of(right))
    assert found == pytest.approx(getattr(contrast, name)(left, right), abs=1e-12)


@given(left=tallies())
@settings(max_examples=50, deadline=None)
def test_the_median_is_that_of_the_counts(left):
    """Unless half the people lie on each side of empty levels, where the shares do not say."""
    lower, upper = shares.central_levels(left)
    if upper - lower <= 1:
        assert median(shares_of(left)) == shares.median(left)


@pytest.mark.parametrize("name", NAMES)
def test_a_function_of_the_house_is_taken_by_its_name(name):
    assert share_statistic(getattr(contrast, name)).of is STATISTICS[name]


@pytest.mark.parametrize("name", ["delta", "level_shift"])
def test_so_is_its_form_for_shares(name):
    assert share_statistic(getattr(contrast, f"{name}_of_shares")).of is STATISTICS[name]


def test_any_other_function_gets_shares_in_double_precision():
    def mean_of_left(left, right):
        contrast.delta_of_shares(left, right)  # which insists on sums of 1
        return left @ np.arange(4)

    thirds = np.full((4, 5), 0.25, np.float32) + np.float32([[0.1], [0.3], [0.05], [-0.2]])
    found = share_statistic(mean_of_left).of(
        thirds / thirds.sum(axis=0), thirds / thirds.sum(axis=0)
    )
    assert found.dtype == np.float64


def test_any_other_function_gets_the_levels_last():
    def serious_gap(left, right):
        return left[..., 3] - right[..., 3]

    of = share_statistic(serious_gap).of
    p, q = np.array([[0.25, 1], [0, 0], [0, 0], [0.75, 0]]), np.array([[1, 1.0], [0, 0]] * 2)
    np.testing.assert_array_equal(of(p, q), [0.75, 0])


@pytest.mark.parametrize("statistic", ["gap", 3])
def test_an_unknown_statistic_is_named(statistic):
    with pytest.raises(ValueError, match=f"statistic: must be a function or .*; got {statistic!r}"):
        share_statistic(statistic)
