"""What statements about sides and orders of the region reveal beside each other: by listing.

A participant answers several of these questions, and nothing in one says what to answer to another.
Each block is that of a mark, with seven answers. Where several are listed person by person they
have three answers, or two: of more an attacker would learn no less.
"""

from itertools import product

import pytest

from tests.analytics.disclosure.attacker import (
    CERTAIN,
    FEW,
    broken_together,
    heaps,
    in_steps,
    others,
)

ANSWERS = 7
DISAGREES, CANNOT_TELL, AGREES = range(3)


def persons(possible):
    """All ways to answer two questions that a person may choose."""
    return [each for each in product(range(3), repeat=2) if possible(*each)]


def anything(_one, _other):
    return True


def not_both(one, other):
    """Nobody agrees with both: such as keeping to rules, and wanting to change the order."""
    return (one, other) != (AGREES, AGREES)


def follows(one, other):
    """Who agrees with one agrees with the other: such as using force, and wanting change."""
    return one != AGREES or other == AGREES


def at_most(one, other):
    """Nobody expects an order more than they accept it, or says more of others than of oneself."""
    return one <= other


def denial(one, other):
    """One statement denies the other."""
    return (one, other) in [(AGREES, DISAGREES), (DISAGREES, AGREES), (CANNOT_TELL, CANNOT_TELL)]


@pytest.mark.parametrize("n", [5, 6])
@pytest.mark.parametrize("possible", [anything, not_both, follows, at_most])
def test_two_questions_keep_both_promises_even_if_most_people_answer_them_alike(possible, n):
    """The four questions that a reader may suspect of a tie are tied more loosely than these."""
    assert broken_together(persons(possible), n, 3) == set()


def test_a_statement_and_its_denial_would_break_a_promise():
    """So no two of the statements are about one matter."""
    assert broken_together(persons(denial), 6, 3) == {FEW}


@pytest.mark.slow
def test_four_statements_about_a_side_keep_both_promises():
    assert broken_together([*product(range(2), repeat=4)], 5, 2) == set()


# --- Any two of their blocks, at full length -----------------------------------------------------


def bounds(n):
    """For each block and answer held in it: least and greatest number of the others per answer."""
    for heap in heaps(in_steps, n, ANSWERS).values():
        for held in range(ANSWERS):
            if left := others(heap, tuple(int(a == held) for a in range(ANSWERS))):
                yield tuple((min(counts), max(counts)) for counts in zip(*left, strict=True))


@pytest.mark.parametrize("n", [5, 6, 7])
def test_of_no_pair_of_answers_is_it_certain_that_one_or_two_hold_both(n):
    """As few as max(0, u + v - others) and as many as min(u, v) hold answers of u and v people."""
    known = set(bounds(n))
    for one, other in product(known, repeat=2):
        pairs = [
            (max(0, u_low + v_low - (n - 1)), min(u_high, v_high))
            for (u_low, u_high), (v_low, v_high) in product(one, other)
        ]
        assert sum(most > 0 for _, most in pairs) >= 4
        assert not any(fewest >= 1 and most <= 2 for fewest, most in pairs)


def test_the_attacker_notices_what_is_certain():
    """Were one answer alone possible, the listing would say so."""
    assert broken_together([(AGREES, AGREES)], 5, 3) == {CERTAIN}
