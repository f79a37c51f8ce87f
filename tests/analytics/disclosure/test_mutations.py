"""The program with one rule changed: the audit refuses what it would publish, and says why.

Each mutation is what somebody might do in good faith. The attacker of
`tests.analytics.disclosure.attacker`, who lists every tally, must find it as well,
whatever the answers happen to be.
"""

from dataclasses import replace

import numpy as np
import pytest

from analytics.disclosure import audit
from analytics.disclosure.audit import PromiseBrokenError, audit_blocks, require_promises
from analytics.measures import blocks
from analytics.measures.blocks import protect
from analytics.models import Release
from analytics.release.publish import publish_round
from analytics.release.rows import Content
from tests import factories
from tests.analytics.disclosure.attacker import CERTAIN, FEW, broken_by, every_tally
from tests.analytics.made import LOW, SERIOUS, block_row, make_release

CUTS = blocks.cuts


def widened(n):
    """One interval takes a person from its neighbour."""
    edges = CUTS(n).tolist()
    edges[len(edges) // 2] += 1
    return edges


def of_two(n):
    return [*range(0, n, 2), n + 1]


def shifted(n):
    """Threes from zero on, and what is left over at the end instead of in the middle."""
    return [*range(0, n + 1, 3), n + 1]


def as_it_is(n):
    return CUTS(n).tolist()


def of_four_people(n):
    return [0, 3, 5] if n == 4 else as_it_is(n)


@pytest.fixture(autouse=True)
def nothing_remembered():
    audit.forget()
    yield
    audit.forget()


def rows_of(n, answers=4):
    """One row for every tally, as the mutated program would publish it."""
    return [
        block_row(tally, item=f"q{number}") for number, tally in enumerate(every_tally(n, answers))
    ]


def found_by_audit(rows):
    """The promises that the audit finds broken."""
    told = set()
    for finding in audit_blocks(rows).broken:
        if finding.knowledge.someone_is_certain:
            told.add(CERTAIN)
        if finding.knowledge.few_are_certain:
            told.add(FEW)
    return told


# --- Another cut ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cuts", "n", "broken"),
    [
        (as_it_is, 8, set()),
        (as_it_is, 10, set()),
        (widened, 8, {CERTAIN}),
        (widened, 7, {CERTAIN}),
        (widened, 10, {FEW}),
        (widened, 12, set()),  # the same cut seen from the other end
        (of_two, 5, {CERTAIN, FEW}),
        (of_two, 8, {CERTAIN, FEW}),
        (of_two, 12, {CERTAIN, FEW}),
        (shifted, 6, {CERTAIN, FEW}),
        (shifted, 10, {CERTAIN}),
        (of_four_people, 4, {CERTAIN}),
    ],
)
def test_another_cut_is_found_by_the_audit_as_by_an_attacker(monkeypatch, cuts, n, broken):
    monkeypatch.setattr(blocks, "SMALLEST_GROUP", 4)
    monkeypatch.setattr(blocks, "_edges", lambda n, withstands=1: cuts(n))
    by_attacker = broken_by(lambda tally: protect(tally).intervals, n, 4)
    assert found_by_audit(rows_of(n)) == by_attacker == broken


@pytest.mark.parametrize(
    ("cuts", "tally"),
    [
        (widened, (7, 0, 0, 1, 0, 0, 0)),
        (widened, (0, 0, 0, 0, 0, 7, 3)),
        (of_two, (0, 0, 0, 0, 0, 0, 8)),
        (of_two, (0, 0, 0, 0, 0, 1, 7)),
        (of_four_people, (4, 0, 0, 0, 0, 0, 0)),
    ],
)
def test_under_another_cut_nothing_is_written(study, monkeypatch, cuts, tally):
    round = factories.make_round(study)
    monkeypatch.setattr(blocks, "SMALLEST_GROUP", 4)
    monkeypatch.setattr(blocks, "_edges", lambda n, withstands=1: cuts(n))
    with pytest.raises(PromiseBrokenError, match="give somebody away: PRC>JPN:military perceived"):
        publish_round(round=round, content=Content([block_row(tally)], [], []))
    assert not Release.objects.exists()


