"""How many say that a concern cannot be determined, against all tallies of the same blocks."""

from itertools import product

import numpy as np
import pytest

from analytics.measures.blocks import members
from analytics.measures.marks import ANSWERS
from analytics.release.undetermined import ALL_CONCERNS, undetermined
from tests.analytics.made import block_row

PLACE = ANSWERS.index("cannot_determine")
DYAD = {"perceiver": "JPN", "target": "PRC", "item_kind": "concern", "domain": "military"}
NOBODY_SAYS = (0, 0, 0, 2, 2, 2, 2)
FOUR_SAY = (0, 1, 4, 1, 2, 2, 2)
ALL_SAY = (0, 0, 7, 0, 0, 0, 0)
SMALL = (0, 0, 4, 0, 0, 0, 0)


def row(counts, item="military", lens="perceived", group="JPN", **more):
    about = DYAD | {"item": item, "position": 1} | more
    return block_row(counts, lens=lens, group=group, **about)


def of(rows, concern):
    (found,) = [each for each in rows if each.concern == concern]
    return found


@pytest.mark.parametrize("counts", [NOBODY_SAYS, FOUR_SAY, ALL_SAY])
def test_the_limits_are_those_of_all_tallies_of_the_block(counts):
    found = of(undetermined([row(counts)]), "military")
    possible = np.array(members(row(counts).block))[:, PLACE]
    assert (found.low, found.high) == (possible.min(), possible.max())
    assert found.low <= counts[PLACE] <= found.high
    assert (found.share_low, found.share_high) == (
        possible.min() / sum(counts), possible.max() / sum(counts),
    )  # fmt: skip


def test_over_concerns_the_limits_hold_whichever_tallies_they_are():
    blocks = [row(FOUR_SAY), row(NOBODY_SAYS, item="political")]
    every = of(undetermined(blocks), ALL_CONCERNS)
    sums = [
        one[PLACE] + other[PLACE]
        for one, other in product(*(members(block.block) for block in blocks))
    ]
    assert (every.low, every.high) == (min(sums), max(sums))
    assert every.answers == sum(FOUR_SAY) + sum(NOBODY_SAYS)


def test_a_group_below_five_has_a_size_and_no_limits():
    rows = undetermined([row(SMALL), row(FOUR_SAY, item="political")])
    for concern in ("military", ALL_CONCERNS):
        found = of(rows, concern)
        assert (found.low, found.high, found.share_low, found.share_high) == (None,) * 4
    assert of(rows, "political").low is not None
    assert of(rows, ALL_CONCERNS).answers == 4 + sum(FOUR_SAY)


def test_only_concerns_and_only_views_of_their_own_count():
    blocks = [
        row(FOUR_SAY, lens="predicted", group="PRC"),
        row(FOUR_SAY, item="regional-hegemony", item_kind="threat"),
    ]
    assert undetermined(blocks) == []


def test_parts_of_a_panel_are_rows_of_their_own_or_one_panel():
    blocks = [
        row(FOUR_SAY, lens="assessed", group="panel/JPN"),
        row(ALL_SAY, lens="assessed", group="panel/ROK"),
        row(NOBODY_SAYS),
    ]
    parts = [each for each in undetermined(blocks) if each.concern == "military"]
    assert [each.group for each in parts] == ["JPN", "panel/JPN", "panel/ROK"]
    whole = [each for each in undetermined(blocks, whole_panel=True) if each.concern == "military"]
    assert [each.group for each in whole] == ["JPN", "panel"]
    assert whole[1].low == parts[1].low + parts[2].low
    assert whole[1].high == parts[1].high + parts[2].high
    assert whole[1].answers == sum(FOUR_SAY) + sum(ALL_SAY)
