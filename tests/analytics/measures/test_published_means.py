import math

import pytest

from analytics.measures.blocks import protect
from analytics.measures.published_contrast import published_contrast
from analytics.measures.published_means import PublishedMean, mean_delta, mean_empathy_gap

SERIOUS, LOW, MIXED = (0, 0, 0, 0, 0, 3, 5), (0, 0, 0, 5, 3, 0, 0), (0, 0, 0, 2, 2, 2, 2)


def cells(*pairs):
    return published_contrast(*([protect(pair[side]) for pair in pairs] for side in (0, 1)))


def test_the_mean_of_the_deltas_and_the_mean_of_their_errors():
    items = cells((SERIOUS, LOW), (MIXED, LOW), (LOW, SERIOUS))
    kinds = ["overestimation", "inconclusive", "underestimation"]
    result = mean_delta(
        [item.delta for item in items],
        [item.delta_se for item in items],
        kinds,
    )
    mean = math.fsum(item.delta for item in items) / 3
    error = math.fsum(item.delta_se for item in items) / 3
    assert result.mean == pytest.approx(mean)
    assert result.mean_low == pytest.approx(mean - 1.959964 * error, abs=1e-4)
    assert result.mean_high == pytest.approx(mean + 1.959964 * error, abs=1e-4)
    assert (result.n_above, result.n_below, result.n_cells, result.n_concerns) == (1, 1, 3, 3)


def test_items_without_a_figure_are_counted_among_the_concerns_alone():
    mean = mean_delta([0.5, None], [0.1, None], ["overestimation", "insufficient"])
    assert (mean.mean, mean.n_above, mean.n_cells, mean.n_concerns) == (0.5, 1, 1, 2)
    nothing = mean_delta([None, None], [None, None], ["insufficient"] * 2)
    assert nothing == PublishedMean(None, None, None, 0, 0, 0, 2)
    assert mean_delta([], [], []) == PublishedMean(None, None, None, 0, 0, 0, 0)


def test_the_limits_stay_in_range():
    assert mean_delta([0.95, 0.95], [0.3, 0.3], ["inconclusive"] * 2).mean_high == 1
    assert mean_delta([-0.95, -0.95], [0.3, 0.3], ["inconclusive"] * 2).mean_low == -1


def test_only_what_a_kind_shows_is_counted():
    assert mean_delta([0.1, -0.2], [0.1, 0.1], ["inconclusive", "underestimation"]).n_above == 0
    assert mean_delta([-0.1, -0.2], [0.1, 0.1], ["inconclusive", "underestimation"]).n_below == 1


def test_the_limits_of_a_mean_empathy_gap_are_the_means_of_the_limits():
    mean = mean_empathy_gap(
        [-1.0, 0.5, None],
        [-1.5, -0.5, None],
        [-0.25, 1.0, None],
        ["underpredicted", "inconclusive", ""],
    )
    assert mean == PublishedMean(-0.25, -1.0, 0.375, 0, 1, 2, 3)
    assert mean_empathy_gap([None], [None], [None], ["insufficient"]).mean_low is None
