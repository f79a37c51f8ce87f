"""Both promises, by listing every tally of as many answers as an impression may have."""

import pytest

from analytics.measures.blocks import cuts
from surveys.instruments.document import MOST_ANSWERS
from tests.analytics.measures.test_blocks_promises import broken_promises, every_tally, in_steps

# Eight is what the impression of the shipped questionnaire has.
GROUPS_TO_LIST = [*((8, n) for n in range(5, 16)), *((MOST_ANSWERS, n) for n in range(5, 12))]


@pytest.mark.parametrize(("answers", "n"), GROUPS_TO_LIST)
def test_no_block_of_so_many_answers_gives_anybody_away(answers, n):
    tallies = every_tally(n, answers)
    assert not broken_promises(tallies, in_steps(tallies, cuts(n)))


def test_a_display_that_tells_more_would_be_found_out():
    tallies = every_tally(6, MOST_ANSWERS)
    assert broken_promises(tallies, tallies.cumsum(axis=1)[:, :-1])
