import pytest

from surveys.instruments.batteries import BatteryPart, battery_part
from surveys.instruments.builder import from_content
from surveys.instruments.document import all_questions, answers_of
from surveys.instruments.errors import InstrumentError
from surveys.instruments.labels import labels
from surveys.instruments.parser import parse
from surveys.instruments.sequence import answer_names, available_modules, page_specs, split_name
from surveys.questionnaire import pages
from tests.surveys.instruments.small import BATTERIES, PLAIN

MODULES = ("steps", "portrait", "futures")


@pytest.fixture(scope="module")
def document():
    return parse(PLAIN + BATTERIES, "small.yaml")


def test_a_battery_is_a_module_of_its_key(document):
    assert available_modules(document) == MODULES
    assert answer_names(document, "participant", "JPN", ()) == answer_names(
        parse(PLAIN, "small.yaml"), "participant", "JPN", ()
    )


def test_questions_of_batteries_are_about_sides_with_participants_alone(document):
    keys = [question.key for question in all_questions(document) if question.kind == "battery"]
    assert keys == [
        "JPN>ROK:steps.hotline.welcome",
        "JPN>ROK:steps.rules.welcome",
        "JPN>ROK:steps.hotline.why",
        "JPN>ROK:steps.rules.why",
        "ROK>JPN:steps.hotline.welcome",
        "ROK>JPN:steps.rules.welcome",
        "ROK>JPN:steps.hotline.why",
        "ROK>JPN:steps.rules.why",
        "JPN>JPN:portrait.peace.agree",
        "JPN>ROK:portrait.peace.agree",
        "ROK>JPN:portrait.peace.agree",
        "ROK>ROK:portrait.peace.agree",
        "JPN>:futures.league.likely",
        "ROK>:futures.league.likely",
    ]
    assert (
        document.question("JPN>:futures.league.likely").position == len(all_questions(document)) - 1
    )


def test_participants_state_their_own_answers_and_predict_those_of_the_others(document):
    names = answer_names(document, "participant", "JPN", MODULES)
    assert names[len(answer_names(document, "participant", "JPN", ())) :] == (
        "stated/JPN>ROK:steps.hotline.welcome",
        "stated/JPN>ROK:steps.rules.welcome",
        "predicted/ROK>JPN:steps.hotline.welcome",
        "predicted/ROK>JPN:steps.rules.welcome",
        "stated/JPN>ROK:steps.hotline.why",
        "stated/JPN>ROK:steps.rules.why",
        "stated/JPN>JPN:portrait.peace.agree",
        "stated/JPN>ROK:portrait.peace.agree",
        "predicted/ROK>ROK:portrait.peace.agree",
        "stated/JPN>:futures.league.likely",
        "predicted/ROK>:futures.league.likely",
    )
    assert split_name(names[-1], "participant") == ("predicted", "ROK>:futures.league.likely")


def test_the_panel_is_put_what_has_its_lens(document):
    names = answer_names(document, "assessor", "ROK", MODULES)
    assert names[len(answer_names(document, "assessor", "ROK", ())) :] == (
        "JPN>ROK:steps.hotline.why",
        "JPN>ROK:steps.rules.why",
        "ROK>JPN:steps.hotline.why",
        "ROK>JPN:steps.rules.why",
    )


def test_each_question_has_a_page_of_its_own_through_each_lens(document):
    steps = [page.step for page in page_specs(document, "participant", "JPN", MODULES)][1:]
    assert [tuple(step) for step in steps] == [
        ("stated", "steps", "welcome"),
        ("predicted", "steps", "welcome"),
        ("stated", "steps", "why"),
        ("stated", "portrait", "agree"),
        ("predicted", "portrait", "agree"),
        ("stated", "futures", "likely"),
        ("predicted", "futures", "likely"),
    ]


