from dataclasses import replace

import pytest

from analytics.computing.gap_matrix import gap_cells, gap_means
from analytics.measures.blocks import protect
from analytics.measures.candidates import panel_sum
from analytics.measures.published_contrast import published_contrast
from analytics.measures.published_empathy import published_empathy
from analytics.measures.verdicts import Thresholds
from tests.analytics.made import LOW, NOBODY, SERIOUS, block_row

SPLIT = (0, 0, 0, 4, 0, 0, 4)
CONCERNS = ("military", "political", "economic")


def pair(perceived, assessed):
    (cell,) = gap_cells([block_row(perceived), block_row(assessed, lens="assessed")])
    return cell


def asked_of_target(tally, lens, **fields):
    return block_row(tally, lens=lens, **{"group": "JPN", **fields})


# --- Cells ---------------------------------------------------------------------------------------


def test_a_cell_holds_every_figure_of_its_blocks():
    cell = pair(SERIOUS, LOW)
    (expected,) = published_contrast([protect(SERIOUS)], [protect(LOW)])
    told = expected.flat()
    assert (cell.gap, cell.panel_without, cell.n_left, cell.n_right) == ("threat", "", 8, 8)
    assert (cell.kind, cell.subtype, cell.direction) == ("overestimation", "", "")
    assert cell.delta == expected.delta > 0.5
    apart = {"kind", "subtype", "direction", "n_left", "n_right"}
    assert dict(cell.figures) == {k: v for k, v in told.items() if k not in apart}


def test_exchanging_the_groups_turns_the_sign():
    one, other = pair(SERIOUS, LOW), pair(LOW, SERIOUS)
    assert other.delta == -one.delta
    assert other.number("delta_low") == -one.number("delta_high")
    assert other.kind == "underestimation"


@pytest.mark.parametrize("tally", [(1, 1, 1, 2, 3, 3, 1), (0, 2, 1, 4, 2, 2, 1), SERIOUS, LOW])
def test_equal_blocks_are_no_gap_at_all(tally):
    """Not a last digit's worth: it would be counted as above or below."""
    cell = pair(tally, tally)
    assert (cell.delta, cell.number("level_shift")) == (0.0, 0.0)


@pytest.mark.parametrize("nothing", [NOBODY, (0, 0, 0, 0, 0, 0, 4)])
def test_no_figure_for_a_group_below_five(nothing):
    for cell in (pair(nothing, LOW), pair(LOW, nothing)):
        assert cell.kind == "insufficient"
        assert {cell.delta, cell.number("level_shift"), cell.number("q_bh")} == {None}
    assert pair(nothing, LOW).n_left == sum(nothing)


@pytest.mark.parametrize("answers", [(8, 0, 0), (0, 8, 0), (0, 0, 8), (2, 2, 2)])
def test_no_figure_unless_it_is_certain_that_somebody_gave_a_level(answers):
    tally = (*answers, 0, 0, 0, 8 - sum(answers))
    assert pair(tally, LOW).delta is None
    assert pair(LOW, tally).delta is None


def test_a_panel_that_cannot_determine_is_a_result():
    """As of a party that is only a target: an answer, not an error."""
    cell = pair(SERIOUS, (0, 0, 12, 0, 0, 0, 0))
    assert (cell.kind, cell.subtype) == ("indeterminate", "panel cannot determine")


def test_a_question_asked_through_one_lens_has_no_cell():
    assert gap_cells([block_row(SERIOUS)]) == []
    assert gap_cells([]) == []


def test_impressions_and_vignettes_are_no_gaps():
    blocks = [
        block_row(SERIOUS, lens=lens, item_kind="vignette") for lens in ("perceived", "assessed")
    ]
    assert gap_cells(blocks) == []


def test_each_cell_is_of_its_own_question_and_gap():
    blocks = [
        block_row(SERIOUS),
        block_row(LOW, lens="assessed"),
        asked_of_target(LOW, "predicted"),
        asked_of_target(SERIOUS, "avowed"),
        block_row(LOW, item="political", position=2),
        block_row(SERIOUS, lens="assessed", item="political", position=2),
    ]
    cells = {(cell.gap, cell.item): cell for cell in gap_cells(blocks[::-1])}
    assert set(cells) == {
        ("threat", "military"),
        ("image", "military"),
        ("empathy", "military"),
        ("threat", "political"),
    }
    assert cells["threat", "military"].delta > 0 > cells["threat", "political"].delta
    assert cells["image", "military"].delta == 0
    assert cells["threat", "political"].position == 2


