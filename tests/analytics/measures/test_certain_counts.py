"""Certain counts against every pair of tallies, and against tallies from which blocks were made."""

from fractions import Fraction
from itertools import combinations_with_replacement, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.measures.blocks import members, protect
from analytics.measures.certain_counts import (
    CertainGap,
    CertainPredictions,
    CertainShift,
    certain_gaps,
    certain_predictions,
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


# --- Two groups ----------------------------------------------------------------------------------


def gaps(left, right):
    return certain_gaps([protect(left)], [protect(right)])


def shares_apart(level, left, right):
    """By how much the left share at a level or above certainly exceeds the right one, in tallies.

    Every tally of a group is the sum of one member of each of its blocks.
    """
    lower, upper = (
        [
            Fraction(int(sum(t[level - 4 :].sum() for t in tallies)), sum(b.n for b in group))
            for tallies in product(*map(members, group))
        ]
        for group in (left, right)
    )
    return min(lower) - max(upper)


def said_of(gap, left, right):
    """By how much the shares differ that a statement names."""
    n_left, n_right = (sum(block.n for block in group) for group in (left, right))
    difference = Fraction(gap.left, n_left) - Fraction(gap.right, n_right)
    return difference if gap.is_above else -difference


GROUPS = [[block] for block in blocks_of(5, 4)] + [[block] for block in blocks_of(6, 4)]
BY_SIDE = [list(pair) for pair in combinations_with_replacement(blocks_of(5, 4), 2)]


@pytest.mark.parametrize("panels", [GROUPS, BY_SIDE[::4]], ids=["as a whole", "by side"])
def test_the_level_with_the_farthest_shares_is_said_and_only_where_they_are_apart(panels):
    for left, right in product(GROUPS, panels):
        said = {gap.is_above: gap for gap in certain_gaps(left, right)}
        for is_above, groups in ((True, (left, right)), (False, (right, left))):
            apart = {level: shares_apart(level, *groups) for level in (MODERATE, SERIOUS, LOW)}
            farthest = max(apart.values())
            assert (is_above in said) == (farthest > 0)
            if is_above in said:
                gap = said[is_above]
                assert said_of(gap, left, right) == apart[gap.level] == farthest
                assert gap.level == next(level for level in apart if apart[level] == farthest)


def test_known_counts_of_two_groups():
    everybody, nobody = [0, 0, 0, 0, 0, 0, 12], [0, 0, 0, 12, 0, 0, 0]
    assert gaps(everybody, nobody) == [CertainGap(MODERATE, True, 10, 2)]
    assert gaps(nobody, everybody) == [CertainGap(MODERATE, False, 2, 10)]
    assert gaps(everybody, everybody) == []
    # Three to five of eight, and at most two of eight; the rest could not determine it.
    assert gaps([0, 0, 4, 0, 0, 4, 0], [0, 0, 8, 0, 0, 0, 0]) == [CertainGap(MODERATE, True, 3, 2)]


def test_shares_that_may_be_equal_are_not_apart():
    # At least six of eight, and at most nine of twelve; six of those is the next step.
    assert gaps([0, 0, 0, 0, 0, 8, 0], [0, 0, 0, 0, 4, 8, 0]) == []
    assert gaps([0, 0, 0, 0, 4, 8, 0], [0, 0, 0, 0, 0, 8, 0]) == []
    assert gaps([0, 0, 0, 0, 0, 8, 0], [0, 0, 0, 0, 6, 6, 0]) == [CertainGap(MODERATE, True, 6, 6)]


def test_shares_are_compared_and_not_numbers():
    # At least six of eight exceed at most fourteen of twenty, but not seventeen.
    assert gaps([0, 0, 0, 0, 0, 8, 0], [0, 0, 0, 0, 8, 12, 0]) == [
        CertainGap(MODERATE, True, 6, 14)
    ]
    assert gaps([0, 0, 0, 0, 0, 8, 0], [0, 0, 0, 0, 5, 15, 0]) == []


def test_a_split_group_stands_above_at_one_level_and_below_at_another():
    split, agreed = [0, 0, 0, 6, 0, 0, 6], [0, 0, 0, 0, 6, 6, 0]
    assert gaps(split, agreed) == [
        CertainGap(SERIOUS, True, 3, 2),
        CertainGap(LOW, False, 6, 10),
    ]


def test_nothing_is_said_of_a_group_without_blocks():
    block = protect([0, 0, 0, 0, 0, 0, 12])
    assert certain_gaps([], [block]) == certain_gaps([block], []) == []


@given(st.lists(TALLIES, min_size=1, max_size=3), st.lists(TALLIES, min_size=1, max_size=3))
def test_whatever_two_groups_answered_what_is_said_of_them_is_true(left, right):
    mine, others = np.sum(left, axis=0), np.sum(right, axis=0)
    for gap in certain_gaps([protect(t) for t in left], [protect(t) for t in right]):
        sign = 1 if gap.is_above else -1
        here, there = mine[3 + gap.level :].sum(), others[3 + gap.level :].sum()
        assert sign * (here - gap.left) >= 0
        assert sign * (gap.right - there) >= 0
        assert sign * (here * others.sum() - there * mine.sum()) > 0


# --- Predictions ---------------------------------------------------------------------------------


def counted(guesses, answers):
    """Of two tallies, who predicted a most common level, another, a lower and a higher one."""
    common = [level for level in range(4) if answers[level] == max(answers)]
    return (
        sum(guesses[level] for level in common),
        sum(guesses[level] for level in range(4) if level not in common),
        sum(guesses[: min(common)]),
        sum(guesses[max(common) + 1 :]),
    )


def of_levels(n):
    """Some blocks of seven answers, with none or a few who gave no level."""
    tallies = [(0, 0, 0, *levels) for levels in compositions(n, 4)]
    tallies += [(1, 0, n - 3, *levels) for levels in compositions(2, 4)]
    tallies += [(0, 1, 1, *levels) for levels in compositions(n - 2, 4)]
    return list({protect(tally) for tally in tallies})


@pytest.mark.parametrize(("guessing", "answering"), [(5, 6), (8, 5), (7, 9)])
def test_each_number_of_predictions_is_the_least_of_all_pairs(guessing, answering):
    rng = np.random.default_rng(20133)
    guessed, answered = of_levels(guessing), of_levels(answering)
    pairs = rng.integers((len(guessed), len(answered)), size=(40, 2))
    for predicted, perceived in ((guessed[one], answered[other]) for one, other in pairs):
        answers = {tuple(tally[3:].tolist()) for tally in members(perceived)}
        guesses = {tuple(tally[3:].tolist()) for tally in members(predicted)}
        said = certain_predictions(predicted, perceived)
        if (0,) * 4 in answers:
            assert said is None
            continue
        counts = [counted(*pair) for pair in product(guesses, answers)]
        assert said == CertainPredictions(*(min(numbers) for numbers in zip(*counts, strict=True)))


def test_known_predictions():
    serious, moderate = [0, 0, 0, 0, 0, 0, 12], [0, 0, 0, 0, 0, 12, 0]
    assert certain_predictions(protect(serious), protect(serious)) == CertainPredictions(
        10, 0, 0, 0
    )
    # Up to two of twelve may have answered elsewhere, and as many predicted elsewhere.
    assert certain_predictions(protect(moderate), protect(serious)) == CertainPredictions(
        0, 8, 8, 0
    )
    assert certain_predictions(protect(serious), protect(moderate)) == CertainPredictions(
        0, 10, 0, 10
    )


def test_every_level_that_may_tie_for_the_most_common_counts():
    # Serious or moderate may be the most common, or both be: whoever predicted either is right.
    split = protect([0, 0, 0, 0, 0, 6, 6])
    assert certain_predictions(protect([0, 0, 0, 0, 0, 0, 12]), split).other == 0
    assert certain_predictions(protect([0, 0, 0, 12, 0, 0, 0]), split).lower > 0


def test_whoever_predicted_no_level_counts_nowhere():
    serious, silent = protect([0, 0, 0, 0, 0, 0, 12]), protect([0, 0, 12, 0, 0, 0, 0])
    assert certain_predictions(silent, serious) == CertainPredictions(0, 0, 0, 0)
    assert certain_predictions(serious, silent) is None


@given(TALLIES, TALLIES)
def test_whatever_was_predicted_what_is_said_of_it_is_true(guesses, answers):
    said = certain_predictions(protect(guesses), protect(answers))
    if said is not None:
        true = counted(guesses[3:], answers[3:])
        assert all(least <= number for least, number in zip(vars(said).values(), true, strict=True))
