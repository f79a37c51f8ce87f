"""Groups are drawn where they stand, each by its own outline."""

import pytest

from analytics.web.charts.dumbbells import EDGE, WIDTH, across, dumbbell, line_of


def test_levels_run_from_edge_to_edge():
    assert [across(level) for level in (0, 1.5, 3)] == [EDGE, WIDTH / 2, WIDTH - EDGE]


def test_each_group_has_a_line_of_its_own_in_the_order_given():
    drawing = dumbbell({"perceived": (1.0, 2.0), "predicted": (0.0, 3.0)})
    first, second = drawing.places
    assert (first.shape, second.shape) == ("disc", "ring")
    assert (first.low, first.middle, first.high) == (across(1), across(1.5), across(2))
    assert 0 < first.y < second.y < drawing.height


def test_an_unknown_group_keeps_its_line_and_has_no_mark():
    drawing = dumbbell({"perceived": None, "assessed": (3.0, 3.0)})
    (place,) = drawing.places
    assert (place.lens, place.y) == ("assessed", line_of(1))
    assert drawing.height == dumbbell({"perceived": (0, 1), "assessed": (3, 3)}).height


def test_the_outlines_differ():
    shapes = {
        dumbbell({lens: (0.0, 1.0)}).places[0].shape
        for lens in ("perceived", "predicted", "assessed", "avowed")
    }
    assert len(shapes) == 4


def test_a_lens_without_an_outline_is_no_lens_of_a_dyad():
    with pytest.raises(KeyError):
        dumbbell({"anchored": (0.0, 1.0)})
