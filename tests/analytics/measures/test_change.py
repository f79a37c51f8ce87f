from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.measures.change import (
    StopRules,
    interquartile_range,
    movement,
    paired_change,
    reaches_consensus,
    share_near_median,
)
from analytics.measures.validation import Interval
from tests.analytics.measures.expanded import marks_of, tallies

# --- The same people twice -----------------------------------------------------------------------


def people(*answers):
    """(before, after, how many) spelt out."""
    before = [b for b, _, n in answers for _ in range(n)]
    return before, [a for _, a, n in answers for _ in range(n)]


@given(rows=st.lists(st.tuples(*[st.integers(0, 3)] * 2), min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_paired_change_one_person_at_a_time(rows):
    before, after = np.transpose(rows)
    change = paired_change(before, after)
    n = len(rows)
    assert change.pairs == n
    assert change.changed == pytest.approx(sum(b != a for b, a in rows) / n)
    assert change.rises == sum(a > b for b, a in rows)
    assert change.falls == sum(a < b for b, a in rows)
    assert change.level_shift == pytest.approx(np.mean(after - before))


@given(rows=st.lists(st.tuples(*[st.integers(0, 3)] * 2), min_size=1, max_size=9))
@settings(max_examples=40, deadline=None)
def test_the_exact_p_by_signing_in_every_way(rows):
    steps = np.array([a - b for b, a in rows if a != b])
    ranks = stats.rankdata(np.abs(steps))
    observed = abs((np.sign(steps) * ranks).sum())
    sums = [abs(np.dot(signs, ranks)) for signs in product((1, -1), repeat=len(ranks))]
    expected = np.mean([value >= observed - 1e-9 for value in sums])
    before, after = np.transpose(rows)
    assert paired_change(before, after).p == pytest.approx(expected)
    assert paired_change(after, before).p == pytest.approx(expected)


def test_scipy_agrees_by_signing_at_random():
    rng = np.random.default_rng(3)
    before, after = rng.integers(0, 4, (2, 30))
    method = stats.PermutationMethod(n_resamples=20_000, rng=np.random.default_rng(1))
    expected = stats.wilcoxon(after, before, method=method).pvalue
    assert paired_change(before, after).p == pytest.approx(expected, abs=0.015)


def test_hundreds_of_people_are_near_the_normal_approximation():
    before, after = people((0, 1, 120), (1, 0, 100), (2, 3, 40), (3, 1, 45), (2, 2, 60))
    expected = stats.wilcoxon(after, before, correction=False, method="approx").pvalue
    assert paired_change(before, after).p == pytest.approx(expected, abs=0.005)


def test_five_changers_all_one_way_are_not_significant():
    assert paired_change([0, 1, 1, 2, 2, 3], [1, 2, 2, 3, 3, 3]).p == 0.0625


def test_people_with_either_missing_drop_out():
    whole = paired_change([0, 1, 2], [1, 1, 3])
    assert paired_change([0, None, 1, 2, 3], [1, 2, 1, 3, -1]) == whole


def test_no_pairs_have_no_change():
    change = paired_change([None, 1], [2, -1])
    assert (change.pairs, change.rises, change.falls) == (0, 0, 0)
    assert np.isnan([change.changed, change.level_shift, change.p]).all()


def test_nobody_changed():
    change = paired_change([1, 2, 2], [1, 2, 2])
    assert (change.changed, change.level_shift, change.p) == (0, 0, 1)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ([1, 2], [1], "after: must be one mark per person, as before"),
        ([[1, 2]], [[1, 2]], "after: must be one mark per person, as before"),
        ([1, 4], [1, 2], "before: marks must be whole numbers from 0 to 3; got 4"),
        ([1, 2], [1.5, 2], "after: marks must be whole numbers from 0 to 3; got 1.5"),
    ],
)
def test_faults_of_pairs_are_named(before, after, message):
    with pytest.raises(ValueError, match=message):
        paired_change(before, after)


