import re
from dataclasses import replace

import pytest

from surveys.envelope_contents import Answer
from surveys.instruments.document import all_questions, impression_options
from surveys.instruments.sequence import MODULES
from surveys.page_form import PageForm, shared_by_most
from surveys.questionnaire import pages
from tests.factories import welch

KEY, NEXT = "PRC>JPN:military", "PRC>JPN:political"
POSITIONS = {spec.key: spec.position for spec in all_questions(welch())}
MILITARY, POLITICAL = f"q{POSITIONS[KEY]}", f"q{POSITIONS[NEXT]}"
ALL = f"all{POSITIONS[KEY]}_"  # what is asked once for the dyad
STRANGER = f"q{POSITIONS['JPN>PRC:military']}"


def page(seat: str = "participant", language: str = "en"):
    first = pages(welch(), seat, "PRC", language)[0]
    return replace(first, sections=first.sections[:1]) if seat == "assessor" else first


def page_form(data=None, answers=None, seat="participant") -> PageForm:
    return PageForm(page(seat), answers or {}, data)


def test_a_page_has_a_field_for_each_question_with_the_stored_marks():
    form = page_form()
    assert list(form.fields) == [f"q{question.position}" for question in page().questions]
    values = [value for value, _label in form.fields[MILITARY].choices]
    assert values == [3, 2, 1, 0, -1, -2]
    assert all(not field.required for field in form.fields.values())


def test_assessors_are_also_asked_how_sure_they_are_and_why():
    form = page_form(seat="assessor")
    assert len(form.fields) == 3 * len(page("assessor").questions) + 2
    assert [value for value, _label in form.fields[ALL + "confidence"].choices] == ["", 0, 1, 2]
    confidence = [value for value, _label in form.fields[MILITARY + "_confidence"].choices]
    basis = [value for value, _label in form.fields[MILITARY + "_basis"].choices]
    assert confidence == ["", 0, 1, 2]
    assert basis == ["", "capability", "intent", "inadvertence"]
    (shown,) = form.sections()
    assert [field.name for field in shown["extras"]] == [ALL + "confidence", ALL + "basis"]
    assert shown["differing"][0]["mark"].name == MILITARY
    own = [field.name for field in shown["differing"][0]["extras"]]
    assert own == [MILITARY + "_confidence", MILITARY + "_basis"]
    assert page_form().sections()[0]["extras"] == []


@pytest.mark.parametrize("mark", [3, 2, 1, 0, -1, -2])
def test_every_mark_offered_is_taken(mark):
    form = page_form({MILITARY: str(mark)})
    assert form.is_valid()
    assert form.answers() == {KEY: Answer(mark)}


@pytest.mark.parametrize("wrong", ["4", "-3", "serious", "3.0", "03", " ", "x" * 5000, "٣"])
def test_a_wrong_mark_is_refused_and_the_others_are_kept(wrong):
    form = page_form({MILITARY: wrong, POLITICAL: "2"})
    assert not form.is_valid()
    assert form.errors[MILITARY] == ["Please choose one of the answers offered here."]
    assert list(form.errors) == [MILITARY]
    assert form.answers() == {NEXT: Answer(2)}


def test_nothing_chosen_is_no_answer():
    for data in ({}, {MILITARY: ""}, {"csrfmiddlewaretoken": "x"}):
        form = page_form(data)
        assert form.is_valid()
        assert form.answers() == {}


def test_an_answer_to_another_dyads_question_is_refused_and_the_others_are_kept():
    form = page_form({MILITARY: "1", STRANGER: "3"})
    assert not form.is_valid()
    assert "not on this page" in str(form.non_field_errors())
    assert form.answers() == {KEY: Answer(1)}


def test_a_stray_confidence_is_refused_on_a_participants_page():
    form = page_form({MILITARY: "1", MILITARY + "_confidence": "2"})
    assert not form.is_valid()
    assert form.answers() == {KEY: Answer(1)}


def test_an_assessors_answer_has_its_confidence_and_basis():
    form = page_form(
        {MILITARY: "0", MILITARY + "_confidence": "0", MILITARY + "_basis": "intent"},
        seat="assessor",
    )
    assert form.is_valid()
    assert form.answers() == {KEY: Answer(0, 0, "intent")}


@pytest.mark.parametrize("extra", [("_confidence", "3"), ("_basis", "hearsay")])
def test_a_wrong_extra_is_refused_and_the_mark_is_kept(extra):
    form = page_form({MILITARY: "2", MILITARY + extra[0]: extra[1]}, seat="assessor")
    assert not form.is_valid()
    assert list(form.errors) == [MILITARY + extra[0]]
    assert form.answers() == {KEY: Answer(2)}


def test_what_was_answered_before_is_shown():
    form = page_form(answers={KEY: Answer(0, 1, "intent")}, seat="assessor")
    (checked,) = [radio for radio in form[MILITARY] if radio.data["selected"]]
    assert checked.data["value"] == 0
    assert form[ALL + "confidence"].value() == 1
    assert form[ALL + "basis"].value() == "intent"
    assert form[MILITARY + "_confidence"].value() is None
    assert not [radio for radio in page_form()[MILITARY] if radio.data["selected"]]


