"""What items and answers of batteries are called: no two are alike where questions share them."""

import pytest

from analytics.release.schema.batteries import BATTERIES, BATTERY
from surveys.instruments.document import all_questions
from surveys.instruments.labels import labels
from surveys.instruments.parser import parse
from tests import factories
from tests.surveys.instruments.small import BATTERIES as SOME_BATTERIES
from tests.surveys.instruments.small import SMALL


def words_of(column, language):
    document = factories.short()
    (found,) = [each for each in BATTERIES.columns if each.name == column]
    in_language = labels(document, language)
    values = found.values_of(document, labels(document, "en"))
    return {key: text.read(in_language) for key, text in values.items() if hasattr(text, "read")}


def test_an_item_of_several_questions_has_its_question_in_brackets():
    items = words_of("item", "en")
    hotline = "answering a direct line between both defence authorities at any hour"
    assert items["reassurance.hotline.lessens"] == f"{hotline} (How much it would lessen concern)"
    assert items["reassurance.hotline.acceptable"] == f"{hotline} (How acceptable it would be)"


def test_an_answer_has_its_question_in_brackets_only_if_another_question_has_it_too():
    answers = words_of("answer", "en")
    assert answers["self-image.agree.agree"] == "Agree"
    alike = [text for text in answers.values() if text.startswith("Not acceptable")]
    assert alike == [
        "Not acceptable (How acceptable it would be)",
        "Not acceptable (How acceptable an order of the region is)",
    ]


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ja", "ko"])
@pytest.mark.parametrize("column", ["item", "answer"])
def test_no_two_are_alike(column, language):
    words = words_of(column, language)
    assert len(set(words.values())) == len(words)


def test_every_item_has_words_also_one_that_names_the_sides():
    document = parse(SMALL + SOME_BATTERIES, "small.yaml")
    english = labels(document, "en")
    (column,) = (each for each in BATTERIES.columns if each.name == "item")
    values = column.values(document, english)
    asked = {spec.item for spec in all_questions(document) if spec.kind == BATTERY}
    assert {*values} == asked
    words = {key: value.read(english) for key, value in values.items()}
    # "a hotline with {target}" reads differently of each side.
    assert words["steps.hotline.welcome"] == "How welcome"
    assert words["steps.rules.welcome"] == "rules (How welcome)"
    assert words["portrait.peace.agree"] == "wants peace"
