import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.measures import contrast, intervals
from analytics.measures.intervals import contrast_interval, contrast_intervals, standard_error
from tests.analytics.measures.expanded import tallies

RANGES = {
    "delta": (-1, 1),
    "superiority": (0, 1),
    "level_shift": (-3, 3),
    "wasserstein": (0, 3),
    "crossing": (0, 1),
}


def slow_draws(left, right, statistic, draws=40_000):
    """Draws of the statistic from numpy's own Dirichlet generator."""
    rng = np.random.default_rng(7)
    p = rng.dirichlet(np.array(left) + 0.25, draws)
    q = rng.dirichlet(np.array(right) + 0.25, draws)
    excess = np.cumsum(q - p, axis=1)[:, :3]
    below = np.cumsum(q, axis=1) - q
    delta = (p * (below - (1 - below - q))).sum(axis=1)
    values = {
        "delta": delta,
        "superiority": (1 + delta) / 2,
        "level_shift": excess.sum(axis=1),
        "wasserstein": np.abs(excess).sum(axis=1),
        "crossing": 1 - np.abs(excess.sum(axis=1)) / np.abs(excess).sum(axis=1),
    }
    return values[statistic]


CASES = [
    ([0, 1, 3, 8], [2, 5, 3, 0]),
    ([2, 4, 3, 1], [1, 2, 5, 4]),
    ([0, 0, 0, 7], [7, 0, 0, 0]),
    ([300, 200, 150, 500], [110, 220, 90, 0]),
]


@pytest.mark.parametrize("statistic", RANGES)
@pytest.mark.parametrize(("left", "right"), CASES)
def test_the_limits_are_those_of_slow_draws(left, right, statistic):
    found = contrast_interval(left, right, statistic, resamples=40_000)
    estimate = getattr(contrast, statistic)(left, right)
    draws = slow_draws(left, right, statistic)
    low, high = np.quantile(draws, [0.025, 0.975])
    near = max(0.02, 0.12 * draws.std())
    assert found.low == pytest.approx(min(low, estimate), abs=near)
    assert found.high == pytest.approx(max(high, estimate), abs=near)


@pytest.mark.parametrize("statistic", RANGES)
@given(left=tallies(), right=tallies())
@settings(max_examples=25, deadline=None)
def test_the_interval_lies_in_range_and_contains_the_estimate(statistic, left, right):
    low, high = contrast_interval(left, right, statistic, resamples=200)
    least, greatest = RANGES[statistic]
    estimate = getattr(contrast, statistic)(left, right)
    assert least <= low <= estimate + 1e-12
    assert estimate - 1e-12 <= high <= greatest


@given(left=tallies(most=200), right=tallies(most=200))
@settings(max_examples=50, deadline=None)
def test_exchanging_the_groups_mirrors_the_interval_of_delta(left, right):
    low, high = contrast_interval(left, right, "delta", resamples=500)
    mirrored = contrast_interval(right, left, "delta", resamples=500)
    assert (low, high) == pytest.approx((-mirrored.high, -mirrored.low), abs=2e-6)


def test_equal_groups_have_an_interval_around_0():
    low, high = contrast_interval([1, 3, 6, 2], [1, 3, 6, 2])
    assert low == pytest.approx(-high, abs=1e-6)
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


def test_an_empty_side_has_no_interval():
    found = contrast_interval([[0, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 2]], [0, 0, 3, 0])
    np.testing.assert_array_equal(np.isnan(found.low), [True, False, False])
    np.testing.assert_array_equal(np.isnan(found.high), [True, False, False])
    nobody = contrast_interval([[0, 0, 0, 0]], [0, 0, 0, 0])
    assert np.isnan([nobody.low, nobody.high]).all()


def test_no_cells_have_no_intervals():
    found = contrast_interval(np.zeros((0, 4), int), np.zeros((0, 4), int))
    assert found.low.shape == found.high.shape == (0,)


