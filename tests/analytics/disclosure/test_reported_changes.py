"""What the questions on a reported change reveal, alone and beside others: by listing.

Every promise is about every other member: their answer is not certain, and it is not certain that
one or two of them, and no more, gave an answer. The attacker is that of `attacker` or the listing
here; neither uses a line of the program.
"""

from itertools import combinations_with_replacement, product

import pytest

from surveys.instruments.document import answers_of
from surveys.instruments.optional_parts import REPORTED_CHANGES
from tests.analytics.disclosure.attacker import (
    CERTAIN,
    FEW,
    broken_by,
    broken_together,
    heaps,
    in_steps,
    learnt,
    others,
)
from tests.factories import welch

ANSWERS = 5
SIZES = range(5, 13)


@pytest.mark.parametrize("kind", REPORTED_CHANGES)
def test_a_reported_change_has_as_many_answers_as_are_listed_here(kind):
    assert len(answers_of(welch(), kind)) == ANSWERS


@pytest.mark.parametrize("n", SIZES)
def test_its_block_alone_keeps_both_promises(n):
    assert broken_by(in_steps, n, ANSWERS) == set()


# --- Two of these questions beside each other ----------------------------------------------------


def only(place, answers):
    return tuple(int(answer == place) for answer in range(answers))


def bounds(n):
    """For each block and answer held in it: least and greatest number of the others per answer."""
    for heap in heaps(in_steps, n, ANSWERS).values():
        for held in range(ANSWERS):
            if left := others(heap, only(held, ANSWERS)):
                yield [(min(counts), max(counts)) for counts in zip(*left, strict=True)]


@pytest.mark.parametrize("n", SIZES)
def test_two_blocks_of_the_same_people_keep_the_promises_for_every_pair_of_answers(n):
    """The attacker holds an answer in each block; nothing links how people answer the questions.

    However the tallies of two blocks are chosen, u and v of the others may hold two answers: as few
    as max(0, u + v - others) then hold both, and as many as min(u, v).
    """
    known = {tuple(each) for each in bounds(n)}
    for one, other in product(known, repeat=2):
        pairs = [
            (max(0, u_low + v_low - (n - 1)), min(u_high, v_high))
            for (u_low, u_high), (v_low, v_high) in product(one, other)
        ]
        assert sum(most > 0 for _, most in pairs) >= 4
        assert not any(fewest >= 1 and most <= 2 for fewest, most in pairs)


# --- Questions of which one gives the answer to another ------------------------------------------


def people(linked):
    """Every answer of one person: the first time, the second time, and whether they differ.

    `linked`: who says no (0) gave the same answer twice, who says yes (2) another; anybody may be
    not sure (1). Three answers each, of more the attacker would learn no less.
    """
    return [
        (first, second, said)
        for first, second, said in product(range(3), repeat=3)
        if not linked or said == 1 or (said == 0) == (first == second)
    ]


def tallies(group):
    """How many of a group gave each answer to each of the three questions."""
    return tuple(
        tuple(sum(person[question] == answer for person in group) for answer in range(3))
        for question in range(3)
    )


@pytest.mark.slow
def test_three_questions_that_nothing_links_keep_both_promises():
    assert broken_together(people(linked=False), 5, 3) == set()


@pytest.mark.slow
@pytest.mark.parametrize("n", [5, 6])
def test_two_impressions_and_whether_they_differ_would_break_a_promise(n):
    """So a round does not ask them together (`surveys.module_rules`).

    It is the same with the marks at a concern in two rounds and whether it has changed since, if
    there is one concern alone: the reader refuses such a questionnaire.
    """
    assert FEW in broken_together(people(linked=True), n, 3)


def test_how_it_would_be_broken():
    """Of five, three or more named a side first, three or more say that they still do, and two at
    the most named it the second time: then one or two did."""
    first, second = ((0, 2), (0, 2)), ((0, 2), (3, 5))
    said = ((3, 5), (3, 5))
    left = {
        tallies(group)[1]
        for group in combinations_with_replacement(people(linked=True), 5)
        if tuple(map(in_steps, tallies(group))) == (first, second, said)
    }
    assert {counts[2] for counts in left} == {1, 2}


# --- People who were not in the last round -------------------------------------------------------


@pytest.mark.parametrize("newcomers", [1, 2])
@pytest.mark.parametrize(("answers", "place"), [(6, 2), (5, 0)])
def test_an_answer_for_newcomers_would_give_others_away(newcomers, answers, place):
    """Colleagues know who has joined. Whether these have an answer of their own or are asked to
    skip the question, their number is then known, and the blocks of the others narrower."""
    broken = set()
    for n in (5, 8):
        for heap in heaps(in_steps, n, answers).values():
            joined = tuple(newcomers * (a == place) for a in range(answers))
            known = [tally for tally in heap if tally[place] == newcomers or answers == 5]
            without = others(known, joined)
            for held in range(answers):
                if left := others(without, only(held, answers)):
                    broken |= learnt(left)
    assert broken & {CERTAIN, FEW}
