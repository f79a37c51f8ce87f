"""What a questionnaire costs in marks, taps and minutes, part by part."""

from dataclasses import replace

import pytest

from surveys.instruments.length import (
    LONGEST_MINUTES,
    Length,
    length_of,
    longest,
    round_length,
)
from surveys.instruments.own_answers import OWN_ANSWERS
from surveys.instruments.own_concerns import OWN_CONCERNS
from surveys.instruments.sequence import DEFAULT_MODULES, answer_names, available_modules
from tests.factories import welch


@pytest.mark.parametrize(
    ("seat", "side", "expected"),
    [
        ("participant", "JPN", Length(marks=51, lists=3, pages=5)),
        ("participant", "ROK", Length(marks=49, lists=3, pages=5)),
        ("assessor", "ROK", Length(marks=94, lists=24, pages=5)),
    ],
)
def test_the_default_round(seat, side, expected):
    found = length_of(welch(), seat, side, DEFAULT_MODULES)
    assert found == expected
    assert found.marks == len(answer_names(welch(), seat, side, DEFAULT_MODULES))


def test_taps_are_those_that_were_counted_in_a_browser():
    """Of which one, here and there, was the box that says that the code is kept."""
    assert length_of(welch(), "participant", "JPN", DEFAULT_MODULES).taps == 58 - 1
    assert length_of(welch(), "assessor", "JPN", DEFAULT_MODULES).taps == 143 - 1


def test_minutes_are_those_of_both_rates():
    fast, slow = Length(marks=50, lists=10, texts=2).minutes
    assert fast == pytest.approx((60 * 6 + 2 * 30) / 60)
    assert slow == pytest.approx((60 * 10.6 + 2 * 90) / 60)


@pytest.mark.parametrize(("marks", "is_long"), [(84, False), (85, True)])
def test_more_than_fifteen_minutes_at_the_slow_rate_are_long(marks, is_long):
    assert LONGEST_MINUTES == 15
    assert Length(marks=marks).is_long == is_long


@pytest.mark.parametrize("seat", ["participant", "assessor"])
@pytest.mark.parametrize("threats", [True, False])
@pytest.mark.parametrize("modules", [(), DEFAULT_MODULES, "all"])
def test_the_parts_add_up_to_the_whole(seat, threats, modules):
    document = welch() if threats else replace(welch(), threats=())
    asked = available_modules(document) if modules == "all" else modules
    found = round_length(document, seat, asked)
    parts = [found.base, *(found.modules[key] for key in found.modules_asked), found.threats]
    assert sum(parts[1:], parts[0]) == found.total == longest(document, seat, asked)
    assert found.modules_asked == tuple(key for key in available_modules(document) if key in asked)
    assert (found.threats == Length()) == (not threats)


def test_a_module_costs_the_same_before_it_is_chosen_and_after():
    without = round_length(welch(), "participant", ["impression"])
    chosen = round_length(welch(), "participant", ["impression", "avowed"])
    assert without.modules["avowed"] == chosen.modules["avowed"] == Length(marks=18, pages=1)
    assert without.total.marks + 18 <= chosen.total.marks


def test_what_is_written_counts_as_texts():
    found = round_length(welch(), "participant", ["impression"]).modules
    assert found[OWN_CONCERNS] == Length(texts=9, pages=1)
    assert found[OWN_ANSWERS] == Length(texts=1)
    assert round_length(welch(), "participant").modules[OWN_ANSWERS] == Length()


def test_it_is_that_of_the_side_which_is_asked_most():
    all_sides = [length_of(welch(), "participant", side) for side in welch().sides]
    assert longest(welch(), "participant").marks == max(each.marks for each in all_sides)
    assert len({each.marks for each in all_sides}) > 1


def test_a_module_without_words_is_left_out():
    document = replace(welch(), vignettes=None)
    found = round_length(document, "assessor", ["vignettes", "impression"])
    assert "vignettes" not in found.modules
    assert found.total == longest(document, "assessor")
