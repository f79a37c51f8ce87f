import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analytics.measures.contrast import (
    delta,
    delta_of_shares,
    level_shift,
    level_shift_of_shares,
    superiority,
)

STATISTICS = [superiority, delta, level_shift]
LINEAR = [(delta_of_shares, delta), (level_shift_of_shares, level_shift)]

# left, right, delta, level shift
WORKED_CASES = [
    ([0, 1, 3, 8], [2, 5, 3, 0], 0.8333333, 1.4833333),
    ([1, 3, 6, 2], [1, 3, 6, 2], 0, 0),
    ([6, 0, 0, 6], [0, 6, 6, 0], 0, 0),
    ([0, 0, 2, 10], [0, 8, 2, 0], 0.9666667, 1.6333333),
    ([0, 0, 0, 7], [7, 0, 0, 0], 1, 3),
    ([2, 4, 3, 1], [1, 2, 5, 4], -0.4083333, -0.7),
]

groups = st.lists(st.integers(0, 30), min_size=4, max_size=4).filter(any)


def marks_of(counts):
    """One mark per person."""
    return [level for level, count in enumerate(counts) for _ in range(count)]


def slow_delta(left, right):
    pairs = [(x > y) - (x < y) for x in marks_of(left) for y in marks_of(right)]
    return sum(pairs) / len(pairs)


def slow_superiority(left, right):
    pairs = [(x > y) + (x == y) / 2 for x in marks_of(left) for y in marks_of(right)]
    return sum(pairs) / len(pairs)


def slow_level_shift(left, right):
    return sum(marks_of(left)) / sum(left) - sum(marks_of(right)) / sum(right)


SLOW_WAYS = [
    (superiority, slow_superiority),
    (delta, slow_delta),
    (level_shift, slow_level_shift),
]


@pytest.mark.parametrize("case", WORKED_CASES, ids=lambda case: f"{case[0]} {case[1]}")
def test_worked_cases(case):
    left, right, *expected = case
    result = [statistic(left, right) for statistic in (delta, level_shift)]
    assert result == pytest.approx(expected, abs=5e-8)
    assert superiority(left, right) == pytest.approx((expected[0] + 1) / 2, abs=5e-8)


@pytest.mark.parametrize(("fast", "slow"), SLOW_WAYS)
@given(left=groups, right=groups)
@settings(deadline=None)
def test_person_by_person_gives_the_same(fast, slow, left, right):
    assert fast(left, right) == pytest.approx(slow(left, right), abs=1e-12)


@given(left=groups, right=groups)
@settings(deadline=None)
def test_scipy_gives_the_same(left, right):
    from scipy import stats

    assume(len(set(marks_of(left) + marks_of(right))) > 1)
    xs, ys = marks_of(left), marks_of(right)
    u = stats.mannwhitneyu(xs, ys, method="asymptotic").statistic
    assert superiority(left, right) == pytest.approx(u / (len(xs) * len(ys)), abs=1e-12)


@given(left=groups, right=groups)
@settings(deadline=None)
def test_changing_sides_changes_the_sign_alone(left, right):
    assert delta(left, right) == -delta(right, left)
    assert level_shift(left, right) == -level_shift(right, left)
    assert superiority(left, right) == pytest.approx(1 - superiority(right, left), abs=1e-15)


@given(left=groups, right=groups)
@settings(deadline=None)
def test_the_statistics_lie_in_their_ranges(left, right):
    assert -1 <= delta(left, right) <= 1
    assert 0 <= superiority(left, right) <= 1
    assert -3 <= level_shift(left, right) <= 3


@given(group=groups)
@settings(deadline=None)
def test_a_group_does_not_differ_from_itself(group):
    result = [statistic(group, group) for statistic in STATISTICS]
    assert result == [0.5, 0, 0]


@given(left=groups, right=groups, times=st.integers(2, 50))
@settings(deadline=None)
def test_only_shares_matter(left, right, times):
    repeated = [count * times for count in left]
    for statistic in STATISTICS:
        assert statistic(repeated, right) == pytest.approx(statistic(left, right), abs=1e-12)


