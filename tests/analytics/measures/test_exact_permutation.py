import numpy as np
import pytest
from scipy import stats

from analytics.measures import exact_permutation
from analytics.measures.exact_permutation import pair_p
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


def test_beyond_the_largest_total_the_normal_approximation_says_so():
    x = np.array([[10, 20, 20, 10], [10, 20, 20, 11]])
    y = np.array([[20, 20, 10, 10], [20, 20, 10, 10]])
    result = pair_p(x, y)
    assert result.exact.tolist() == [True, False]
    marks = [np.repeat(np.arange(4), tally[1]) for tally in (x, y)]
    normal = stats.mannwhitneyu(*marks, method="asymptotic", use_continuity=False)
    assert result.delta[1] == pytest.approx(normal.pvalue)
    assert result.delta[0] == pytest.approx(result.delta[1], rel=0.5)