# --- Consensus -----------------------------------------------------------------------------------


def slow_share_near_median(counts):
    """The best of the pairs of neighbouring levels that hold the median."""
    marks = marks_of(counts)
    middle = np.median(marks)
    shares = [
        sum(m in (k, k + 1) for m in marks) / len(marks)
        for k in range(len(counts) - 1)
        if k <= middle <= k + 1
    ]
    return max(shares)


@given(counts=tallies())
@settings(max_examples=50, deadline=None)
def test_agreement_one_mark_at_a_time(counts):
    low, high = np.quantile(marks_of(counts), [0.25, 0.75], method="averaged_inverted_cdf")
    assert interquartile_range(counts) == pytest.approx(high - low)
    assert share_near_median(counts) == pytest.approx(slow_share_near_median(counts))


def consensus(counts, undetermined=0, rules=None):
    share = undetermined / max(sum(counts) + undetermined, 1)
    figures = interquartile_range(counts), share_near_median(counts)
    return reaches_consensus(*figures, share, rules)


@pytest.mark.parametrize(
    ("counts", "undetermined", "reached"),
    [
        ([0, 1, 6, 3], 0, True),
        ([0, 1, 6, 3], 9, True),
        ([0, 1, 6, 3], 10, False),
        ([1, 3, 3, 1], 0, True),  # exactly three quarters
        ([1, 2, 3, 3], 0, False),  # a narrow spread alone is weak
        ([2, 0, 4, 2], 0, False),
        ([0, 0, 0, 0], 0, False),
        ([0, 0, 0, 1], 0, True),
    ],
)
def test_consensus_of_counts(counts, undetermined, reached):
    assert consensus(counts, undetermined) == reached


def test_the_spread_alone_can_stop_a_consensus():
    """Four fifths within two levels, but the quartiles two levels apart."""
    rules = StopRules(within=0.5)
    assert not consensus([3, 5, 1, 3], rules=replace(rules, spread=0.9))
    assert consensus([3, 5, 0, 0], rules=rules)


def test_agreement_broadcasts():
    counts = np.ones((2, 3, 4), int)
    assert interquartile_range(counts).shape == share_near_median(counts).shape == (2, 3)


# --- Movement ------------------------------------------------------------------------------------

# People, 95 percent limits, 90 percent limits, distance.
ROSE, FELL = (12, 0.1, 1.2, 0.2, 1.1, 0.7), (12, -1.2, -0.1, -1.1, -0.2, 0.7)
STEADY = (40, -0.4, 0.5, -0.3, 0.4, 0.2)


def moved(n, low, high, inner_low, inner_high, distance, *rules):
    return movement(n, Interval(low, high), Interval(inner_low, inner_high), distance, *rules)


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (ROSE, "rose"),
        (FELL, "fell"),
        (STEADY, "steady"),
        ((6, *ROSE[1:]), "too few to say"),
        ((7, *ROSE[1:]), "rose"),
        ((12, 0.0, *ROSE[2:]), "too few to say"),
        ((12, -1.2, 0.0, *FELL[3:]), "too few to say"),
        ((40, -0.4, 0.5, -0.5, 0.4, 0.2), "too few to say"),
        ((40, -0.4, 0.5, -0.3, 0.5, 0.2), "too few to say"),
        ((40, -0.4, 0.5, -0.3, 0.4, 0.25), "steady"),
        ((40, -0.4, 0.5, -0.3, 0.4, 0.26), "too few to say"),
        ((0, *[np.nan] * 5), "too few to say"),
        ((12, *[np.nan] * 5), "too few to say"),
    ],
)
def test_each_condition_of_a_movement_is_needed(figures, expected):
    assert moved(*figures) == expected


def test_movements_follow_their_rules():
    assert moved(*STEADY, StopRules(distance=0.1)) == "too few to say"
    assert moved(*STEADY, StopRules(shift=0.3)) == "too few to say"
    assert moved(*ROSE, StopRules(people=13)) == "too few to say"
