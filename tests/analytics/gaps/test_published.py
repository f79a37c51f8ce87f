import json
import math
import operator
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.gaps import agreement, mixing
from analytics.gaps.blocks import Block, protect
from analytics.gaps.classify import Thresholds
from analytics.gaps.multiplicity import benjamini_hochberg, benjamini_yekutieli
from analytics.gaps.permutation import permutation_p
from analytics.gaps.published import PublishedContrast, published_contrast, rounded
from tests.analytics.gaps import slow_published as slow

SPREAD = (0, 1, 0, 1, 2, 2, 2)
CASES = {
    "apart": ((0, 0, 0, 0, 1, 2, 5), (0, 0, 1, 3, 3, 1, 0)),
    "five": ((0, 0, 0, 0, 0, 2, 3), (0, 0, 0, 1, 3, 1, 0)),
    "unanimous": ((0, 0, 0, 0, 0, 0, 8), (0, 0, 0, 8, 0, 0, 0)),
    "alike": (SPREAD, SPREAD),
    "crossing": ((0, 0, 0, 4, 0, 0, 4), (0, 0, 0, 0, 4, 4, 0)),
    "uneven": ((0, 0, 0, 2, 4, 3, 1), (1, 0, 0, 1, 2, 1, 0)),
}


def contrast(left, right, **how):
    (cell,) = published_contrast([protect(left)], [protect(right)], **how)
    return cell


def blocks(case):
    return tuple(protect(tally).to_dict() for tally in CASES[case])


@pytest.fixture(scope="module")
def cells():
    """Every case's cell; each matrix is one cell so that q is p."""
    return {case: contrast(*tallies) for case, tallies in CASES.items()}


# --- A second way --------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", ["delta", "level_shift", "wasserstein", "crossing"])
def test_points_are_means_over_every_pair_of_tallies(cells, case, name):
    expected = slow.mean_over_pairs(*blocks(case), getattr(slow, name))
    assert getattr(cells[case], name) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("case", CASES)
def test_the_relative_effect_is_half_of_one_more_than_delta(cells, case):
    assert cells[case].superiority == pytest.approx((1 + cells[case].delta) / 2)


@pytest.mark.parametrize("case", CASES)
def test_error_shares_are_means_over_every_pair_of_tallies(cells, case):
    for name, condition in (("over", operator.gt), ("same", operator.eq), ("under", operator.lt)):
        expected = slow.mean_over_pairs(
            *blocks(case), lambda x, y, c=condition: slow.share(x, y, c)
        )
        assert getattr(cells[case], name) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("side", [0, 1])
def test_what_is_said_of_one_side_are_means_over_its_tallies(cells, case, side):
    block, found = blocks(case)[side], (cells[case].left, cells[case].right)[side]
    expected = {
        "number": sum(weight * sum(tally[3:]) for tally, weight in slow.weighed(block)),
        "median": slow.mean(block, slow.median),
        "grouped_median": slow.mean(block, slow.grouped_median),
        "van_der_eijk": slow.mean(block, agreement.van_der_eijk),
        "leik": slow.mean(block, agreement.leik),
        "tastle_wierman": slow.mean(block, agreement.tastle_wierman),
        "undetermined": slow.undecided_share(block),
    }
    assert {name: getattr(found, name) for name in expected} == pytest.approx(expected, abs=1e-9)
    assert found.n == block["n"]


@pytest.mark.parametrize("case", ["apart", "uneven", "unanimous"])
def test_the_limits_of_the_undecided_mix_wilsons(cells, case):
    for block, found in zip(blocks(case), (cells[case].left, cells[case].right), strict=True):
        low, high = (slow.undecided_limit(block, target) for target in (0.025, 0.975))
        assert found.undetermined_low == pytest.approx(low, abs=6e-5)
        assert found.undetermined_high == pytest.approx(high, abs=6e-5)


@pytest.mark.parametrize("case", ["apart", "uneven", "five"])
def test_bounds_put_the_undecided_at_either_end(cells, case):
    found = cells[case]
    assert found.bound_low == pytest.approx(slow.bound(*blocks(case), 0, -1), abs=1e-9)
    assert found.bound_high == pytest.approx(slow.bound(*blocks(case), -1, 0), abs=1e-9)
    assert found.bound_low < found.delta < found.bound_high


