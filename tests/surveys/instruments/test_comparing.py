import pytest

from surveys.instruments.comparing import (
    ANSWERS,
    AROUND,
    GROUPS,
    UNSEEN,
    WHO,
    WORDING,
    Comparison,
    compare,
)
from surveys.instruments.comparison_words import GROUP_HEADINGS
from surveys.instruments.parser import parse
from tests.factories import short, welch
from tests.surveys.instruments.small import SMALL

ABOUT = """\
about:
  title: {en: {source: "About you"}, ko: {draft: "귀하"}}
  questions:
    - key: age
      question: {en: {source: "Your age?"}, ko: {draft: "연령은?"}}
      options:
        - {key: young, text: {en: {source: "Young"}, ko: {draft: "젊음"}}}
        - {key: old, text: {en: {source: "Old"}, ko: {draft: "많음"}}}
"""
MIDDLE = '        - {key: middle, text: {en: {source: "Middle"}, ko: {draft: "중간"}}}\n'


def small(*replaced):
    text = SMALL + ABOUT
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new, 1)
    return parse(text, "small.yaml")


def differing(*replaced):
    return compare(small(), small(*replaced))


def test_nothing_differs_between_a_questionnaire_and_itself():
    assert compare(welch(), welch()).is_empty
    assert differing(("version: 1", "version: 2")).is_empty
    assert compare(welch(), welch()) == Comparison()


@pytest.mark.parametrize(
    ("old", "new", "group", "address"),
    [
        (
            "{target_possessive} forces",
            "{target_possessive} army",
            WORDING,
            "concerns[military].item",
        ),
        ("Japan's standing", "Japan's name", WORDING, "threats[JPN>ROK:portrayals].referent"),
        ('"Which for {perceiver}?"', '"What for {perceiver}?"', WORDING, "impression.question"),
        ('"A attacks B."', '"A hits B."', WORDING, "vignettes.situations[high].text"),
        ('"the ROK"', '"ROK"', WORDING, "parties[ROK].side"),
        ('"Not a concern"', '"None"', ANSWERS, "marks.none"),
        ('"Grown"', '"More"', ANSWERS, "trend.answers.grown"),
        ('"Something else"', '"Other"', ANSWERS, "impression.other"),
        ('"Young"', '"Younger"', ANSWERS, "about.questions[age].options[young].text"),
        ('"Preface."', '"Words."', AROUND, "preface"),
        ('"As you see it now."', '"Now."', AROUND, "impression.revised.guidance"),
        ('"A note."', '"Note."', UNSEEN, "citation.note"),
    ],
)
def test_a_change_of_words_is_told_with_its_place_and_what_it_means(old, new, group, address):
    (change,) = differing((old, new)).texts
    assert (change.group, change.address, change.language) == (group, address, "en")


def test_a_change_in_one_language_is_told_for_that_language_alone():
    comparison = differing(("{target}의 병력", "{target}의 군대"))
    (change,) = comparison.texts
    assert [tuple(piece) for piece in change.pieces] == [
        ("kept", "{target}의 "),
        ("removed", "병력"),
        ("added", "군대"),
    ]
    assert comparison.languages_asked_otherwise == ("ko",)
    assert comparison.incomparable == (WORDING,)


@pytest.mark.parametrize(
    ("old", "new", "group", "change"),
    [
        (
            "    domain: societal\n",
            "    domain: societal\n    show_if: {seat: [participant]}\n",
            WHO,
            ("threats[JPN>ROK:portrayals].show_if.seat", "", "participant"),
        ),
        ("    extras: [confidence]\n", "", WHO, ("lenses.assessed.extras", "confidence", "")),
        (
            "domain: societal",
            "domain: political",
            WHO,
            (
                "threats[JPN>ROK:portrayals].domain",
                "societal",
                "political",
            ),
        ),
        (
            "    domain: null\n",
            "    domain: null\n    required: true\n",
            AROUND,
            ("concerns[clash].required", "", "True"),
        ),
        (
            "mark: serious",
            "mark: low",
            UNSEEN,
            (
                "threats[JPN>PRK:missiles].quotation.mark",
                "serious",
                "low",
            ),
        ),
    ],
)
def test_a_setting_is_told_with_both_values(old, new, group, change):
    (setting,) = differing((old, new)).settings
    assert (setting.address, setting.before, setting.after) == change
    assert setting.group == group


def test_an_answer_that_is_new_is_told_among_the_answers():
    three = small(("        - {key: old", f"{MIDDLE}        - {{key: old"))
    (change,) = compare(small(), three).texts
    assert (change.group, change.pieces[0]) == (ANSWERS, ("added", "Middle"))
    (back,) = compare(
        small(("        - {key: old", f"{MIDDLE}        - {{key: old")), small()
    ).texts
    assert back.pieces[0] == ("removed", "Middle")


def test_what_is_asked_in_one_version_only_is_told_as_a_whole():
    portrayals = SMALL[SMALL.index("  - key: portrayals") : SMALL.index("lenses:\n")]
    comparison = compare(small((portrayals, "")), small())
    (matter,) = comparison.added
    assert matter.words == "portrayals"
    assert matter.questions == ("JPN>ROK:portrayals",)
    assert (comparison.texts, comparison.settings, comparison.removed) == ((), (), ())
    assert comparison.incomparable == ()
    assert compare(small(), small((portrayals, ""))).removed == comparison.added


def test_a_part_that_is_left_out_is_told_and_its_texts_are_not():
    trend = SMALL[SMALL.index("trend:\n") : SMALL.index("reflection:\n")]
    comparison = differing((trend, ""))
    assert [matter.address for matter in comparison.removed] == ["trend.question"]
    assert comparison.texts == ()
    assert [(s.address, s.after, s.group) for s in comparison.settings] == [("trend", "", WHO)]


def test_another_order_and_another_status_change_no_words():
    clash = SMALL[SMALL.index("  - key: clash") : SMALL.index("threats:\n")]
    comparison = differing((clash, ""), ("concerns:\n", f"concerns:\n{clash}"))
    assert comparison.reordered
    assert comparison.texts == ()
    reviewed = differing(('ko: {draft: "제목"}', 'ko: {reviewed: "제목"}'))
    assert reviewed.statuses == {"ko": 1}
    assert not reviewed.is_empty
    assert reviewed.incomparable == ()


def test_two_questionnaires_compare_as_well():
    comparison = compare(welch(), short())
    removed = {m.address for m in comparison.removed if m.address.startswith("concerns")}
    kept = {concern.key for concern in short().concerns}
    all_of = {concern.key for concern in welch().concerns}
    assert removed == {f"concerns[{key}].item" for key in all_of - kept}
    political = next(m for m in comparison.removed if "political" in m.address)
    assert len(political.questions) == 12 + 4


def test_every_group_has_a_heading():
    assert set(GROUP_HEADINGS) == set(GROUPS)
