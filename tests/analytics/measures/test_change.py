from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.measures import contrast
from analytics.measures.change import (
    PairedChange,
    StopRules,
    consensus,
    paired_change,
    panel_settled,
    round_change,
    stability,
)
from analytics.measures.intervals import contrast_interval
from tests.analytics.measures.expanded import counts_of, tallies


def people(*answers):
    """(before, after, how many) spelt out."""
    before = [b for b, _, n in answers for _ in range(n)]
    return before, [a for _, a, n in answers for _ in range(n)]


@given(rows=st.lists(st.tuples(*[st.integers(0, 3)] * 2), min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_paired_change_one_person_at_a_time(rows):
    before, after = np.transpose(rows)
    found = paired_change(before, after)
    n = len(rows)
    assert found.pairs == n
    assert found.changed == pytest.approx(sum(b != a for b, a in rows) / n)
    assert found.rises == sum(a > b for b, a in rows)
    assert found.falls == sum(a < b for b, a in rows)
    assert found.shift == pytest.approx(np.mean(after - before))
    assert found.distance == pytest.approx(stats.wasserstein_distance(before, after))
    assert found.distance == contrast.wasserstein(counts_of(list(after)), counts_of(list(before)))


def test_the_tests_are_those_of_the_pairs():
    found = paired_change([0, 1, 1, 2, 2, 3], [1, 2, 2, 3, 3, 3])
    assert (found.p, found.exact) == (0.0625, True)
    assert paired_change(*people((0, 1, 7), (1, 0, 2), (0, 0, 3))).p_margins == pytest.approx(
        stats.chi2.sf(25 / 9, 1)
    )


def test_zeros_may_be_ranked():
    before, after = people((0, 0, 6), (0, 2, 3), (1, 0, 3))
    wilcox, pratt = (paired_change(before, after, zeros=z).p for z in ("wilcox", "pratt"))
    assert wilcox < pratt


def test_no_pairs_have_no_change():
    found = paired_change([None, 1], [2, -1])
    assert (found.pairs, found.rises, found.falls, found.exact) == (0, 0, 0, False)
    floats = found.changed, found.shift, found.distance, found.p, found.p_margins
    assert np.isnan(floats).all()
    assert stability(found) == "too few to say"


def test_paired_change_broadcasts():
    found = paired_change([[0, 1, 2], [0, 1, 2]], [[0, 1, 2], [1, 2, 3]])
    assert found.shift.tolist() == [0, 1]
    assert stability(found).tolist() == ["too few to say"] * 2


STILL = PairedChange(
    pairs=8,
    changed=0.15,
    rises=1,
    falls=0,
    shift=0.1,
    distance=0.25,
    p=0.06,
    exact=True,
    p_margins=1,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "stable"),
        ({"pairs": 7}, "too few to say"),
        ({"changed": 0.16}, "moving"),
        ({"distance": 0.26}, "moving"),
        ({"p": 0.05}, "moving"),
    ],
)
def test_each_condition_of_stability_is_needed(change, expected):
    assert stability(STILL._replace(**change)) == expected


def test_not_significant_is_not_stable():
    """Eight people, four up and four down: p is 1."""
    found = paired_change(*people((1, 2, 4), (2, 1, 4)))
    assert (found.p, found.distance) == (1, 0)
    assert stability(found) == "moving"


def slow_within(counts):
    """The best of the pairs of neighbouring levels that hold the median."""
    marks = [k for k, c in enumerate(counts) for _ in range(c)]
    middle = np.median(marks)
    shares = [
        sum(m in (k, k + 1) for m in marks) / len(marks)
        for k in range(len(counts) - 1)
        if k <= middle <= k + 1
    ]
    return max(shares)


@given(counts=tallies())
@settings(max_examples=50, deadline=None)
def test_consensus_one_mark_at_a_time(counts):
    marks = [k for k, c in enumerate(counts) for _ in range(c)]
    low, high = np.quantile(marks, [0.25, 0.75], method="averaged_inverted_cdf")
    found = consensus(counts)
    assert found.spread == pytest.approx(high - low)
    assert found.within == pytest.approx(slow_within(counts))
    assert found.reached == (high - low <= 1 and slow_within(counts) >= 0.75)


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
    assert consensus(counts, undetermined).reached == reached


def test_the_spread_alone_can_stop_a_consensus():
    """Four fifths within two levels, but the quartiles two levels apart."""
    rules = StopRules(within=0.5)
    assert not consensus([3, 5, 1, 3], rules=replace(rules, spread=0.9)).reached
    assert consensus([3, 5, 0, 0], rules=rules).reached


def test_consensus_broadcasts():
    found = consensus(np.ones((2, 3, 4), int), [0, 1, 2])
    assert found.reached.shape == found.within.shape == (2, 3)


@pytest.mark.parametrize(
    ("before", "after", "movement"),
    [
        ([0, 12, 0, 0], [0, 0, 0, 12], "rose"),
        ([0, 0, 0, 12], [0, 12, 0, 0], "fell"),
        ([0, 0, 20, 20], [0, 0, 21, 19], "steady"),
        ([2, 4, 4, 2], [2, 4, 4, 2], "too few to say"),
        ([0, 7, 0, 0], [0, 0, 0, 12], "too few to say"),
        ([0, 12, 0, 0], [0, 0, 0, 7], "too few to say"),
        ([0, 0, 0, 0], [0, 0, 0, 12], "too few to say"),
    ],
)
def test_movements_of_counts(before, after, movement):
    assert round_change(before, after).movement == movement


def test_steady_needs_hardly_any_distance():
    counts = [60, 0, 0, 60], [0, 60, 60, 0]
    assert round_change(*counts).distance == 1
    assert round_change(*counts).movement == "too few to say"
    assert round_change(*counts, StopRules(distance=1)).movement == "steady"
    assert round_change(*counts, StopRules(distance=1, shift=0.1)).movement == "too few to say"


def test_a_round_change_is_after_less_before():
    before, after = [[2, 5, 3, 0], [0, 0, 0, 0]], [[0, 1, 3, 8], [1, 0, 0, 0]]
    found = round_change(before, after, resamples=500)
    expected = contrast_interval(after, before, "level_shift", resamples=500)
    np.testing.assert_array_equal([found.low, found.high], expected)
    np.testing.assert_array_equal(found.shift, contrast.level_shift(after, before))
    np.testing.assert_array_equal(found.distance, contrast.wasserstein(after, before))


@pytest.mark.parametrize(
    ("before", "after", "settled"),
    [
        (0.4, 0.44, True),
        (0.4, 0.46, False),
        (0.4, 0.2, True),
        (np.nan, 0.4, False),
        (0.4, np.nan, False),
    ],
)
def test_a_panel_settles_when_its_concordance_stops_rising(before, after, settled):
    assert panel_settled(before, after) == settled