@pytest.mark.parametrize("name", ["delta", "wasserstein"])
def test_p_is_the_mean_over_pairs_of_the_exact_p(monkeypatch, name):
    monkeypatch.setattr(mixing, "PAIRS", ((math.inf, 10**6),))
    xs, ys, weights = zip(*slow.pairs(*blocks("unanimous")), strict=True)
    cell = contrast(*CASES["unanimous"])
    expected = np.average(permutation_p(xs, ys, name).p, weights=weights)
    assert getattr(cell, f"p_{name}") == pytest.approx(expected, rel=1e-5)
    assert cell.p_exact


@pytest.mark.parametrize("case", ["unanimous", "five"])
def test_p_is_near_the_mean_over_every_pair_when_only_some_are_taken(cells, case):
    xs, ys, weights = zip(*slow.pairs(*blocks(case)), strict=True)
    assert len(xs) > 256
    assert contrast(*CASES[case]) == cells[case]
    expected = np.average(permutation_p(xs, ys).p, weights=weights)
    assert cells[case].p_delta == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("case", ["apart", "unanimous", "uneven"])
def test_limits_are_those_of_slow_draws(case):
    rng = np.random.default_rng(5)
    picked = [slow_picks(block, rng, 20_000) for block in blocks(case)]
    p, q = (np.stack([rng.dirichlet(tally + 0.25) for tally in side]) for side in picked)
    deltas, shifts = shares_apart(p, q)
    known = shares_apart(*(side / side.sum(axis=1, keepdims=True) for side in picked))
    found = contrast(*CASES[case], resamples=40_000)
    assert (found.delta_low, found.delta_high) == pytest.approx(
        widened(deltas, known[0], found.delta, 0.025), abs=0.02
    )
    assert (found.delta_inner_low, found.delta_inner_high) == pytest.approx(
        widened(deltas, known[0], found.delta, 0.05), abs=0.02
    )
    assert (found.shift_low, found.shift_high) == pytest.approx(
        widened(shifts, known[1], found.level_shift, 0.025), abs=0.06
    )
    assert found.delta_error == pytest.approx(deltas.std(), rel=0.05)


def slow_picks(block, rng, draws):
    weights = slow.levels(block)
    chosen = rng.choice(len(weights), draws, p=list(weights.values()))
    return np.array(list(weights))[chosen]


def shares_apart(p, q):
    below = np.cumsum(q, axis=1) - q
    return (p * (2 * below + q - 1)).sum(axis=1), (p - q) @ np.arange(4)


def widened(draws, known, point, tail):
    low = min(np.quantile(values, tail) for values in (draws, known))
    high = max(np.quantile(values, 1 - tail) for values in (draws, known))
    return min(low, point), max(high, point)


# --- Nothing but the blocks ----------------------------------------------------------------------


def test_the_same_figures_from_blocks_that_went_through_json():
    left, right = ([protect(case[side]) for case in CASES.values()] for side in (0, 1))
    there = [json.loads(json.dumps([b.to_dict() for b in side])) for side in (left, right)]
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
    differing = {"q", "q_any", "survives"}
    names = {field.name for field in fields(PublishedContrast)} - differing
    assert {n: getattr(among, n) for n in names} == {n: getattr(alone, n) for n in names}


def test_another_seed_moves_the_limits_only_a_little():
    here, there = contrast(*CASES["apart"]), contrast(*CASES["apart"], seed=7)
    assert here.delta_low != there.delta_low
    assert here.delta_low == pytest.approx(there.delta_low, abs=0.05)
    assert here.delta == there.delta


@pytest.mark.parametrize("case", CASES)
def test_exchanging_the_groups_mirrors_every_figure(cells, case):
    here, there = cells[case], contrast(*reversed(CASES[case]))
    for name in ("delta", "level_shift", "median_difference"):
        assert getattr(there, name) == pytest.approx(-getattr(here, name), abs=1e-9)
    for low, high in (
        ("delta_low", "delta_high"),
        ("delta_inner_low", "delta_inner_high"),
        ("shift_low", "shift_high"),
        ("bound_low", "bound_high"),
    ):
        assert getattr(there, low) == pytest.approx(-getattr(here, high), abs=1e-9)
    for name in ("wasserstein", "crossing", "p_delta", "p_wasserstein", "delta_error"):
        assert getattr(there, name) == pytest.approx(getattr(here, name), abs=1e-9)
    assert (there.left, there.right) == (here.right, here.left)


