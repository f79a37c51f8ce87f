import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.measures import contrast
from analytics.measures.aggregate import (
    asymmetry,
    clustered_delta,
    item_mean,
    items_above,
    misjudged_profile,
    without_each,
)
from analytics.measures.verdicts import Thresholds
from tests.analytics.measures.expanded import counts_of, tallies

NAN = float("nan")


def test_the_mean_of_items_with_its_cautious_interval():
    mean, low, high, items = item_mean([0.5, 0.1, NAN, 0.3], [0.2, 0.1, 0.1, NAN], level=0.9)
    reach = stats.norm.ppf(0.95) * (0.2 + 0.1) / 2
    assert (mean, low, high) == pytest.approx((0.3, 0.3 - reach, 0.3 + reach))
    assert items == 2


def test_the_limits_stay_in_range():
    mean, low, high, _ = item_mean([[0.95, 0.95], [-0.95, -0.95]], [0.3, 0.3])
    assert high[0] == 1
    assert low[1] == -1
    assert mean.tolist() == [0.95, -0.95]


def test_no_items_have_no_mean():
    mean, low, high, items = item_mean([NAN, NAN], [0.1, 0.1])
    assert np.isnan([mean, low, high]).all()
    assert items == 0


@pytest.mark.parametrize(
    ("values", "errors", "message"),
    [
        ([1.5], [0.1], "values: must lie between -1 and 1; got 1.5"),
        ([0.5], [-0.1], "errors: must not be negative; got -0.1"),
        ([np.inf], [0.1], "values: must be an array of finite numbers"),
        (0.5, [0.1], "values: must be an array"),
    ],
)
def test_faults_of_an_item_mean_are_named(values, errors, message):
    with pytest.raises(ValueError, match=message):
        item_mean(values, errors)


def test_items_above_count_those_with_data():
    k, m = items_above([[0.4, 0.0, NAN, -0.2], [NAN] * 4])
    assert (k.tolist(), m.tolist()) == ([1, 0], [3, 0])
    assert items_above([0.4, 0.5], threshold=0.4)[0] == 1


def test_asymmetry_is_never_averaged_away():
    found = asymmetry([[NAN, 0.5, NAN], [0.2, NAN, 0.1], [0.3, 0.4, NAN]])
    assert found[0, 1] == pytest.approx(0.3)
    np.testing.assert_array_equal(found, -found.T)
    assert np.isnan(found[0, 2])
    with pytest.raises(ValueError, match="matrix: must be square, perceivers by targets"):
        asymmetry([[1, 2, 3], [4, 5, 6]])


def test_the_panel_without_each_side():
    panels = np.arange(24).reshape(3, 2, 4)
    found = without_each(panels)
    np.testing.assert_array_equal(found[1], panels[0] + panels[2])
    with pytest.raises(ValueError, match="panels: must have a row per nominating side"):
        without_each([1, 2, 3, 4])


def slow_scores(x, y):
    """Each person's mean over items, one comparison at a time."""
    found = []
    for row in x:
        scores = []
        for i, mark in enumerate(row):
            others = [other[i] for other in y if other[i] >= 0]
            if mark >= 0 and others:
                scores.append(np.mean([np.sign(mark - other) for other in others]))
        if scores:
            found.append(np.mean(scores))
    return np.array(found)


marks = st.integers(-1, 3)
answers = st.integers(1, 4).flatmap(
    lambda items: st.tuples(
        *[st.lists(st.lists(marks, min_size=items, max_size=items), min_size=2, max_size=6)] * 2
    )
)


@given(sides=answers)
@settings(max_examples=60, deadline=None)
def test_the_clustered_interval_is_welchs_for_the_scores(sides):
    left, right = sides
    s, t = slow_scores(left, right), slow_scores(right, left)
    found = clustered_delta(left, right)
    if len(s) < 2 or len(t) < 2:
        assert np.isnan([found.low, found.high]).all()
        return
    assert found.mean == pytest.approx(s.mean())
    terms = s.var(ddof=1) / len(s), t.var(ddof=1) / len(t)
    if sum(terms) < 1e-20:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scipy warns of scores that are nearly all alike
        welch = stats.ttest_ind(s, t, equal_var=False)
    reach = stats.t.ppf(0.975, welch.df) * np.sqrt(sum(terms))
    assert found.low == pytest.approx(max(-1, s.mean() - reach))
    assert found.high == pytest.approx(min(1, s.mean() + reach))


def test_one_item_clustered_is_its_delta():
    left, right = [[3], [2], [2]], [[1], [0], [2], [3]]
    found = clustered_delta(left, right)
    counts = [counts_of([row[0] for row in side]) for side in (left, right)]
    assert found.mean == pytest.approx(contrast.delta(*counts))
    assert found.items == 1


def test_pooling_ratings_would_be_too_sure():
    """Twenty people who say the same of all six items are twenty, not a hundred and twenty."""
    rng = np.random.default_rng(0)
    left, right = (np.repeat(rng.integers(0, 4, (20, 1)), 6, axis=1) for _ in range(2))
    one, six = clustered_delta(left[:, :1], right[:, :1]), clustered_delta(left, right)
    assert (six.low, six.high) == pytest.approx((one.low, one.high))


