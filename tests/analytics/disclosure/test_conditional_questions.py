"""Why an answer that is counted, or a language, decides over no question that is counted: listed.

Whoever is not shown a question could be left out of its count, or counted as having skipped it. The
attacker is that of `attacker` or the listing here; neither uses a line of the program.
"""

from collections import defaultdict
from itertools import combinations_with_replacement, product

import pytest

from tests.analytics.disclosure.attacker import CERTAIN, FEW, in_steps, learnt, others

ANSWERS = 3  # of each question; the first is *skipped*, the last is what the second hangs on


def only(place):
    return tuple(int(answer == place) for answer in range(ANSWERS))


def counted(answers):
    return tuple(sum(each == answer for each in answers) for answer in range(ANSWERS))


def broken_by(types, n, show):
    """The promises broken by what is shown of n people of these types, to one who is one of them.

    A type is a pair of answers. What is learnt of the others is learnt question by question.
    """
    known = defaultdict(set)
    for group in combinations_with_replacement(types, n):
        tallies = tuple(map(counted, zip(*group, strict=True)))
        for own in set(group):
            left = [others([t], only(a))[0] for t, a in zip(tallies, own, strict=True)]
            known[show(tallies), own].add(tuple(left))
    return set().union(
        *(learnt(question) for each in known.values() for question in zip(*each, strict=True))
    )


FREE = list(product(range(ANSWERS), repeat=2))
MIDDLE, LAST = 1, 2


def conditional(shown_after, everybody_answers=False):
    """The second question is shown to whom gave this answer to the first; the others skip it.

    Whoever is shown it may skip it too, unless the attacker may take it that nobody does.
    """
    return [
        (one, two)
        for one, two in FREE
        if (two == 0 if one != shown_after else two != 0 or not everybody_answers)
    ]


def blocks(tallies):
    return tuple(map(in_steps, tallies))


def first_block_and_number_shown_the_second(tallies):
    """The second is counted of those alone who were shown it, whose number stands beside it."""
    first, _second = tallies
    return in_steps(first), first[LAST]


@pytest.mark.parametrize("n", [5, 6, 7, 8])
def test_two_questions_that_are_put_to_everybody_keep_the_promises(n):
    assert broken_by(FREE, n, blocks) == set()


@pytest.mark.parametrize("n", [5, 6, 7, 8])
def test_counting_those_alone_who_are_shown_it_breaks_both(n):
    shown = first_block_and_number_shown_the_second
    assert broken_by(conditional(LAST), n, shown) == {CERTAIN, FEW}


@pytest.mark.parametrize(
    ("n", "everybody_answers", "promises"),
    [(7, False, {CERTAIN}), (9, False, {FEW}), (5, True, {FEW}), (8, True, {FEW})],
)
def test_counting_whoever_is_not_shown_it_as_skipping_breaks_a_promise(
    n, everybody_answers, promises
):
    assert broken_by(conditional(MIDDLE, everybody_answers), n, blocks) == promises


@pytest.mark.parametrize("n", [5, 6, 7, 8])
def test_after_the_last_answer_alone_it_was_seen_to_break_none(n):
    """Not relied upon: a rule by the place of the answer and the size would have to be proved."""
    assert broken_by(conditional(LAST), n, blocks) == set()


# --- By language ---------------------------------------------------------------------------------


def broken_by_language(n, readers):
    """The promises broken to a reader who knows, as colleagues do, who reads which language."""
    known = defaultdict(set)
    for given in combinations_with_replacement(range(ANSWERS), readers):
        block = in_steps(counted([*given, *[0] * (n - readers)]))
        for own in set(given):
            known[block, own].add(others([counted(given)], only(own))[0])
    return set().union(*(learnt(tuple(left)) for left in known.values()))


@pytest.mark.parametrize("n", [5, 8])
def test_a_question_in_every_language_keeps_the_promises(n):
    assert broken_by_language(n, readers=n) == set()


@pytest.mark.parametrize(("n", "readers"), [(5, 3), (6, 4), (8, 4)])
def test_counting_readers_of_other_languages_as_skipping_breaks_a_promise(n, readers):
    """Of five three read it: that two at the most skipped it says that all three answered."""
    assert broken_by_language(n, readers) != set()
