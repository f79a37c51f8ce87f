"""What one group's answers about the measures of a dyad tell beside each other, by listing.

One group answers of a measure how much it would lessen concern and how acceptable it would be to
take it, and what the other side said of both. None of these follows from another: that a measure of
the other side would reassure says nothing of whether one's own should take it. So whoever knows
their own answers learns of each question what they learn of it alone. Were the answers tied, they
would learn more.
"""

from collections import defaultdict
from itertools import combinations, combinations_with_replacement, product

import numpy as np
import pytest

from analytics.measures.blocks import ONE, TWO, Knowledge, attack, protect

ANSWERS = 3
UNTIED = [*product(range(ANSWERS), repeat=2)]
# What an attacker may take for certain of the others, though nothing makes it so.
GUESSES = {
    "nobody accepts more than would reassure them": [(a, b) for a, b in UNTIED if b <= a],
    "nobody is more than one answer apart": [(a, b) for a, b in UNTIED if abs(a - b) <= 1],
    "all answer one less or the same": [(a, b) for a, b in UNTIED if a - b in (0, 1)],
}
# No guess about measures: the second question as if it hung on the middle answer to the first.
TIED = [(0, 0), (1, 1), (1, 2), (2, 0)]


def learnt(n, types, withstands):
    """For both blocks and the attackers' answers: what each question's others may have answered."""
    cases = defaultdict(list)
    for people in combinations_with_replacement(types, n):
        tallies = [np.bincount(column, minlength=ANSWERS) for column in zip(*people, strict=True)]
        blocks = tuple(protect(tally, withstands) for tally in tallies)
        for attackers in set(combinations(people, withstands)):
            cases[blocks, attackers].append(tallies)
    return {
        case: [known(case[1], place, tallies) for place in range(2)]
        for case, tallies in cases.items()
    }


def known(attackers, place, cases):
    held = tuple(sorted(each[place] for each in attackers))
    own = np.bincount(held, minlength=ANSWERS)
    others = np.array([tallies[place] - own for tallies in cases])
    fewest, most = others.min(axis=0), others.max(axis=0)
    possible = tuple(np.flatnonzero(most).tolist())
    return Knowledge(held, possible, tuple(fewest.tolist()), tuple(most.tolist()))


@pytest.mark.parametrize(("n", "withstands"), [(5, ONE), (7, ONE), (7, TWO)])
def test_each_question_tells_what_it_tells_alone(n, withstands):
    alone = {
        block: {known.held: known for known in attack(block).colluders}
        for block in {
            protect(np.bincount(held, minlength=ANSWERS), withstands)
            for held in combinations_with_replacement(range(ANSWERS), n)
        }
    }
    found = learnt(n, UNTIED, withstands)
    assert len(found) >= 81
    for (blocks, _attackers), both in found.items():
        for block, knowledge in zip(blocks, both, strict=True):
            assert knowledge == alone[block][knowledge.held]
            assert knowledge.keeps_promises


@pytest.mark.parametrize("n", [5, 6, 7])
@pytest.mark.parametrize("types", GUESSES.values(), ids=GUESSES)
def test_the_promises_hold_even_against_who_takes_a_guess_for_certain(types, n):
    assert all(each.keeps_promises for both in learnt(n, types, ONE).values() for each in both)


@pytest.mark.parametrize("n", [5, 7])
def test_an_answer_that_followed_from_another_would_break_them(n):
    found = learnt(n, TIED, ONE).values()
    assert not all(each.keeps_promises for both in found for each in both)