def test_leading_axes_broadcast():
    left = np.array([[[0, 1, 3, 8]], [[2, 4, 3, 1]]])
    right = np.array([[2, 5, 3, 0], [1, 2, 5, 4], [0, 0, 0, 3]])
    found = contrast_interval(left, right, resamples=300)
    assert found.low.shape == (2, 3)
    for i, j in np.ndindex(2, 3):
        alone = contrast_interval(left[i, 0], right[j], resamples=300)
        assert (found.low[i, j], found.high[i, j]) == alone


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("chunk", [1, 3000, 10**9])
def test_the_limits_do_not_depend_on_threads_or_chunks(monkeypatch, threads, chunk):
    rng = np.random.default_rng(5)
    left, right = rng.integers(0, 250, (2, 9, 4))
    expected = contrast_interval(left, right, resamples=1000)
    monkeypatch.setattr(intervals, "THREADS", threads)
    monkeypatch.setattr(intervals, "CHUNK", chunk)
    monkeypatch.setattr(intervals, "LEAST_THREADED_DRAWS", 0)
    intervals.gamma_draws.cache_clear()
    found = contrast_interval(left, right, resamples=1000)
    np.testing.assert_array_equal(found, expected)


def test_another_seed_gives_other_draws():
    case = [0, 1, 3, 8], [2, 5, 3, 0]
    first, again, other = (contrast_interval(*case, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert first.low == pytest.approx(other.low, abs=0.03)


def test_several_statistics_and_levels_at_once():
    case = [[0, 1, 3, 8], [2, 4, 3, 1]], [[2, 5, 3, 0], [1, 2, 5, 4]]
    found = contrast_intervals(*case, ["delta", "level_shift"], [0.95, 0.9, 0.5], resamples=400)
    assert found.low.shape == (2, 3, 2)
    for i, statistic in enumerate(["delta", "level_shift"]):
        for j, level in enumerate([0.95, 0.9, 0.5]):
            alone = contrast_interval(*case, statistic, level, resamples=400)
            np.testing.assert_array_equal(found.low[i, j], alone.low)
            np.testing.assert_array_equal(found.high[i, j], alone.high)


def test_a_function_of_ones_own():
    def serious_gap(left, right):
        return left[..., 3] - right[..., 3]

    low, high = contrast_interval([0, 1, 3, 8], [2, 5, 3, 0], serious_gap)
    rng = np.random.default_rng(1)
    draws = rng.dirichlet([0.25, 1.25, 3.25, 8.25], 40_000)[:, 3]
    draws -= rng.dirichlet([2.25, 5.25, 3.25, 0.25], 40_000)[:, 3]
    assert (low, high) == pytest.approx(np.quantile(draws, [0.025, 0.975]), abs=0.02)


def test_the_standard_error_is_the_spread_of_the_draws():
    found = standard_error([[0, 1, 3, 8], [0, 0, 0, 0]], [2, 5, 3, 0], resamples=40_000)
    expected = slow_draws([0, 1, 3, 8], [2, 5, 3, 0], "delta").std()
    assert found[0] == pytest.approx(expected, rel=0.03)
    assert np.isnan(found[1])


def test_coverage_at_eight_a_side():
    """Nominal 95 percent of a true delta of 0.5375, over 400 studies."""
    rng = np.random.default_rng(11)
    p, q = [0.1, 0.15, 0.25, 0.5], [0.4, 0.35, 0.15, 0.1]
    left, right = rng.multinomial(8, p, 400), rng.multinomial(8, q, 400)
    truth = float(np.array(p) @ (np.cumsum(q) - q - (1 - np.cumsum(q))))
    low, high = contrast_interval(left, right, resamples=1000)
    assert 0.92 <= ((low <= truth) & (truth <= high)).mean() <= 0.99


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"left": [0, -1, 3, 8]}, "left: counts must not be negative; got -1"),
        ({"left": [0, 1.5, 3, 8]}, "left: counts must be whole numbers"),
        ({"right": [float("nan"), 1, 1, 1]}, "right: counts must not be missing"),
        ({"right": [1, 1, 1]}, "right: the last axis must have 4 levels; got 3"),
        ({"left": [[1, 1, 1, 1]] * 2, "right": [[1, 1, 1, 1]] * 3}, "leading axes must broadcast"),
        ({"statistic": "gap"}, "statistic: must be"),
        ({"level": 95}, "level: must lie between 0 and 1"),
        ({"resamples": 0}, "resamples: must be a whole number of at least 1"),
        ({"seed": -1}, "seed: must be a whole number of at least 0"),
    ],
)
def test_each_fault_is_named(change, message):
    good = {"left": [0, 1, 3, 8], "right": [2, 5, 3, 0]}
    with pytest.raises(ValueError, match=message):
        contrast_interval(**{**good, **change})
