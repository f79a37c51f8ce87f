"""What the grounds of a side's answers reveal beside its marks, by listing.

Everybody is asked what their answers about a side rest on, whatever they marked and whether they
marked anything, and the program takes every ground with every mark: nothing links the two.
"""

from itertools import product

import numpy as np
import pytest

from analytics.measures.blocks import attack, cuts
from attacks.disclosure import every_block
from surveys.instruments.document import MOST_ANSWERS, answers_of
from tests.analytics.measures.test_blocks_promises import (
    broken_promises,
    every_tally,
    in_steps,
)
from tests.factories import welch


def bounds(n, answers):
    """Each (fewest, most) of the others that a member may learn gave some answer to a question."""
    return {
        each
        for block in every_block(n, answers, 1)
        for knowledge in attack(block).colluders
        for each in zip(knowledge.fewest, knowledge.most, strict=True)
    }


@pytest.mark.parametrize("n", [5, 6])
def test_of_no_mark_and_ground_is_it_certain_that_one_or_two_hold_both(n):
    """Whichever tallies two blocks leave, u and v of the others may hold a mark and a ground: as
    few as max(0, u + v - others) then hold both, and as many as min(u, v)."""
    marks = bounds(n, len(answers_of(welch(), "concern")))
    grounds = bounds(n, MOST_ANSWERS)
    pairs = [
        (max(0, low + other_low - (n - 1)), min(most, other_most))
        for (low, most), (other_low, other_most) in product(marks, grounds)
    ]
    assert pairs
    assert not any(fewest >= 1 and most <= 2 for fewest, most in pairs)


@pytest.mark.parametrize("n", range(5, 9))
def test_nor_that_they_hold_a_ground_and_marks_at_all_six_concerns(n):
    """Where it is certain that somebody holds all seven, it is of each that somebody holds it; and
    as many as may hold the rarest of them may then hold all, for nothing links the questions."""
    each = bounds(n, 5)  # five answers stand for any number: see attacks/disclosure.py
    certain = [most for fewest, most in each if fewest >= 1]
    assert certain
    assert min(certain) > 2


def two_of_each(n):
    """Every way in which n people answer two questions of three answers: (ways, 9) counts."""
    return every_tally(n, 9)


def margins(joint):
    table = joint.reshape(-1, 3, 3)
    return np.column_stack([table.sum(axis=2), table.sum(axis=1)])


def shown(joint, n):
    mark, ground = margins(joint)[:, :3], margins(joint)[:, 3:]
    return np.column_stack([in_steps(mark, cuts(n)), in_steps(ground, cuts(n))])


def test_person_by_person_both_promises_hold_for_both_answers_together():
    """All 1,287 groups of five who each give one of three marks and one of three grounds."""
    joint = two_of_each(5)
    assert broken_promises(joint, shown(joint, 5)) == set()


def test_a_ground_asked_only_after_the_highest_mark_would_break_a_promise():
    """If the others counted as having skipped, the two blocks together would say more than either:
    so everybody is asked."""
    broken = set()
    for n in (5, 7, 8):
        joint = two_of_each(n)
        # The first ground stands for *not asked*, and goes with both lower marks alone.
        linked = joint[(joint[:, [1, 2, 4, 5, 6]] == 0).all(axis=1)]
        broken |= broken_promises(margins(linked), shown(linked, n))
    assert broken
