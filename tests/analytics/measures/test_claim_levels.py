"""How often groups of one population are called different, listed exactly."""

import numpy as np
import pytest

from analytics.measures.claim_levels import BEYOND, claim_level
from benchmarks.null_listing import chances, false_rates, populations
from tests.analytics.measures.cases import contrast

ESTIMATED = {"overestimation", "underestimation"}


def of_levels(*levels):
    return (0, 0, 0, *levels)


@pytest.mark.parametrize("sizes", [(5, 5), (6, 6), (8, 8), (8, 12), (8, 20), (9, 15), (8, 18)])
def test_no_population_is_called_or_given_a_direction_too_often(sizes):
    for rates in false_rates(*sizes, populations(10)).values():
        assert rates.max() <= 0.05


def test_the_bound_is_reached_by_something():
    """8 + 8 split between neighbours: all of one end of the blocks against all of the other."""
    rates = false_rates(8, 8, np.array([[0.0, 0.5, 0.5, 0.0], [0.5, 0.0, 0.0, 0.5]]))["kind"]
    tail = (1 + 8 + 28) / 256
    assert rates == pytest.approx([0.0, 2 * tail**2])


def test_the_chances_of_blocks_are_binomial_sums():
    (row,) = chances(8, np.array([[0.5, 0.0, 0.0, 0.5]]))
    assert sorted(row[row > 0]) == pytest.approx([37 / 256, 37 / 256, 182 / 256])


def test_split_groups_of_six_get_no_direction():
    cell = contrast(of_levels(2, 0, 0, 4), of_levels(3, 0, 0, 3))
    assert cell.direction == "unclear"


@pytest.mark.parametrize(
    ("left", "right"), [((0, 0, 6, 2), (0, 0, 11, 9)), ((2, 0, 4, 3), (3, 0, 4, 2))]
)
def test_groups_that_hardly_differ_are_not_called_different(left, right):
    assert contrast(of_levels(*left), of_levels(*right)).kind not in ESTIMATED


def test_groups_far_apart_still_are():
    assert contrast(of_levels(0, 0, 0, 8), of_levels(8, 0, 0, 0)).kind == "overestimation"
    assert contrast(of_levels(0, 9, 3, 0), of_levels(0, 0, 3, 9)).kind == "underestimation"


def test_levels_by_the_sizes_of_both_groups():
    left, right = [8, 12, 5, 12, 8, 8, 18, 30], [12, 8, 20, 5, 18, 19, 18, 30]
    expected = [0.023, 0.023, 0, 0, 0.008, BEYOND, 0.02, BEYOND]
    assert claim_level(left, right).tolist() == expected
