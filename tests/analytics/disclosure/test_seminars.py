"""What the counts of one seminar reveal, laid beside each other: by listing.

They are the blocks of eight steps, answered by the same people: a first impression, six concerns,
and the impression again. The attacker is a member who knows their own answer in every step; neither
`attacker` nor the listing here uses a line of the program.
"""

from collections import defaultdict
from itertools import combinations_with_replacement, product

import pytest

from surveys.seminars.steps import AGAIN, FIRST, step_answers, steps_of
from tests.analytics.disclosure.attacker import broken_by, heaps, in_steps, learnt, others
from tests.factories import welch

IMPRESSION, CONCERN = 8, 7


def only(place, answers):
    return tuple(int(answer == place) for answer in range(answers))


def test_the_steps_have_as_many_answers_as_are_listed_here():
    keys = steps_of(welch())
    assert (len(keys), keys[0], keys[-1]) == (8, FIRST, AGAIN)
    for side in welch().sides:
        numbers = [len(step_answers(welch(), key, side)) for key in keys]
        assert numbers == [IMPRESSION, *[CONCERN] * 6, IMPRESSION]


@pytest.mark.parametrize("n", [5, 6, 7])
@pytest.mark.parametrize("answers", [IMPRESSION, CONCERN])
def test_the_block_of_each_step_keeps_both_promises(n, answers):
    assert broken_by(in_steps, n, answers) == set()


# --- Two steps: who changed from one answer to another -------------------------------------------


def bounds(n, answers):
    """For each block and answer held in it: least and greatest number of the others per answer."""
    return {
        tuple((min(counts), max(counts)) for counts in zip(*left, strict=True))
        for heap in heaps(in_steps, n, answers).values()
        for held in range(answers)
        if (left := others(heap, only(held, answers)))
    }


@pytest.mark.parametrize("n", [5, 6, 7])
def test_of_no_two_answers_is_it_certain_that_one_or_two_gave_both(n):
    """At first and again, at an impression and a concern, or at two concerns.

    However the tallies of two blocks are chosen, u and v of the others may hold two answers: as few
    as max(0, u + v - others) then hold both, and as many as min(u, v).
    """
    # What the listing needs of a block: the bounds of single answers, whatever the others are.
    single = {
        bound for answers in (IMPRESSION, CONCERN) for each in bounds(n, answers) for bound in each
    }
    for (u_low, u_high), (v_low, v_high) in product(single, repeat=2):
        fewest, most = max(0, u_low + v_low - (n - 1)), min(u_high, v_high)
        assert not (fewest >= 1 and most <= 2)


# --- Several steps, person by person -------------------------------------------------------------


def broken_by_steps(n, steps, answers):
    """The promises broken by the blocks of so many steps, to a member of n people.

    Every group of n people is listed, each with an answer in each step; besides each step, the
    change from the first answer to the last is a thing that must not be known.
    """
    known = defaultdict(set)
    for group in combinations_with_replacement(product(range(answers), repeat=steps), n):
        counts = [
            tuple(sum(person[step] == answer for person in group) for answer in range(answers))
            for step in range(steps)
        ]
        shown = tuple(map(in_steps, counts))
        for own in set(group):
            left = list(group)
            left.remove(own)
            changes = tuple(
                sum((person[0], person[-1]) == change for person in left)
                for change in product(range(answers), repeat=2)
            )
            single = [others([c], only(a, answers))[0] for c, a in zip(counts, own, strict=True)]
            known[shown, own].add((*single, changes))
    return set().union(
        *(learnt(question) for left in known.values() for question in zip(*left, strict=True))
    )


@pytest.mark.parametrize(("n", "steps"), [(5, 3), (6, 3), (8, 2)])
def test_steps_of_the_same_people_keep_both_promises_person_by_person(n, steps):
    assert broken_by_steps(n, steps, answers=2) == set()


@pytest.mark.slow
def test_four_steps_do_as_well():
    assert broken_by_steps(5, 4, answers=2) == set()


def test_the_listing_finds_what_a_finer_cut_would_tell(monkeypatch):
    monkeypatch.setitem(globals(), "in_steps", lambda counts: counts)
    assert broken_by_steps(5, 2, answers=2)
