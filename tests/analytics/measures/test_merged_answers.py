"""Both promises for any number of answers, from those for few: neighbouring answers are merged.

What a member who holds one answer learns of another is the same when the answers between, before
and after these two are counted as one each: the cumulative counts of the merged question are some
of those published, and whatever they may be, those left out can be filled in between them. So it
is enough to prove the promises for five answers and, where two members share theirs, for seven.
"""

from functools import cache

import numpy as np
import pytest

from analytics.measures.blocks import ONE, TWO, attack, protect
from attacks.disclosure import STAND_FOR_ALL, any_answers, every_block
from surveys.instruments.document import MOST_ANSWERS
from tests.analytics.measures.test_blocks_promises import every_tally


@pytest.mark.parametrize(("withstands", "largest"), [(ONE, 24), (TWO, 15)])
def test_every_block_of_so_many_answers_keeps_both_promises(withstands, largest):
    assert any_answers(range(5, largest + 1), withstands).holds


@pytest.mark.parametrize(("withstands", "n"), [(ONE, 6), (ONE, 7), (TWO, 9)])
def test_the_blocks_are_those_of_all_tallies(withstands, n):
    blocks = list(every_block(n, 4, withstands))
    assert len(blocks) == len(set(blocks))
    assert set(blocks) == {protect(tally, withstands) for tally in every_tally(n, 4)}


def merged(tally, apart):
    """The tally with all neighbours between those kept `apart` as one, and where those are."""
    starts = sorted({0, *apart, *(answer + 1 for answer in apart if answer + 1 < len(tally))})
    return np.add.reduceat(tally, starts), [starts.index(answer) for answer in apart]


@cache
def learnt(block, held):
    (knowledge,) = [each for each in attack(block).colluders if each.held == held]
    return knowledge


@pytest.mark.parametrize(("withstands", "n"), [*((ONE, n) for n in (5, 7, 10, 12)), (TWO, 9)])
def test_what_is_learnt_of_an_answer_is_the_same_of_the_merged_question(n, withstands):
    random = np.random.default_rng(n)
    for _ in range(4):
        tally = random.multinomial(n, random.dirichlet(np.full(MOST_ANSWERS, 0.3)))
        for knowledge in attack(protect(tally, withstands), withstands).colluders:
            for answer in range(0, MOST_ANSWERS, 2):
                few, places = merged(tally, [*knowledge.held, answer])
                assert len(few) <= STAND_FOR_ALL[withstands]
                *held, place = places
                of_few = learnt(protect(few, withstands), tuple(held))
                assert of_few.fewest[place] == knowledge.fewest[answer]
                assert of_few.most[place] == knowledge.most[answer]


def test_a_member_whose_answer_is_merged_with_others_would_learn_less():
    """So the answer that is held has to stand apart: of eight, one who knows their own at most four
    of the others gave another answer, and from the merged question alone five."""
    tally = np.zeros(MOST_ANSWERS, dtype=np.int64)
    tally[[0, 2, 4, 11]] = 3, 1, 3, 1
    few, (place,) = merged(tally, [4])
    assert learnt(protect(tally), (2,)).most[4] == 4
    assert learnt(protect(few), (0,)).most[place] == 5
