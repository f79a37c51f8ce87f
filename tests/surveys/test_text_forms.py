import uuid

import pytest

from surveys.instruments.slots import Slot
from surveys.text_forms import DecisionForm, OwnConcernsForm, was_cleaned

SLOTS = (Slot("JPN", 1), Slot("JPN", 2), Slot("USA", 1))


def posted(**texts: str) -> OwnConcernsForm:
    return OwnConcernsForm(SLOTS, {}, texts)


def test_every_place_may_be_empty_and_is_then_emptied():
    form = posted(tJPN1=" one \n matter ", tJPN2="", tUSA1=" ")
    assert form.is_valid()
    assert form.texts() == {"JPN/1": "one matter", "JPN/2": "", "USA/1": ""}
    assert not was_cleaned(form)


def test_a_place_that_was_not_sent_keeps_what_it_has():
    form = posted(tUSA1="x")
    assert form.is_valid()
    assert form.texts() == {"USA/1": "x"}


def test_what_was_saved_is_shown_again():
    form = OwnConcernsForm(SLOTS, {"JPN/2": "saved"})
    assert [form[name].value() for name in form.fields] == ["", "saved", ""]


@pytest.mark.parametrize(("length", "valid"), [(300, True), (301, False)])
def test_a_text_that_is_too_long_is_refused_and_the_others_are_kept(length, valid):
    form = posted(tJPN1="字" * length, tUSA1="short")
    assert form.is_valid() is valid
    assert form.texts()["USA/1"] == "short"
    assert ("JPN/1" in form.texts()) is valid
    if not valid:
        assert "301 characters; at most 300" in form.errors["tJPN1"][0]
        assert form["tJPN1"].value() == "字" * length


def test_the_length_is_that_of_what_can_be_seen():
    form = posted(tJPN1="  x\u200b\n" * 150)
    assert form.is_valid()
    assert form.texts()["JPN/1"] == " ".join("x" * 150)


def test_characters_that_cannot_be_seen_are_taken_out_and_this_is_known():
    form = posted(tJPN1="to\u202ewards")
    assert form.is_valid()
    assert was_cleaned(form)
    assert form.texts()["JPN/1"] == "towards"


def decision(**data: str) -> DecisionForm:
    return DecisionForm({"concern": str(uuid.uuid4()), **data})


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"act": "release"}, set()),
        ({"act": "withhold", "words": ""}, set()),
        ({"act": "reword", "words": "other words"}, set()),
        ({"act": "reword", "words": " \u200b\n"}, {"words"}),
        ({"act": "reword", "words": "x" * 301}, {"words"}),
        ({"act": "publish"}, {"act"}),
        ({}, {"act"}),
        ({"act": "release", "concern": "x"}, {"concern"}),
    ],
)
def test_a_decision_needs_its_words(data, wrong):
    assert set(decision(**data).errors) == wrong
