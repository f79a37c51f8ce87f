import math

import numpy as np
import pytest
from scipy import stats

from analytics.measures.blocks import members, protect
from analytics.measures.weighting import ALPHA, plausible
from tests.analytics.measures import slow_published as slow


@pytest.mark.parametrize("tally", [(0, 0, 0, 0, 0, 3, 5), (1, 1, 3, 0, 0, 0, 0)])
def test_the_weights_of_a_block(tally):
    block = protect(tally)
    result = zip(map(tuple, members(block).tolist()), plausible(members(block)), strict=True)
    assert dict(result) == pytest.approx(dict(slow.weighed(slow.published(block))))


def test_they_are_scipys_probabilities_given_the_block():
    tallies = members(protect((1, 0, 2, 3, 3, 3, 0)))
    expected = stats.dirichlet_multinomial.pmf(tallies, ALPHA, 12)
    assert plausible(tallies) == pytest.approx(expected / expected.sum())


def test_somebody_who_skips_is_less_likely_than_somebody_who_answers():
    nobody, one, two = plausible(np.array([[k, 0, 0, 0, 0, 0, 8 - k] for k in range(3)]))
    assert nobody > 5 * one
    assert one > two


def test_levels_are_alike():
    shares = {tuple(t): w for t, w in zip(*alike(), strict=True)}
    assert shares[0, 0, 0, 5, 0, 0, 0] == pytest.approx(shares[0, 0, 0, 0, 0, 5, 0])


def alike():
    tallies = np.array([[0, 0, 0, 5, 0, 0, 0], [0, 0, 0, 0, 0, 5, 0], [0, 0, 1, 4, 0, 0, 0]])
    return tallies.tolist(), plausible(tallies)


def test_large_groups_do_not_overflow():
    result = plausible(members(protect((0, 0, 0, 10**6, 0, 0, 10**6))))
    assert math.isfinite(result.min())
    assert result.sum() == pytest.approx(1)


@pytest.mark.parametrize("alpha", [(1, 1), (1, 0, 1), (1, float("nan"), 1)])
def test_alpha_is_a_number_above_0_for_each_answer(alpha):
    with pytest.raises(ValueError, match="alpha: must be 3 numbers above 0"):
        plausible(np.array([[1, 2, 3]]), alpha=alpha)
