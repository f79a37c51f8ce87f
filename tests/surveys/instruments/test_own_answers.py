"""Answers that can be put into words: which they are, and what a file may not say of them."""

import re

import pytest

from surveys.instruments.builder import from_content
from surveys.instruments.document import all_questions
from surveys.instruments.errors import InstrumentError
from surveys.instruments.own_answers import MOST_LINES, answer_to_say, offers_lines
from surveys.instruments.parser import HERE, parse
from surveys.instruments.sequence import available_modules
from surveys.instruments.slots import lines
from tests.factories import short, welch
from tests.surveys.instruments.conditional import with_fields

MODULES = ("impression", "own_answers")
WITH_BOTH = with_fields({("about", "questions", 1, "options", 2): {"say": True}})
WELCH = (HERE / "welch2013.yaml").read_text(encoding="utf-8")


def test_of_welchs_questionnaire_something_else_can_be_said():
    said = {q.key: key for q in all_questions(welch()) if (key := answer_to_say(welch(), q))}
    assert said == {"PRC": "else", "JPN": "else", "ROK": "else", "USA": "else"}


def test_an_answer_about_oneself_can_be_too():
    (spec,) = [spec for spec in all_questions(WITH_BOTH) if spec.key == "gender"]
    assert answer_to_say(WITH_BOTH, spec) == "another-gender"


def test_a_line_stands_beside_the_first_impression_and_not_beside_the_revised():
    assert lines(welch(), "participant", "JPN", MODULES) == {"first/JPN": "JPN"}
    everything = lines(WITH_BOTH, "participant", "PRC", (*MODULES, "about"))
    assert everything == {"first/PRC": "PRC", "about/gender": "gender"}
    assert len(everything) <= MOST_LINES


@pytest.mark.parametrize(
    ("seat", "modules"),
    [
        ("assessor", MODULES),
        ("participant", ("impression",)),
        ("participant", ("own_answers", "predicted")),
    ],
)
def test_there_is_none_where_none_is_asked_for(seat, modules):
    assert lines(welch(), seat, "PRC", modules) == {}


def test_the_module_is_offered_where_the_file_has_such_an_answer():
    assert "own_answers" in available_modules(welch())
    impression = {k: v for k, v in short().content["impression"].items() if k != "say"}
    without = from_content({**short().content, "impression": impression})
    assert not offers_lines(without)
    assert "own_answers" not in available_modules(without)
    with pytest.raises(ValueError, match="own_answers"):
        lines(without, "participant", "PRC", MODULES)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  say: true\n", "  say: yes\n", "impression.say: is 'yes'; expected true for an answer"),
        ("  say: true\n", "  say: false\n", "impression.say: is False; expected true"),
        ("        - key: man\n", "        - key: man\n          say: true\n", None),
        (
            "        - key: man\n",
            "        - key: man\n          say: 1\n",
            "options[man].say: is 1; expected true for an answer",
        ),
        ("\nreflection:\n", "\nreflection:\n  say: true\n", "reflection.say: is not a field here"),
    ],
)
def test_a_misused_say_is_named(old, new, message):
    changed = WELCH.replace(old, new, 1)
    if message is None:
        assert parse(changed, "welch2013.yaml").slug == "welch2013"
    else:
        with pytest.raises(InstrumentError, match=re.escape(message)):
            parse(changed, "welch2013.yaml")


def test_one_question_has_one_line():
    said = WELCH
    for key in ("woman", "man"):
        said = said.replace(f"- key: {key}\n", f"- key: {key}\n          say: true\n", 1)
    message = r"options\[man\].say: is true of 'woman' as well; let one answer"
    with pytest.raises(InstrumentError, match=message):
        parse(said, "welch2013.yaml")
