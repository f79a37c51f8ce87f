"""The attacks by name: each succeeds on counts, or on a tempting display, and fails on blocks.

The attacker is `tests.analytics.disclosure.attacker`; `protect` and what is computed from it are
ours.
"""

from itertools import product

import pytest

from analytics.measures.agreement import van_der_eijk
from analytics.measures.blocks import protect
from analytics.measures.contrast import superiority
from analytics.measures.published_contrast import published_contrast
from tests.analytics.disclosure.attacker import (
    CERTAIN,
    FEW,
    broken,
    broken_by,
    broken_by_block,
    cumulated,
    every_tally,
    heaps,
    in_steps,
    others,
    possible,
    steps,
)

pytestmark = pytest.mark.slow

MARKS = 7
SIZES = range(5, 31)


def raw(tally):
    return tally


def published(tally):
    return protect(tally).intervals


def unanimous(n, answer, answers=MARKS):
    return tuple(n * (a == answer) for a in range(answers))


def moved(tally, start, end):
    """The tally after one person has given another answer."""
    return tuple(n - (a == start) + (a == end) for a, n in enumerate(tally))


def joined(tally, answer):
    return tuple(n + (a == answer) for a, n in enumerate(tally))


@pytest.mark.parametrize("n", SIZES)
def test_what_is_published_is_the_rule_as_it_is_documented(n):
    assert all(published(tally) == in_steps(tally) for tally in every_tally(n, 3))


# --- A group of eight, then of nine --------------------------------------------------------------


def newcomers(display, answers, may_have_moved):
    """For each tally of eight and each newcomer's answer, the answers that the attacker is left.

    `may_have_moved`: one of the eight may have answered differently the second time.
    """
    left, seen = {}, []
    for before in every_tally(8, answers):
        stayed = {before}
        if may_have_moved:
            pairs = product(range(answers), repeat=2)
            stayed |= {moved(before, *pair) for pair in pairs if before[pair[0]]}
        for after, answer in product(stayed, range(answers)):
            told = (display(before), display(joined(after, answer)))
            left.setdefault(told, set()).add(answer)
            if after == before:
                seen.append(told)
    return [left[told] for told in seen]


def test_counts_of_eight_and_then_of_nine_tell_the_newcomers_answer():
    assert {len(left) for left in newcomers(raw, 4, may_have_moved=False)} == {1}


def test_blocks_of_eight_and_then_of_nine_leave_it_open_when_one_other_may_have_moved():
    assert min(len(left) for left in newcomers(published, 4, may_have_moved=True)) > 1


def test_two_rounds_of_the_same_people_and_a_newcomer_may_still_tell():
    """The limit of one round's promise: who knows that all the others answered as before."""
    known = [len(left) == 1 for left in newcomers(published, 4, may_have_moved=False)]
    assert (sum(known), len(known)) == (56, 660)


def test_nor_do_several_newcomers_help_when_all_of_them_agree():
    before, agreed = (2, 10, 2), (7, 0, 0)
    after = tuple(map(sum, zip(before, agreed, strict=True)))
    left = {
        tuple(b - a for a, b in zip(earlier, later, strict=True))
        for earlier in possible(14, published(before))
        for later in possible(21, published(after))
    }
    assert {came for came in left if min(came) >= 0} == {agreed}


# --- Three groups and a total tell the fourth ----------------------------------------------------


def test_a_total_beside_its_parts_tells_a_part():
    """Counts tell all of it; even in steps a whole panel beside its sides tells of one or two."""
    parts, part = [(2, 3), (5, 0), (1, 4)], (4, 1)
    total = [sum(counts) for counts in zip(*parts, part, strict=True)]
    assert tuple(n - sum(c) for n, c in zip(total, zip(*parts, strict=True), strict=True)) == part

    one, other = (2, 3), (2, 3)
    whole = tuple(a + b for a, b in zip(one, other, strict=True))
    with_the_whole = [
        a
        for a, b in product(possible(5, published(one)), possible(5, published(other)))
        if published(tuple(x + y for x, y in zip(a, b, strict=True))) == published(whole)
    ]
    assert broken(sorted(set(with_the_whole))) == {FEW}
    assert broken(possible(5, published(one))) == set()


# --- One hidden cell in a table with margins -----------------------------------------------------

TABLE = ((4, 1, 3), (3, 5, 4), (0, 3, 5))


