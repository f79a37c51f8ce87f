"""The benchmark of pooling, and the simulated rounds that it judges by."""

from dataclasses import replace

import numpy as np
import pytest

from analytics.measures.blocks import members
from benchmarks import pooling, simulated_rounds
from benchmarks.simulated_rounds import Answering, Persons, simulated

pytestmark = pytest.mark.slow


def test_every_method_is_judged_on_the_same_rounds():
    alone, pooled, counted = rows = pooling.measured(pooling.ROWS[0], studies=2)
    assert [row["method"] for row in rows] == ["alone", "pooled", "true counts"]
    assert alone["round"] == pooled["round"] == "mixed"
    assert counted["rmse"] < pooled["rmse"] < alone["rmse"]
    assert counted["width"] < pooled["width"] < alone["width"]
    assert pooled["mean width"] < alone["mean width"]
    for row in rows:
        assert row["claimed"] == pytest.approx(row["right"] + row["wrong"])
        assert 0.8 < row["coverage"] <= 1


def test_where_no_gap_is_every_claim_is_wrong():
    null = next(row for row in pooling.ROWS if row.name == "null")
    for row in pooling.measured(null, studies=1):
        assert row["right"] == 0
        assert np.isnan(row["tau"])


def test_a_true_tally_is_its_own_only_member():
    counted = pooling.Counted.of(np.array([0, 2, 5, 1]))
    assert members(counted).tolist() == [[0, 0, 0, 0, 2, 5, 1]]


def test_a_round_is_the_same_for_everybody():
    one, other = (pooling._round(pooling.ROWS[3], 1) for _ in range(2))
    assert one.left == other.left
    assert (one.delta == other.delta).all()
    assert one.left != pooling._round(pooling.ROWS[3], 2).left


def test_likeness_of_a_person():
    assert Persons(0, 0).likeness == 0
    assert Persons().likeness == pytest.approx(0.2714, abs=1e-4)
    assert pooling.ALIKE.persons.likeness == pytest.approx(0.45, abs=0.005)


def test_true_delta_is_that_of_large_groups():
    many = simulated(np.random.default_rng(2), simulated_rounds.mixed, 4000, 4000)
    p, q = (t / t.sum(axis=1, keepdims=True) for t in (many.true_left, many.true_right))
    below = np.cumsum(q, axis=1) - q
    above = 1 - np.cumsum(q, axis=1)
    assert (p * (below - above)).sum(axis=1) == pytest.approx(many.delta, abs=0.06)


def test_a_severe_panel_stands_higher():
    row = replace(pooling.ROWS[4], assessors=40)
    usual, severe = (
        pooling._round(replace(row, how=Answering(severity=severity)), 1).true_right @ np.arange(4)
        for severity in (0.0, 0.6)
    )
    assert (severe - usual).mean() / 40 > 0.3
