"""Pooled gaps against the same model fitted by a Markov chain (`tests.reference.fit_pooled_gaps`).

There all scales are continuous and nothing is approximated but by draws, so that what differs is
the price of the lattice of scales, of Laplace's method and of 600 draws.
"""

import json

import numpy as np
import pytest

from analytics.measures.pooling import pool
from tests.reference.rounds import KEPT, ROUNDS


@pytest.mark.parametrize("name", ROUNDS)
def test_both_ways_give_the_same_figures(name):
    one, other = ROUNDS[name](), json.loads(KEPT.read_text())["rounds"][name]
    assert other["r_hat"] < 1.01
    assert other["n_eff"] > 1000
    assert other["diverging"] == 0
    pooled = pool(
        one.left, one.right, perceiver=one.perceiver, target=one.target, concern=one.concern
    )
    for figure, values, most, typically in (
        ("mean", pooled.draws.mean(axis=0), 0.06, 0.025),
        ("low", pooled.low, 0.12, 0.04),
        ("high", pooled.high, 0.12, 0.04),
        ("above", pooled.above, 0.08, 0.03),
    ):
        apart = values - np.array(other[figure])
        assert abs(apart).max() < most, figure
        assert abs(apart.mean()) < 0.01, figure
        assert apart.std() < typically, figure
    widths = (pooled.high - pooled.low) / (np.array(other["high"]) - other["low"])
    assert 0.97 < widths.mean() < 1.03
