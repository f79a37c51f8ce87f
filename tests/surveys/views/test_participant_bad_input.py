"""Bad input is refused in every language, and nothing is lost."""

import pytest
from django.test import Client

from surveys import locking
from surveys.envelope_contents import Answer
from surveys.models.response import Envelope
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import (
    ECONOMIC,
    KEY,
    LANGUAGES,
    MILITARY,
    NEXT,
    PLACES,
    POLITICAL,
    STRANGER,
    assert_kept_private,
    draft,
    envelope,
    field,
    put_in,
    to,
)

BAD = {
    "a wrong mark": (422, {MILITARY: "4", POLITICAL: "2"}),
    "a mark in words": (422, {MILITARY: "serious", POLITICAL: "2"}),
    "a concern of another side": (422, {STRANGER: "3", POLITICAL: "2"}),
    "an unknown question": (422, {"q9999": "3", POLITICAL: "2"}),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_bad_input_is_reported_and_nothing_is_lost(open_round, language):
    for case, (status, data) in BAD.items():
        client = walking.speak(Client(), language)
        code = walking.begin(client, open_round)
        client.post("/answer/1/", {field(ECONOMIC): "1"})
        reply = client.post("/answer/1/", data)
        assert reply.status_code == status, case
        _assert_told_and_kept(reply, code, language)


def _assert_told_and_kept(reply, code: str, language: str) -> None:
    page = parse(reply)
    assert page.one("html")["lang"].lower() == language
    assert [e for e in page.below() if e.get("role") == "alert"]
    assert draft(code) == {ECONOMIC: Answer(1), NEXT: Answer(2)}
    checked = {r["name"] for r in page.all("input") if "checked" in r.attributes}
    assert POLITICAL in checked


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_does_not_exist_leads_back(client, code, language):
    walking.speak(client, language)
    for number in ("0", "4", "99999999999999999999"):
        for send in (client.get, client.post):
            reply = send(f"/answer/{number}/", {MILITARY: "3"}, follow=True)
            assert reply.redirect_chain == [("/answer/", 302), ("/answer/1/", 302)]
            assert parse(reply).one("p", role="alert").text
    assert draft(code) == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["closing", "closed"])
def test_a_post_after_closing_is_reported_so(client, code, language, state):
    walking.speak(client, language)
    client.post("/answer/1/", {MILITARY: "1"})
    before = bytes(envelope(code).draft)
    put_in(state)
    posts = [("/answer/1/", {MILITARY: "3"}), ("/answer/review/", {}), ("/answer/again/", {})]
    for path, data in posts:
        reply = client.post(path, data)
        assert reply.status_code == 409
        assert parse(reply).one("html")["lang"].lower() == language
        assert_kept_private(reply)
    for place in PLACES:
        assert client.get(place).status_code == 409
    assert bytes(Envelope.objects.get().draft) == before


def test_a_round_that_closes_while_the_page_is_sent(client, code, monkeypatch):
    monkeypatch.setattr(locking, "state_shared", lambda round: "closing")
    assert client.post("/answer/1/", {MILITARY: "3"}).status_code == 409
    assert client.post("/answer/review/", {"sure": "on"}).status_code == 409


def test_a_form_without_a_body_is_answered(client, code):
    for path, status in (("/answer/1/", 302), ("/return/", 422), ("/withdraw/", 422)):
        assert client.post(path).status_code == status


def test_sending_a_page_twice_saves_it_once(client, code):
    for _ in range(2):
        assert to(client.post("/answer/1/", {MILITARY: "2"})) == (302, "/answer/review/")
    assert draft(code) == {KEY: Answer(2)}


@pytest.mark.parametrize("place", PLACES)
def test_without_a_code_one_is_asked_for_it(db, place):
    client = Client()
    for cookie in ("", "made up", "AAAA"):
        client.cookies["cs2survey"] = cookie
        assert to(client.get(place)) == (302, "/return/")
    assert parse(client.get("/return/")).all("p", role="status")


def test_a_cookie_of_somebody_who_has_withdrawn_leads_to_the_code(client, code):
    Client().post("/withdraw/", {"code": code})
    assert to(client.post("/answer/1/", {MILITARY: "3"})) == (302, "/return/")
    assert not Envelope.objects.exists()


def test_withdrawing_in_another_window_is_not_called_sent(client, code, monkeypatch):
    """The envelope vanishes between finding it and locking it."""
    real = locking.state_shared

    def withdrawn_meanwhile(round):
        Envelope.objects.all().delete()
        return real(round)

    monkeypatch.setattr(locking, "state_shared", withdrawn_meanwhile)
    assert to(client.post("/answer/1/", {MILITARY: "3"})) == (302, "/return/")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/answer/"),
        ("post", "/answer/sent/"),
        ("put", "/answer/again/"),
        ("put", "/leave/"),
        ("put", "/answer/1/"),
        ("delete", "/answer/review/"),
        ("options", "/answer/1/"),
    ],
)
def test_other_methods_are_refused(client, code, method, path):
    assert getattr(client, method)(path).status_code == 405


@pytest.mark.parametrize("path", ["/answer/again/", "/leave/"])
def test_a_reload_of_a_page_that_a_button_led_to_goes_on_with_the_answers(client, code, path):
    reply = client.get(path)
    assert (reply.status_code, reply["Location"]) == (302, "/answer/")


@pytest.mark.parametrize("place", ["/answer/1/", "/answer/review/", "/return/", "/withdraw/"])
def test_a_head_request_is_a_get_without_a_body(client, code, place):
    reply = client.head(place)
    assert (reply.status_code, reply.content) == (200, b"")
    assert Envelope.objects.get().sealed is None
