import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats

from analytics.measures.empathy import (
    cross_classify,
    empathy_gap,
    empathy_interval,
    empathy_kind,
    for_dialogue,
    name_empathy_gap,
    prediction_errors,
    projection_slope,
    ranked_probability_score,
    tracking,
)
from analytics.measures.validation import Interval
from analytics.measures.verdicts import GapKind, Thresholds
from tests.analytics.measures.expanded import marks_of, tallies


@given(predicted=tallies(), perceived=tallies())
@settings(max_examples=50, deadline=None)
def test_errors_one_prediction_at_a_time(predicted, perceived):
    errors = [x - statistics.median(marks_of(perceived)) for x in marks_of(predicted)]
    found = prediction_errors(predicted, perceived)
    assert found.bias == pytest.approx(statistics.mean(errors))
    assert found.accuracy == pytest.approx(statistics.mean(map(abs, errors)))
    assert found.mean_square == pytest.approx(found.bias**2 + statistics.pvariance(errors))
    assert found.exact == pytest.approx(statistics.mean(abs(e) <= 0.5 for e in errors))
    assert found.within_one == pytest.approx(statistics.mean(abs(e) <= 1 for e in errors))
    assert empathy_gap(predicted, perceived) == found.bias


def test_a_guess_at_the_median_of_a_split_group_is_a_good_one():
    found = prediction_errors([0, 6, 6, 0], [6, 0, 0, 6])
    assert (found.bias, found.accuracy, found.exact) == (0, 0.5, 1)


@pytest.mark.parametrize(("x", "y"), [([0] * 4, [1] * 4), ([1] * 4, [0] * 4)])
def test_nobody_has_no_errors(x, y):
    assert np.isnan(prediction_errors(x, y)).all()
    assert np.isnan(empathy_interval(x, y)).all()
    assert empathy_kind(x, y) == "insufficient"


def test_the_interval_resamples_both_groups():
    predicted, perceived = [2, 5, 3, 0], [0, 5, 4, 3]
    rng = np.random.default_rng(0)
    p = rng.dirichlet(np.array(predicted) + 0.25, 40_000)
    q = rng.dirichlet(np.array(perceived) + 0.25, 40_000)
    draws = p @ np.arange(4) - (np.cumsum(q, axis=1)[:, :3] < 0.5).sum(axis=1)
    assert empathy_interval(predicted, perceived) == pytest.approx(
        np.quantile(draws, [0.025, 0.975]), abs=0.04
    )


@given(predicted=tallies(), perceived=tallies())
@settings(max_examples=25, deadline=None)
def test_the_interval_contains_the_gap(predicted, perceived):
    low, high = empathy_interval(predicted, perceived, resamples=200)
    assert -3 <= low <= empathy_gap(predicted, perceived) + 1e-9
    assert empathy_gap(predicted, perceived) - 1e-9 <= high <= 3


@pytest.mark.parametrize(
    ("predicted", "perceived", "expected"),
    [
        ([2, 5, 3, 0], [0, 1, 3, 8], "underpredicted"),
        ([0, 1, 3, 8], [2, 8, 2, 0], "overpredicted"),
        ([0, 0, 9, 0], [0, 0, 9, 0], "accurate"),
        ([0, 4, 4, 4], [3, 3, 3, 3], "inconclusive"),
        ([0, 0, 0, 6], [9, 0, 0, 0], "insufficient"),
        ([0, 0, 0, 9], [6, 0, 0, 0], "insufficient"),
    ],
)
def test_kinds_of_counts(predicted, perceived, expected):
    assert empathy_kind(predicted, perceived) == expected


WIDE, HIGH, LOW = Interval(-0.6, 0.6), Interval(0.1, 1.4), Interval(-1.4, -0.1)
NARROW = Interval(-0.4, 0.4)


@pytest.mark.parametrize(
    ("gap", "outer", "inner", "expected"),
    [
        (0.5, HIGH, HIGH, "overpredicted"),
        (0.49, HIGH, HIGH, "inconclusive"),
        (0.5, Interval(0.0, 1.4), HIGH, "inconclusive"),
        (-0.5, LOW, LOW, "underpredicted"),
        (-0.49, LOW, LOW, "inconclusive"),
        (-0.5, Interval(-1.4, 0.0), LOW, "inconclusive"),
        (0.0, WIDE, NARROW, "accurate"),
        (0.0, WIDE, Interval(-0.5, 0.4), "inconclusive"),
        (0.0, WIDE, Interval(-0.4, 0.5), "inconclusive"),
    ],
)
def test_each_condition_alone_is_needed(gap, outer, inner, expected):
    assert name_empathy_gap(7, gap, outer, inner) == expected
    assert name_empathy_gap(6, gap, outer, inner) == "insufficient"