def test_the_empathy_gap_is_below_zero_where_the_fear_is_not_seen():
    blocks = [block_row(SERIOUS), asked_of_target(LOW, "predicted")]
    (cell,) = gap_cells(blocks)
    (expected,) = published_empathy([protect(LOW)], [protect(SERIOUS)])
    assert (cell.gap, cell.n_left, cell.n_right) == ("empathy", 8, 8)
    assert cell.number("empathy_gap") == expected.empathy_gap < -1
    assert cell.kind == expected.kind == "underpredicted"
    assert cell.delta is None


def test_the_cells_of_a_gap_are_corrected_together_and_gaps_apart():
    """Two threat cells double the smaller q; the image gap beside them changes nothing."""
    alone = pair(SERIOUS, LOW)
    blocks = [
        block_row(SERIOUS),
        block_row(LOW, lens="assessed"),
        asked_of_target(LOW, "avowed"),
        block_row(LOW, item="political"),
        block_row(LOW, lens="assessed", item="political"),
    ]
    cells = {(cell.gap, cell.item): cell for cell in gap_cells(blocks)}
    p = alone.number("p_delta")
    assert alone.number("q_bh") == p
    assert cells["threat", "military"].number("q_bh") == pytest.approx(2 * p, rel=1e-4)
    assert cells["image", "military"].number("q_bh") == p


def test_thresholds_decide_the_kind():
    blocks = [block_row(SERIOUS), block_row(LOW, lens="assessed")]
    (cell,) = gap_cells(blocks, Thresholds(delta=0.95))
    assert cell.kind == "inconclusive"


# --- The panel by nominating side ----------------------------------------------------------------


@pytest.fixture
def by_side():
    """Two questions; the assessors of one side see far more than those of the other two."""
    panel = {"panel/JPN": LOW, "panel/ROK": LOW, "panel/USA": SERIOUS}
    return [
        *(block_row(SERIOUS, item=item, position=n) for n, item in enumerate(CONCERNS)),
        *(
            block_row(tally, lens="assessed", item=item, group=group, position=n)
            for n, item in enumerate(CONCERNS)
            for group, tally in panel.items()
        ),
    ]


def test_a_panel_by_side_is_added_up_and_left_out_one_by_one(by_side):
    cells = gap_cells(by_side)
    assert [cell.panel_without for cell in cells] == [
        s for s in ("", "JPN", "ROK", "USA") for _ in "123"
    ]
    n = {cell.panel_without: cell.n_right for cell in cells}
    assert n == {"": 24, "JPN": 16, "ROK": 16, "USA": 16}
    delta = {cell.panel_without: cell.delta for cell in cells}
    assert delta["USA"] > delta[""] > delta["JPN"] == pytest.approx(delta["ROK"], abs=0.02)
    without_usa = panel_sum([protect(LOW), protect(LOW)])
    (expected,) = published_contrast([protect(SERIOUS)], [without_usa])
    assert delta["USA"] == expected.delta


def test_the_cells_of_every_panel_are_corrected_apart(by_side):
    between = block_row((0, 0, 0, 2, 5, 1, 0)).cumulative
    rows = [replace(r, cumulative=between) if r.group == "panel/USA" else r for r in by_side]
    cells = gap_cells(rows)
    p = {cell.panel_without: cell.number("p_delta") for cell in cells}
    assert p["USA"] != p["JPN"]
    # Three equal p-values stay what they are, and four times three would not.
    assert {cell.panel_without: cell.number("q_bh") for cell in cells} == p


def test_every_cell_has_the_same_sides(by_side):
    last = by_side[-1]
    elsewhere = block_row(LOW, lens="assessed", item=last.item, group="panel/PRC", position=2)
    with pytest.raises(ValueError, match=r"the sides \['JPN', 'ROK', 'USA'\]; got .*'PRC'"):
        gap_cells([*by_side[:-1], elsewhere])