def test_no_label_of_the_results_is_in_a_fields_name():
    for page in pages(welch(), "participant", "PRC", "en", modules=MODULES):
        assert all(
            re.fullmatch(r"(q|all)\d+(_confidence|_basis)?", name)
            for name in PageForm(page, {}).fields
        )


def test_impressions_and_vignettes_are_answered_by_their_own_names():
    way = pages(welch(), "participant", "PRC", "en", modules=MODULES)
    for page in way:
        data = {f"q{q.position}": str(page.marks[1].value) for q in page.questions}
        form = PageForm(page, {}, data)
        assert form.is_valid()
        assert form.answers() == {q.name: Answer(page.marks[1].value) for q in page.questions}
    first = way[0]
    assert first.kind == "impression"
    (name,) = PageForm(first, {}).fields
    for wrong in (len(impression_options(welch(), "PRC")), 9, -3):
        assert not PageForm(first, {}, {name: str(wrong)}).is_valid()


def test_what_stands_beside_no_mark_is_asked_about_and_the_rest_is_kept():
    form = page_form({MILITARY + "_basis": "intent", POLITICAL: "2"}, seat="assessor")
    assert not form.is_valid()
    assert list(form.errors) == [MILITARY]
    assert form.answers() == {NEXT: Answer(2)}
    assert page_form({MILITARY: "-1", MILITARY + "_basis": "intent"}, seat="assessor").is_valid()
    wrong = page_form({MILITARY: "9", MILITARY + "_basis": "intent"}, seat="assessor")
    assert len(wrong.errors.as_data()[MILITARY]) == 1


# --- What is said once for a dyad ----------------------------------------------------------------


def test_what_is_said_for_the_dyad_counts_for_every_marked_question_of_it():
    data = {MILITARY: "3", POLITICAL: "-1", ALL + "confidence": "0", ALL + "basis": "capability"}
    form = page_form(data, seat="assessor")
    assert form.is_valid()
    assert form.answers() == {KEY: Answer(3, 0, "capability"), NEXT: Answer(-1, 0, "capability")}


def test_a_question_s_own_answer_counts_before_that_of_the_dyad():
    data = {MILITARY: "3", POLITICAL: "1", ALL + "confidence": "2", POLITICAL + "_confidence": "0"}
    form = page_form(data | {MILITARY + "_basis": "intent"}, seat="assessor")
    assert form.is_valid()
    assert form.answers() == {KEY: Answer(3, 2, "intent"), NEXT: Answer(1, 0)}


def test_what_is_said_for_a_dyad_without_a_mark_is_asked_about():
    form = page_form({ALL + "basis": "intent"}, seat="assessor")
    assert not form.is_valid()
    assert list(form.errors) == [MILITARY]


@pytest.mark.parametrize("wrong", [("confidence", "3"), ("basis", "hearsay")])
def test_a_wrong_answer_for_the_dyad_is_refused_and_the_marks_are_kept(wrong):
    form = page_form({MILITARY: "2", ALL + wrong[0]: wrong[1]}, seat="assessor")
    assert not form.is_valid()
    assert list(form.errors) == [ALL + wrong[0]]
    assert form.answers() == {KEY: Answer(2)}


SAVED = [
    {KEY: Answer(3, 1, "intent"), NEXT: Answer(0, 1, "intent")},
    {KEY: Answer(3, 1, "intent"), NEXT: Answer(0, 0, "capability")},
    {KEY: Answer(3, 0), NEXT: Answer(0)},
    {KEY: Answer(3), NEXT: Answer(0, 2, "inadvertence")},
    {KEY: Answer(3), NEXT: Answer(-2)},
]


@pytest.mark.parametrize("saved", SAVED)
def test_a_page_that_is_saved_again_unchanged_changes_no_answer(saved):
    shown = page_form(answers=saved, seat="assessor")
    data = {name: shown[name].value() for name in shown.fields}
    again = page_form({name: v for name, v in data.items() if v is not None}, seat="assessor")
    assert again.is_valid()
    assert again.answers() == saved
    assert shown.sections()[0]["differs"] == (
        len({(a.confidence, a.basis) for a in saved.values()}) > 1
    )


@pytest.mark.parametrize(
    ("values", "shared"),
    [
        ([0, 0, 1], 0),
        (["intent"], "intent"),
        ([0, 0, None], None),
        (["intent", ""], None),
        ([], None),
    ],
)
def test_what_most_share_is_said_for_all_only_if_each_says_something(values, shared):
    assert shared_by_most(values) == shared


def test_only_an_empty_value_takes_an_answer_back():
    form = page_form({MILITARY: "", POLITICAL: "2"})
    assert form.is_valid()
    assert form.changes() == {KEY: None, NEXT: Answer(2)}
    for left_out in ({}, {MILITARY: "9"}, {MILITARY: " "}):
        form = page_form(left_out)
        form.is_valid()
        assert form.changes() == {}


@pytest.mark.parametrize("beside", [MILITARY + "_basis", ALL + "basis"])
def test_who_takes_a_mark_back_takes_back_what_stands_beside_it(beside):
    form = page_form({MILITARY: "", beside: "intent"}, seat="assessor")
    assert form.is_valid()
    assert form.changes() == {KEY: None}
