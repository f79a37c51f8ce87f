import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats

from analytics.measures import contrast, shares
from analytics.measures.permutation import permutation_p, smallest_p
from tests.analytics.measures.expanded import counts_of, marks_of, tallies

# left, right, exact p of |delta|, exact p of Wasserstein-1
WORKED_CASES = [
    ([0, 1, 3, 8], [2, 5, 3, 0], 0.00028764, 0.00030620),
    ([1, 3, 6, 2], [1, 3, 6, 2], 1, 1),
    ([6, 0, 0, 6], [0, 6, 6, 0], 1, 0.04719846),
    ([0, 0, 2, 10], [0, 8, 2, 0], 1.08251e-5, 1.08251e-5),
    ([0, 0, 0, 7], [7, 0, 0, 0], 0.00058275, 0.00058275),
    ([2, 4, 3, 1], [1, 2, 5, 4], 0.11011125, 0.14359634),
]
MEASURES = {
    "delta": lambda x, y: abs(contrast.delta(x, y)),
    "wasserstein": contrast.wasserstein,
    "total_variation": shares.total_variation,
}


def slow_p(left, right, statistic):
    """Deal the people out in every way there is."""
    pooled, n = marks_of(left) + marks_of(right), sum(left)
    observed = MEASURES[statistic](left, right)
    hits = ways = 0
    for chosen in combinations(range(len(pooled)), n):
        x = [pooled[i] for i in chosen]
        y = [pooled[i] for i in range(len(pooled)) if i not in chosen]
        ways += 1
        value = MEASURES[statistic](counts_of(x, len(left)), counts_of(y, len(left)))
        hits += value >= observed - 1e-12
    return hits / ways


@pytest.mark.parametrize(("left", "right", "p_delta", "p_wasserstein"), WORKED_CASES)
def test_worked_cases(left, right, p_delta, p_wasserstein):
    assert permutation_p(left, right) == (pytest.approx(p_delta, rel=2e-5), True)
    assert permutation_p(left, right, "wasserstein").p == pytest.approx(p_wasserstein, rel=2e-5)


@pytest.mark.parametrize("statistic", MEASURES)
@pytest.mark.parametrize(
    ("left", "right"),
    [
        ([1, 0, 2, 1], [0, 2, 1, 1]),
        ([3, 0, 0, 1], [0, 0, 2, 2]),
        ([0, 0, 0, 4], [0, 0, 0, 2]),
        ([1, 0, 0, 0], [0, 0, 0, 1]),
        ([2, 0, 1], [1, 1, 2]),
        ([1, 0, 0, 2, 1], [2, 1, 1, 0, 0]),
        ([3, 1], [1, 4]),
    ],
)
def test_as_by_dealing_the_people_out(left, right, statistic):
    p, exact = permutation_p(left, right, statistic)
    assert exact
    assert p == pytest.approx(slow_p(left, right, statistic), rel=1e-10)


@pytest.mark.parametrize("statistic", MEASURES)
def test_scipy_agrees_at_ten_a_side(statistic):
    """Scipy deals out at random; 1,500 deals put it within 0.04."""
    left, right = [1, 4, 3, 2], [4, 3, 0, 3]

    def measure(x, y):
        return MEASURES[statistic](counts_of(list(x)), counts_of(list(y)))

    found = stats.permutation_test(
        (marks_of(left), marks_of(right)),
        measure,
        n_resamples=1500,
        alternative="greater",
        rng=np.random.default_rng(1),
        vectorized=False,
    )
    assert permutation_p(left, right, statistic).p == pytest.approx(found.pvalue, abs=0.04)


def test_without_ties_it_is_scipys_exact_wilcoxon():
    left, right = [1, 0, 1, 0, 0, 1, 1, 1, 0, 1], [0, 1, 0, 1, 1, 0, 0, 0, 1, 0]
    expected = stats.mannwhitneyu(marks_of(left), marks_of(right), method="exact").pvalue
    assert permutation_p(left, right).p == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(("left", "right"), [([20, 31, 9, 40], [33, 20, 40, 30]), ([9, 1], [4, 6])])
def test_the_normal_p_is_scipys_without_continuity_correction(left, right):
    p, exact = permutation_p(left, right, largest_step=0)
    expected = stats.mannwhitneyu(
        marks_of(left), marks_of(right), method="asymptotic", use_continuity=False
    ).pvalue
    assert not exact
    assert p == pytest.approx(expected, rel=1e-10)


def test_sixty_a_side_is_exact_and_near_the_normal_p():
    left, right = [10, 20, 18, 12], [17, 23, 11, 9]
    p, exact = permutation_p(left, right)
    assert exact
    assert p == pytest.approx(permutation_p(left, right, largest_step=0).p, abs=0.005)