def test_a_page_in_words(document):
    page = pages(document, "participant", "JPN", "en", modules=MODULES)[1]
    (section,) = page.sections
    assert (page.kind, page.plain, page.listed) == ("battery", True, False)
    assert (section.title, section.stem) == ("Steps of the ROK", "How welcome from the ROK?")
    assert [question.item for question in section.questions] == ["a hotline with the ROK", "rules"]
    assert section.questions[0].question == "Is a hotline with the ROK welcome?"
    assert [(choice.label, choice.value) for choice in page.marks] == [
        ("Very", 2),
        ("Rather", 1),
        ("Not welcome", 0),
        ("Cannot be determined", -1),
        ("Prefer not to say", -2),
    ]


def test_answers_without_an_order_stand_as_in_the_file(document):
    page = pages(document, "participant", "JPN", "en", modules=["steps"])[3]
    assert [choice.label for choice in page.marks][:2] == ["The past", "Words"]


def test_answers_are_published_from_the_least_on(document):
    assert answers_of(document, "battery", "JPN", "steps.rules.welcome") == (
        "skipped",
        "prefer_not_to_say",
        "cannot_determine",
        "not",
        "rather",
        "very",
    )


def test_results_name_items_questions_and_answers(document):
    words = labels(document, "ko")
    assert words.batteries == {"steps": "조치", "portrait": "자화상", "futures": "미래"}
    assert words.battery_items["JPN>ROK:steps.hotline.welcome"] == "한국 측과의 직통 전화"
    assert words.battery_questions["portrait.agree"] == "동의"
    assert words.battery_answers["steps.why"] == {"past": "과거", "words": "말"}
    assert words.battery_groups == {"steps.sea": "해상"}


def test_a_stored_copy_is_the_same(document):
    assert from_content(document.content) == document


def test_the_parts_of_a_name():
    assert battery_part("steps.hotline.why") == BatteryPart("steps", "hotline", "why")
    assert str(BatteryPart("steps", "hotline", "why")) == "steps.hotline.why"


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ("- key: portrait", "- key: vignettes", "batteries[vignettes].key", "another module"),
        ("- key: portrait", "- key: steps", "batteries[steps].key", "used before"),
        ("- key: rules", "- key: hotline", "batteries[steps].items[hotline].key", "used before"),
        ("group: sea", "group: land", "batteries[steps].items[rules].group", "one of: sea"),
        ("[[JPN, ROK]]", "[[JPN, PRK]]", "batteries[steps].items[rules].dyads", "JPN, ROK"),
        ("{key: past,", "{key: skipped,", "answers[skipped].key", "always offered"),
        ("{key: words,", "{key: past,", "answers[past].key", "used before"),
        ("How likely?", "How likely, {target}?", "lenses.stated.stem.en", "{target}"),
        ("about: each_other", "about: every_side", "items[rules].dyads", "each_other alone"),
        ("about: each_other", "about: no_side", "lenses.assessed", "each_other alone"),
        ("{target} 측의?", "{target}은?", "lenses.stated.stem.ko", "two forms"),
        ('{draft: "자화상"}', '{draft: ""}', "title.ko", "some words"),
    ],
)
def test_a_fault_is_named_with_its_place(old, new, where, message):
    assert old in BATTERIES

    with pytest.raises(InstrumentError) as caught:
        parse(PLAIN + BATTERIES.replace(old, new, 1), "small.yaml")

    assert any(where in problem and message in problem for problem in caught.value.problems)


def test_a_battery_without_texts_in_a_language_is_refused():
    without = BATTERIES.replace(', ko: {draft: "자화상"}', "", 1)

    with pytest.raises(InstrumentError, match=r"batteries\[portrait\]\.title: has no text in ko"):
        parse(PLAIN + without, "small.yaml")


def test_more_answers_than_were_proved_are_refused():
    line = '          - {key: words, text: {en: {source: "Words"}, ko: {draft: "말"}}}\n'
    more = "".join(line.replace("key: words", f"key: words-{number}") for number in range(10))

    with pytest.raises(InstrumentError, match="given away was proved for"):
        parse(PLAIN + BATTERIES.replace(line, line + more, 1), "small.yaml")


def test_a_name_that_no_column_holds_is_refused():
    long = BATTERIES.replace("- key: hotline", f"- key: {'x' * 50}", 1)

    with pytest.raises(InstrumentError, match="longer than 60 characters; shorten a key"):
        parse(PLAIN + long, "small.yaml")
