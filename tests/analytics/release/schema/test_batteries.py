from analytics.release.schema.batteries import BATTERIES, BATTERY
from surveys.instruments.document import all_questions
from surveys.instruments.labels import labels
from surveys.instruments.parser import parse
from tests.surveys.instruments.small import BATTERIES as SOME_BATTERIES
from tests.surveys.instruments.small import SMALL

DOCUMENT = parse(SMALL + SOME_BATTERIES, "small.yaml")


def test_every_item_has_words_also_one_that_names_the_sides():
    english = labels(DOCUMENT, "en")
    (column,) = (each for each in BATTERIES.columns if each.name == "item")
    values = column.values(DOCUMENT, english)
    asked = {spec.item for spec in all_questions(DOCUMENT) if spec.kind == BATTERY}
    assert {*values} == asked
    words = {key: value.read(english) for key, value in values.items()}
    # "a hotline with {target}" reads differently of each side.
    assert words["steps.hotline.welcome"] == "How welcome"
    assert words["steps.rules.welcome"] == "rules"
    assert words["portrait.peace.agree"] == "wants peace"