def tables_like(table, shown):
    """Every table with these margins that agrees with what is shown of the cells."""
    rows = [every_tally(sum(row), len(row)) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    return [
        found
        for found in product(*rows)
        if [sum(column) for column in zip(*found, strict=True)] == columns
        and [[shown(cell) for cell in row] for row in found]
        == [[shown(cell) for cell in row] for row in table]
    ]


def test_a_hidden_cell_in_a_table_with_margins_is_solved_and_none_in_blocks():
    def hidden_if_small(cell):
        return cell if cell >= 3 else None

    assert tables_like(TABLE, hidden_if_small) == [TABLE]
    for row in TABLE:
        like = possible(sum(row), published(row))
        assert all(max(cells) - min(cells) >= 2 for cells in zip(*like, strict=True))


# --- Theta and agreement together ----------------------------------------------------------------

PANEL = (1, 2, 3, 2)


def two_statistics(tally):
    return tuple(
        round(float(found), 9) for found in (superiority(tally, PANEL), van_der_eijk(tally))
    )


def test_theta_and_agreement_of_counts_identify_the_tally_and_those_of_blocks_do_not():
    alike = heaps(two_statistics, 8, 4)
    alone = [heap for heap in alike.values() if len(heap) == 1]
    assert len(alone) > 100, "of 165 tallies"
    assert broken_by(two_statistics, 8, 4) == {CERTAIN, FEW}

    panel = protect((0, 0, 0, *PANEL))
    for block in heaps(published, 8, 4).values():
        figures = [
            published_contrast([protect((0, 0, 0, *tally))], [panel])[0].flat() for tally in block
        ]
        assert all(told == figures[0] for told in figures)
        assert len(block) >= 6


# --- Unanimity and the lone dissenter ------------------------------------------------------------


@pytest.mark.parametrize("n", SIZES)
def test_unanimity_tells_everyones_answer_in_counts_and_nobodys_in_blocks(n):
    for answer in range(MARKS):
        tally = unanimous(n, answer)
        assert broken([tally]) == {CERTAIN}
        assert broken_by_block(n, published(tally)) == set()


@pytest.mark.parametrize("n", SIZES)
def test_the_lone_dissenter_learns_from_counts_that_all_others_agree_and_not_from_blocks(n):
    for answer, end in product(range(MARKS), repeat=2):
        if answer == end:
            continue
        tally = moved(unanimous(n, answer), answer, end)
        dissenter = unanimous(1, end)
        assert others([tally], dissenter) == [unanimous(n - 1, answer)]
        left = others(possible(n, published(tally)), dissenter)
        may_be = [any(counts) for counts in zip(*left, strict=True)]
        assert sum(may_be) > 1
        assert broken_by_block(n, published(tally)) == set()


def test_two_who_tell_each_other_may_learn_that_all_others_agree():
    """The limit of the promise, which is against one colleague who knows their own answer."""
    tally = (0, 0, 0, 0, 0, 2, 6)
    like = possible(8, published(tally))
    assert set(others(like, (0, 0, 0, 0, 0, 2, 0))) == {(0, 0, 0, 0, 0, 0, 6)}
    assert broken(like) == set()


# --- "Exactly one of us" -------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "answers"), [(5, 7), (8, 5), (9, 5), (10, 5), (12, 4), (13, 4)])
def test_exactly_one_of_us_is_said_by_counts_and_never_by_blocks(n, answers):
    """Stronger than promised: no block at all tells that anybody is alone or one of a pair."""

    def few(tally):
        return any(1 <= count <= 2 for count in tally)

    alone = unanimous(n, 0, answers)
    assert broken([moved(alone, 0, 1)]) == {CERTAIN, FEW}
    assert all(not all(map(few, heap)) for heap in heaps(published, n, answers).values())


# --- The choice of a coarser display -------------------------------------------------------------


def coarser_if_somebody_is_alone(tally):
    """The tempting rule: exact counts, but in halves where a count would name one person."""
    n = sum(tally)
    if 1 in tally:
        return tuple("half or more" if 2 * count >= n else "less" for count in cumulated(tally))
    return tally


@pytest.mark.parametrize("n", [5, 8, 10, 12])
def test_the_choice_of_a_coarser_display_tells_that_somebody_is_alone(n):
    adaptive = heaps(coarser_if_somebody_is_alone, n, 4)
    coarse = [heap for shown, heap in adaptive.items() if isinstance(shown[0], str)]
    assert coarse
    assert all(1 in tally for heap in coarse for tally in heap)
    assert FEW in broken_by(coarser_if_somebody_is_alone, n, 4)

    assert {step for shown in heaps(published, n, 4) for step in shown} == set(steps(n))
    for heap in heaps(published, n, 4).values():
        assert len({1 in tally for tally in heap}) == 2, "somebody alone, and nobody"