@pytest.mark.parametrize("statistic", STATISTICS)
def test_leading_axes_broadcast_as_a_loop_would(statistic):
    rng = np.random.default_rng(20130713)
    left = rng.integers(0, 9, (3, 1, 4)) + 1
    right = rng.integers(0, 9, (5, 4)) + 1
    table = statistic(left, right)
    assert table.shape == (3, 5)
    assert table.tolist() == [[statistic(x[0], y) for y in right] for x in left]


@pytest.mark.parametrize("levels", [2, 5, 7])
def test_any_number_of_levels(levels):
    lowest, highest = [5] + [0] * (levels - 1), [0] * (levels - 1) + [5]
    assert delta(highest, lowest) == 1
    assert level_shift(highest, lowest) == levels - 1


@pytest.mark.parametrize("statistic", STATISTICS)
def test_nobody_is_no_data_not_zero_and_no_warning(statistic):
    nobody, somebody = [0, 0, 0, 0], [1, 2, 3, 4]
    with np.errstate(all="raise"):
        assert np.isnan(statistic(nobody, somebody))
        assert np.isnan(statistic(somebody, nobody))
        assert np.isnan(statistic(nobody, nobody))
        table = statistic([nobody, somebody], somebody)
    assert np.isnan(table).tolist() == [True, False]


@pytest.mark.parametrize("statistic", STATISTICS)
def test_one_pair_gives_a_number_and_no_cells_give_none(statistic):
    assert isinstance(statistic([1, 2, 3, 4], [4, 3, 2, 1]), float)
    assert isinstance(statistic([0, 0, 0, 0], [4, 3, 2, 1]), float)
    assert statistic(np.zeros((0, 4), dtype=int), [4, 3, 2, 1]).shape == (0,)


def test_a_million_people_lose_no_digit():
    left, right = [250_001, 249_998, 250_000, 250_001], [250_000] * 4
    assert level_shift(left, right) == 1e-6


@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize(
    ("left", "right", "complaint"),
    [
        ([1, -2, 3], [1, 2, 3], r"^left: counts must not be negative; got -2 at \[1\]$"),
        ([1, 2, 3], [1, 2.5, 3], r"^right: counts must be whole numbers; got 2.5 at \[1\]$"),
        ([1, 2, 3], [1, 2, 3, 4], r"^right: the last axis must have 3 levels; got 4$"),
        ([[1, 2]] * 3, [[1, 2]] * 2, r"^left and right: leading axes must broadcast; got \(3,\)"),
    ],
)
def test_malformed_counts_are_refused(statistic, left, right, complaint):
    with pytest.raises(ValueError, match=complaint):
        statistic(left, right)


@pytest.mark.parametrize(("of_shares", "of_counts"), LINEAR)
@given(left=groups, right=groups)
@settings(deadline=None)
def test_shares_give_what_their_counts_give(of_shares, of_counts, left, right):
    shares = np.array(left) / sum(left), np.array(right) / sum(right)
    assert of_shares(*shares) == pytest.approx(of_counts(left, right), abs=1e-12)


@pytest.mark.parametrize(("of_shares", "of_counts"), LINEAR)
def test_missing_shares_are_no_data(of_shares, of_counts):
    missing, known = [np.nan] * 4, [0.25] * 4
    with np.errstate(all="raise"):
        assert np.isnan(of_shares([missing, known], known)).tolist() == [True, False]
        assert np.isnan(of_shares(known, missing))


@pytest.mark.parametrize(("of_shares", "of_counts"), LINEAR)
@pytest.mark.parametrize(
    ("left", "right", "complaint"),
    [
        ([1, 2], [0.5, 0.5], r"^left: shares must sum to 1; got 3.0$"),
        ([0.5, 0.5], [2, -1], r"^right: shares must not be negative; got -1.0 at \[1\]$"),
        ([0.5, 0.5], [0.5, 0.5, 0], r"^right: the last axis must have 2 levels; got 3$"),
        ([[0.5, 0.5]] * 3, [[0.5, 0.5]] * 2, r"^left and right: leading axes must broadcast"),
    ],
)
def test_malformed_shares_are_refused(of_shares, of_counts, left, right, complaint):
    with pytest.raises(ValueError, match=complaint):
        of_shares(left, right)