def test_kinds_follow_their_thresholds():
    assert name_empathy_gap(7, 0.5, HIGH, HIGH, Thresholds(prediction=0.6)) == "inconclusive"


def test_kinds_broadcast():
    found = empathy_kind(np.ones((2, 3, 4), int), [2, 2, 2, 2])
    assert found.shape == (2, 3)


def test_tracking_compares_the_order_of_the_medians():
    predicted = np.array([[5, 0, 0, 0], [0, 5, 0, 0], [0, 0, 0, 5], [0, 0, 5, 0], [0] * 4])
    perceived = np.array([[0, 5, 0, 0], [0, 5, 0, 0], [0, 0, 5, 0], [0, 0, 0, 5], [5, 0, 0, 0]])
    expected = stats.kendalltau([0, 1, 3, 2], [1, 1, 2, 3]).statistic
    assert tracking(predicted, perceived) == pytest.approx(expected)
    assert tracking([predicted] * 2, perceived).shape == (2,)


def test_tracking_needs_items():
    with pytest.raises(ValueError, match="predicted: must have a row per item"):
        tracking([1, 2, 3, 4], [1, 2, 3, 4])


def test_the_projection_slope_is_scipys():
    own, predicted = [0, 1, 2, 3, 3, None, 2], [1, 1, 1, 3, 2, 3, -1]
    expected = stats.linregress([0, 1, 2, 3, 3], [1, 1, 1, 3, 2]).slope
    assert projection_slope(predicted, own) == pytest.approx(expected)


def test_own_ratings_that_do_not_vary_have_no_slope():
    np.testing.assert_array_equal(projection_slope([[1, 2], [1, 3]], [[2, 2], [1, 2]]), [np.nan, 2])
    assert np.isnan(projection_slope([None, None], [1, 2]))
    assert np.isnan(projection_slope([0.1] * 3, [0.1] * 3))


@pytest.mark.parametrize(
    ("predicted", "actual", "score"),
    [
        ([1, 0, 0, 0], [0, 0, 0, 1], 1),
        ([0.2, 0.3, 0.4, 0.1], [0.2, 0.3, 0.4, 0.1], 0),
        ([0.5, 0.5, 0, 0], [0.25, 0.25, 0.25, 0.25], (0.25**2 + 0.5**2 + 0.25**2) / 3),
        ([float("nan")] * 4, [0.25] * 4, float("nan")),
    ],
)
def test_the_ranked_probability_score(predicted, actual, score):
    assert ranked_probability_score(predicted, actual) == pytest.approx(score, nan_ok=True)


def test_the_cross_table_counts_questions():
    table = cross_classify(
        ["overestimation", "overestimation", "aligned"],
        ["underpredicted", "underpredicted", "accurate"],
    )
    row = table.threat_kinds.index("overestimation")
    assert table.counts[row, table.empathy_kinds.index("underpredicted")] == 2
    assert table.counts.sum() == 3
    assert table.counts.shape == (7, 5)


@pytest.mark.parametrize(
    ("threat", "empathy", "message"),
    [
        (["aligned"], ["aligned"], "empathy_kinds: must be one of .*; got 'aligned'"),
        (["accurate"], ["accurate"], "threat_kinds: must be one of .*; got 'accurate'"),
        (["aligned"] * 2, ["accurate"], "empathy_kinds: must be one per threat kind, 2; got 1"),
    ],
)
def test_unknown_kinds_are_named(threat, empathy, message):
    with pytest.raises(ValueError, match=message):
        cross_classify(threat, empathy)


def test_the_cell_for_dialogue():
    kinds = [GapKind.OVERESTIMATION, GapKind.OVERESTIMATION, GapKind.ALIGNED, "overestimation"]
    assert for_dialogue(kinds, [-0.1, 0.1, -1, np.nan]).tolist() == [True, False, False, False]
