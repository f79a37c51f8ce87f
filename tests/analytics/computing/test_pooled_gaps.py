"""Gaps with what the round's other gaps suggest."""

import pytest

from analytics.computing.pooled_gaps import _of_groups, cells_and_means, pooling_problem
from analytics.measures import pooling
from analytics.measures.blocks import protect
from analytics.measures.pooled_model import NotConvergedError
from analytics.measures.pooling import pool
from analytics.measures.published_empathy import empathy_gap_of_shares
from analytics.measures.rounding import LIMIT
from tests.analytics.made import LOW, NOBODY, SERIOUS, block_row

MIXED = (0, 0, 0, 2, 3, 2, 1)
# In the order in which questions of one position are pooled.
CONCERNS = ("economic", "military", "political")
UNDECIDED = (0, 0, 8, 0, 0, 0, 0)


def blocks(perceived, panel=LOW, group="panel", **fields):
    """One concern a tally, in the order of the battery."""
    return [
        row
        for item, tally in zip(CONCERNS, perceived, strict=True)
        for row in (
            block_row(tally, item=item, **fields),
            block_row(panel, item=item, lens="assessed", group=group, **fields),
        )
    ]


def test_figures_are_those_of_the_pooled_blocks():
    cells, (mean, *_) = cells_and_means(blocks([SERIOUS, MIXED, LOW]))
    expected = pool(
        [protect(tally) for tally in (SERIOUS, MIXED, LOW)],
        [protect(LOW)] * 3,
        perceiver=["PRC"] * 3,
        target=["JPN"] * 3,
        concern=CONCERNS,
    )
    for place, cell in enumerate(cells):
        assert cell.number("pooled_delta") == pytest.approx(expected.delta[place], abs=1e-4)
        assert cell.number("pooled_delta_low") == round(expected.low[place], LIMIT)
        assert cell.number("pooled_above") == round(expected.above[place], LIMIT)
        assert cell.figures["pooled_stable"] == expected.stable[place]
    assert [cell.number("pooled_greatest") for cell in cells] == pytest.approx(
        expected.greatest(range(3)), abs=1e-4
    )
    whole = expected.mean(range(3))
    assert mean.pooled == pytest.approx(
        dict(zip(("mean", "mean_low", "mean_high", "above"), whole, strict=True)), abs=1e-4
    )


def test_a_cell_that_cannot_be_determined_is_not_likely_anything():
    cells, means = cells_and_means(blocks([SERIOUS, UNDECIDED, NOBODY]))
    assert [cell.kind for cell in cells] == ["overestimation", "indeterminate", "insufficient"]
    assert cells[0].number("pooled_delta") > 0.3
    for cell in cells[1:]:
        assert {cell.figures[name] for name in cell.figures if name.startswith("pooled")} == {None}
    assert all(mean.pooled for mean in means)


def test_a_round_without_anybody_has_no_pooled_mean():
    _, means = cells_and_means(blocks([NOBODY] * 3))
    assert [mean.pooled for mean in means] == [{}] * len(means)


@pytest.mark.parametrize(
    ("perceived", "problem"),
    [([SERIOUS, NOBODY, NOBODY], ""), ([UNDECIDED, NOBODY, NOBODY], "nothing to pool")],
)
def test_why_there_are_no_pooled_figures_has_a_name(perceived, problem):
    rows = blocks(perceived)
    assert pooling_problem(cells_and_means(rows)[0], rows) == problem


def test_a_round_without_a_panel_misses_no_pooled_figures():
    rows = [block_row(LOW, lens="predicted", group="JPN"), block_row(LOW)]
    assert pooling_problem(cells_and_means(rows)[0], rows) == ""


def test_the_panel_by_nominating_side_is_pooled_as_a_whole():
    rows = blocks([SERIOUS, MIXED, LOW], group="panel/PRC")
    rows += [row for row in blocks([LOW] * 3, group="panel/JPN") if row.lens == "assessed"]
    cells, means = cells_and_means(rows)
    assert {cell.panel_without for cell in cells} == {"", "PRC", "JPN"}
    for cell in cells:
        assert ("pooled_delta" in cell.figures) == (not cell.panel_without)
    for mean in means:
        assert bool(mean.pooled) == (not mean.panel_without)


def test_an_image_gap_is_between_the_people_of_two_sides():
    rows = blocks([SERIOUS, MIXED, LOW])
    own = [block_row(MIXED, item=item, lens="avowed", group="JPN") for item in CONCERNS]
    cells, means = cells_and_means([*rows, *own])
    expected = pool(
        [protect(tally) for tally in (SERIOUS, MIXED, LOW)],
        [protect(MIXED)] * 3,
        perceiver=["PRC"] * 3,
        target=["JPN"] * 3,
        concern=CONCERNS,
        right_group=["JPN"] * 3,
    )
    image = [cell for cell in cells if cell.gap == "image"]
    assert [cell.number("pooled_delta") for cell in image] == pytest.approx(
        expected.delta, abs=1e-4
    )
    (mean,) = [m for m in means if (m.gap, m.perceiver, m.target) == ("image", "PRC", "JPN")]
    assert mean.pooled["mean"] == pytest.approx(expected.mean(range(3)).value, abs=1e-4)


def test_an_empathy_gap_is_in_levels_from_the_median_answer():
    rows = [block_row(SERIOUS, item=item) for item in CONCERNS]
    rows += [block_row(LOW, item=item, lens="predicted", group="JPN") for item in CONCERNS]
    cells, means = cells_and_means(rows)
    expected = pool(
        [protect(LOW)] * 3,
        [protect(SERIOUS)] * 3,
        perceiver=["PRC"] * 3,
        target=["JPN"] * 3,
        concern=CONCERNS,
        left_group=["JPN"] * 3,
        right_group=["PRC"] * 3,
        of=empathy_gap_of_shares,
    )
    for place, cell in enumerate(cells):
        assert "pooled_delta" not in cell.figures
        assert cell.number("pooled_empathy_gap") == pytest.approx(expected.delta[place], abs=1e-4)
        assert cell.number("pooled_empathy_gap_high") == round(expected.high[place], LIMIT)
        assert cell.number("pooled_above") == 0
        assert -3 <= cell.number("pooled_empathy_gap") < -1
    assert means[0].pooled["mean_high"] < -1


def test_one_gap_that_does_not_converge_leaves_the_others(monkeypatch):
    rows = [*blocks([SERIOUS, MIXED, LOW]), block_row(LOW, lens="predicted", group="JPN")]
    genuine = pooling._Model.drawn

    def drawn(model, *args):
        if model.of is empathy_gap_of_shares:
            raise NotConvergedError("no mode")
        return genuine(model, *args)

    monkeypatch.setattr(pooling._Model, "drawn", drawn)
    _of_groups.cache_clear()
    cells, _ = cells_and_means(rows)
    problem = pooling_problem(cells, rows)
    _of_groups.cache_clear()
    assert problem == "not converged"
    assert {cell.gap for cell in cells if cell.is_pooled} == {"threat"}
