"""The benchmark of gaps between two sides, and the rounds that it judges by."""

import numpy as np
import pytest

from analytics.measures.published_empathy import empathy_gap_of_shares
from benchmarks import pooling_between_sides as benchmark
from benchmarks import simulated_rounds as rounds
from benchmarks.pooling_between_sides import Row
from benchmarks.simulated_rounds import CONCERNS, DYADS

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("gap", ["image", "empathy"])
def test_pooled_gaps_are_nearer_to_the_truth(gap):
    alone, pooled = benchmark.measured(Row(gap, rounds.mixed, 12), studies=2)
    assert pooled["rmse"] < 0.85 * alone["rmse"]
    assert pooled["width"] < 0.85 * alone["width"]
    assert abs(pooled["bias"]) < 0.15
    assert pooled["coverage"] > 0.85


def test_one_person_answers_about_three_sides():
    rng = np.random.default_rng(1)
    location = np.zeros((len(DYADS), len(CONCERNS)))
    levels = benchmark._answered(rng, location, 400, 1, 1.0).reshape(400, *location.shape)
    means = levels.mean(axis=2).T
    of_china = [place for place, dyad in enumerate(DYADS) if dyad[1] == "PRC"]
    others = [place for place, dyad in enumerate(DYADS) if dyad[1] == "JPN"]
    alike = np.corrcoef(means[of_china])[0, 1]
    assert alike > 0.3 > abs(np.corrcoef(means[of_china[0]], means[others[0]])[0, 1])


def test_the_gap_of_predictions_is_from_the_median_of_the_population():
    row = Row("empathy", rounds.null, 6000)
    one = benchmark.simulated(row, np.random.default_rng(3))
    shares = []
    for blocks in (one.left, one.right):
        middle = [[sum(ends) / 2 for ends in block.intervals] + [block.n] for block in blocks]
        shares.append(np.diff(np.array(middle)[:, 2:] / 6000, axis=1))
    # Within what 6,000 people make uncertain, but for medians at the border of two levels.
    apart = abs(empathy_gap_of_shares(*shares) - one.gap)
    assert np.median(apart) < 0.05
    assert (apart < 0.1).mean() > 0.9
