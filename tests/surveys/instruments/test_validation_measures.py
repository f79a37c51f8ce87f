"""How many items a page takes, and what the battery of measures must be, by line and field."""

import pytest

from surveys.instruments.errors import InstrumentError
from surveys.instruments.parser import parse
from surveys.instruments.validation_measures import (
    MOST_ITEMS,
    check_measures,
    check_number_of_items,
)
from tests.surveys.instruments.small import SMALL

SIDES = ["JPN", "ROK", "USA"]


def text(words):
    return f'{{en: {{source: "{words}"}}, ko: {{draft: "{words}"}}}}'


def item(number, dyads=""):
    return f"      - {{key: m{number}, text: {text(number)}{dyads}}}\n"


def question(key):
    answers = ", ".join(f"{{key: a{n}, text: {text(n)}}}" for n in range(4))
    wording = f"{{title: {text('t')}, stem: {text('s')}, question: {text('{item}')}}}"
    return (
        f"      - key: {key}\n        title: {text('t')}\n        answers: [{answers}]\n"
        f"        lenses: {{stated: {wording}, predicted: {wording}}}\n"
    )


def file(items, questions=("lessens", "acceptable"), key="reassurance", about="each_other"):
    battery = f"batteries:\n  - key: {key}\n    title: {text('t')}\n    about: {about}\n"
    asked = "".join(map(question, questions))
    return f"{SMALL}{battery}    items:\n{''.join(items)}    questions:\n{asked}"


def faults(content):
    with pytest.raises(InstrumentError) as caught:
        parse(content, "small.yaml")
    return caught.value.problems


def line_of(content, words):
    return next(n for n, line in enumerate(content.splitlines(), 1) if words in line)


def test_a_list_of_forty_is_refused_at_the_first_that_is_too_many():
    content = file([item(number) for number in range(40)])
    (problem,) = faults(content)
    line = line_of(content, f"key: m{MOST_ITEMS},")
    assert problem.startswith(f"small.yaml:{line}: batteries[reassurance].items[m{MOST_ITEMS}]")
    assert "is item 9 for JPN and ROK" in problem
    assert "a page takes 8 in a section and there are 40: leave some out, or say with dyads" in (
        problem
    )


def test_as_many_as_a_page_takes_are_read():
    document = parse(file([item(number) for number in range(MOST_ITEMS)]), "small.yaml")
    assert len(document.battery("reassurance").items) == MOST_ITEMS


def test_what_is_said_for_one_pair_counts_for_that_pair_alone():
    pairs = (["JPN", "ROK"], ["ROK", "USA"], ["JPN", "USA"])
    spread = [{"key": str(n), "dyads": [pairs[n % 3][::-1]]} for n in range(3 * MOST_ITEMS)]
    battery = {"about": "each_other", "items": spread}
    assert list(check_number_of_items(battery, ("items",), SIDES)) == []
    spread.append({"key": "all"})
    (problem,) = check_number_of_items(battery, ("items",), SIDES)
    assert problem.path == ("items", 3 * MOST_ITEMS)
    assert "JPN and ROK" in problem.message


@pytest.mark.parametrize("about", ["every_side", "no_side"])
def test_a_battery_that_is_not_about_pairs_has_one_limit(about):
    battery = {"about": about, "items": [{"key": str(n)} for n in range(MOST_ITEMS + 1)]}
    (problem,) = check_number_of_items(battery, ("items",), SIDES)
    assert problem.path == ("items", MOST_ITEMS)
    battery["items"].pop()
    assert list(check_number_of_items(battery, ("items",), SIDES)) == []


def fitting(**changed):
    asked = [{"key": key, "answers": [*range(4)]} for key in ("lessens", "acceptable")]
    return {"key": "reassurance", "about": "each_other", "questions": asked} | changed


def test_the_battery_of_measures_as_it_must_be():
    assert list(check_measures(fitting(), ("b",))) == []


@pytest.mark.parametrize(
    ("changed", "path", "message"),
    [
        ({"about": "no_side"}, ("b", "about"), "must be each_other"),
        (
            {"questions": [{"key": "lessens", "answers": [*range(4)]}]},
            ("b", "questions"),
            "has no question 'acceptable'",
        ),
        (
            {
                "questions": [
                    {"key": "acceptable", "answers": [*range(4)]},
                    {"key": "lessens", "answers": [*range(5)]},
                ]
            },
            ("b", "questions", 1, "answers"),
            "has 5; give it 4",
        ),
        (
            {
                "questions": [
                    {"key": "lessens", "answers": [*range(4)], "ordered": False},
                    {"key": "acceptable", "answers": [*range(4)]},
                ]
            },
            ("b", "questions", 0, "ordered"),
            "must be true",
        ),
    ],
)
def test_what_it_may_not_be_is_named_and_the_way_out(changed, path, message):
    (problem,) = check_measures(fitting(**changed), ("b",))
    assert problem.path == path
    assert message in problem.message
    assert "or give the battery another key than 'reassurance'" in problem.message
    assert list(check_measures(fitting(**changed) | {"key": "steps"}, ("b",))) == []


def test_a_file_says_so_with_its_line():
    content = file([item(1)], questions=("lessens",))
    (problem,) = faults(content)
    assert f"small.yaml:{line_of(content, '    questions:')}: batteries[reassurance]" in problem
    assert "has no question 'acceptable'" in problem


def test_a_measure_without_text_in_a_language_and_an_unknown_side_are_named():
    content = file([item(1), item(2, ", dyads: [[JPN, CAN]]")])
    (problem,) = faults(content)
    line = line_of(content, "key: m2,")
    assert problem.startswith(f"small.yaml:{line}: batteries[reassurance].items[m2].dyads")
    assert "'CAN' is no side with participants" in problem
    without = file([item(1).replace(', ko: {draft: "1"}', "")])
    (problem,) = faults(without)
    assert f"small.yaml:{line_of(without, 'key: m1,')}: batteries[reassurance].items[m1]" in problem
    assert "has no text in ko; add it" in problem
