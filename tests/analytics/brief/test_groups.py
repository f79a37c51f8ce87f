"""Bands of people, and who was asked."""

import pytest

from analytics.brief.groups import band_of, people_asked
from tests.analytics.made import block_row


@pytest.mark.parametrize(
    ("people", "band"),
    [
        (0, (0, 4)),
        (4, (0, 4)),
        (5, (5, 9)),
        (9, (5, 9)),
        (10, (10, 14)),
        (99, (50, 99)),
        (100, (100, None)),
    ],
)
def test_a_band_holds_its_number(people, band):
    assert band_of(people) == band


def tally(n):
    return (0, 0, 0, 0, 0, 0, n)


def test_the_panel_is_one_and_each_group_as_many_as_its_best_asked_question():
    blocks = [
        block_row(tally(8)),
        block_row(tally(9), item="political"),
        block_row(tally(5), lens="assessed", group="panel/JPN"),
        block_row(tally(6), lens="assessed", group="panel/ROK"),
        block_row(tally(7), lens="predicted", group="JPN"),
    ]
    assert people_asked(blocks) == {"PRC": 9, "JPN": 7, "panel": 11}
