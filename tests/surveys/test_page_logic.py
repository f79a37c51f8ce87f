from dataclasses import replace

import pytest

from surveys.instruments.choices import Choice
from surveys.instruments.conditions import Condition, Given
from surveys.page_logic import open_questions, shown_questions, to_ask_again, values_that_show
from surveys.pages import PageQuestion, Section

NO_YES = (Choice("no", "No", 0), Choice("yes", "Yes", 1), Choice("prefer_not_to_say", "–", -2))
FIRST = PageQuestion("first", "about/first", 1, "about", "?", "?", choices=NO_YES)
THEN = replace(
    FIRST,
    key="then",
    name="about/then",
    position=2,
    show_if=Condition(answer=Given("first", ("yes", "no"))),
)
LAST = replace(THEN, key="last", name="about/last", position=3, required=True, show_if=None)
PAGE = Section("", "", "About you", "", (FIRST, THEN, LAST))


def keys(questions):
    return [question.key for question in questions]


def test_shown_and_open_are_in_the_order_of_the_page():
    assert keys(shown_questions(PAGE, {})) == ["first", "last"]
    assert keys(shown_questions(PAGE, {"about/first": -2})) == ["first", "last"]
    assert keys(shown_questions(PAGE, {"about/first": 0})) == ["first", "then", "last"]
    assert keys(open_questions(PAGE, {"about/first": 1})) == ["then", "last"]


def test_what_is_required_or_newly_shown_is_asked_for_again():
    now = {"about/first": 1}
    assert keys(to_ask_again(PAGE, {}, now)) == ["then", "last"]
    assert keys(to_ask_again(PAGE, now, now)) == ["last"]
    assert keys(to_ask_again(PAGE, now, now | {"about/last": -2})) == []


def test_the_values_that_show_a_question_are_those_that_are_stored():
    assert values_that_show(THEN, PAGE.questions) == (1, "0 1")
    with pytest.raises(KeyError, match="last"):
        values_that_show(LAST, PAGE.questions)
