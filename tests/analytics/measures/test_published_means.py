import math

import pytest

from analytics.measures.blocks import protect
from analytics.measures.candidates import panel_sum
from analytics.measures.published import published_contrast
from analytics.measures.published_means import (
    PublishedMean,
    published_asymmetry,
    published_mean,
    without_each_side,
)

SERIOUS, LOW, MIXED = (0, 0, 0, 0, 0, 3, 5), (0, 0, 0, 5, 3, 0, 0), (0, 0, 0, 2, 2, 2, 2)


def cells(*pairs):
    return published_contrast(*([protect(pair[side]) for pair in pairs] for side in (0, 1)))


def test_the_mean_of_the_deltas_and_the_mean_of_their_errors():
    items = cells((SERIOUS, LOW), (MIXED, LOW), (LOW, SERIOUS))
    found = published_mean(items)
    mean = math.fsum(item.delta for item in items) / 3
    error = math.fsum(item.delta_se for item in items) / 3
    assert found.mean == pytest.approx(mean)
    assert found.mean_low == pytest.approx(mean - 1.959964 * error, abs=1e-4)
    assert found.mean_high == pytest.approx(mean + 1.959964 * error, abs=1e-4)
    assert (found.n_above, found.n_below, found.n_cells, found.n_concerns) == (2, 1, 3, 3)


def test_items_without_a_figure_are_asked_and_not_known():
    found = published_mean(cells((SERIOUS, LOW), (SERIOUS, (0, 0, 8, 0, 0, 0, 0))))
    assert (found.n_above, found.n_cells, found.n_concerns) == (1, 1, 2)
    assert published_mean(cells((SERIOUS, (0, 0, 8, 0, 0, 0, 0)))).mean is None


def test_asymmetry_has_a_sign_and_needs_both_directions():
    here, there = PublishedMean(0.5, 0.1, 0.9, 6, 0, 6, 6), PublishedMean(0.2, 0, 0.4, 3, 1, 6, 6)
    nothing = PublishedMean(None, None, None, 0, 0, 0, 6)
    means = {
        ("PRC", "JPN"): here,
        ("JPN", "PRC"): there,
        ("PRC", "PRK"): here,
        ("USA", "JPN"): there,
        ("JPN", "USA"): nothing,
    }
    assert published_asymmetry(means) == {
        ("PRC", "JPN"): 0.3,
        ("JPN", "PRC"): -0.3,
        ("PRC", "PRK"): None,
        ("USA", "JPN"): None,
        ("JPN", "USA"): None,
    }


def test_the_panel_without_each_side():
    panel = {
        "PRC": protect((0, 0, 0, 5, 0, 0, 0)),
        "JPN": protect((0, 0, 0, 0, 0, 0, 5)),
        "USA": protect((0, 0, 0, 0, 3, 2, 0)),
    }
    left = [protect(MIXED)]
    (whole,) = published_contrast(left, [panel_sum(panel)])
    without = without_each_side(left, [panel])
    assert list(without) == ["JPN", "PRC", "USA"]
    assert without["PRC"][0].delta < whole.delta < without["JPN"][0].delta
    (expected,) = published_contrast(left, [panel_sum([panel["JPN"], panel["USA"]])])
    assert without["PRC"] == [expected]
    assert expected.right.n == 10


def test_every_cell_has_the_same_sides():
    five = protect((0, 0, 0, 5, 0, 0, 0))
    with pytest.raises(ValueError, match=r"panels: must all be of the sides \['JPN', 'PRC'\]"):
        without_each_side([protect(MIXED)] * 2, [{"PRC": five, "JPN": five}, {"PRC": five}])
