"""A contrast is made of blocks and of nothing else, and of a missing one there is none."""

import json
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.measures.blocks import Block, protect
from analytics.measures.published_contrast import PublishedContrast, published_contrast
from tests.analytics.measures import slow_published as slow
from tests.analytics.measures.cases import CASES, SPREAD, contrast

# --- Nothing but the blocks ----------------------------------------------------------------------


def test_the_same_figures_from_blocks_that_went_through_json():
    left, right = ([protect(case[side]) for case in CASES.values()] for side in (0, 1))
    there = [json.loads(json.dumps([slow.published(b) for b in side])) for side in (left, right)]
    back = [[Block.from_dict(data) for data in side] for side in there]
    assert published_contrast(*back) == published_contrast(left, right)


def test_tallies_of_one_block_have_the_same_figures():
    here, there = (0, 0, 0, 0, 0, 3, 5), (1, 0, 1, 0, 0, 1, 5)
    assert protect(here) == protect(there)
    assert contrast(here, SPREAD) == contrast(there, SPREAD)


def test_figures_do_not_depend_on_the_other_cells():
    alone = contrast(*CASES["apart"])
    others = [protect(t) for t in (SPREAD, CASES["apart"][0], CASES["five"][1])]
    panel = [protect(t) for t in (CASES["five"][0], CASES["apart"][1], SPREAD)]
    among = published_contrast(others, panel)[1]
    differing = {"q_bh", "q_by", "survives_fdr"}
    names = {field.name for field in fields(PublishedContrast)} - differing
    assert {n: getattr(among, n) for n in names} == {n: getattr(alone, n) for n in names}


def test_another_seed_moves_the_limits_only_a_little():
    here, there = contrast(*CASES["unanimous"]), contrast(*CASES["unanimous"], seed=7)
    assert here.delta_low != there.delta_low
    assert here.delta_low == pytest.approx(there.delta_low, abs=0.05)
    assert here.delta == there.delta


tallies = st.lists(st.integers(0, 5), min_size=7, max_size=7).filter(lambda t: sum(t) >= 5)


@given(left=tallies, right=tallies)
@settings(max_examples=25, deadline=None)
def test_figures_lie_where_they_must(left, right):
    cell = contrast(left, right, resamples=200)
    if cell.delta is None:
        return
    assert -1 <= cell.delta_low <= cell.delta_low_90 <= cell.delta
    assert cell.delta <= cell.delta_high_90 <= cell.delta_high <= 1
    assert -3 <= cell.level_shift_low <= cell.level_shift <= cell.level_shift_high <= 3
    assert cell.wasserstein >= abs(cell.level_shift) - 1e-9
    assert 0 <= cell.crossing_index <= 1
    assert cell.delta_bound_low - 1e-9 <= cell.delta <= cell.delta_bound_high + 1e-9
    assert cell.share_above + cell.share_equal + cell.share_below == pytest.approx(1)
    assert 0 < cell.p_delta <= 1
    assert 0 < cell.p_wasserstein <= 1
    for side in (cell.left, cell.right):
        assert 0 <= side.undetermined_low <= side.undetermined <= side.undetermined_high <= 1
        assert side.expected_rated <= side.n


# --- Nobody there --------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["left", "right", "both"])
def test_a_group_of_fewer_than_five_has_no_figures(which):
    left = None if which in ("left", "both") else protect(SPREAD)
    right = None if which in ("right", "both") else protect(SPREAD)
    (cell,) = published_contrast([left], [right])
    assert cell.kind == "insufficient"
    assert (cell.delta, cell.delta_bound_low, cell.p_wasserstein) == (None,) * 3
    assert (cell.left.n is None, cell.right.n is None) == (left is None, right is None)
    assert (cell.left.median is None, cell.right.median is None) == (left is None, right is None)


def test_no_share_of_the_undecided_unless_somebody_certainly_answered():
    cell = contrast((8, 0, 0, 0, 0, 0, 0), SPREAD)
    assert (cell.left.undetermined, cell.left.undetermined_low) == (None, None)
    assert (cell.delta_bound_low, cell.delta_bound_high) == (None, None)
    assert cell.left.expected_rated < 2
    assert cell.kind == "insufficient"


def test_no_cells_and_uneven_cells():
    assert published_contrast([], []) == []
    with pytest.raises(ValueError, match="right: must be as many cells as left, 1; got 0"):
        published_contrast([protect(SPREAD)], [])


def test_other_answers_than_a_mark_has_are_refused():
    with pytest.raises(ValueError, match="must be of 7 answers; got 3"):
        published_contrast([protect([3, 1, 1])], [protect(SPREAD)])


def test_large_groups_cost_no_more_and_are_told_apart_from_the_exact():
    cell = contrast((10, 0, 90, 2000, 3000, 3000, 1900), (0, 0, 0, 900, 900, 800, 400))
    assert not cell.p_exact
    assert 0 < cell.p_delta < 1e-6
    assert cell.kind == "aligned"
    assert cell.left.expected_rated == pytest.approx(9900, abs=2)


def test_flat_names_every_figure_once():
    flat = contrast(*CASES["apart"]).flat()
    assert flat["n_left"] == 8
    assert flat["median_right"] < flat["median_left"]
    assert "left" not in flat
    assert all(value is None or isinstance(value, str | float | int) for value in flat.values())
