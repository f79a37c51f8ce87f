import numpy as np
import pytest
from scipy import stats

from analytics.measures.normal_permutation import (
    _normal_points,
    centred_midranks,
    normal_distance_p,
)


def test_the_points_are_normal():
    points = _normal_points(3)
    for row in points:
        assert stats.kstest(row.astype(float), stats.norm.cdf).statistic < 0.002
    assert np.abs(np.corrcoef(points) - np.eye(3)).max() < 0.01


def test_midranks_are_twice_scipys_less_their_mean():
    pooled = np.array([3, 0, 4, 1])
    ranks = 2 * stats.rankdata([0] * 3 + [2] * 4 + [3])
    expected = (ranks - ranks.mean())[[0, 3, 7]]
    np.testing.assert_array_equal(centred_midranks(pooled)[[0, 2, 3]], expected)


@pytest.mark.parametrize("cumulative", [True, False])
def test_as_by_dealing_many_people_out_at_random(cumulative):
    left, right = np.array([520, 460, 540, 480]), np.array([110, 130, 140, 120])
    rng = np.random.default_rng(0)
    dealt = rng.multivariate_hypergeometric(left + right, 2000, 20_000)

    def distance(x, y):
        excess = x / 2000 - y / 500
        return np.abs(np.cumsum(excess, axis=-1) if cumulative else excess).sum(axis=-1)

    expected = (distance(dealt, left + right - dealt) >= distance(left, right) - 1e-12).mean()
    found = normal_distance_p(left[np.newaxis], right[np.newaxis], cumulative)
    assert 0.05 < expected < 0.95
    assert found == pytest.approx(expected, abs=0.02)
