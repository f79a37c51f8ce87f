"""Marks sent without the code's cookie or the form's: carried to the return code, then saved."""

import pytest
from django.test import Client

from surveys import sealing
from surveys.envelope_contents import Answer
from surveys.models.response import Envelope
from surveys.views import carrying
from tests import factories
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import (
    KEY,
    LANGUAGES,
    MILITARY,
    NEXT,
    POLITICAL,
    assert_kept_private,
    draft,
    opened,
    put_in,
    to,
)

HERE = {"Origin": "http://testserver"}
MARKS = {MILITARY: "2", POLITICAL: "0"}


def page_of(client, place: str = "/answer/1/", **marks: str) -> dict[str, str]:
    """What a browser sends from a page of questions, with these marks."""
    return opened(client, place) | marks


def carried(reply) -> dict[str, str]:
    """What the page sends on that asks for the return code."""
    assert reply.status_code in (403, 422)
    assert_kept_private(reply)
    form = parse(reply).one("main").one("form", action="/return/")
    return {field["name"]: field["value"] for field in form.all("input", type="hidden")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_the_cookie_of_the_code_the_marks_are_saved_after_it(client, code, language):
    sent = page_of(client, **MARKS)
    other = walking.speak(Client(), language)
    reply = other.post("/answer/1/", sent)
    assert parse(reply).one("html")["lang"].lower() == language
    fields = carried(reply)
    assert MARKS.items() <= fields.items()
    assert draft(code) == {}, "nothing is stored before the code is known"
    reply = other.post("/return/", fields | {"code": sealing.grouped(code)})
    assert to(reply) == (302, "/answer/review/")
    assert "cs2survey" in reply.cookies
    assert draft(code) == {KEY: Answer(2), NEXT: Answer(0)}
    assert parse(other.get("/answer/review/")).all("p", role="status")


def test_without_the_cookie_of_the_form_too(client, code):
    sent = page_of(client, **MARKS)
    strict = Client(enforce_csrf_checks=True)
    reply = strict.post("/answer/1/", sent, headers=HERE)
    assert reply.status_code == 403
    fields = carried(reply)
    assert strict.cookies["csrftoken"].value, "the page that asks can be sent"
    fields |= {"code": code}
    assert to(strict.post("/return/", fields, headers=HERE)) == (302, "/answer/review/")
    assert draft(code) == {KEY: Answer(2), NEXT: Answer(0)}


def test_a_browser_that_names_no_origin_may_name_the_page(client, code):
    headers = {"Referer": "http://testserver/answer/1/"}
    sent = page_of(client, **MARKS)
    strict = Client(enforce_csrf_checks=True)
    assert MARKS.items() <= carried(strict.post("/answer/1/", sent, headers=headers)).items()


def test_when_the_cookie_is_lost_once_more_the_marks_are_carried_once_more(client, code):
    fields = carried(Client().post("/answer/1/", page_of(client, **MARKS)))
    strict = Client(enforce_csrf_checks=True)
    again = carried(strict.post("/return/", fields | {"code": code}, headers=HERE))
    assert MARKS.items() <= again.items()
    assert "code" not in again
    assert to(strict.post("/return/", again | {"code": code}, headers=HERE)) == (
        302,
        "/answer/review/",
    )
    assert draft(code) == {KEY: Answer(2), NEXT: Answer(0)}


def test_a_wrong_code_keeps_the_marks_in_the_page(client, code):
    other = Client()
    fields = carried(other.post("/answer/1/", page_of(client, **MARKS)))
    for typed in ("", "abc", sealing.new_code()):
        reply = other.post("/return/", fields | {"code": typed})
        assert reply.status_code == 422
        assert MARKS.items() <= carried(reply).items()
        assert [e for e in parse(reply).below() if e.get("role") == "alert"]
    assert to(other.post("/return/", fields | {"code": code})) == (302, "/answer/review/")
    assert draft(code) == {KEY: Answer(2), NEXT: Answer(0)}


def test_earlier_marks_stay(client, code):
    client.post("/answer/1/", {MILITARY: "3", POLITICAL: "3"})
    fields = carried(Client().post("/answer/1/", page_of(client, **{MILITARY: "1"})))
    Client().post("/return/", fields | {"code": code})
    assert draft(code) == {KEY: Answer(1), NEXT: Answer(3)}


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}]
)
def test_a_page_elsewhere_cannot_have_marks_carried(client, code, headers):
    """Nobody should be brought to save with their own code what others have filled in."""
    sent = page_of(client, **MARKS)
    reply = Client(enforce_csrf_checks=True).post("/answer/1/", sent, headers=headers)
    assert reply.status_code == 403
    assert MILITARY.encode() + b'"' not in reply.content


