"""Ranks among the vignettes come from records, and from nothing else."""

import numpy as np
import pytest

from analytics.computing.gap_matrix import gap_cells
from analytics.computing.vignette_ranks import with_ranks
from analytics.measures.vignettes import c_delta, c_scale
from tests import factories
from tests.analytics.computing.recorded import records_of_marks
from tests.analytics.made import LOW, SERIOUS, block_row

KEY = "PRC>JPN:military"
ANCHORS = ["anchored/low", "anchored/middle", "anchored/high"]
# Both groups say "moderate", but to the other side the word is stronger: its vignettes are milder.
GENEROUS, STRICT = (2, 0, 1, 2), (2, 1, 2, 3)


@pytest.fixture(scope="module")
def cells():
    blocks = [
        block_row(SERIOUS),
        block_row(LOW, lens="avowed", group="JPN"),
        block_row(LOW, lens="assessed", group="panel"),
        block_row(SERIOUS, item="economic", domain="economic", position=2),
        block_row(LOW, lens="avowed", group="JPN", item="economic", domain="economic", position=2),
    ]
    return gap_cells(blocks)


def both(left, right):
    return [
        *records_of_marks("PRC", [KEY, *ANCHORS], left),
        *records_of_marks("JPN", [f"avowed/{KEY}", *ANCHORS], right, first=1000),
    ]


def ranked(cells, records):
    result = with_ranks(cells, records, factories.welch())
    return {
        (cell.gap, cell.key): cell.figures["c_delta_uniform"]
        for cell in result
        if "c_delta_uniform" in cell.figures
    }


def test_ranks_tell_what_the_words_hide(cells):
    """Alike in marks; one side's is level with the top vignette, the other's with the middle."""
    assert ranked(cells, both([GENEROUS] * 3, [STRICT] * 3)) == {("image", KEY): 1.0}


def test_people_alike_have_no_gap(cells):
    assert ranked(cells, both([GENEROUS] * 3, [GENEROUS] * 2)) == {("image", KEY): 0.0}


def test_they_are_those_of_the_records(cells):
    left = [(3, 0, 1, 2), (1, 1, 1, 3), (0, 2, 1, 0), (-1, 0, 1, 2)]
    right = [(2, 0, 2, 3), (2, 2, 2, 3), (1, 0, -3, 3)]
    result = with_ranks(cells, both(left, right), factories.welch())
    figures = next(cell.figures for cell in result if (cell.gap, cell.key) == ("image", KEY))
    whole = [np.array(rows, float)[:n] for rows, n in ((left, 3), (right, 2))]
    for rule in ("uniform", "minimum_entropy"):
        expected = c_delta(*(c_scale(rows[:, 0], rows[:, 1:]) for rows in whole), 7, rule)
        assert figures[f"c_delta_{rule}"] == pytest.approx(expected, abs=1e-9)


def test_nothing_where_nobody_rated_everything(cells):
    assert ranked(cells, both([(-1, 0, 1, 2)], [STRICT])) == {("image", KEY): None}


def test_no_ranks_unless_both_groups_have_records(cells):
    one = records_of_marks("PRC", [KEY, *ANCHORS], [GENEROUS] * 3)
    assert ranked(cells, one) == ranked(cells, []) == {}


def test_no_ranks_without_vignettes(cells):
    without = [
        *records_of_marks("PRC", [KEY], [(2,)]),
        *records_of_marks("JPN", [f"avowed/{KEY}"], [(1,)], first=9),
    ]
    assert with_ranks(cells, without, factories.welch()) == cells