tallies = st.lists(st.integers(0, 5), min_size=7, max_size=7).filter(lambda t: sum(t) >= 5)


@given(left=tallies, right=tallies)
@settings(max_examples=25, deadline=None)
def test_figures_lie_where_they_must(left, right):
    cell = contrast(left, right, resamples=200)
    if cell.delta is None:
        return
    assert -1 <= cell.delta_low <= cell.delta_inner_low <= cell.delta
    assert cell.delta <= cell.delta_inner_high <= cell.delta_high <= 1
    assert -3 <= cell.shift_low <= cell.level_shift <= cell.shift_high <= 3
    assert cell.wasserstein >= abs(cell.level_shift) - 1e-9
    assert 0 <= cell.crossing <= 1
    assert cell.bound_low - 1e-9 <= cell.delta <= cell.bound_high + 1e-9
    assert cell.over + cell.same + cell.under == pytest.approx(1)
    assert 0 < cell.p_delta <= 1
    assert 0 < cell.p_wasserstein <= 1
    for side in (cell.left, cell.right):
        assert 0 <= side.undetermined_low <= side.undetermined <= side.undetermined_high <= 1
        assert side.number <= side.n


# --- Kinds ---------------------------------------------------------------------------------------


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
        assert (cell.delta, cell.p_delta, cell.q, cell.right.median) == (None, None, None, None)
        assert cell.right.undetermined > 0.7
        assert cell.left.median > 2
        assert cell.depends_on_undecided


def test_a_split_panel_is_contested():
    cell = contrast((0, 0, 0, 0, 4, 8, 0), (0, 0, 0, 6, 0, 0, 6))
    assert (cell.kind, cell.subtype) == ("indeterminate", "contested")
    assert cell.q is None


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
    cell = contrast(*CASES["apart"])
    exactly = Thresholds(delta=cell.delta, shift=cell.level_shift)
    beyond = Thresholds(delta=cell.delta + 1e-6)
    assert contrast(*CASES["apart"], thresholds=exactly).kind == "overestimation"
    assert contrast(*CASES["apart"], thresholds=beyond).kind == "inconclusive"


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
    left = [protect(CASES["apart"][0])] * 3 + [protect(CASES["five"][0])]
    right = [protect(t) for t in (CASES["apart"][1], SPREAD, (0, 0, 8, 0, 0, 0, 0), SPREAD)]
    cells = published_contrast(left, right)
    p = [cells[0].p_delta, cells[1].p_delta, np.nan, np.nan]
    for name, adjust in (("q", benjamini_hochberg), ("q_any", benjamini_yekutieli)):
        first, second, third, fourth = (getattr(cell, name) for cell in cells)
        assert (first, second) == pytest.approx(tuple(adjust(p)[:2]), rel=1e-5)
        assert (third, fourth) == (None, None)
    assert [cell.survives for cell in cells] == [cells[0].q <= 0.05, False, False, False]


# --- Nobody there --------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["left", "right", "both"])
def test_a_group_of_fewer_than_five_has_no_figures(which):
    left = None if which in ("left", "both") else protect(SPREAD)
    right = None if which in ("right", "both") else protect(SPREAD)
    (cell,) = published_contrast([left], [right])
    assert cell.kind == "insufficient"
    assert (cell.delta, cell.bound_low, cell.p_wasserstein, cell.size) == (None,) * 4
    assert (cell.left.n is None, cell.right.n is None) == (left is None, right is None)
    assert (cell.left.median is None, cell.right.median is None) == (left is None, right is None)


def test_no_share_of_the_undecided_unless_somebody_certainly_answered():
    cell = contrast((8, 0, 0, 0, 0, 0, 0), SPREAD)
    assert (cell.left.undetermined, cell.left.undetermined_low) == (None, None)
    assert (cell.bound_low, cell.bound_high) == (None, None)
    assert cell.left.number < 2
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
    assert cell.left.number == pytest.approx(9900, abs=2)


def test_flat_names_every_figure_once():
    flat = contrast(*CASES["apart"]).flat()
    assert flat["n_left"] == 8
    assert flat["median_right"] < flat["median_left"]
    assert "left" not in flat
    assert all(value is None or isinstance(value, str | float | int) for value in flat.values())
