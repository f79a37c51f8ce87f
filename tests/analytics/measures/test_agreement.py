import math
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.measures.agreement import krippendorff_alpha, leik, tastle_wierman, van_der_eijk
from tests.analytics.measures.expanded import marks_of, tallies

MEASURES = [van_der_eijk, leik, tastle_wierman]
PUBLISHED = [30, 40, 210, 130, 530, 50, 10]


def slow_van_der_eijk(counts):
    left, k, total = list(counts), len(counts), 0.0
    while any(left):
        smallest = min(c for c in left if c)
        pattern = "".join("1" if c else "0" for c in left)
        total += smallest * pattern.count("1") * slow_layer(pattern, k)
        left = [c - smallest if c else 0 for c in left]
    return total / sum(counts)


def slow_layer(pattern, k):
    s = pattern.count("1")
    if s == 1:
        return 1.0
    triples = ["".join(t) for t in combinations(pattern, 3)]
    tu, tdu = triples.count("110") + triples.count("011"), triples.count("101")
    if tu + tdu == 0:
        return 0.0
    return ((k - 2) * tu - (k - 1) * tdu) / ((k - 2) * (tu + tdu)) * (1 - (s - 1) / (k - 1))


def slow_leik(counts):
    n, k = sum(counts), len(counts)
    cumulative = [sum(counts[: i + 1]) / n for i in range(k)]
    return 1 - sum(f if f <= 0.5 else 1 - f for f in cumulative) / ((k - 1) / 2)


def slow_tastle_wierman(counts):
    marks, k = marks_of(counts), len(counts)
    mean = sum(marks) / len(marks)
    return 1 + sum(math.log2(1 - abs(m - mean) / (k - 1)) for m in marks) / len(marks)


SLOW_WAYS = [
    (van_der_eijk, slow_van_der_eijk),
    (leik, slow_leik),
    (tastle_wierman, slow_tastle_wierman),
]


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (van_der_eijk, 0.6113333),
        (lambda c: 1 - leik(c), 0.2866667),
        (tastle_wierman, 0.7256876),
    ],
)
def test_the_published_example(measure, expected):
    assert measure(PUBLISHED) == pytest.approx(expected, abs=5e-8)


@pytest.mark.parametrize(
    ("counts", "a"),
    [
        ([10, 0, 0, 0], 1),
        ([5, 0, 0, 5], -1),
        ([5, 5, 5, 5], 0),
        ([5, 5, 0, 0], 2 / 3),
        ([3, 0, 0, 1], 0),
        ([0, 0, 1, 0], 1),
    ],
)
def test_worked_cases_of_van_der_eijk(counts, a):
    assert van_der_eijk(counts) == pytest.approx(a, abs=1e-12)


@pytest.mark.parametrize(("measure", "slow"), SLOW_WAYS)
@given(counts=tallies(levels=4), wide=tallies(levels=7))
@settings(max_examples=50, deadline=None)
def test_as_the_slow_way(measure, slow, counts, wide):
    for tally in (counts, wide):
        assert measure(tally) == pytest.approx(slow(tally), abs=1e-12)


@pytest.mark.parametrize("measure", MEASURES)
@given(counts=tallies())
@settings(max_examples=25, deadline=None)
def test_the_end_of_the_scale_does_not_matter(measure, counts):
    assert measure(counts[::-1]) == pytest.approx(measure(counts), abs=1e-12)


@pytest.mark.parametrize("measure", MEASURES)
def test_one_mark_is_unanimous(measure):
    np.testing.assert_array_equal(measure(np.eye(4, dtype=int) * [[1], [4], [9], [1]]), [1] * 4)


@pytest.mark.parametrize(("measure", "least"), [(van_der_eijk, -1), (leik, 0), (tastle_wierman, 0)])
def test_halves_at_the_ends_are_the_least(measure, least):
    assert measure([6, 0, 0, 6]) == pytest.approx(least, abs=1e-12)


@pytest.mark.parametrize("measure", MEASURES)
def test_nobody_has_no_agreement_and_cells_broadcast(measure):
    result = measure([[[0, 0, 0, 0], [1, 2, 3, 4]]])
    assert result.shape == (1, 2)
    assert np.isnan(result[0, 0])
    assert result[0, 1] == measure([1, 2, 3, 4])


def test_counts_are_not_touched():
    counts = np.array([1, 2, 3, 4])
    van_der_eijk(counts)
    assert counts.tolist() == [1, 2, 3, 4]


def test_van_der_eijk_needs_three_levels():
    with pytest.raises(ValueError, match="counts: agreement needs at least 3 levels; got 2"):
        van_der_eijk([1, 2])


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("counts", [[0.5, 0.5, 0, 0], [1, -1, 0, 0], [float("nan"), 0, 0, 1]])
def test_shares_and_faults_are_refused(measure, counts):
    with pytest.raises(ValueError, match="counts: counts must"):
        measure(counts)


# --- Krippendorff's alpha ------------------------------------------------------------------------

NONE = float("nan")
PANEL = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
    [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
]


def slow_alpha(rows):
    """From the pairs themselves, one at a time."""
    units = [[x for x in unit if x == x] for unit in zip(*rows, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    pooled = [x for unit in units for x in unit]
    n = len(pooled)

    def apart(a, b):
        low, high = min(a, b), max(a, b)
        between = sum(low < x < high for x in pooled) + (pooled.count(low) + pooled.count(high)) / 2
        return float(a != b) * between**2

    observed = sum(
        sum(apart(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units
    )
    expected = sum(apart(a, b) for a, b in permutations(pooled, 2))
    return 1 - (n - 1) * observed / expected if expected else NONE


def test_the_published_alpha():
    assert krippendorff_alpha(PANEL) == pytest.approx(0.815, abs=5e-4)


marks = st.sampled_from([0.0, 1.0, 2.0, 3.0, NONE])
panels = st.integers(2, 5).flatmap(
    lambda items: st.lists(st.lists(marks, min_size=items, max_size=items), min_size=2, max_size=5)
)


@given(rows=panels)
@settings(max_examples=80, deadline=None)
def test_alpha_the_slow_way(rows):
    assert krippendorff_alpha(rows) == pytest.approx(slow_alpha(rows), abs=1e-9, nan_ok=True)


@pytest.mark.parametrize(
    "rows",
    [
        [[2, 2, 2], [2, 2, 2]],  # no variation
        [[1, 2, 3]],  # one rater
        [[1, NONE], [NONE, 2]],  # nothing to pair
        [[NONE, NONE], [NONE, NONE]],  # nobody
        np.empty((0, 3)),
        np.empty((3, 0)),
    ],
)
def test_where_alpha_is_undefined(rows):
    assert np.isnan(krippendorff_alpha(rows))


def test_marks_below_none_are_no_rating():
    with_marks = np.where(np.isnan(PANEL), -1, PANEL)
    assert krippendorff_alpha(with_marks) == krippendorff_alpha(PANEL)


def test_the_order_of_the_raters_does_not_matter():
    assert krippendorff_alpha(PANEL[::-1]) == pytest.approx(krippendorff_alpha(PANEL))


def test_each_fault_of_a_panel_is_named():
    with pytest.raises(ValueError, match="ratings: must have a row per rater"):
        krippendorff_alpha([1, 2, 3])
    with pytest.raises(ValueError, match="ratings: ratings must be numbers; got 'a'"):
        krippendorff_alpha([["a", 1], [1, 2]])
