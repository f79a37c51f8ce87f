"""The attacks that must fail: each succeeds on counts and fails on what is released."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from analytics.disclosure.audit import (
    PromiseBrokenError,
    audit_blocks,
    block_of,
    findings,
    require_promises,
)
from analytics.measures.blocks import Attack, Block, Knowledge, attack, members, protect
from analytics.measures.published_contrast import published_contrast
from analytics.models import Release
from analytics.release.method import METHOD
from analytics.release.publish import publish_round
from analytics.release.queries import blocks_of
from analytics.release.rows import Content
from tests import factories
from tests.analytics.made import LOW, NOBODY, SERIOUS, block_row, make_release

UNANIMOUS, LONE = (0, 0, 0, 0, 0, 0, 9), (0, 0, 0, 0, 1, 0, 8)
SINGLE_FAULTS = [
    pytest.param(((0, 2),) * 4 + ((0, 1), (6, 8)), id="a narrower step"),
    pytest.param(((0, 2),) * 4 + ((0, 3), (6, 8)), id="a wider step"),
    pytest.param(((0, 2),) * 4 + ((1, 3), (6, 8)), id="a shifted step"),
    pytest.param(((0, 2),) * 4 + ((3, 5), (0, 2)), id="descending"),
]


# --- The audit -----------------------------------------------------------------------------------


def test_every_block_is_attacked_and_small_groups_only_counted():
    rows = [
        block_row(SERIOUS),
        block_row(SERIOUS, item="political"),
        block_row(LOW, item="economic"),
        block_row((0, 0, 0, 0, 0, 0, 4), item="societal"),
        block_row(NOBODY, item="clash"),
    ]
    found = audit_blocks(rows)
    assert (found.blocks, found.withheld, found.distinct) == (3, 2, 2)
    assert (found.smallest, found.largest) == (8, 8)
    blocks = [protect(SERIOUS), protect(SERIOUS), protect(LOW)]
    assert found.colluders == sum(len(attack(block).colluders) for block in blocks)
    assert found.keeps_promises
    assert found.summary()["promises_kept"] is True


def test_nothing_published_breaks_nothing():
    found = audit_blocks([])
    assert (found.blocks, found.smallest, found.keeps_promises) == (0, None, True)


def test_a_finding_tells_what_a_member_learns():
    """Of eight, seven serious: who says serious knows that at most two others did not."""
    row = block_row((0, 0, 0, 0, 0, 1, 7))
    serious = next(f for f in findings([row]) if f.knowledge.held == (6,))
    assert serious.held_by == ((0, 2), (0, 2), (0, 2), (0, 2), (0, 2), (0, 2), (5, 7))


@pytest.mark.parametrize("intervals", SINGLE_FAULTS)
def test_intervals_that_depend_on_the_counts_are_refused(intervals):
    row = replace(block_row(SERIOUS), cumulative=intervals)
    with pytest.raises(PromiseBrokenError, match="PRC>JPN:military perceived PRC: intervals"):
        block_of(row)


@pytest.mark.parametrize(
    ("n", "cumulative", "told"),
    [(8, None, "a group of 8 is withheld"), (4, ((0, 2),) * 6, "a group of 4 is published")],
)
def test_what_is_shown_depends_on_the_size_alone(n, cumulative, told):
    with pytest.raises(PromiseBrokenError, match=told):
        audit_blocks([replace(block_row(SERIOUS), n=n, cumulative=cumulative)])


def test_a_block_that_tells_too_much_is_never_published(study, monkeypatch):
    """As if the steps were of one person: then everybody knows that all others agree."""
    sure = Knowledge(held=(6,), possible=(6,), fewest=(0,) * 6 + (7,), most=(0,) * 6 + (7,))
    monkeypatch.setattr("analytics.disclosure.audit._attack", lambda block: Attack(block, (sure,)))
    round = factories.make_round(study)
    rows = [block_row(SERIOUS), block_row(LOW, item="political")]
    with pytest.raises(PromiseBrokenError, match="PRC>JPN:political perceived PRC"):
        publish_round(round=round, content=Content(rows, [], []))
    assert not Release.objects.exists()


def test_the_audit_is_part_of_the_release(study):
    told = make_release(study).metadata["disclosure"]
    assert (told["blocks"], told["withheld"], told["promises_kept"]) == (182, 0, True)


# --- Attacks -------------------------------------------------------------------------------------


def consistent(before: Block, after: Block) -> set[int]:
    """Answers of somebody who joined that are consistent with both blocks."""
    earlier, later = members(before), members(after)
    known = {tuple(row) for row in later.tolist()}
    joined = np.eye(before.answers, dtype=int)
    return {
        answer
        for answer in range(before.answers)
        if any(tuple(row) in known for row in (earlier + joined[answer]).tolist())
    }


@pytest.mark.parametrize("answer", range(7))
@pytest.mark.parametrize("tally", [SERIOUS, LOW, UNANIMOUS])
def test_a_group_of_eight_then_of_nine_does_not_tell_the_newcomers_answer(tally, answer):
    newcomer = np.eye(7, dtype=int)[answer]
    raw = (np.array(tally) + newcomer) - np.array(tally)
    assert raw.tolist().index(1) == answer, "the counts would tell"
    possible = consistent(protect(tally), protect(np.array(tally) + newcomer))
    assert answer in possible
    assert len(possible) > 1


def test_no_total_is_published_beside_its_parts(closed_round):
    """Three groups and their total would tell the fourth; the panel is whole or by side."""
    groups = set(Release.objects.get().blocks.values_list("group", flat=True))
    assert groups == {"PRC", "JPN", "ROK", "USA", "panel"}


def test_unanimity_and_the_lone_dissenter_cannot_be_told_apart():
    assert UNANIMOUS != LONE
    assert protect(UNANIMOUS) == protect(LONE)
    dissenter = next(k for k in attack(protect(LONE)).colluders if k.held == (4,))
    assert dissenter.possible == (0, 1, 2, 3, 4, 5, 6), "who dissents does not know all others"


def test_exactly_one_of_us_is_never_said():
    for tally in (LONE, (1, 0, 0, 0, 0, 0, 8), (0, 0, 1, 0, 0, 0, 8)):
        assert all(
            knowledge.few_are_certain == () for knowledge in attack(protect(tally)).colluders
        )


def test_every_statistic_together_identifies_no_tally():
    """From exact counts theta and agreement together tell the tally; here they tell the block."""
    panel = protect(LOW)
    same = members(protect(SERIOUS)).tolist()[::2]
    figures = [published_contrast([protect(tally)], [panel])[0].flat() for tally in same]
    assert len(same) > 10
    assert all(told == figures[0] for told in figures)


@pytest.mark.parametrize("n", [5, 8, 10, 12])
def test_the_choice_of_what_is_shown_tells_nothing(n):
    """Whatever the counts, one group size has one set of steps, none of which overlap."""
    steps = {step for tally in tallies_of(n, 4) for step in protect(tally).intervals}
    covered = [count for low, high in sorted(steps) for count in range(low, high + 1)]
    assert covered == list(range(n + 1))


def tallies_of(n: int, answers: int):
    return [t for t in product(range(n + 1), repeat=answers) if sum(t) == n]


def test_two_thousand_random_studies_keep_both_promises():
    """Sizes from 5 to 30, with unanimity and lone dissenters among them."""
    random = np.random.default_rng(20137)
    rows = []
    for number in range(2000):
        n = int(random.integers(5, 31))
        shares = random.dirichlet(np.full(7, 0.4))
        tally = random.multinomial(n, shares)
        if number % 5 == 0:
            tally = np.eye(7, dtype=int)[random.integers(7)] * (n - number % 2)
            tally[random.integers(7)] += number % 2
        rows.append(block_row(tally.tolist(), item=f"q{number}"))
    found = require_promises(rows)
    assert (found.blocks, found.keeps_promises) == (2000, True)
    assert (found.smallest, found.largest) == (5, 30)


# --- Two who share their answers -----------------------------------------------------------------


def test_a_release_that_withstands_two_is_attacked_by_two(study, capsys):
    release = make_release(study, withstands=2)
    assert release.metadata["disclosure"]["withstands"] == 2
    assert release.metadata["method"]["blocks"]["end"] == 4
    rows = blocks_of(release)
    assert {row.block.withstands for row in rows} == {2}
    found = audit_blocks(rows, withstands=2)
    assert found.keeps_promises
    assert {len(finding.knowledge.held) for finding in findings(rows)} == {2}
    call_command("audit_release", str(release.pk), "--question", "PRC>JPN:military")
    assert "who hold skipped and serious know of the others: " in capsys.readouterr().out


def test_a_release_that_withstands_one_says_what_it_always_said(study):
    metadata = make_release(study).metadata
    assert "withstands" not in metadata["disclosure"]
    assert metadata["method"]["blocks"] == METHOD["blocks"]


@pytest.mark.parametrize(("cut", "promised"), [(1, 2), (2, 1)])
def test_blocks_of_the_other_grid_are_refused(cut, promised):
    rows = [block_row(SERIOUS, withstands=cut)]
    with pytest.raises(PromiseBrokenError, match=f"to withstand {cut} and not {promised}"):
        require_promises(rows, promised)


# --- The command ---------------------------------------------------------------------------------


def test_the_command_says_what_was_tried_and_what_is_learnt(study, capsys):
    release = make_release(study)
    call_command("audit_release", str(release.pk), "--question", "PRC>JPN:military")
    told = capsys.readouterr().out
    assert "PRC>JPN:military perceived PRC, 8 people" in told
    assert "who holds serious knows of the others: skipped 0-2," in told
    assert "182 blocks (2 different), 0 groups below five withheld" in told
    assert "Nobody's answer is certain" in told


@pytest.mark.parametrize("pk", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_release_that_is_not_there_is_named(db, pk):
    with pytest.raises(CommandError, match=f"no release {pk}"):
        call_command("audit_release", pk)


def test_a_question_that_is_not_there_is_named(study):
    with pytest.raises(CommandError, match="no such question"):
        call_command("audit_release", str(make_release(study).pk), "--question", "x")
