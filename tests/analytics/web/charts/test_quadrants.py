"""A measure is drawn where the counts of both groups allow it to stand, and nowhere else."""

from itertools import pairwise

import pytest

from analytics.measures.blocks import protect
from analytics.web.charts.quadrants import EDGE, NARROWEST, SIZE, across, quadrants

FEW, HALF, MANY = (0.0, 0.25), (0.375, 0.625), (0.75, 1.0)


def test_more_is_further_right_and_further_up():
    (box,) = quadrants([(1, FEW, MANY)]).boxes
    assert (box.x, box.y) == (EDGE, EDGE)
    (box,) = quadrants([(1, MANY, FEW)]).boxes
    assert (box.x + box.width, box.y + box.height) == (SIZE - EDGE, SIZE - EDGE)
    assert box.width == pytest.approx(0.25 * (SIZE - 2 * EDGE))


@pytest.mark.parametrize(
    ("wanted", "accepted", "kind"),
    [
        (MANY, MANY, "inside"),
        ((0.5, 0.75), MANY, "inside"),
        (MANY, HALF, "across"),
        (HALF, HALF, "across"),
        (MANY, FEW, "outside"),
        (FEW, HALF, "outside"),
        ((0.0, 0.5), MANY, "across"),
    ],
)
def test_what_lies_in_the_zone(wanted, accepted, kind):
    for one, other in ((wanted, accepted), (accepted, wanted)):
        (box,) = quadrants([(1, one, other)]).boxes
        assert box.kind == kind


def test_measures_of_which_the_same_is_known_share_a_box():
    drawing = quadrants([(1, MANY, HALF), (2, HALF, MANY), (3, MANY, HALF)])
    assert [box.label for box in drawing.boxes] == ["1, 3", "2"]


def test_the_zone_begins_at_half_of_both_groups():
    drawing = quadrants([])
    assert (drawing.low, drawing.half, drawing.high) == (EDGE, SIZE / 2, SIZE - EDGE)
    assert drawing.reach == SIZE / 2 - EDGE


def test_one_number_is_still_a_box():
    (box,) = quadrants([(7, (0.5, 0.5), MANY)]).boxes
    assert box.width == NARROWEST
    assert box.middle[0] == across(0.5)


@pytest.mark.parametrize("n", [5, 6, 8, 9, 10, 12, 15])
def test_boxes_of_one_group_are_the_same_or_apart(n):
    """As `quadrants` relies on: what is known of how many is a step of one grid."""
    steps = {
        (n - high, n - low)
        for few in range(n + 1)
        for low, high in [protect([few, n - few]).intervals[0]]
    }
    ordered = sorted(steps)
    assert all(one[1] < other[0] for one, other in pairwise(ordered))
