import re

import numpy as np
import pytest

from analytics.measures.count_arrays import as_counts, as_shares


@pytest.mark.parametrize(
    "value",
    [[0, 1, 3, 8], (0, 1, 3, 8), np.array([0, 1, 3, 8], dtype=np.uint8), [0.0, 1.0, 3.0, 8.0]],
)
def test_whole_numbers_are_counts(value):
    counts = as_counts("left", value)
    assert counts.dtype == np.int64
    assert counts.tolist() == [0, 1, 3, 8]


def test_counts_keep_their_leading_axes():
    assert as_counts("left", np.zeros((2, 0, 3, 4), dtype=int)).shape == (2, 0, 3, 4)


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ([0, -1, 2], "left: counts must not be negative; got -1 at [1]"),
        ([[1, 2], [3, -4]], "left: counts must not be negative; got -4 at [1, 1]"),
        ([0, 1.5, 2], "left: counts must be whole numbers; got 1.5 at [1]"),
        ([0, 1, float("nan")], "left: counts must not be missing; got nan at [2]"),
        ([0, float("inf")], "left: counts must be at most 2**53; got inf at [1]"),
        ([0, 2**53 + 1], "left: counts must be at most 2**53; got 9007199254740993 at [1]"),
        ([0, 2**70], f"left: counts must be numbers; got [0, {2**70}]"),
        ([0, None], "left: counts must be numbers; got None"),
        (["a", 1], "left: counts must be numbers; got np.str_('a')"),
        ([True, False], "left: counts must be numbers; got np.True_"),
        ([[1, 2], [3]], "left: counts must form a regular array; got [[1, 2], [3]]"),
        (7, "left: the last axis must be the levels; got the scalar 7"),
        ([7], "left: the last axis must have at least 2 levels; got 1"),
        ([], "left: the last axis must have at least 2 levels; got 0"),
    ],
)
def test_what_are_no_counts_is_named(value, complaint):
    with pytest.raises(ValueError, match=f"^{re.escape(complaint)}$"):
        as_counts("left", value)


def test_the_number_of_levels_may_be_demanded():
    assert as_counts("right", [1, 2, 3], levels=3).tolist() == [1, 2, 3]
    with pytest.raises(ValueError, match=r"^right: the last axis must have 4 levels; got 3$"):
        as_counts("right", [1, 2, 3], levels=4)


def test_shares_sum_to_one_or_are_missing_altogether():
    assert sum([0.7, 0.1, 0.1, 0.1]) != 1
    shares = as_shares("left", [[0.7, 0.1, 0.1, 0.1], [np.nan] * 4])
    assert shares[0].tolist() == [0.7, 0.1, 0.1, 0.1]
    assert np.isnan(shares[1]).all()


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ([0.5, 0.25], "left: shares must sum to 1; got 0.75"),
        ([[0.5, 0.5], [1, 1]], "left: shares must sum to 1; got 2.0 at [1]"),
        ([0, 0], "left: shares must sum to 1; got 0.0"),
        ([1.5, -0.5], "left: shares must not be negative; got -0.5 at [1]"),
        (
            [0.5, float("nan")],
            "left: shares must be missing for the whole cell or for none of it; got nan at [1]",
        ),
        ([1.0], "left: the last axis must have at least 2 levels; got 1"),
    ],
)
def test_what_are_no_shares_is_named(value, complaint):
    with pytest.raises(ValueError, match=f"^{re.escape(complaint)}$"):
        as_shares("left", value)
