"""What batteries on sides and on orders must be for their results, by line and field."""

import copy

import pytest

from surveys.instruments.errors import InstrumentError
from surveys.instruments.parser import parse
from surveys.instruments.validation_sides_and_orders import check_sides_and_orders
from tests.factories import welch
from tests.surveys.instruments.small import SMALL


def battery(key):
    found = next(each for each in welch().content["batteries"] if each["key"] == key)
    return copy.deepcopy(found)


def faults(content):
    problems = check_sides_and_orders(content, ("batteries", 0))
    return {".".join(map(str, problem.path[2:])): problem.message for problem in problems}


@pytest.mark.parametrize("key", ["self-image", "orders"])
def test_those_of_the_shipped_questionnaire_fit(key):
    assert faults(battery(key)) == {}


def test_an_order_by_itself_is_refused():
    content = battery("orders")
    del content["items"][1:]
    assert faults(content) == {
        "items": "has 1, and results compare 2 at least: add another, "
        "or give the battery another key than 'orders'"
    }


def test_one_statement_is_enough():
    content = battery("self-image")
    del content["items"][1:]
    assert faults(content) == {}


@pytest.mark.parametrize(
    ("key", "about", "right"),
    [("orders", "each_other", "no_side"), ("self-image", "no_side", "every_side")],
)
def test_what_it_is_about_is_given(key, about, right):
    (message,) = faults(battery(key) | {"about": about}).values()
    assert message.startswith(f"must be {right}, ")


def test_a_question_that_results_read_is_missed():
    content = battery("orders")
    content["questions"][1]["key"] = "probable"
    (message,) = faults(content).values()
    assert message.startswith("has no question 'likely', from which results are drawn; add it")


def test_its_answers_are_four_that_ascend():
    content = battery("self-image")
    question = content["questions"][0]
    question["ordered"] = False
    del question["answers"][1]
    del question["lenses"]["stated"]
    found = faults(content)
    assert found["questions.0.ordered"].startswith("must be true")
    assert found["questions.0.answers"].startswith("has 3; give it 4 that ascend")
    assert found["questions.0.lenses"].startswith("has no stated")


def test_a_statement_names_no_side():
    content = battery("self-image")
    content["items"][2]["text"]["ja"] = {"draft": "{target}はルールを守る"}
    (place,) = faults(content)
    assert place == "items.2.text.ja"


def test_another_battery_may_be_as_it_likes():
    content = battery("orders") | {"key": "futures", "about": "each_other"}
    del content["items"][1:]
    assert faults(content) == {}


def test_the_file_is_refused_at_its_line():
    text = '{en: {source: "t"}, ko: {draft: "t"}}'
    answers = ", ".join(f"{{key: a{n}, text: {text}}}" for n in range(4))
    questions = "".join(
        f"      - {{key: {key}, title: {text}, answers: [{answers}], "
        f"lenses: {{stated: {{title: {text}, stem: {text}, "
        'question: {en: {source: "{item}"}, ko: {draft: "{item}"}}}}}\n'
        for key in ("acceptable", "likely")
    )
    content = (
        f"{SMALL}batteries:\n  - key: orders\n    title: {text}\n    about: no_side\n"
        f"    items:\n      - {{key: one, text: {text}}}\n    questions:\n{questions}"
    )
    with pytest.raises(InstrumentError) as caught:
        parse(content, "small.yaml")
    (problem,) = caught.value.problems
    line = content[: content.index("    items:\n      - {key: one")].count("\n") + 1
    assert problem.startswith(f"small.yaml:{line}: batteries[orders].items: has 1, and results")
