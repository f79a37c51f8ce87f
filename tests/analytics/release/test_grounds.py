"""What answers rest on, from the published blocks alone."""

from dataclasses import replace

import pytest

from analytics.measures.blocks import members, protect
from analytics.release.grounds import (
    BATTERY,
    OBSERVED,
    OTHERS,
    adjacent,
    answer_keys,
    ground_gaps,
    grounds_of,
    named,
    observed_first,
)
from analytics.release.rows import MeanRow
from surveys.instruments.document import answers_of
from tests.analytics.grounds_made import ITEM, KEYS, blocks_of_grounds, mean_gap, tally
from tests.analytics.made import block_row
from tests.factories import welch

DYADS = welch().battery(BATTERY).dyads(welch().sides)
TALLY = tally(skipped=1, capability=2, conduct=3, event=4, home=1, information=1)


def test_the_questionnaire_lists_first_what_the_other_side_has_does_or_says():
    assert answer_keys(welch()) == KEYS
    assert observed_first(KEYS) == len(OBSERVED) == 5
    assert answers_of(welch(), "battery", "PRC", ITEM)[3:] == KEYS


@pytest.mark.parametrize(
    ("answers", "leading"),
    [
        (("event", *KEYS), 0),
        (("capability", "event", "conduct"), 0),
        (("capability", "conduct"), 0),
        (("event", "home"), 0),
        (("conduct", "event"), 1),
    ],
)
def test_no_sums_where_other_grounds_stand_between(answers, leading):
    assert observed_first(answers) == leading


@pytest.mark.parametrize("withstands", [1, 2])
@pytest.mark.parametrize("people", [TALLY, tally(event=12), tally(skipped=5, doctrine=2, event=3)])
def test_sums_have_the_limits_of_all_tallies_in_the_block(people, withstands):
    block = block_row(people, withstands=withstands, item=ITEM, item_kind="battery")
    every = members(protect(people, withstands))
    for start, end in [(0, 3), (3, 8), (8, 12), (4, 5), (0, 12)]:
        sums = every[:, start:end].sum(axis=1)
        assert adjacent(block, start, end) == (sums.min(), sums.max())


def test_a_row_for_each_group_with_what_it_named():
    rows = grounds_of(welch(), blocks_of_grounds(lambda *_: TALLY, ["stated", "assessed"]))
    assert [row.lens for row in rows] == ["stated"] * 12 + ["assessed"] * 12
    first = rows[0]
    assert (first.perceiver, first.target, first.group, first.n) == ("PRC", "JPN", "PRC", 12)
    assert first.counts["event"] == (1, 6)
    assert first.others == (3, 6)
    assert (first.observed, first.without) == ((4, 9), (0, 2))
    assert named(first, OTHERS) == first.others


def test_nothing_but_its_size_is_known_of_four():
    (row, *_others) = grounds_of(welch(), blocks_of_grounds(lambda *_: tally(event=4)))
    assert (row.n, row.counts, row.observed, row.others, row.without) == (4, *[None] * 4)
    assert named(row, "event") is None
    gaps = ground_gaps(welch(), blocks_of_grounds(lambda *_: tally(event=4)), [])
    assert all(each.order.pairs == 0 for each in gaps)


def test_other_questions_have_no_rows():
    assert grounds_of(welch(), [block_row((0, 0, 0, 0, 0, 2, 6))]) == []
    assert ground_gaps(welch(), [], []) == []
    without = replace(welch(), batteries=())
    assert (grounds_of(without, []), answer_keys(without)) == ([], ())


def means(of_dyad) -> list[MeanRow]:
    return [mean_gap(*dyad, of_dyad(place)) for place, dyad in enumerate(DYADS)]


def rising(perceiver, target, lens):
    """From the first dyad to the last fewer rest their answers on what is observed."""
    place = DYADS.index((perceiver, target))
    return tally(conduct=12 - place, event=place)


def test_a_ground_that_is_named_more_where_gaps_are_wider():
    gaps = {
        each.ground: each.order
        for each in ground_gaps(welch(), blocks_of_grounds(rising), means(lambda place: place / 20))
    }
    assert list(gaps) == [*KEYS, OTHERS]
    assert gaps[OTHERS].pairs == 66
    assert gaps[OTHERS].against == 0
    assert gaps[OTHERS].direction == 1
    assert gaps["conduct"].together == 0 < gaps["conduct"].against
    assert gaps["event"].against == 0 < gaps["event"].together
    assert gaps["home"].direction == 0
    falling = ground_gaps(welch(), blocks_of_grounds(rising), means(lambda place: -place / 20))
    assert falling[-1].order.direction == -1


def test_only_means_of_dyads_against_the_whole_panel_count():
    unlike = [mean_gap("PRC", "JPN", 0.9, gap="image"), mean_gap("PRC", "", 0.9)]
    without = mean_gap("JPN", "PRC", 0.9, panel_without="PRC")
    nothing = mean_gap("JPN", "ROK", None)
    rows = [*unlike, without, nothing, mean_gap("JPN", "USA", 0.1), mean_gap("ROK", "PRC", 0.3)]
    assert ground_gaps(welch(), blocks_of_grounds(rising), rows)[-1].order.pairs == 1
