import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.measures import contrast, medians
from analytics.measures.intervals import contrast_interval
from tests.analytics.measures.expanded import marks_of, tallies


def prediction_gap(left, right):
    return np.mean(marks_of(left)) - medians.median(right)


RANGES = {
    "delta": (contrast.delta, -1, 1),
    "superiority": (contrast.superiority, 0, 1),
    "level_shift": (contrast.level_shift, -3, 3),
    "prediction_gap": (prediction_gap, -3, 3),
}
CASES = [
    ([0, 1, 3, 8], [2, 5, 3, 0]),
    ([2, 4, 3, 1], [1, 2, 5, 4]),
    ([0, 0, 0, 7], [7, 0, 0, 0]),
    ([300, 200, 150, 500], [110, 220, 90, 0]),
]


def slow_draws(left, right, statistic, draws=40_000):
    """Draws of the statistic from gamma variates."""
    rng = np.random.default_rng(7)
    p, q = (rng.standard_gamma(np.array(side) + 0.25, (draws, 4)) for side in (left, right))
    p, q = (side / side.sum(axis=1, keepdims=True) for side in (p, q))
    below = np.cumsum(q, axis=1) - q
    delta = (p * (below - (1 - below - q))).sum(axis=1)
    values = {
        "delta": delta,
        "superiority": (1 + delta) / 2,
        "level_shift": (p - q) @ np.arange(4),
        "prediction_gap": p @ np.arange(4) - (np.cumsum(q, axis=1)[:, :3] < 0.5).sum(axis=1),
    }
    return values[statistic]


@pytest.mark.parametrize("statistic", RANGES)
@pytest.mark.parametrize(("left", "right"), CASES)
def test_the_limits_are_those_of_slow_draws(left, right, statistic):
    limits = contrast_interval(left, right, statistic, resamples=40_000)
    estimate = RANGES[statistic][0](left, right)
    draws = slow_draws(left, right, statistic)
    low, high = np.quantile(draws, [0.025, 0.975])
    near = max(0.02, 0.12 * draws.std())
    assert limits.low == pytest.approx(min(low, estimate), abs=near)
    assert limits.high == pytest.approx(max(high, estimate), abs=near)


@pytest.mark.parametrize("statistic", RANGES)
@given(left=tallies(), right=tallies())
@settings(max_examples=25, deadline=None)
def test_the_interval_lies_in_range_and_contains_the_estimate(statistic, left, right):
    low, high = contrast_interval(left, right, statistic, resamples=200)
    of_counts, least, greatest = RANGES[statistic]
    if statistic == "prediction_gap" and np.ptp(medians.central_levels(right)) > 1:
        return  # Shares do not say where the median lies on a stretch of empty levels.
    assert least - 1e-12 <= low <= of_counts(left, right) + 1e-12
    assert of_counts(left, right) - 1e-12 <= high <= greatest + 1e-12


@given(left=tallies(most=200), right=tallies(most=200))
@settings(max_examples=50, deadline=None)
def test_exchanging_the_groups_mirrors_the_interval_of_delta(left, right):
    low, high = contrast_interval(left, right, "delta", resamples=500)
    mirrored = contrast_interval(right, left, "delta", resamples=500)
    assert (low, high) == pytest.approx((-mirrored.high, -mirrored.low), abs=1e-9)


def test_equal_groups_have_an_interval_around_0():
    low, high = contrast_interval([1, 3, 6, 2], [1, 3, 6, 2])
    assert low == pytest.approx(-high, abs=1e-9)
    assert high > 0.3


@given(left=tallies(), right=tallies(), level=st.sampled_from([0.5, 0.8, 0.9]))
@settings(max_examples=25, deadline=None)
def test_more_confidence_needs_a_wider_interval(left, right, level):
    inner = contrast_interval(left, right, level=level, resamples=500)
    outer = contrast_interval(left, right, level=0.95, resamples=500)
    assert outer.low <= inner.low
    assert inner.high <= outer.high


@pytest.mark.parametrize("left", [[0, 0, 0, 7], [0, 0, 0, 1]])
def test_the_interval_never_collapses(left):
    low, high = contrast_interval(left, left[::-1])
    assert high == 1
    assert low < 0.9


@pytest.mark.parametrize(("left", "right"), [([0] * 4, [0, 0, 3, 0]), ([1, 0, 0, 0], [0] * 4)])
def test_an_empty_side_has_no_interval(left, right):
    assert np.isnan(contrast_interval(left, right)).all()


def test_another_seed_gives_other_draws():
    case = [0, 1, 3, 8], [2, 5, 3, 0]
    first, again, other = (contrast_interval(*case, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert first.low == pytest.approx(other.low, abs=0.03)


def test_coverage_at_eight_a_side():
    """Nominal 95 percent of a true delta of 0.5375, over 400 studies."""
    rng = np.random.default_rng(11)
    p, q = [0.1, 0.15, 0.25, 0.5], [0.4, 0.35, 0.15, 0.1]
    pairs = zip(rng.multinomial(8, p, 400), rng.multinomial(8, q, 400), strict=True)
    truth = float(np.array(p) @ (np.cumsum(q) - q - (1 - np.cumsum(q))))
    limits = [contrast_interval(*pair, resamples=1000) for pair in pairs]
    assert 0.92 <= np.mean([low <= truth <= high for low, high in limits]) <= 0.99


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"left": [0, -1, 3, 8]}, "left: counts must not be negative; got -1"),
        ({"left": [0, 1.5, 3, 8]}, "left: counts must be whole numbers"),
        ({"right": [float("nan"), 1, 1, 1]}, "right: counts must not be missing"),
        ({"right": [1, 1, 1]}, "right: the last axis must have 4 levels; got 3"),
        ({"left": [[1, 1, 1, 1]] * 2}, "left, right: must be one tally each"),
        ({"statistic": "gap"}, "statistic: must be one of delta, superiority, .*; got 'gap'"),
        ({"level": 95}, "level: must lie between 0 and 1"),
        ({"resamples": 0}, "resamples: must be a whole number of at least 1"),
        ({"seed": -1}, "seed: must be a whole number of at least 0"),
    ],
)
def test_each_fault_is_named(change, message):
    good = {"left": [0, 1, 3, 8], "right": [2, 5, 3, 0]}
    with pytest.raises(ValueError, match=message):
        contrast_interval(**{**good, **change})
