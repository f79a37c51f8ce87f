import numpy as np
import pytest
from scipy import stats

from analytics.measures.normal_permutation import (
    _normal_points,
    centred_midranks,
    normal_delta_p,
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


@pytest.mark.parametrize(("left", "right"), [([20, 31, 9, 40], [33, 20, 40, 30]), ([9, 1], [4, 6])])
def test_the_p_of_delta_is_scipys_without_continuity_correction(left, right):
    marks = [np.repeat(np.arange(len(tally)), tally) for tally in (left, right)]
    expected = stats.mannwhitneyu(*marks, method="asymptotic", use_continuity=False).pvalue
    assert normal_delta_p(np.array([left]), np.array([right])) == pytest.approx(expected, rel=1e-10)


def test_the_p_of_the_distance_is_as_by_dealing_many_people_out_at_random():
    left, right = np.array([520, 460, 540, 480]), np.array([110, 130, 140, 120])
    rng = np.random.default_rng(0)
    dealt = rng.multivariate_hypergeometric(left + right, 2000, 20_000)

    def distance(x, y):
        return np.abs(np.cumsum(x / 2000 - y / 500, axis=-1)).sum(axis=-1)

    expected = (distance(dealt, left + right - dealt) >= distance(left, right) - 1e-12).mean()
    assert 0.05 < expected < 0.95
    p = normal_distance_p(left[np.newaxis], right[np.newaxis])
    assert p == pytest.approx(expected, abs=0.02)
