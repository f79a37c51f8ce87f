import re

import pytest

from surveys.forms import CodeForm, KeptForm, PageForm
from surveys.instruments.document import all_questions
from surveys.instruments.sequence import MODULES
from surveys.questionnaire import pages
from surveys.responding import Answer
from tests.factories import welch

CODE = "0123456789ABCDEFGHJKMNPQRS"
KEY, NEXT = "PRC>JPN:military", "PRC>JPN:political"
POSITIONS = {spec.key: spec.position for spec in all_questions(welch())}
MILITARY, POLITICAL = f"q{POSITIONS[KEY]}", f"q{POSITIONS[NEXT]}"
STRANGER = f"q{POSITIONS['PRC>USA:military']}"


def page(seat: str = "participant", language: str = "en"):
    return pages(welch(), seat, "PRC", language)[0]


def form(data=None, answers=None, seat="participant") -> PageForm:
    return PageForm(page(seat), answers or {}, data)


def test_a_page_has_a_field_for_each_question_with_the_stored_marks():
    made = form()
    assert list(made.fields) == [f"q{question.position}" for question in page().questions]
    values = [value for value, _label in made.fields[MILITARY].choices]
    assert values == [3, 2, 1, 0, -1, -2]
    assert all(not field.required for field in made.fields.values())


def test_assessors_are_also_asked_how_sure_they_are_and_why():
    made = form(seat="assessor")
    assert len(made.fields) == 3 * len(page("assessor").questions)
    confidence = [value for value, _label in made.fields[MILITARY + "_confidence"].choices]
    basis = [value for value, _label in made.fields[MILITARY + "_basis"].choices]
    assert confidence == ["", 0, 1, 2]
    assert basis == ["", "capability", "intent", "inadvertence"]
    shown = made.questions()[0]
    assert shown["confidence"].name == MILITARY + "_confidence"
    assert shown["basis"].name == MILITARY + "_basis"
    assert form().questions()[0]["confidence"] is None


@pytest.mark.parametrize("mark", [3, 2, 1, 0, -1, -2])
def test_every_mark_offered_is_taken(mark):
    made = form({MILITARY: str(mark)})
    assert made.is_valid()
    assert made.answers() == {KEY: Answer(mark)}


@pytest.mark.parametrize("wrong", ["4", "-3", "serious", "3.0", "03", " ", "x" * 5000, "٣"])
def test_a_wrong_mark_is_refused_and_the_others_are_kept(wrong):
    made = form({MILITARY: wrong, POLITICAL: "2"})
    assert not made.is_valid()
    assert made.errors[MILITARY] == ["Please choose one of the answers offered here."]
    assert list(made.errors) == [MILITARY]
    assert made.answers() == {NEXT: Answer(2)}


def test_nothing_chosen_is_no_answer():
    for data in ({}, {MILITARY: ""}, {"csrfmiddlewaretoken": "x"}):
        made = form(data)
        assert made.is_valid()
        assert made.answers() == {}


def test_an_answer_to_another_dyads_question_is_refused_and_the_others_are_kept():
    made = form({MILITARY: "1", STRANGER: "3"})
    assert not made.is_valid()
    assert "not on this page" in str(made.non_field_errors())
    assert made.answers() == {KEY: Answer(1)}


def test_a_stray_confidence_is_refused_on_a_participants_page():
    made = form({MILITARY: "1", MILITARY + "_confidence": "2"})
    assert not made.is_valid()
    assert made.answers() == {KEY: Answer(1)}


def test_an_assessors_answer_has_its_confidence_and_basis():
    made = form(
        {MILITARY: "0", MILITARY + "_confidence": "0", MILITARY + "_basis": "intent"},
        seat="assessor",
    )
    assert made.is_valid()
    assert made.answers() == {KEY: Answer(0, 0, "intent")}


@pytest.mark.parametrize("extra", [("_confidence", "3"), ("_basis", "hearsay")])
def test_a_wrong_extra_is_refused_and_the_mark_is_kept(extra):
    made = form({MILITARY: "2", MILITARY + extra[0]: extra[1]}, seat="assessor")
    assert not made.is_valid()
    assert list(made.errors) == [MILITARY + extra[0]]
    assert made.answers() == {KEY: Answer(2)}


def test_what_was_answered_before_is_shown():
    made = form(answers={KEY: Answer(0, 1, "intent")}, seat="assessor")
    (checked,) = [radio for radio in made[MILITARY] if radio.data["selected"]]
    assert checked.data["value"] == 0
    assert made[MILITARY + "_confidence"].value() == 1
    assert made[MILITARY + "_basis"].value() == "intent"
    assert not [radio for radio in form()[MILITARY] if radio.data["selected"]]


def test_no_label_of_the_results_is_in_a_fields_name():
    for found in pages(welch(), "participant", "PRC", "en", modules=MODULES):
        assert all(
            re.fullmatch(r"q\d+(_confidence|_basis)?", name) for name in PageForm(found, {}).fields
        )


def test_impressions_and_vignettes_are_answered_by_their_own_names():
    way = pages(welch(), "participant", "PRC", "en", modules=MODULES)
    for found in way:
        data = {f"q{q.position}": str(found.marks[1].value) for q in found.questions}
        made = PageForm(found, {}, data)
        assert made.is_valid()
        assert made.answers() == {q.name: Answer(found.marks[1].value) for q in found.questions}
    first = way[0]
    assert first.kind == "impression"
    (name,) = PageForm(first, {}).fields
    for wrong in (len(welch().parties), 3 if len(first.marks) < 6 else 9, -3):
        assert not PageForm(first, {}, {name: str(wrong)}).is_valid()


@pytest.mark.parametrize("make", [KeptForm, CodeForm])
@pytest.mark.parametrize("typed", ["", "abc", CODE + "0", "U" * 26, "\0" * 26])
def test_what_is_no_code_is_refused(make, typed):
    made = make({"code": typed, "kept": "on"})
    assert not made.is_valid()
    assert list(made.errors) == ["code"]


@pytest.mark.parametrize("make", [KeptForm, CodeForm])
def test_a_code_is_taken_in_any_writing(make):
    made = make({"code": " 01234-56789 abcde fghjk mnpqrs", "kept": "on"})
    assert made.is_valid()
    assert made.cleaned_data["code"] == CODE


def test_a_code_has_to_be_kept_first():
    made = KeptForm({"code": CODE})
    assert not made.is_valid()
    assert list(made.errors) == ["kept"]
    assert made.cleaned_data["code"] == CODE


def test_what_stands_beside_no_mark_is_asked_about_and_the_rest_is_kept():
    made = form({MILITARY + "_basis": "intent", POLITICAL: "2"}, seat="assessor")
    assert not made.is_valid()
    assert list(made.errors) == [MILITARY]
    assert made.answers() == {NEXT: Answer(2)}
    assert form({MILITARY: "-1", MILITARY + "_basis": "intent"}, seat="assessor").is_valid()
    wrong = form({MILITARY: "9", MILITARY + "_basis": "intent"}, seat="assessor")
    assert len(wrong.errors.as_data()[MILITARY]) == 1
