import numpy as np
import pytest
from scipy import stats

from analytics.measures import exact_permutation
from analytics.measures.exact_permutation import delta_p, pair_p
from tests.reference.permutation import exact_p


def tallies(rng, n, pairs):
    return np.array([rng.multinomial(n, rng.dirichlet([0.6] * 4)) for _ in range(pairs)])


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 9), (5, 5), (8, 8), (12, 7), (20, 31)])
def test_as_by_listing_every_split(n, m):
    rng = np.random.default_rng(n * m)
    x, y = tallies(rng, n, 12), tallies(rng, m, 12)
    p = pair_p(x, y)
    pairs = list(zip(x, y, strict=True))
    assert p.delta == pytest.approx([exact_p(*pair, "delta") for pair in pairs], rel=1e-9)
    assert p.distance == pytest.approx([exact_p(*pair, "wasserstein") for pair in pairs], rel=1e-9)
    assert p.exact.all()


def test_sixty_a_side_is_exact_too():
    left, right = (10, 20, 18, 12), (17, 23, 11, 9)
    p = pair_p(np.array([left]), np.array([right]))
    assert p.delta[0] == pytest.approx(exact_p(left, right, "delta"), rel=1e-9)
    assert p.distance[0] == pytest.approx(exact_p(left, right, "wasserstein"), rel=1e-9)
    assert p.exact.all()


def test_with_two_levels_it_is_fishers_exact_test():
    left, right = (0, 4, 6, 0), (0, 9, 1, 0)
    expected = stats.fisher_exact([left[1:3], right[1:3]]).pvalue
    p = pair_p(np.array([left]), np.array([right]))
    assert p.delta[0] == pytest.approx(expected, rel=1e-9)
    assert p.distance[0] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("left", "right", "p_delta", "p_distance"),
    [
        ((0, 1, 3, 8), (2, 5, 3, 0), 0.00028764, 0.00030620),
        ((1, 3, 6, 2), (1, 3, 6, 2), 1, 1),
        ((6, 0, 0, 6), (0, 6, 6, 0), 1, 0.04719846),
        ((0, 0, 2, 10), (0, 8, 2, 0), 1.08251e-5, 1.08251e-5),
        ((0, 0, 0, 7), (7, 0, 0, 0), 0.00058275, 0.00058275),
        ((2, 4, 3, 1), (1, 2, 5, 4), 0.11011125, 0.14359634),
    ],
)
def test_published_cases(left, right, p_delta, p_distance):
    result = pair_p(np.array([left]), np.array([right]))
    assert result.delta[0] == pytest.approx(p_delta, rel=1e-5, abs=5e-9)
    assert result.distance[0] == pytest.approx(p_distance, rel=1e-5, abs=5e-9)


def test_pairs_of_many_sizes_at_once_come_out_as_alone(monkeypatch):
    rng = np.random.default_rng(1)
    x = np.concatenate([tallies(rng, n, 5) for n in (3, 50, 9, 20)])
    y = np.concatenate([tallies(rng, n, 5) for n in (40, 6, 9, 90)])
    together = pair_p(x, y)
    alone = [pair_p(x[i : i + 1], y[i : i + 1]) for i in range(len(x))]
    assert together.delta == pytest.approx(np.concatenate([p.delta for p in alone]), rel=1e-12)
    monkeypatch.setattr(exact_permutation, "CHUNK", 50)
    assert pair_p(x, y).distance == pytest.approx(together.distance, rel=1e-12)


def test_pairs_that_leave_levels_empty_come_out_as_alone_beside_any_others():
    rng = np.random.default_rng(4)
    sizes = rng.integers(12, 50, (200, 2))
    x, y = (
        np.array([rng.multinomial(n, rng.dirichlet([0.2] * 4)) for n in column])
        for column in sizes.T
    )
    together = pair_p(x, y)
    alone = [pair_p(x[i : i + 1], y[i : i + 1]) for i in range(len(x))]
    for name in ("delta", "distance"):
        expected = np.concatenate([getattr(p, name) for p in alone])
        assert getattr(together, name) == pytest.approx(expected, rel=1e-12)
    assert delta_p(x, y) == pytest.approx(together.delta, rel=1e-12)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((60, 1, 0, 0), (60, 6, 0, 0)),
        ((0, 0, 8, 60), (0, 0, 1, 60)),
        ((100, 0, 0, 2), (100, 0, 0, 8)),
        ((0, 95, 5, 0), (0, 100, 0, 0)),
        ((0, 7, 0, 1), (0, 985, 0, 7)),
    ],
)
def test_large_groups_of_nearly_one_mind_are_exact(left, right):
    """As Fisher's test but for which deals are extreme: those as far apart in shares."""
    (n, m), held = (sum(left), sum(right)), [i for i in range(4) if left[i] + right[i]][-1]
    of = left[held] + right[held]
    dealt = np.arange(of + 1)
    extreme = np.abs(dealt * m - (of - dealt) * n) >= abs(left[held] * m - right[held] * n)
    expected = stats.hypergeom(n + m, of, n).pmf(dealt)[extreme].sum()
    result = pair_p(np.array([left]), np.array([right]))
    assert result.exact.all()
    assert result.delta[0] == pytest.approx(expected, rel=1e-9)
    assert result.distance[0] == pytest.approx(expected, rel=1e-9)


def test_the_rare_levels_of_a_large_group_may_lie_on_either_side():
    left, right = (2, 70, 3, 1), (5, 60, 0, 1)
    result = pair_p(np.array([left, left[::-1]]), np.array([right, right[::-1]]))
    assert result.exact.all()
    for name, statistic in (("delta", "delta"), ("distance", "wasserstein")):
        expected = exact_p(left, right, statistic)
        assert getattr(result, name) == pytest.approx([expected] * 2, rel=1e-9)
    assert delta_p(np.array([left]), np.array([right])) == pytest.approx(result.delta[:1])


def test_what_is_too_much_to_list_gets_the_normal_approximation_and_says_so():
    x = np.array([[10, 20, 20, 10], [60, 70, 70, 61]])
    y = np.array([[20, 20, 10, 10], [70, 70, 60, 60]])
    result = pair_p(x, y)
    assert result.exact.tolist() == [True, False]
    marks = [np.repeat(np.arange(4), tally[1]) for tally in (x, y)]
    normal = stats.mannwhitneyu(*marks, method="asymptotic", use_continuity=False)
    assert result.delta[1] == pytest.approx(normal.pvalue)
    assert delta_p(x, y) == pytest.approx(result.delta)
