import numpy as np
import pytest

from analytics.measures.published_pairs import contain, error_shares


def test_limits_are_widened_to_hold_the_point_and_never_narrowed():
    figures = {
        "delta": np.array([0.5, -0.5, 0.0]),
        "low": np.array([0.6, -0.9, -0.1]),
        "high": np.array([0.9, -0.6, 0.1]),
    }
    contain(figures, "delta", ("low", "high"))
    assert figures["low"].tolist() == [0.5, -0.9, -0.1]
    assert figures["high"].tolist() == [0.9, -0.5, 0.1]


def test_error_shares_count_a_median_between_two_levels():
    medians = np.zeros((1, 7))
    medians[0, [2, 3]] = 0.5  # As likely 1 as 1.5.
    over, same, under = error_shares(np.array([[0.1, 0.2, 0.3, 0.4]]), medians)
    assert (over[0], same[0], under[0]) == pytest.approx((0.7, 0.1, 0.2))