@pytest.mark.parametrize("statistic", ["wasserstein", "total_variation"])
def test_the_normal_distances_are_near_the_exact_ones(statistic):
    rng = np.random.default_rng(2)
    left, right = rng.multinomial(200, [0.1, 0.2, 0.4, 0.3], (2, 20))
    exact = permutation_p(left, right, statistic)
    normal = permutation_p(left, right, statistic, largest_step=0)
    assert exact.exact.all()
    assert not normal.exact.any()
    np.testing.assert_allclose(normal.p, exact.p, atol=0.04)


def test_very_large_groups_are_quick_and_labelled():
    p, exact = permutation_p([90_000, 10_000, 50_000, 1], [91_000, 9_000, 50_000, 1])
    assert not exact
    assert 0 < p < 0.05


@pytest.mark.parametrize("statistic", ["delta", "wasserstein"])
@given(left=tallies(), right=tallies())
@settings(max_examples=25, deadline=None)
def test_neither_side_nor_end_of_the_scale_matters(statistic, left, right):
    p = permutation_p(left, right, statistic).p
    assert 0 < p <= 1
    assert permutation_p(right, left, statistic).p == pytest.approx(p, rel=1e-9)
    assert permutation_p(left[::-1], right[::-1], statistic).p == pytest.approx(p, rel=1e-9)


@given(left=tallies(), right=tallies())
@settings(max_examples=25, deadline=None)
def test_total_variation_knows_no_order(left, right):
    order = [2, 0, 3, 1]
    shuffled = [left[i] for i in order], [right[i] for i in order]
    p = permutation_p(left, right, "total_variation").p
    assert permutation_p(*shuffled, "total_variation").p == pytest.approx(p, rel=1e-9)


@given(left=tallies(most=6), right=tallies(most=6))
@settings(max_examples=25, deadline=None)
def test_p_is_never_below_the_smallest(left, right):
    assert permutation_p(left, right).p >= smallest_p(sum(left), sum(right)) * (1 - 1e-9) / 2


@given(left=tallies(most=6), right=tallies(most=6))
@settings(max_examples=25, deadline=None)
def test_an_empty_level_changes_nothing(left, right):
    p = permutation_p(left, right).p
    gap = [[*side[:2], 0, *side[2:]] for side in (left, right)]
    assert permutation_p(*gap).p == pytest.approx(p, rel=1e-9)


def test_cells_broadcast_and_the_empty_ones_are_nan():
    left = np.array([[[0, 1, 3, 8]], [[0, 0, 0, 0]]])
    right = np.array([[2, 5, 3, 0], [0, 0, 0, 0], [0, 1, 3, 8]])
    found = permutation_p(left, right)
    assert found.p.shape == found.exact.shape == (2, 3)
    assert found.p[0, 0] == pytest.approx(0.00028764, rel=2e-5)
    assert found.p[0, 2] == 1
    np.testing.assert_array_equal(np.isnan(found.p), [[False, True, False], [True] * 3])
    np.testing.assert_array_equal(found.exact, [[True, False, True], [False] * 3])


def test_total_separation_of_many_is_never_0():
    p, exact = permutation_p([0, 0, 0, 400], [400, 0, 0, 0])
    assert exact
    assert p == pytest.approx(2 / math.comb(800, 400), rel=1e-9)
    assert permutation_p([0, 20_000], [20_000, 0]).p > 0


@pytest.mark.parametrize(("n", "p"), [(5, 0.0079), (6, 0.0022), (7, 0.0006)])
def test_the_smallest_p(n, p):
    assert smallest_p(n, n) == pytest.approx(p, abs=5e-5)
    assert smallest_p(n, n) == pytest.approx(2 / math.comb(2 * n, n), rel=1e-12)
    assert permutation_p([0, n], [n, 0]).p == pytest.approx(smallest_p(n, n), rel=1e-9)


def test_the_smallest_p_of_hardly_anybody():
    np.testing.assert_array_equal(smallest_p([1, 0, 3], [1, 4, 0]), [1, np.nan, np.nan])


def test_a_lone_gap_needs_seven_a_side_among_24_cells():
    assert smallest_p(6, 6) > 0.05 / 24 > smallest_p(7, 7)


@pytest.mark.parametrize("statistic", ["median", 3, contrast.level_shift])
def test_an_unknown_statistic_is_named(statistic):
    with pytest.raises(ValueError, match="statistic: must be one of delta, wasserstein"):
        permutation_p([1, 1], [1, 1], statistic)


def test_a_function_of_the_house_is_taken_by_its_name():
    case = [6, 0, 0, 6], [0, 6, 6, 0]
    assert permutation_p(*case, contrast.wasserstein) == permutation_p(*case, "wasserstein")
