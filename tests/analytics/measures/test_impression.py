import numpy as np
import pytest

from analytics.measures.impression import side_by_side


def test_the_two_distributions_and_their_difference():
    found = side_by_side([[6, 2, 0], [0, 0, 0]], [[2, 4, 2], [1, 1, 0]])
    np.testing.assert_array_equal(found.first, [[0.75, 0.25, 0], [np.nan] * 3])
    np.testing.assert_array_equal(found.second, [[0.25, 0.5, 0.25], [0.5, 0.5, 0]])
    np.testing.assert_array_equal(found.difference, [[-0.5, 0.25, 0.25], [np.nan] * 3])
    np.testing.assert_array_equal(found.total_variation, [0.5, np.nan])


def test_the_same_answers_are_needed():
    with pytest.raises(ValueError, match="right: the last axis must have 2 levels; got 3"):
        side_by_side([1, 2], [1, 2, 3])
