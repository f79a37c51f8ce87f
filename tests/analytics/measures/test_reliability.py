from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.measures.agreement import alpha_interval, krippendorff_alpha

NONE = float("nan")
PUBLISHED = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
    [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
]


def slow_alpha(rows, metric):
    """From the pairs themselves, one at a time."""
    units = [[x for x in unit if x == x] for unit in zip(*rows, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    pooled = [x for unit in units for x in unit]
    n = len(pooled)

    def apart(a, b):
        low, high = min(a, b), max(a, b)
        between = sum(low < x < high for x in pooled) + (pooled.count(low) + pooled.count(high)) / 2
        return {
            "nominal": float(a != b),
            "ordinal": float(a != b) * between**2,
            "interval": (a - b) ** 2,
            "ratio": ((a - b) / (a + b)) ** 2 if a + b else 0.0,
        }[metric]

    observed = sum(
        sum(apart(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units
    )
    expected = sum(apart(a, b) for a, b in permutations(pooled, 2))
    return 1 - (n - 1) * observed / expected if expected else NONE


@pytest.mark.parametrize(
    ("metric", "alpha"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_the_published_example(metric, alpha):
    assert krippendorff_alpha(PUBLISHED, metric) == pytest.approx(alpha, abs=5e-4)


marks = st.sampled_from([0.0, 1.0, 2.0, 3.0, NONE])
panels = st.integers(2, 5).flatmap(
    lambda items: st.lists(st.lists(marks, min_size=items, max_size=items), min_size=2, max_size=5)
)


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
@given(rows=panels)
@settings(max_examples=40, deadline=None)
def test_as_the_slow_way(metric, rows):
    found = krippendorff_alpha(rows, metric)
    assert found == pytest.approx(slow_alpha(rows, metric), abs=1e-9, nan_ok=True)


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
    assert np.isnan(alpha_interval(rows, resamples=5)).all()


def test_marks_below_none_are_no_rating():
    with_marks = np.where(np.isnan(PUBLISHED), -1, PUBLISHED)
    assert krippendorff_alpha(with_marks) == krippendorff_alpha(PUBLISHED)


def test_panels_broadcast():
    found = krippendorff_alpha([PUBLISHED, np.ones((4, 12))])
    assert found.shape == (2,)
    assert found[0] == krippendorff_alpha(PUBLISHED)
    assert np.isnan(found[1])


def test_the_order_of_the_raters_does_not_matter():
    assert krippendorff_alpha(PUBLISHED[::-1]) == pytest.approx(krippendorff_alpha(PUBLISHED))


def test_the_interval_resamples_the_items():
    rows = np.array(PUBLISHED)
    low, high = alpha_interval(rows, resamples=3000)
    rng = np.random.default_rng(0)
    usable = (~np.isnan(rows)).sum(axis=0) >= 2
    items = np.flatnonzero(usable)
    drawn = [krippendorff_alpha(rows[:, rng.choice(items, len(items))]) for _ in range(1500)]
    assert (low, high) == pytest.approx(np.nanquantile(drawn, [0.025, 0.975]), abs=0.05)
    assert low <= krippendorff_alpha(rows) <= high


def test_each_fault_is_named():
    with pytest.raises(ValueError, match=r"metric: must be one of nominal, ordinal.*; got 'x'"):
        krippendorff_alpha(PUBLISHED, "x")
    with pytest.raises(ValueError, match="ratings: must have a row per rater"):
        krippendorff_alpha([1, 2, 3])
    with pytest.raises(ValueError, match="ratings: ratings must be numbers; got 'a'"):
        krippendorff_alpha([["a", 1], [1, 2]])
