import numpy as np
import pytest
from scipy import stats

from analytics.measures import resampling
from analytics.measures.resampling import GammaDraws, quantiles, share_draws, wilson_hilferty


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


def test_shares_are_dirichlet():
    counts = np.array([[0], [1], [3], [8]])
    draws = share_draws(bank(), counts, exchanged=False)
    assert draws.shape == (4, 1, 2, 5000)
    np.testing.assert_allclose(draws.sum(axis=0), 1, atol=1e-6)
    alpha = counts[:, 0] + 0.25
    for level in range(4):
        beta = stats.beta(alpha[level], alpha.sum() - alpha[level])
        assert draws[level].mean() == pytest.approx(beta.mean(), abs=0.005)
        assert draws[level].std() == pytest.approx(beta.std(), rel=0.05)


def test_exchanging_swaps_the_sources():
    counts = np.array([[2], [200], [0], [1]])
    kept = share_draws(bank(), counts, exchanged=False)
    swapped = share_draws(bank(), counts, exchanged=True)
    np.testing.assert_array_equal(kept[:, :, 0], swapped[:, :, 1])
    np.testing.assert_array_equal(kept[:, :, 1], swapped[:, :, 0])


def test_huge_counts_are_drawn_in_double_precision():
    assert share_draws(bank(pairs=4), np.array([[2**25], [1]]), False).dtype == np.float64
    assert share_draws(bank(pairs=4), np.array([[2**24], [1]]), False).dtype == np.float32


@pytest.mark.parametrize("probabilities", [(0.025, 0.975), (0.05, 0.5, 0.95), (0.0, 1.0)])
def test_quantiles_are_those_of_numpy(probabilities):
    draws = np.random.default_rng(3).normal(size=(3, 2, 402))
    expected = np.quantile(draws, probabilities, axis=-1)
    np.testing.assert_allclose(quantiles(draws, probabilities), expected, rtol=1e-12)