@pytest.mark.parametrize("seat", [("assessor", "PRC"), ("participant", "JPN")])
def test_marks_of_another_seat_are_not_saved_as_one_s_own(client, code, open_round, seat):
    sent = page_of(client, **MARKS)
    stranger = factories.begin(open_round, *seat)
    other = Client()
    fields = carried(other.post("/answer/1/", sent))
    reply = other.post("/return/", fields | {"code": stranger.code}, follow=True)
    assert "were not saved" in parse(reply).one("p", role="alert").text
    assert draft(stranger.code) == draft(code) == {}


def test_what_is_no_answer_of_the_page_is_pointed_out_and_the_rest_saved(client, code):
    other = Client()
    fields = carried(other.post("/answer/1/", page_of(client, **MARKS | {MILITARY: "9"})))
    reply = other.post("/return/", fields | {"code": code})
    assert reply.status_code == 422
    assert "cs2survey" in reply.cookies
    form = parse(reply).one("form", id="answers")
    assert form["action"] == "/answer/1/"
    assert "Please choose one of the answers offered here." in form.text
    assert draft(code) == {NEXT: Answer(0)}


def test_what_was_answered_differently_meanwhile_is_asked_about(client, code):
    sent = page_of(client, **MARKS)
    client.post("/answer/1/", {MILITARY: "3"})
    fields = carried(Client().post("/answer/1/", sent))
    other = Client()
    reply = other.post("/return/", fields | {"code": code})
    assert reply.status_code == 409
    assert draft(code) == {KEY: Answer(3), NEXT: Answer(0)}
    form = parse(reply).one("form", id="answers")
    assert "There: Serious. Here: Moderate." in form.text
    again = {field["name"]: field["value"] for field in form.all("input", type="hidden")}
    assert to(other.post("/answer/1/", again | MARKS)) == (302, "/answer/review/")
    assert draft(code) == {KEY: Answer(2), NEXT: Answer(0)}


def test_a_mark_that_was_taken_back_is_taken_back_after_the_code(client, code):
    client.post("/answer/1/", MARKS)
    fields = carried(Client().post("/answer/1/", page_of(client, **{MILITARY: "", POLITICAL: "0"})))
    Client().post("/return/", fields | {"code": code})
    assert draft(code) == {NEXT: Answer(0)}


def test_marks_of_what_was_sent_or_closed_or_withdrawn_change_nothing(client, sent, open_round):
    browser = Client()
    hidden = {"questionnaire": questionnaire_of(sent), "page": "1"}
    before = bytes(Envelope.objects.get().sealed)
    reply = browser.post("/return/", hidden | MARKS | {"code": sent})
    assert to(reply) == (302, "/answer/")
    assert to(browser.get("/answer/")) == (302, "/answer/sent/")
    assert bytes(Envelope.objects.get().sealed) == before
    put_in("closing")
    browser.post("/return/", hidden | MARKS | {"code": sent})
    assert browser.get("/answer/").status_code == 409
    assert bytes(Envelope.objects.get().sealed) == before


def questionnaire_of(code: str) -> str:
    return carrying.questionnaire_tag(walking.holder(code))


@pytest.mark.parametrize("number", ["0", "99", "9999"])
def test_a_page_that_does_not_exist_takes_nothing(client, code, number):
    fields = {"questionnaire": questionnaire_of(code), "page": number} | MARKS
    assert to(client.post("/return/", fields | {"code": code})) == (302, "/answer/")
    assert draft(code) == {}


@pytest.mark.parametrize("number", ["", "x", "-1", "1" * 9, "１"])
def test_without_a_number_of_a_page_only_the_code_is_taken(client, code, number):
    fields = {"questionnaire": questionnaire_of(code), "page": number} | MARKS
    assert to(client.post("/return/", fields | {"code": code})) == (302, "/answer/")
    assert draft(code) == {}


def test_only_fields_of_a_page_are_carried(client, code):
    sent = page_of(client, **MARKS) | {"x": "1", "qq": "1", "q1_else": "2", "q2_basis": "9" * 65}
    fields = carried(Client().post("/answer/1/", sent))
    assert set(fields) == {
        "csrfmiddlewaretoken",
        "page",
        "questionnaire",
        "base",
        MILITARY,
        POLITICAL,
    }


def test_a_page_without_a_mark_leads_to_the_return_code_as_before(client, code):
    assert to(Client().post("/answer/1/", page_of(client))) == (302, "/return/")


def test_an_assessor_s_answers_beside_a_mark_are_carried_too(client, open_round):
    code = walking.begin(client, open_round, "assessor", "PRC")
    place = walking.page_with(code, KEY)
    sure = walking.section_field(KEY, "confidence")
    marks = {MILITARY: "2", sure: "1", MILITARY + "_basis": "intent"}
    fields = carried(Client().post(place, page_of(client, place, **marks)))
    Client().post("/return/", fields | {"code": code})
    assert list(draft(code).values()) == [Answer(2, 1, "intent")]
