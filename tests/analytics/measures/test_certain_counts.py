"""Certain counts against every pair of tallies, and against tallies from which blocks were made."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.measures.blocks import members, protect
from analytics.measures.certain_counts import (
    CertainShift,
    certain_shifts,
    certain_surplus,
    least_changed,
)
from analytics.measures.marks import LOW, MODERATE, SERIOUS


def compositions(n, answers):
    """Every tally of n people."""
    counts = product(range(n + 1), repeat=answers - 1)
    return [(*head, n - sum(head)) for head in counts if sum(head) <= n]


def blocks_of(n, answers):
    return list({protect(tally) for tally in compositions(n, answers)})


def leavers(before, after):
    """Of two tallies, how many must have gone elsewhere: those whom no answer has any more."""
    return int(np.maximum(before - after, 0).sum())


@pytest.mark.parametrize(("n", "answers"), [(5, 3), (6, 3), (7, 4), (8, 3), (9, 2)])
def test_the_least_number_is_attained_and_never_exceeded(n, answers):
    blocks = blocks_of(n, answers)
    for before, after in product(blocks, blocks):
        pairs = product(members(before), members(after))
        assert least_changed(before, after) == min(leavers(*pair) for pair in pairs)


@pytest.mark.parametrize(("n", "answers"), [(5, 5), (8, 3), (9, 3)])
def test_a_surplus_is_the_least_over_all_tallies_of_the_same_block(n, answers):
    of_block = {}
    for tally in compositions(n, answers):
        of_block.setdefault(protect(tally), []).append(tally)
    for block, tallies in of_block.items():
        for one, other in product(range(answers), repeat=2):
            least = min(tally[one] - tally[other] for tally in tallies)
            assert certain_surplus(block, one, other) == least


def test_known_numbers_of_people_who_changed():
    everybody, nobody = protect([0, 0, 0, 12, 0, 0, 0]), protect([0, 0, 0, 0, 0, 12, 0])
    assert least_changed(everybody, nobody) == 8
    assert least_changed(everybody, everybody) == 0
    assert least_changed(protect([8, 0, 0]), protect([4, 4, 0])) == 1
    # Ten to twelve against six to nine, and against three to five.
    assert least_changed(protect([12, 0, 0]), protect([8, 2, 2])) == 1
    assert least_changed(protect([12, 0, 0]), protect([5, 5, 2])) == 5


@given(st.data(), st.integers(5, 40))
def test_whatever_people_did_as_many_changed_or_more(data, n):
    """Each person moves from one answer to another, or stays."""
    moves = data.draw(
        st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=n, max_size=n)
    )
    before, after = np.zeros(7, int), np.zeros(7, int)
    for earlier, later in moves:
        before[earlier] += 1
        after[later] += 1
    changed = sum(earlier != later for earlier, later in moves)
    assert least_changed(protect(before), protect(after)) <= changed


@pytest.mark.parametrize("other", [[9, 0, 0], [8, 0]])
def test_other_people_or_other_answers_are_refused(other):
    with pytest.raises(ValueError, match="the same people and the same answers"):
        least_changed(protect([8, 0, 0]), protect(other))


# --- Rounds --------------------------------------------------------------------------------------

ALL_NONE, ALL_SERIOUS = [0, 0, 0, 12, 0, 0, 0], [0, 0, 0, 0, 0, 0, 12]


def shifts(before, after):
    return certain_shifts([protect(before)], [protect(after)])


def test_the_level_that_proves_most_is_said():
    # All three levels prove the same here, and moderate is preferred.
    assert shifts(ALL_NONE, ALL_SERIOUS) == [CertainShift(MODERATE, 8)]
    assert shifts(ALL_SERIOUS, ALL_NONE) == [CertainShift(MODERATE, -8)]
    up = shifts([0, 0, 0, 0, 0, 12, 0], ALL_SERIOUS)
    assert up == [CertainShift(SERIOUS, 8)]
    assert shifts([0, 0, 0, 12, 0, 0, 0], [0, 0, 0, 0, 12, 0, 0]) == [CertainShift(LOW, 8)]


def test_where_nothing_is_certain_nothing_is_said():
    assert shifts(ALL_NONE, ALL_NONE) == []
    # Three to six people, both times; and three to six against seven to nine.
    assert shifts([0, 0, 0, 7, 0, 5, 0], [0, 0, 0, 6, 0, 6, 0]) == []
    assert shifts([0, 0, 0, 7, 0, 5, 0], [0, 0, 0, 5, 0, 7, 0]) == [CertainShift(MODERATE, 1)]


def test_a_group_that_drifts_apart_has_more_at_one_level_and_fewer_at_another():
    assert shifts([0, 0, 0, 0, 6, 6, 0], [0, 0, 0, 6, 0, 0, 6]) == [
        CertainShift(SERIOUS, 1),  # none to two, and three to six
        CertainShift(LOW, -4),  # ten to twelve, and three to six
    ]


def test_nothing_follows_from_the_size_of_a_group_alone():
    assert shifts([0, 0, 0, 0, 0, 0, 8], [0, 0, 0, 0, 0, 0, 14]) == []
    assert shifts([0, 0, 0, 0, 0, 0, 14], [0, 0, 0, 0, 0, 0, 8]) == []
    # Up to three, and at least ten, of whom six may have come since.
    assert shifts([0, 0, 0, 6, 0, 0, 0], ALL_SERIOUS) == [CertainShift(MODERATE, 1)]


def test_several_blocks_are_counted_together():
    before = [protect([0, 0, 0, 8, 0, 0, 0]), protect([0, 0, 0, 8, 0, 0, 0])]
    after = [protect([0, 0, 0, 0, 0, 0, 8]), protect([0, 0, 0, 0, 0, 0, 8])]
    assert certain_shifts(before, after) == [CertainShift(MODERATE, 8)]


TALLIES = st.lists(st.integers(0, 6), min_size=7, max_size=7).filter(lambda tally: sum(tally) >= 5)


@given(st.lists(TALLIES, min_size=1, max_size=3), st.lists(TALLIES, min_size=1, max_size=3))
def test_whatever_the_tallies_are_what_is_said_of_them_is_true(before, after):
    earlier, later = np.sum(before, axis=0), np.sum(after, axis=0)
    said = certain_shifts([protect(t) for t in before], [protect(t) for t in after])
    grown = later.sum() - earlier.sum()
    for shift in said:
        difference = later[3 + shift.level :].sum() - earlier[3 + shift.level :].sum()
        if shift.people > 0:
            assert difference - max(grown, 0) >= shift.people
        else:
            assert difference - min(grown, 0) <= shift.people
