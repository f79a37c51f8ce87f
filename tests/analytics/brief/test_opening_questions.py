"""Two or three questions to open with, each about another matter, none of them a verdict."""

import re

import pytest

from analytics.brief.findings import findings
from analytics.brief.opening_questions import opening_questions
from analytics.measures.verdicts import Thresholds
from analytics.web.pages.shared import Words
from surveys.instruments import parser
from surveys.instruments.labels import labels
from tests.analytics.brief.rows import cell

RULES = Thresholds()


@pytest.fixture(scope="module")
def words():
    document = parser.read(parser.HERE / "welch2013.yaml")
    return Words(labels(document, "en"), ("PRC", "JPN", "ROK", "USA"))


def found(*rows, dialogue=()):
    return findings(rows, RULES, dialogue)


def test_a_gap_something_unknown_and_a_concern_of_both(words):
    gaps = found(cell("overestimation"), cell("underestimation", item="political"))
    unknown = found(cell("underpredicted", gap="empathy", item="economic"))
    assert opening_questions(words, gaps, unknown, ["military", "environmental"]) == [
        "Japan's possible use of its military capabilities: what lies behind the concern of "
        "participants from the PRC, and what could make it smaller?",
        "Japan's conduct in trade, investment and technology: what do participants from the PRC "
        "see in it, and what did participants from Japan expect them to say?",
        "Environmental: both sides are concerned about it. What could each of them do first?",
    ]


def test_each_is_about_another_matter(words):
    gaps = found(cell("overestimation"), cell("overestimation", ends=("JPN", "PRC")))
    unknown = found(cell("underpredicted", gap="empathy"))
    first, *others = opening_questions(words, gaps, unknown, ["military"])
    assert first.startswith("Japan's possible use")
    assert others == ["Which matter would each side most like to hear the other about first?"]


@pytest.mark.parametrize(
    ("row", "asks"),
    [
        (cell("overestimation"), "what could make it smaller"),
        (cell("underestimation"), "what might the panel see in it"),
        (cell("misjudgment"), "of several minds"),
        (cell("overpredicted", gap="empathy"), "expect them to say"),
        (cell("overestimation", gap="image"), "look at it themselves"),
    ],
)
def test_a_question_goes_by_the_kind_of_finding(words, row, asks):
    assert asks in opening_questions(words, found(row), [], [])[0]


def test_the_other_side_is_asked_before_one_is_asked_again(words):
    gaps = found(
        cell("overestimation", item="military", alone=(0.9, 0.5, 1.0)),
        cell("overestimation", item="political", alone=(0.8, 0.5, 1.0)),
        cell("overestimation", item="economic", ends=("JPN", "PRC")),
    )
    asked = opening_questions(words, gaps, [], [])
    assert ["the PRC, and what" in question for question in asked] == [True, False, True]


def test_what_is_for_dialogue_asks_what_was_expected(words):
    row = cell("overestimation")
    (first, _open) = opening_questions(words, found(row, dialogue=[row.key]), [], [])
    assert "expect them to say" in first


def test_where_nothing_stands_out_both_questions_are_open(words):
    questions = opening_questions(words, [], [], [])
    assert len(questions) == 2
    assert all("each side" in question for question in questions)


def test_no_question_has_a_word_of_verdict(words):
    kinds = ("overestimation", "underestimation", "misjudgment")
    rows = [cell(kind, gap=gap) for kind in kinds for gap in ("threat", "image")]
    for row in rows:
        (first, _open) = opening_questions(words, found(row), [], [])
        assert first.endswith("?")
        assert not re.search(r"\b(wrong|right|true|false|exaggerat|error|should|too)\w*", first)
