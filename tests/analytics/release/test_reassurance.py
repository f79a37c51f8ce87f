"""Which blocks the figures of a measure come from, and that they find what was simulated."""

from itertools import permutations

import pytest

from analytics.measures.contract_zone import Awareness, Zone, support
from analytics.measures.published_empathy import published_empathy
from analytics.measures.verdicts import Thresholds
from analytics.release.reassurance import measure_rows, most_likely_first, unrecognised
from simulation.measures import is_unexpected
from surveys.instruments.batteries import PREDICTED, STATED, battery_part
from surveys.instruments.reassurance import ACCEPTABLE, LESSENS
from tests.analytics.measured import FEW, MUCH, NOT, measure_blocks, simulated_blocks
from tests.factories import welch

RULES = Thresholds()


def rows_of(tally_of, **fields):
    return measure_rows(measure_blocks(welch(), tally_of, **fields), welch(), RULES)


def one(rows, perceiver="PRC", target="JPN", item="hotline"):
    (row,) = [r for r in rows if (r.perceiver, r.target, r.item) == (perceiver, target, item)]
    return row


# Who answers what of the hotline that Japan would keep with the PRC.
BLOCKS = {
    "wanted": (LESSENS, STATED, "PRC", "JPN", "PRC"),
    "wanted_predicted": (LESSENS, PREDICTED, "PRC", "JPN", "JPN"),
    "acceptable": (ACCEPTABLE, STATED, "JPN", "PRC", "JPN"),
    "acceptable_predicted": (ACCEPTABLE, PREDICTED, "JPN", "PRC", "PRC"),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_each_of_the_four_blocks_goes_to_its_place_and_no_other(name):
    question, lens, perceiver, target, group = BLOCKS[name]

    def tally_of(spec, asked_lens, asked_group):
        asked = battery_part(spec.item).question, asked_lens, spec.perceiver, spec.target
        return MUCH if (*asked, asked_group) == (question, lens, perceiver, target, group) else NOT

    rows = rows_of(tally_of)
    found = [(r, each) for r in rows for each in BLOCKS if getattr(r, each).support.least > 4]
    assert {(r.perceiver, r.target, each) for r, each in found} == {("PRC", "JPN", name)}
    assert len(found) == 5  # every measure that is asked of the dyad


def test_a_measure_is_asked_of_its_dyads_in_both_directions():
    rows = rows_of(lambda *_: MUCH)
    pairs = [(r.perceiver, r.target) for r in rows if r.item == "fisheries"]
    assert pairs == [("PRC", "ROK"), ("ROK", "PRC")]
    ends = list(dict.fromkeys((r.perceiver, r.target) for r in rows))
    assert ends == [*permutations(("PRC", "JPN", "ROK", "USA"), 2)]
    assert one(rows).basket == "contacts"


def test_what_both_are_for_is_certain_and_what_one_is_against_is_not():
    assert {r.zone for r in rows_of(lambda *_: MUCH)} == {Zone.CERTAIN}
    against = rows_of(lambda spec, *_: NOT if spec.perceiver == "JPN" else MUCH)
    zones = {(r.perceiver, r.target): r.zone for r in against}
    assert {zones[ends] for ends in zones if "JPN" in ends} == {Zone.UNLIKELY}
    assert {zones[ends] for ends in zones if "JPN" not in ends} == {Zone.CERTAIN}


def test_a_group_below_five_leaves_its_size_and_nothing_else():
    rows = rows_of(lambda _spec, _lens, group: FEW if group == "JPN" else MUCH)
    row = one(rows)
    assert (row.acceptable.n, row.acceptable.support) == (4, None)
    assert (row.zone, row.verdict.likelihood) == (Zone.CANNOT_BE_TOLD, None)
    assert row.acceptance_gap is None
    assert row.known_wanted is Awareness.CANNOT_BE_TOLD


def test_a_round_without_predictions_says_nothing_of_what_is_expected():
    row = one(rows_of(lambda *_: MUCH, lenses=(STATED,)))
    assert row.zone is Zone.CERTAIN
    assert (row.wanted_predicted, row.acceptance_gap) == (None, None)
    assert row.known_acceptable is Awareness.CANNOT_BE_TOLD
    assert unrecognised([row]) == []


def test_a_round_that_did_not_ask_has_no_row():
    assert measure_rows([], welch(), RULES) == []


def test_what_is_accepted_and_predicted_less_is_named_with_its_gap():
    def tally_of(spec, lens, _group):
        is_acceptable = battery_part(spec.item).question == ACCEPTABLE
        return NOT if lens == PREDICTED and is_acceptable else MUCH

    rows = rows_of(tally_of)
    assert unrecognised(rows) == rows
    row = one(rows)
    assert row.known_wanted is Awareness.AWARE
    blocks = row.acceptable_predicted.block, row.acceptable.block
    (expected,) = published_empathy([blocks[0]], [blocks[1]])
    assert row.acceptance_gap == (
        expected.empathy_gap,
        expected.empathy_gap_low,
        expected.empathy_gap_high,
        expected.kind,
    )
    assert row.acceptance_gap.gap < -1.5
    assert row.wanted.support == support(row.wanted.block, 2)


# --- What was simulated --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def simulated():
    return measure_rows(simulated_blocks(welch(), people=12, seed=2013), welch(), RULES)


def test_the_zone_holds_what_simulated_people_want_and_accept(simulated):
    of_kind = {kind: {r.zone for r in simulated if r.basket == kind} for kind in baskets(simulated)}
    assert of_kind["transparency"] == {Zone.CERTAIN}
    assert Zone.CERTAIN not in of_kind["contacts"] | of_kind["constraint"]
    assert of_kind["constraint"] == {Zone.UNLIKELY}
    at_sea = {r.perceiver == "PRC": r.zone for r in simulated if r.basket == "at-sea"}
    assert at_sea[False] is Zone.CERTAIN
    assert at_sea[True] is not Zone.CERTAIN


def test_what_nobody_expects_to_be_acceptable_is_found_and_nothing_else(simulated):
    expected = [r for r in simulated if is_unexpected(r.perceiver, r.target, r.basket)]
    assert len(expected) == 6
    assert unrecognised(simulated) == expected
    assert all(r.acceptance_gap.kind == "underpredicted" for r in expected)


def test_the_surest_come_first(simulated):
    chances = [r.verdict.likelihood for r in most_likely_first(simulated)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == 1
    assert min(chances) >= RULES.zone_likely


def baskets(rows):
    return {row.basket for row in rows}
