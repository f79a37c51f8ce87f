import pytest

from analytics.measures.blocks import members, protect
from analytics.release.rows import CellRow, MeanRow, at_least, exactly, in_order
from tests.analytics.made import block_row

TALLIES = [
    (0, 0, 0, 0, 0, 0, 5),
    (1, 0, 2, 3, 0, 2, 0),
    (0, 1, 1, 0, 4, 3, 1),
    (2, 2, 2, 2, 2, 2, 2),
    (0, 0, 6, 0, 0, 0, 6),
]


def cell(item="military", value=0.5, *, gap="threat", figures=None, **fields):
    """A gap with limits 0.3 below and 0.4 above it; of an empathy gap in levels."""
    point, shift = ("empathy_gap", {}) if gap == "empathy" else ("delta", {"level_shift": value})
    low, high = (None, None) if value is None else (value - 0.3, value + 0.4)
    about = {
        "perceiver": "PRC",
        "target": "JPN",
        "item": item,
        "item_kind": "concern",
        "domain": item,
        "position": 1,
        "gap": gap,
        "panel_without": "",
        "n_left": 8,
        "n_right": 8,
        "kind": "inconclusive",
        "subtype": "",
        "direction": "",
        "figures": {point: value, f"{point}_low": low, f"{point}_high": high}
        | shift
        | (figures or {}),
    }
    return CellRow(**about | fields)


def mean_row(perceiver="PRC", target="JPN", mean=0.5, **fields):
    """A mean over six concerns, four of them above."""
    known = mean is not None
    figures = {
        "gap": "threat",
        "panel_without": "",
        "mean": mean,
        "mean_low": mean - 0.2 if known else None,
        "mean_high": mean + 0.3 if known else None,
        "n_above": 4 if known else 0,
        "n_below": 1 if known else 0,
        "n_cells": 6 if known else 0,
        "n_concerns": 6,
        "asymmetry": None,
        "tracking": None,
    }
    return MeanRow(perceiver=perceiver, target=target, **figures | fields)


def test_the_key_is_that_of_the_instrument():
    assert cell().key == "PRC>JPN:military"


def test_figures_are_read_by_name_and_none_where_a_gap_has_no_such_figure():
    threat = cell(figures={"delta_se": 0.2})
    assert (threat.delta, threat.delta_se, threat.number("level_shift")) == (0.5, 0.2, 0.5)
    empathy = cell(value=-1, gap="empathy")
    assert (empathy.number("empathy_gap"), empathy.delta, empathy.delta_se) == (-1.0, None, None)
    assert isinstance(empathy.number("empathy_gap"), float)
    assert cell(value=None).delta is None


def test_a_gap_is_drawn_by_the_figure_of_its_own_with_its_limits():
    assert cell(value=0.5).estimate(cell().point) == (0.5, 0.2, 0.9)
    empathy = cell(value=-1.0, gap="empathy")
    assert empathy.estimate(empathy.point) == (-1.0, -1.3, -0.6)
    assert cell(value=None).estimate("delta") == (None, None, None)


@pytest.mark.parametrize("tally", TALLIES)
def test_counts_are_the_extremes_over_every_tally_of_the_block(tally):
    row, every = block_row(tally), members(protect(tally)).tolist()
    for answer in range(7):
        held = [one[answer] for one in every]
        from_here = [sum(one[answer:]) for one in every]
        assert exactly(row, answer) == (min(held), max(held))
        assert at_least(row, answer) == (min(from_here), max(from_here))


def test_nothing_is_counted_in_a_group_of_four():
    row = block_row((0, 0, 0, 0, 0, 0, 4))
    assert (row.n, exactly(row, 6), at_least(row, 6)) == (4, None, None)


def test_rows_are_reported_in_one_order_whatever_the_collation_of_a_database():
    """Some put "panel" before "PRC"."""
    rows = [
        block_row(TALLIES[0], lens=lens, group=group, position=position)
        for position in (2, 1)
        for group in ("panel", "PRC", "JPN")
        for lens in ("perceived", "anchored")
    ]
    told = [(row.position, row.lens, row.group) for row in in_order(rows)]
    assert told == sorted(told)
    assert told[:3] == [(1, "anchored", "JPN"), (1, "anchored", "PRC"), (1, "anchored", "panel")]
    assert in_order([]) == []