def test_one_group_of_assessors_is_not_left_out():
    cells = gap_cells([block_row(SERIOUS), block_row(LOW, lens="assessed", group="panel/JPN")])
    assert [cell.panel_without for cell in cells] == [""]


# --- Over the common battery ---------------------------------------------------------------------


def both_ways():
    """PRC fears JPN in two concerns of three, and JPN fears PRC in none; threats are extreme."""
    told = {
        ("PRC", "JPN"): (SERIOUS, SERIOUS, NOBODY),
        ("JPN", "PRC"): (LOW, LOW, LOW),
    }
    return [
        block_row(
            tally if lens == "perceived" else LOW,
            lens=lens,
            item=item,
            perceiver=perceiver,
            target=target,
            position=position,
        )
        for (perceiver, target), tallies in told.items()
        for position, (item, tally) in enumerate(zip(CONCERNS, tallies, strict=True))
        for lens in ("perceived", "assessed")
    ] + [
        block_row(tally, lens=lens, item="islands", item_kind="threat", position=9)
        for lens, tally in (("perceived", LOW), ("assessed", SERIOUS))
    ]


def means(blocks, gap="threat"):
    rows = gap_means(gap_cells(blocks), blocks)
    return {(m.perceiver, m.target): m for m in rows if m.gap == gap}


def test_a_mean_is_of_the_known_concerns_and_never_of_threats():
    cells = gap_cells(both_ways())
    result = means(both_ways())
    one = result["PRC", "JPN"]
    known = [c.delta for c in cells if c.perceiver == "PRC" and c.item in ("military", "political")]
    assert one.mean == pytest.approx(sum(known) / 2)
    assert (one.n_cells, one.n_concerns, one.n_above, one.n_below) == (2, 3, 2, 0)
    assert one.mean_low < one.mean < one.mean_high
    other = result["JPN", "PRC"]
    assert (other.mean, other.n_cells, other.n_above) == (0.0, 3, 0)


def test_asymmetry_is_shown_and_never_averaged_away():
    result = means(both_ways())
    assert result["PRC", "JPN"].asymmetry == result["PRC", "JPN"].mean
    assert result["JPN", "PRC"].asymmetry == -result["PRC", "JPN"].mean


def test_perceivers_and_targets_have_means_without_asymmetry():
    result = means(both_ways())
    assert set(result) == {
        ("PRC", "JPN"), ("JPN", "PRC"), ("PRC", ""), ("JPN", ""), ("", "PRC"), ("", "JPN"),
    }  # fmt: skip
    assert result["PRC", ""].mean == result["", "JPN"].mean == result["PRC", "JPN"].mean
    assert result["PRC", ""].asymmetry is None


def test_nothing_known_is_no_mean_rather_than_zero():
    blocks = [block_row(NOBODY), block_row(LOW, lens="assessed")]
    result = means(blocks)["PRC", "JPN"]
    assert (result.mean, result.mean_low, result.n_cells, result.n_concerns) == (None, None, 0, 1)


def test_predictions_are_averaged_in_levels_and_tracked():
    """They rank three concerns as they were answered, a level too low."""
    answered = [(0, 0, 0, *levels) for levels in ((0, 0, 12, 0), (0, 12, 0, 0), (0, 0, 0, 12))]
    guessed = [(0, 0, 0, *levels) for levels in ((0, 12, 0, 0), (12, 0, 0, 0), (0, 0, 12, 0))]
    blocks = [
        block
        for place, item in enumerate(CONCERNS)
        for block in (
            block_row(answered[place], item=item, position=place),
            asked_of_target(guessed[place], "predicted", item=item, position=place),
        )
    ]
    cells, result = gap_cells(blocks), means(blocks, "empathy")["PRC", "JPN"]
    assert result.mean == pytest.approx(sum(c.number("empathy_gap") for c in cells) / 3)
    assert result.mean_low == pytest.approx(
        sum(c.number("empathy_gap_low") for c in cells) / 3, abs=1e-4
    )
    assert -1.3 < result.mean < -0.7
    assert (result.n_above, result.n_below, result.n_cells) == (0, 3, 3)
    assert result.tracking > 0.8
    assert means(blocks, "empathy")["PRC", ""].tracking is None
