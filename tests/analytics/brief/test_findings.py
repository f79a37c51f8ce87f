"""What a brief may say of a gap: a direction only where the release gives one."""

import pytest

from analytics.brief.findings import (
    FOR_DIALOGUE,
    LIKELY,
    SHOWN,
    alike,
    concerns_of_both,
    direction_of,
    findings,
    from_each_direction,
)
from analytics.measures.verdicts import Thresholds
from tests.analytics.brief.rows import cell
from tests.analytics.made import block_row

RULES = Thresholds()
HOLDS_ZERO = (0.2, -0.1, 0.5)


@pytest.mark.parametrize(
    ("row", "direction"),
    [
        # Of the question alone.
        (cell("overestimation"), "above"),
        (cell("underestimation"), "below"),
        (cell("misjudgment"), "unclear"),
        (cell("overpredicted", gap="empathy"), "above"),
        (cell("underpredicted", gap="empathy"), "below"),
        (cell("inconclusive"), ""),
        (cell("aligned"), ""),
        (cell("insufficient", direction="below"), "below"),
        (cell("insufficient", direction="unclear"), ""),
        # Of all answers together.
        (cell(above=0.95), "above"),
        (cell(above=0.05), "below"),
        (cell(above=0.94), ""),
        (cell(above=0.06), ""),
        (cell(above=0.99, pooled_stable=False), ""),
        # Both.
        (cell("overestimation", above=0.56), "above"),
        (cell("overestimation", above=0.54), ""),
        (cell("overestimation", above=0.1), ""),
        (cell("underestimation", above=0.1), "below"),
        (cell("misjudgment", above=0.97), "unclear"),
        (cell("overestimation", above=0.1, pooled_stable=False), "above"),
        # Nothing is said of what the panel cannot determine, or what the undecided could turn.
        (cell("indeterminate", above=0.99), ""),
        (cell("overestimation", above=0.99, depends_on_undecided=True), ""),
    ],
)
def test_a_direction_is_the_verdicts_or_almost_certain_and_never_against_either(row, direction):
    assert direction_of(row, RULES) == direction


def test_findings_come_by_how_sure_they_are_and_then_by_size():
    shown_small = cell("overestimation", item="a", alone=(0.4, 0.1, 0.7))
    shown_large = cell("underestimation", item="b", alone=(-0.9, -1.0, -0.5))
    beyond_zero = cell(item="c", above=0.99, delta=(0.6, 0.1, 0.9))
    likely = cell(item="d", above=0.96, delta=(0.95, -0.1, 1.0))
    dialogue = cell("overestimation", item="e", alone=(0.35, 0.1, 0.5))
    without = cell("overestimation", item="f", panel_without="USA")
    rows = [likely, shown_small, cell(item="g"), beyond_zero, shown_large, dialogue, without]
    found = findings(rows, RULES, [dialogue.key])
    assert [f.cell.item for f in found] == ["e", "b", "c", "a", "d"]
    assert [f.rank for f in found] == [FOR_DIALOGUE, SHOWN, SHOWN, SHOWN, LIKELY]


def test_each_direction_of_a_dyad_has_one_of_the_three_if_it_has_any():
    one = [cell("overestimation", item=i, alone=(0.9, 0.5, 1.0)) for i in "abcd"]
    other = cell(item="z", ends=("JPN", "PRC"), above=0.96, delta=HOLDS_ZERO)
    chosen = from_each_direction(findings([*one, other], RULES), 3)
    assert [f.cell.item for f in chosen] == ["a", "b", "z"]
    assert [f.cell.item for f in from_each_direction(findings(one, RULES), 3)] == ["a", "b", "c"]
    assert from_each_direction([], 3) == []


def test_alike_is_what_is_shown_to_be_so_against_the_whole_panel():
    rows = [
        cell("aligned", item="a"),
        cell("accurate", item="b", gap="empathy"),
        cell("inconclusive", item="c"),
        cell("aligned", item="d", panel_without="USA"),
    ]
    assert [row.item for row in alike(rows)] == ["a", "b"]


# Skipped, prefer not to say, cannot determine, none, low, moderate, serious.
SERIOUS, MODERATE = (0, 0, 0, 0, 0, 0, 12), (0, 0, 0, 0, 0, 12, 0)
LOW, UNDECIDED = (0, 0, 0, 0, 12, 0, 0), (0, 0, 12, 0, 0, 0, 0)
HALF = (0, 0, 0, 0, 6, 0, 6)


@pytest.mark.parametrize(
    ("one", "other", "concerned", "unconcerned"),
    [
        (SERIOUS, MODERATE, ["military"], []),
        (LOW, LOW, [], ["military"]),
        (SERIOUS, LOW, [], []),
        (SERIOUS, HALF, [], []),
        (HALF, HALF, [], []),
        (LOW, UNDECIDED, [], []),
        (UNDECIDED, UNDECIDED, [], []),
        ((0, 0, 0, 0, 0, 0, 4), SERIOUS, [], []),  # four people: nothing is published
        ((0, 0, 0, 0, 4, 0, 0), LOW, [], []),
    ],
)
def test_concerns_of_both_sides_are_certain_by_the_published_counts(
    one, other, concerned, unconcerned
):
    ends = {"perceiver": "JPN", "target": "PRC", "group": "JPN"}
    blocks = [block_row(one), block_row(other, **ends)]
    assert concerns_of_both(blocks) == (concerned, unconcerned)


def test_a_concern_of_one_side_alone_is_not_of_both():
    assert concerns_of_both([block_row(SERIOUS)]) == ([], [])
    threat = block_row(SERIOUS, item_kind="threat", perceiver="JPN", target="PRC", group="JPN")
    assert concerns_of_both([block_row(SERIOUS, item_kind="threat"), threat]) == ([], [])
