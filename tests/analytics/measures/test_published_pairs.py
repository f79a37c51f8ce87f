import numpy as np
import pytest

from analytics.measures.blocks import protect
from analytics.measures.candidates import candidates
from analytics.measures.published_pairs import (
    Pair,
    PairStatistic,
    check_lengths,
    contain,
    pair_figures,
)

LOW, HIGH = protect((0, 0, 0, 6, 2, 0, 0)), protect((0, 0, 0, 0, 0, 2, 6))
SHIFT = PairStatistic("shift", lambda pair: pair.level_shift, drawn="level_shift", inner=True)


def test_the_names_of_a_statistic_are_those_of_its_limits_too():
    assert PairStatistic("share", lambda pair: pair.delta).names == ["share"]
    whole = PairStatistic("d", lambda pair: pair.delta, drawn="delta", inner=True, error=True)
    assert whole.names == ["d", "d_low", "d_high", "d_low_90", "d_high_90", "d_se"]
    assert PairStatistic("d", lambda pair: pair.delta, drawn="delta").names == [
        "d",
        "d_low",
        "d_high",
    ]


def test_limits_are_widened_to_hold_the_point_and_never_narrowed():
    figures = {
        "shift": np.array([0.5, -0.5, 0.0]),
        "shift_low": np.array([0.6, -0.9, -0.1]),
        "shift_high": np.array([0.9, -0.6, 0.1]),
        "shift_low_90": np.array([0.7, -0.8, 0.0]),
        "shift_high_90": np.array([0.8, -0.7, 0.0]),
    }
    contain(figures, SHIFT)
    assert figures["shift_low"].tolist() == [0.5, -0.9, -0.1]
    assert figures["shift_high"].tolist() == [0.9, -0.5, 0.1]
    assert figures["shift_low_90"].tolist() == [0.5, -0.8, 0.0]
    assert figures["shift_high_90"].tolist() == [0.8, -0.5, 0.0]


def test_a_median_between_two_levels_is_compared_with_halfway():
    pair = Pair([], [])
    pair.left_shares = np.array([[0.1, 0.2, 0.3, 0.4]])
    pair.right_medians = np.zeros((1, 7))
    pair.right_medians[0, [2, 3]] = 0.5  # As likely 1 as 1.5.
    shares = [
        pair.from_median(of)[0]
        for of in (lambda e: e > 0, lambda e: e == 0, lambda e: e < 0, lambda e: e)
    ]
    assert shares == pytest.approx((0.7, 0.1, 0.2, 2.0 - 1.25))


def test_cells_without_a_group_are_nan_and_leave_the_others_as_they_are():
    figures = pair_figures([HIGH, None, HIGH], [LOW, LOW, None], [SHIFT], resamples=100)
    (alone,) = pair_figures([HIGH], [LOW], [SHIFT], resamples=100).arrays["shift_low"]
    assert figures.arrays["shift_low"][0] == alone
    for values in figures.arrays.values():
        assert np.isnan(values).tolist() == [False, True, True]
    assert figures.at(1) == dict.fromkeys(SHIFT.names)
    assert figures.left.published[1].n is None
    assert figures.left.published[2].n == 8
    assert figures.fewest.tolist() == [7, 0, 0]


def test_with_no_certain_cell_there_are_names_alone():
    figures = pair_figures([None], [LOW], [SHIFT], resamples=100)
    assert list(figures.arrays) == SHIFT.names


def test_equal_pairs_are_worked_out_once():
    seen = []

    def shift(pair):
        seen.append(len(pair.left))
        return pair.level_shift

    left, right = [HIGH, LOW, HIGH, None], [LOW, LOW, LOW, LOW]
    statistic = PairStatistic("shift", shift, drawn="level_shift")
    figures = pair_figures(left, right, [statistic], resamples=100)
    assert seen == [2]
    one, other, again, nothing = figures.arrays["shift"]
    assert one == again > other == 0
    assert np.isnan(nothing)


def test_shares_are_means_over_the_tallies():
    pair = Pair([candidates(HIGH)], [candidates(LOW)])
    assert pair.left_shares[0] == pytest.approx(candidates(HIGH).shares)
    assert pair.right_shares[0] == pytest.approx(candidates(LOW).shares)


def test_lists_of_different_lengths_are_named():
    check_lengths(before=[None], after=[LOW])
    with pytest.raises(ValueError, match="after: must be as many cells as before, 1; got 0"):
        check_lengths(before=[None], after=[])