def test_clustered_without_spread_or_people():
    assert clustered_delta([[3], [3]], [[0], [0]]) == (1, 1, 1, 1)
    lonely = clustered_delta([[3]], [[0], [0]])
    assert lonely.mean == 1
    assert np.isnan(lonely.low)
    nobody = clustered_delta([[-1]], [[0], [0]])
    assert np.isnan(nobody.mean)
    assert nobody.items == 0


@pytest.mark.parametrize(
    ("left", "right"), [([[1, 2]], [[1]]), ([1, 2], [1, 2]), ([[1, 2]], [1, 2])]
)
def test_clustered_groups_rate_the_same_items(left, right):
    with pytest.raises(ValueError, match="right: must rate the same items as left"):
        clustered_delta(left, right)


HIGH, LOW, MIDDLE = [0, 0, 2, 13], [13, 2, 0, 0], [2, 6, 5, 2]


@given(rows=st.lists(st.tuples(tallies(), tallies()), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_profile_figures_the_slow_way(rows):
    left, right = ([row[i] for row in rows] for i in (0, 1))
    g = [contrast.level_shift(x, y) for x, y in rows]
    found = misjudged_profile(left, right, permutations=10)
    assert found.mean_error == pytest.approx(np.mean(g))
    assert found.mean_absolute_error == pytest.approx(np.mean(np.abs(g)))
    absolute = np.mean(np.abs(g))
    assert found.index == pytest.approx(1 - abs(np.mean(g)) / absolute if absolute else 0, abs=1e-9)
    assert found.items == len(rows)


def test_the_excess_is_beyond_chance():
    """Against dealing the people out one by one."""
    left, right = [[3, 2, 1, 0], [0, 1, 4, 1]], [[0, 1, 2, 2], [2, 2, 1, 0]]
    rng = np.random.default_rng(0)
    pools = [
        [k for k, c in enumerate(np.add(x, y)) for _ in range(c)]
        for x, y in zip(left, right, strict=True)
    ]
    drawn = []
    for _ in range(4000):
        shifts = []
        for pool, x in zip(pools, left, strict=True):
            dealt = rng.permutation(pool)
            shifts.append(dealt[: sum(x)].mean() - dealt[sum(x) :].mean())
        drawn.append(np.mean(np.abs(shifts)) - abs(np.mean(shifts)))
    found = misjudged_profile(left, right, permutations=4000)
    raw = found.mean_absolute_error - abs(found.mean_error)
    assert raw - found.excess == pytest.approx(np.mean(drawn), abs=0.02)


def test_the_right_amount_of_concern_on_the_wrong_items():
    assert misjudged_profile([HIGH, LOW] * 3, [LOW, HIGH] * 3).misjudged


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ([HIGH, LOW, HIGH, LOW], [LOW, HIGH, LOW, HIGH]),  # too few items
        ([HIGH, LOW] * 3, [HIGH, LOW] * 3),  # the same order
        ([HIGH, LOW, HIGH, HIGH, HIGH], [LOW, HIGH, LOW, LOW, LOW]),  # too much of it
        ([MIDDLE] * 6, [MIDDLE] * 6),  # nothing beyond chance
        ([MIDDLE] * 6, [HIGH, LOW] * 3),  # one side tells no items apart
    ],
)
def test_what_is_no_misjudged_profile(left, right):
    assert not misjudged_profile(left, right).misjudged


@pytest.mark.parametrize(
    "change",
    [{"profile_items": 7}, {"profile_excess": 3.0}, {"profile_order": -0.9}, {"profile_error": 0}],
)
def test_each_threshold_alone_is_needed(change):
    """The order of the two sides is opposite but for ties, so tau-b is above -0.9."""
    case = [HIGH, LOW, HIGH, LOW, MIDDLE, MIDDLE], [LOW, HIGH, LOW, HIGH, LOW, HIGH]
    found = misjudged_profile(*case)
    assert -0.9 < found.order < 0.3
    assert found.misjudged
    assert not misjudged_profile(*case, Thresholds(**change)).misjudged


def test_items_without_data_drop_out_of_the_profile():
    empty = [0, 0, 0, 0]
    case = [HIGH, LOW] * 3, [LOW, HIGH] * 3
    found = misjudged_profile([*case[0], empty, HIGH], [*case[1], HIGH, empty])
    assert found.items == 6
    assert found.mean_error == misjudged_profile(*case).mean_error


def test_a_profile_of_nothing_is_null():
    found = misjudged_profile([[0, 0, 0, 0]], [[0, 0, 0, 0]])
    assert np.isnan(found[:5]).all()
    assert (found.items, found.misjudged) == (0, False)


def test_profiles_broadcast_over_dyads():
    found = misjudged_profile([[HIGH, LOW] * 3] * 2, [LOW, HIGH] * 3, permutations=50)
    assert found.misjudged.tolist() == [True, True]


def test_a_profile_needs_items():
    with pytest.raises(ValueError, match="left: must have a row per item"):
        misjudged_profile(HIGH, LOW)
