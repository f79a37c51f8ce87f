"""How often groups of one population are called different, listed exactly."""

import numpy as np
import pytest

from analytics.measures.blocks import protect
from analytics.measures.claim_levels import HALF, claim_level, joint_level, told_apart
from analytics.measures.published_contrast import published_contrast
from benchmarks import joint_levels
from benchmarks.claim_levels import greatest_level, listed
from benchmarks.null_listing import chances, false_rates, populations, rates_by_side
from tests.analytics.measures.cases import contrast

ESTIMATED = {"overestimation", "underestimation"}


def of_levels(*levels):
    return (0, 0, 0, *levels)


@pytest.mark.parametrize("sizes", [(5, 5), (6, 6), (8, 8), (8, 12), (8, 20), (9, 15), (8, 40)])
def test_no_population_is_called_or_given_a_direction_too_often(sizes):
    for rates in false_rates(*sizes, populations(10)).values():
        assert rates.max() <= 0.05


def test_the_bound_is_reached_by_something():
    """8 + 8 split between neighbours: all of one end of the blocks against all of the other."""
    rates = false_rates(8, 8, np.array([[0.0, 0.5, 0.5, 0.0], [0.5, 0.0, 0.0, 0.5]]))["kind"]
    tail = (1 + 8 + 28) / 256
    assert rates == pytest.approx([2 * tail**2] * 2)


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


@pytest.mark.parametrize("sizes", [(6, 9), (7, 8), (8, 8), (8, 12), (9, 10)])
def test_the_table_is_what_listing_gives(sizes):
    level = greatest_level(*sizes)
    assert claim_level(*sizes) == level / 1000
    listing = listed(*sizes)
    assert listing.rate(level / 1000) <= 0.05 < listing.rate((level + 1) / 1000)


def test_the_rate_of_a_listing_is_that_of_the_verdicts():
    shares = populations(10)
    expected = max(rates.max() for rates in false_rates(8, 12, shares).values())
    assert listed(8, 12, shares).rate(claim_level(8, 12)) == pytest.approx(expected)


def test_levels_by_the_sizes_of_both_groups():
    left, right = [8, 12, 5, 12, 8, 12, 30], [12, 8, 20, 5, 18, 30, 6]
    assert claim_level(left, right).tolist() == [0.023, 0.023, 0, 0, 0.009, 0.03, 0.022]


def test_beyond_the_table_the_least_level_of_larger_groups_counts():
    of_eight = [claim_level(8, n) for n in range(19, 31)]
    assert claim_level(8, 31) == claim_level(2000, 8) == min(of_eight)
    assert claim_level(31, 31) == claim_level(30, 30)


def test_p_at_the_level_tells_apart():
    p = [0.023, 0.0231, np.nan]
    assert told_apart(p, 8, 12).tolist() == [True, False, False]
    assert told_apart([0.0115, 0.0116], 8, 12, part=HALF).tolist() == [True, False]


def test_unanimous_groups_of_eight_are_told_apart():
    assert told_apart([0.05, 0.051], 8, 8, unanimous=True).tolist() == [True, False]
    assert told_apart(0.05, [8, 8, 7], [8, 8, 9], [True, False, True]).tolist() == [
        True,
        False,
        False,
    ]
    assert told_apart(0.04, 8, 8, unanimous=True, part=HALF)


@pytest.mark.parametrize(
    ("left", "sides"),
    [(8, (5, 5)), (8, (6, 6)), (9, (6, 6)), (12, (5, 5, 5, 5)), (12, (6, 6, 6, 6))],
)
def test_no_population_is_called_too_often_against_a_panel_counted_by_side(left, sides):
    rates = rates_by_side(left, sides, populations())
    assert 0 < rates["kind"].max() <= 0.05


def test_the_chances_of_a_panel_by_side_are_those_of_its_sides():
    """Split to the ends a panel of 5 + 6 is called only where both its sides are at one end."""
    rates = rates_by_side(12, (5, 6), np.array([[1.0, 0, 0, 0], [0.5, 0.0, 0.0, 0.5]]))["kind"]
    # At one end: 0 to 2 or 3 to 5 of five, 0 to 2 or 3 to 6 of six, 0 to 2 or 10 to 12 of twelve.
    expected = 16 / 32 * (22 + 42) / 64 * 79 / 4096
    assert rates == pytest.approx([0, expected])


