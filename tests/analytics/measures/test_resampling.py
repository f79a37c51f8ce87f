import numpy as np
import pytest
from scipy import stats

from analytics.measures import resampling
from analytics.measures.resampling import GammaDraws, quantiles, wilson_hilferty


def bank(levels=4, pairs=5000, seed=1):
    return GammaDraws(levels, pairs, seed)


@pytest.mark.parametrize("count", [0, 3, 100, 101, 5000])
def test_the_draws_of_a_level_are_gamma(count):
    out = np.empty((2, 5000), np.float32)
    bank().fill(out, level=2, count=count)
    for source in out:
        assert stats.kstest(source.astype(float), stats.gamma(count + 0.25).cdf).pvalue > 0.01


def test_the_two_sources_are_independent():
    out = np.empty((2, 5000), np.float32)
    bank().fill(out, level=0, count=3)
    assert abs(stats.spearmanr(*out).statistic) < 0.04


@pytest.mark.parametrize("count", [3, 100, 101])
def test_every_level_has_its_share_of_the_prior(count):
    out = np.empty((2, 100_000), np.float32)
    bank(pairs=100_000).fill(out, level=1, count=count)
    assert out.mean(dtype=float) == pytest.approx(count + 0.25, abs=0.1)


@pytest.mark.parametrize("count", [3, 300])
def test_the_levels_are_independent(count):
    draws = np.empty((2, 2, 5000), np.float32)
    for level, out in enumerate(draws):
        bank().fill(out, level, count)
    assert abs(np.corrcoef(draws[0, 0], draws[1, 0])[0, 1]) < 0.05


def test_the_normal_way_is_within_its_promise():
    """At the smallest count it serves, where it is worst."""
    shape = resampling.LARGEST_EXACT_SHAPE + 1
    p = np.linspace(0.0001, 0.9999, 2001)
    approximate = np.empty_like(p)
    wilson_hilferty(shape, stats.norm.ppf(p), approximate)
    assert np.abs(stats.gamma(shape).cdf(approximate) - p).max() < 0.00006


@pytest.mark.parametrize("probabilities", [(0.025, 0.975), (0.05, 0.5, 0.95), (0.0, 1.0)])
def test_quantiles_are_those_of_numpy(probabilities):
    draws = np.random.default_rng(3).normal(size=(3, 2, 402))
    expected = np.quantile(draws, probabilities, axis=-1)
    np.testing.assert_allclose(quantiles(draws, probabilities), expected, rtol=1e-12)
