"""How probable a block is at every location, against direct sums."""

from math import comb, exp, factorial, lgamma, log

import numpy as np
import pytest
from scipy.stats import multinomial, norm

from analytics.measures.block_likelihood import (
    log_likelihood,
    log_shares,
    mean_shares,
    no_level_rate,
    thresholds_of,
)
from analytics.measures.blocks import Block, members, protect
from analytics.measures.weighting import ALPHA

THRESHOLDS = np.array([-0.8, 0.1, 1.2])
LOCATIONS = np.array([-6.0, -1.0, 0.0, 0.7, 6.0])


def shares_at(location):
    return np.diff(norm.cdf(THRESHOLDS - location), prepend=0, append=1)


def test_shares_of_the_levels_at_a_location():
    found = np.exp(log_shares(LOCATIONS, THRESHOLDS))
    expected = np.column_stack([shares_at(location) for location in LOCATIONS])
    assert found == pytest.approx(expected, abs=1e-15)
    assert found.sum(axis=0) == pytest.approx(np.ones(len(LOCATIONS)))


def test_shares_far_from_the_thresholds_keep_their_logarithm():
    """A share too small for a difference of two probabilities near 1."""
    (_, _, low, _) = log_shares(np.array([-9.0]), THRESHOLDS)[:, 0]
    tails = norm.logsf(9.1), norm.logsf(10.2)
    assert low == pytest.approx(tails[0] + log(1 - exp(tails[1] - tails[0])), rel=1e-12)


def test_a_block_is_as_probable_as_its_tallies_together():
    block = protect([0, 1, 0, 2, 3, 2, 0])
    logs = log_shares(LOCATIONS, THRESHOLDS)
    expected = []
    for location in LOCATIONS[1:4]:
        total = 0.0
        for tally in members(block).tolist():
            beside, levels = tally[:3], tally[3:]
            ways = [exp(lgamma(x + a)) / factorial(x) for x, a in zip(beside, ALPHA, strict=False)]
            total += np.prod(ways) * multinomial.pmf(levels, sum(levels), shares_at(location))
        expected.append(log(total))
    assert log_likelihood(block, logs)[1:4] == pytest.approx(expected, abs=1e-9)


def test_a_block_of_levels_alone():
    """Two answers at least of whom nobody can be elsewhere: a binomial sum."""
    block = Block(5, ((0, 2), (0, 2), (3, 5)))
    logs = log_shares(np.array([0.3]), THRESHOLDS)
    p = shares_at(0.3)
    expected = sum(
        comb(5, a)
        * comb(5 - a, b)
        * comb(5 - a - b, c)
        * p[0] ** a
        * p[1] ** b
        * p[2] ** c
        * p[3] ** (5 - a - b - c)
        for a in range(3)
        for b in range(3 - a)
        for c in range(6 - a - b)
        if 3 <= a + b + c <= 5
    )
    assert log_likelihood(block, logs)[0] == pytest.approx(log(expected))


def test_where_a_group_stands_highest_is_most_probable_further_up():
    logs = log_shares(np.linspace(-3, 3, 61), THRESHOLDS)
    low, high = (log_likelihood(protect([0, 0, 0, *t]), logs) for t in ([8, 4, 0, 0], [0, 0, 4, 8]))
    assert low.argmax() < 20 < 40 < high.argmax()


def test_thresholds_cut_a_normal_of_the_spread_into_the_shares():
    shares = np.array([0.1, 0.4, 0.3, 0.2])
    found = thresholds_of(shares, 1.6)
    assert np.diff(norm.cdf(found / 1.6), prepend=0, append=1) == pytest.approx(shares)


def test_every_level_has_a_place_although_nobody_gave_it():
    shares = mean_shares([protect([0, 0, 0, 0, 0, 0, 8])] * 3)
    assert shares.sum() == pytest.approx(1)
    assert 0 < shares[0] < 0.1 < 0.6 < shares[3]


def test_a_round_in_which_everybody_gave_a_level_has_few_others():
    full = [protect([0, 0, 0, *tally]) for tally in ([3, 3, 3, 3], [0, 6, 6, 0], [4, 4, 4, 0])] * 20
    many = [protect([2, 2, 4, 1, 1, 1, 1]), protect([0, 3, 4, 0, 5, 0, 0])] * 20
    assert no_level_rate(full) < 1 < no_level_rate(many)


def test_other_answers_than_a_mark_has():
    with pytest.raises(ValueError, match="4 to 7 answers; got 3"):
        log_likelihood(protect([3, 3, 3]), log_shares(LOCATIONS, THRESHOLDS))