def test_the_level_of_a_panel_counted_by_side():
    assert claim_level([], [], []).tolist() == []
    assert claim_level(12, 20, [0, 4, -1]).tolist() == [0.02, 0.019, 0.007]
    assert claim_level([8, 7, 12], [10, 10, 25], [2, 2, 5]).tolist() == [0.008, 0.007, 0.007]
    assert claim_level(12, 11, 4) <= claim_level(12, 11)


# --- Over the concerns of a dyad -----------------------------------------------------------------


@pytest.mark.parametrize("sizes", [(8, 12), (10, 10), (12, 12)])
def test_the_joint_levels_are_what_listing_gives(sizes):
    level = joint_levels.greatest_level(*sizes)
    assert joint_level(*sizes) == joint_level(*sizes[::-1]) == level / 10_000
    listing = listed(*sizes, unanimity=False)
    assert listing.rate(level / 10_000) <= 0.05 / 6 < listing.rate((level + 1) / 10_000)


def test_no_joint_level_is_listed_for_other_sizes():
    assert np.isnan(joint_level([7, 8, 12, 21], [12, 21, 7, 21])).all()
    assert joint_level([8, 20, 20], [11, 8, 20]).tolist() == [0.0011, 0.0025, 0.0029]


@pytest.mark.parametrize("sizes", [(8, 8), (8, 10), (9, 10)])
def test_there_is_no_joint_level_that_no_groups_reach(sizes):
    assert joint_levels.greatest_level(*sizes) == joint_level(*sizes) == 0
    left, right = sizes
    p = contrast(of_levels(0, 0, 0, left), of_levels(right, 0, 0, 0)).p_delta
    listing = listed(*sizes, unanimity=False)
    assert listing.rate(p) > 0.05 / 6


@pytest.mark.parametrize("likeness", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("sizes", [(8, 8), (12, 12), (8, 20)])
def test_few_dyads_of_one_population_have_a_concern_shown(sizes, likeness):
    assert joint_levels.of_dyads(sizes, 0.0, likeness, runs=400)["shown jointly"] <= 0.05


def test_dyads_far_apart_have_one_and_the_mean_p_finds_fewer():
    row = joint_levels.of_dyads((12, 12), 1.6, 0.3, runs=200)
    assert row["shown jointly"] > 0.8 > row["twice the mean p"]


# --- Blocks that withstand two members -----------------------------------------------------------


@pytest.mark.parametrize("sizes", [(7, 9), (9, 9), (8, 11), (10, 12)])
def test_the_table_of_the_coarser_grid_is_what_listing_gives(sizes):
    level = greatest_level(*sizes, withstands=2)
    assert claim_level(*sizes, withstands=2) == level / 1000
    listing = listed(*sizes, unanimity=False, withstands=2)
    assert listing.rate(level / 1000) <= 0.05 < listing.rate((level + 1) / 1000)


def test_no_level_of_the_coarser_grid_is_claimed_that_was_not_listed():
    sizes = [6, 7, 20, 21, 12], [12, 21, 20, 21, 12]
    assert claim_level(*sizes, withstands=2).tolist() == [0, 0, 0.014, 0, 0.028]
    assert claim_level(12, 10, sides=2, withstands=2) == 0


def test_nobody_is_told_apart_by_unanimity_where_two_are_withstood():
    assert told_apart(0.04, 8, 8, unanimous=True)
    assert not told_apart(0.04, 8, 12, unanimous=True, withstands=2)


@pytest.mark.parametrize(("n", "kinds"), [(10, [True, False]), (12, [True, True])])
def test_a_verdict_goes_by_the_grid_of_its_blocks(n, kinds):
    """Ten against ten at opposite ends of the scale: p is 0.0036 and its level 0.003."""
    left, right = of_levels(0, 0, 0, n), of_levels(n, 0, 0, 0)
    called = [
        published_contrast([protect(left, grid)], [protect(right, grid)])[0].kind in ESTIMATED
        for grid in (1, 2)
    ]
    assert called == kinds
