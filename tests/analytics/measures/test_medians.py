import statistics

import numpy as np
import pytest
from hypothesis import given, settings

from analytics.measures.medians import grouped_median, median, quartiles
from tests.analytics.measures.expanded import marks_of, tallies


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
    assert np.isnan(quartiles([0, 0, 0, 0])).all()


def test_medians_broadcast():
    assert median([[0, 1, 3, 8], [2, 4, 3, 1]]).tolist() == [3, 1]


@given(counts=tallies())
@settings(max_examples=50, deadline=None)
def test_the_quartiles_are_numpys_averaged_inverse_cdf(counts):
    expected = np.quantile(marks_of(counts), [0.25, 0.75], method="averaged_inverted_cdf")
    assert quartiles(counts) == pytest.approx(expected)
