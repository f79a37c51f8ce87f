"""Both promises, by listing every tally of as many answers as a question may have."""

import pytest

from analytics.measures.blocks import cuts
from surveys.instruments.document import MOST_ANSWERS
from tests.analytics.measures.test_blocks_promises import (
    broken_by_two,
    broken_promises,
    every_tally,
    in_steps,
)

# Eight is what the impression of the shipped questionnaire has.
GROUPS_TO_LIST = [
    *((8, n) for n in range(5, 15)),
    *((9, n) for n in range(5, 11)),
    *((MOST_ANSWERS, n) for n in range(5, 8)),
]


@pytest.mark.parametrize(("answers", "n"), GROUPS_TO_LIST)
def test_no_block_of_so_many_answers_gives_anybody_away(answers, n):
    tallies = every_tally(n, answers)
    assert not broken_promises(tallies, in_steps(tallies, cuts(n)))


@pytest.mark.parametrize("n", [5, 6, 7])
def test_nor_to_two_members_who_share_their_answers(n):
    tallies = every_tally(n, MOST_ANSWERS)
    assert not broken_by_two(tallies, in_steps(tallies, cuts(n, withstands=2)))


def test_a_display_that_tells_more_would_be_found_out():
    tallies = every_tally(6, MOST_ANSWERS)
    assert broken_promises(tallies, tallies.cumsum(axis=1)[:, :-1])