def test_groups_of_four_are_refused_whatever_they_answered(study):
    """The audit of the real program needs no certainty to refuse them."""
    told = tuple((0, 2) for _ in range(6))
    row = replace(block_row((1, 1, 1, 1, 0, 0, 1)), n=4, cumulative=told)
    with pytest.raises(PromiseBrokenError, match="a group of 4 is published"):
        require_promises([row])


# --- A display that depends on the counts --------------------------------------------------------


def exact_unless_somebody_is_alone(tally):
    counts = np.cumsum(tally)[:-1].tolist()
    return protect(tally).intervals if 1 in tally else tuple((c, c) for c in counts)


def coarser_if_somebody_is_alone(tally):
    halves = tuple((0, 2) if low == 0 else (3, sum(tally)) for low, _ in protect(tally).intervals)
    return halves if 1 in tally else protect(tally).intervals


def nothing_if_somebody_is_alone(tally):
    return None if 1 in tally else protect(tally).intervals


@pytest.mark.parametrize(
    ("display", "told", "broken"),
    [
        (exact_unless_somebody_is_alone, "is not a step of 0 to 8", {CERTAIN, FEW}),
        (coarser_if_somebody_is_alone, "is not a step of 0 to 8", {FEW}),
        (nothing_if_somebody_is_alone, "a group of 8 is withheld", {FEW}),
    ],
)
def test_a_display_that_depends_on_the_counts_is_refused(display, told, broken):
    assert broken_by(display, 8, 4) >= broken
    rows = [
        replace(row, cumulative=display(tally))
        for row, tally in zip(rows_of(8), every_tally(8, 4), strict=True)
    ]
    with pytest.raises(PromiseBrokenError, match=told):
        require_promises(rows)


# --- A margin ------------------------------------------------------------------------------------


def vignettes(**tallies):
    """One vignette as answered by each group."""
    about = {"perceiver": "", "target": "", "item_kind": "vignette", "domain": ""}
    return [
        block_row(tally, lens="anchored", item="low", group=group.replace("_", "/"), **about)
        for group, tally in tallies.items()
    ]


def assessed(**tallies):
    return [
        block_row(tally, lens="assessed", group=group.replace("_", "/"))
        for group, tally in tallies.items()
    ]


SIDES = [block_row(SERIOUS), block_row(LOW, perceiver="JPN", target="PRC", group="JPN")]
TOTAL = tuple(a + b for a, b in zip(SERIOUS, LOW, strict=True))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (vignettes(PRC=SERIOUS, JPN=LOW, all=TOTAL), "anchored all: a total, or nobody's group"),
        (assessed(panel_PRC=SERIOUS, panel_JPN=LOW, panel=TOTAL), "the panel beside its parts"),
        (assessed(panel=TOTAL, panel_PRC=SERIOUS), "the panel beside its parts"),
        ([block_row(SERIOUS)], "PRC>JPN:military perceived PRC: published twice"),
    ],
)
def test_a_margin_over_groups_is_refused(study, rows, told):
    round = factories.make_round(study)
    with pytest.raises(PromiseBrokenError, match=told):
        publish_round(round=round, content=Content([*SIDES, *rows], [], []))
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    "rows",
    [
        vignettes(PRC=SERIOUS, JPN=LOW, panel=TOTAL),
        vignettes(PRC=SERIOUS, JPN=LOW, panel_PRC=SERIOUS, panel_JPN=LOW),
        assessed(panel_PRC=SERIOUS, panel_JPN=LOW),
    ],
)
def test_groups_that_share_nobody_are_released(rows):
    assert require_promises([*SIDES, *rows]).keeps_promises


def test_the_program_as_it_is_releases(study):
    assert make_release(study).metadata["disclosure"]["promises_kept"] is True
