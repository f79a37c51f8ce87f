import numpy as np
import pytest
from hypothesis import given, settings

from analytics.measures import contrast, medians
from analytics.measures.share_statistics import STATISTICS, median
from tests.analytics.measures.expanded import tallies

NAMES = ["delta", "superiority", "level_shift"]


def shares_of(counts):
    return np.array(counts) / sum(counts)


@pytest.mark.parametrize("name", NAMES)
@given(left=tallies(), right=tallies())
@settings(max_examples=25, deadline=None)
def test_as_from_counts(name, left, right):
    result = STATISTICS[name](shares_of(left), shares_of(right))
    assert result == pytest.approx(getattr(contrast, name)(left, right), abs=1e-12)


@given(left=tallies())
@settings(max_examples=50, deadline=None)
def test_the_median_is_that_of_the_counts(left):
    """Unless half the people lie on each side of empty levels, where the shares do not say."""
    lower, upper = medians.central_levels(left)
    if upper - lower <= 1:
        assert median(shares_of(left)) == medians.median(left)


def test_a_prediction_is_compared_with_the_median():
    gap = STATISTICS["prediction_gap"](shares_of([2, 5, 3, 0]), shares_of([0, 1, 3, 8]))
    assert gap == pytest.approx(1.1 - 3)
    between = STATISTICS["prediction_gap"](shares_of([0, 1, 0, 0]), shares_of([2, 2, 2, 2]))
    assert between == pytest.approx(1 - 1.5)
