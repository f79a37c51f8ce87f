"""The kind that a published contrast is of."""

import numpy as np
import pytest

from analytics.measures.blocks import protect
from analytics.measures.multiplicity import benjamini_hochberg, benjamini_yekutieli
from analytics.measures.published_contrast import published_contrast
from analytics.measures.published_pairs import rounded
from analytics.measures.verdicts import Thresholds
from tests.analytics.measures.cases import CASES, SPREAD, contrast


def test_unanimity_has_no_interval_of_zero_width():
    cell = contrast(*CASES["unanimous"])
    assert cell.kind == "overestimation"
    assert cell.subtype == "not seen by the panel"
    assert cell.delta > 0.8
    assert cell.delta_low < cell.delta - 0.2
    assert contrast(*reversed(CASES["unanimous"])).subtype == "missed by participants"


def test_a_panel_that_cannot_determine_gives_a_result_and_no_figure():
    for panel in ((0, 0, 8, 0, 0, 0, 0), (0, 0, 6, 0, 1, 1, 0), (0, 0, 11, 0, 0, 1, 0)):
        cell = contrast(CASES["apart"][0], panel)
        assert (cell.kind, cell.subtype) == ("indeterminate", "panel cannot determine")
        assert (cell.delta, cell.p_delta, cell.q_bh, cell.right.median) == (None, None, None, None)
        assert cell.right.undetermined > 0.7
        assert cell.left.median > 2
        assert cell.depends_on_undecided


def test_a_split_panel_is_contested():
    cell = contrast((0, 0, 0, 0, 4, 8, 0), (0, 0, 0, 6, 0, 0, 6))
    assert (cell.kind, cell.subtype) == ("indeterminate", "contested")
    assert cell.q_bh is None


def test_five_people_get_nothing_six_a_direction_and_eight_a_kind():
    for n, direction in ((5, ""), (6, "above"), (7, "above")):
        cell = contrast((0, 0, 0, 0, 0, 0, n), (0, 0, 0, 12, 0, 0, 0))
        assert (cell.kind, cell.direction) == ("insufficient", direction)
    assert contrast((0, 0, 0, 0, 0, 0, 8), (0, 0, 0, 12, 0, 0, 0)).kind == "overestimation"


def test_equal_large_groups_are_aligned():
    assert contrast((0, 0, 0, 10, 20, 20, 10), (0, 0, 0, 10, 20, 20, 10)).kind == "aligned"


def test_opposites_of_large_groups_are_misjudged():
    cell = contrast((0, 0, 0, 20, 0, 0, 20), (0, 0, 0, 0, 20, 20, 0))
    assert cell.kind == "misjudgment"
    assert cell.delta == pytest.approx(0, abs=0.1)


def test_thresholds_are_reached_by_figures_exactly_at_them():
    groups = (0, 0, 0, 0, 1, 2, 9), (0, 0, 0, 5, 5, 2, 0)
    cell = contrast(*groups)
    exactly = Thresholds(delta=cell.delta, shift=cell.level_shift)
    beyond = Thresholds(delta=cell.delta + 1e-6)
    assert contrast(*groups, thresholds=exactly).kind == "overestimation"
    assert contrast(*groups, thresholds=beyond).kind == "inconclusive"


def test_thresholds_are_rounded_as_the_figures_are():
    assert rounded(Thresholds()).delta == 0.3333333333
    assert rounded(Thresholds()).least_aligned_left == 25


def test_how_many_were_asked_counts_on_either_side():
    many, few = (0, 0, 0, 1, 3, 4, 6), (0, 0, 0, 4, 4, 1, 0)
    strict = Thresholds(least_asked=12)
    for left, right in ((many, few), (few, many)):
        assert contrast(left, right).kind != "insufficient"
        assert contrast(left, right, thresholds=strict).kind == "insufficient"
    assert contrast(many, many, thresholds=strict).kind != "insufficient"


def test_only_classified_cells_share_the_correction():
    apart = (0, 0, 0, 0, 1, 2, 9)
    left = [protect(t) for t in (apart, SPREAD, apart, CASES["five"][0])]
    right = [protect(t) for t in ((0, 0, 0, 5, 5, 2, 0), SPREAD, (0, 0, 8, 0, 0, 0, 0), SPREAD)]
    cells = published_contrast(left, right)
    p = [cells[0].p_delta, cells[1].p_delta, np.nan, np.nan]
    for name, adjust in (("q_bh", benjamini_hochberg), ("q_by", benjamini_yekutieli)):
        first, second, third, fourth = (getattr(cell, name) for cell in cells)
        assert (first, second) == pytest.approx(tuple(adjust(p)[:2]), rel=1e-5)
        assert (third, fourth) == (None, None)
    assert [cell.survives_fdr for cell in cells] == [cells[0].q_bh <= 0.05, False, False, False]
