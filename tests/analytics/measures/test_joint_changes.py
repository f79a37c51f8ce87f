"""What six concerns together show of a group in two rounds, and how often by chance: listed."""

import numpy as np
import pytest

from analytics.measures.joint_changes import LARGEST, WORTH_TWO, concern_levels, joint_change
from benchmarks import joint_changes

FEW = 0.05


def moved(*concerns, n=12):
    """What six concerns show of which these (delta, shift, p) have figures to speak of."""
    nothing = (0.0, 0.0, 1.0)
    delta, shift, p = zip(*(*concerns, *[nothing] * (6 - len(concerns))), strict=True)
    return joint_change([n] * 6, [n] * 6, delta, shift, p)


UP, DOWN = (0.8, 1.4, 0.0005), (-0.8, -1.4, 0.0005)


@pytest.mark.parametrize("sizes", [(8, 9), (9, 9), (8, 12), (10, 10), (12, 12), (12, 15)])
def test_the_levels_are_what_listing_gives(sizes):
    levels = joint_changes.greatest_levels(*sizes)
    assert concern_levels(*sizes) == tuple(level / 10_000 for level in levels)
    listing = joint_changes.listed(*sizes)
    for needed, level in zip((1, 2), levels, strict=True):
        if level:
            assert listing.rate(level / 10_000) <= needed * FEW / 6
            assert listing.rate((level + 1) / 10_000) > needed * FEW / 6


@pytest.mark.parametrize("sizes", [(8, 8), (8, 12), (10, 10), (13, 12)])
def test_no_pair_of_blocks_that_was_left_out_matters(sizes):
    """What is neglected in finding the levels counts as said, so that they only become stricter."""
    whole = joint_changes.listed(*sizes, neglect=False)
    for needed, level in enumerate(concern_levels(*sizes), 1):
        assert whole.rate(float(level)) <= needed * FEW / 6


@pytest.mark.parametrize("n", [5, 6, 7, LARGEST + 1, 100])
def test_nothing_is_listed_for_other_sizes(n):
    assert np.isnan(concern_levels(n, 12)).all()
    assert np.isnan(concern_levels([12], n)).all()
    assert moved(UP, n=n) is None


def test_eight_in_both_rounds_never_show_anything():
    assert concern_levels(8, 8) == (0, 0)
    assert moved(UP, UP, UP, n=8) is None
    whole = joint_changes.listed(8, 8, neglect=False)
    assert whole.rate(float(whole.p.min())) > 2 * FEW / 6


def test_every_level_of_the_table_is_below_that_of_single_questions():
    n = np.arange(8, LARGEST + 1)
    one, two = concern_levels(n[:, np.newaxis], n)
    assert (one == one.T).all()
    assert (one <= two).all()
    assert (two < FEW).all()


# --- The rule ------------------------------------------------------------------------------------


def test_one_concern_is_enough_at_most_sizes():
    one, two = concern_levels(12, 12)
    assert WORTH_TWO * one >= two
    assert moved(UP) == (1, 1, 0, "rose")
    assert moved(DOWN, DOWN) == (1, 0, 2, "fell")


def test_two_are_needed_where_that_lets_in_far_more():
    one, two = concern_levels(10, 10)
    assert WORTH_TWO * one < two
    assert moved(UP, n=10) == (2, 1, 0, "too few to say")
    assert moved(UP, UP, n=10) == (2, 2, 0, "rose")


def test_both_ways_is_no_way():
    assert moved(UP, DOWN) == (1, 1, 1, "too few to say")


@pytest.mark.parametrize(
    "concern",
    [
        (0.8, 1.4, 0.003),
        (0.32, 1.4, 0.0005),
        (0.8, 0.49, 0.0005),
        (0.8, -1.4, 0.0005),
        (0.8, 1.4, np.nan),
    ],
)
def test_a_concern_counts_by_its_p_and_its_size(concern):
    assert moved(concern) == (1, 0, 0, "too few to say")


def test_nothing_can_be_said_without_figures_or_of_more_concerns():
    assert joint_change([], [], [], [], []) is None
    assert joint_change([12], [12], [np.nan], [np.nan], [np.nan]) is None
    assert joint_change([12] * 7, [12] * 7, *([value] * 7 for value in UP)) is None


# --- Simulated sides -----------------------------------------------------------------------------


@pytest.mark.parametrize("likeness", [0.0, 1.0])
@pytest.mark.parametrize("constancy", [0.0, 0.6])
def test_few_unchanged_sides_are_said_to_have_moved(likeness, constancy):
    row = joint_changes.of_sides(12, 0.0, likeness, constancy, runs=300)
    assert row["as a whole"] <= FEW
    assert row["certain, wrongly"] == 0


def test_sides_that_have_moved_are_found():
    row = joint_changes.of_sides(12, 1.6, 0.3, 0.6, runs=100)
    assert row["as a whole"] > 0.7
    assert row["certain"] > 0.95 > 0.3 > row["by signs"]
