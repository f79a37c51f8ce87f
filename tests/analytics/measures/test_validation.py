import numpy as np
import pytest

from analytics.measures.validation import (
    as_marks,
    as_probabilities,
    as_ratings,
    check_level,
    check_whole,
)


def test_marks_below_none_are_no_rating():
    result = as_ratings("before", [3, -1, -2, -3, 0])
    np.testing.assert_array_equal(result, [3, np.nan, np.nan, np.nan, 0])


def test_none_and_nan_are_no_rating():
    np.testing.assert_array_equal(as_ratings("x", [None, np.nan, 1]), [np.nan, np.nan, 1])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (["a"], "x: ratings must be numbers; got 'a'"),
        ([True], "x: ratings must be numbers; got True"),
        ([np.inf], "x: ratings must be finite; got inf"),
        ([[1], [1, 2]], "x: ratings must form a regular array"),
    ],
)
def test_what_is_no_rating_is_named(value, message):
    with pytest.raises(ValueError, match=message):
        as_ratings("x", value)


@pytest.mark.parametrize("value", [4, 1.5])
def test_a_mark_is_one_of_the_levels(value):
    with pytest.raises(ValueError, match=f"x: marks must be whole .* 0 to 3; got {value}"):
        as_marks("x", [0, value], 4)


@pytest.mark.parametrize("value", [-0.1, 1.1])
def test_probabilities_lie_between_0_and_1(value):
    with pytest.raises(ValueError, match=f"p: must lie between 0 and 1; got {value}"):
        as_probabilities("p", [0.5, value])


@pytest.mark.parametrize("level", [0, 1, -0.5, 95, True, "0.95", float("nan")])
def test_a_confidence_level_lies_between_0_and_1(level):
    with pytest.raises(ValueError, match="level: must"):
        check_level(level)


@pytest.mark.parametrize("value", [0, 1.5, True, "3"])
def test_a_number_of_resamples_is_whole_and_positive(value):
    with pytest.raises(ValueError, match="resamples: must be a whole number of at least 1"):
        check_whole("resamples", value, 1)
