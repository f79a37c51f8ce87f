"""Coming back, leaving, withdrawing."""

import pytest
from django.test import Client

from surveys import sealing
from surveys.models.response import Envelope, Response
from surveys.responding import Answer
from tests import factories
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import (
    KEY,
    LANGUAGES,
    MILITARY,
    assert_kept_private,
    draft,
    put_in,
    to,
)


def test_going_on_in_another_browser_with_the_code(client, code):
    client.post("/answer/1/", {MILITARY: "2"})
    other = Client()
    reply = other.post("/return/", {"code": sealing.grouped(code).lower()})
    assert to(reply) == (302, "/answer/")
    assert_kept_private(reply)
    assert b" checked" in other.get("/answer/1/").content
    other.post("/answer/1/", {MILITARY: "0"})
    assert draft(code) == {KEY: Answer(0)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/return/", "/withdraw/"])
def test_a_code_that_nobody_holds(client, open_round, path, language):
    walking.speak(client, language)
    for typed in ("", "abc", "0123456789ABCDEFGHJKMNPQRS", "x" * 100, "\0"):
        reply = client.post(path, {"code": typed})
        assert reply.status_code == 422
        assert_kept_private(reply)
        assert "cs2survey" not in reply.cookies
        assert [e for e in parse(reply).below() if e.get("role") == "alert"]


def test_a_device_can_forget_the_code_which_goes_on_working(client, code):
    reply = client.post("/leave/")
    assert reply.status_code == 200
    assert reply.cookies["cs2survey"].value == ""
    assert to(client.get("/answer/")) == (302, "/return/")
    assert to(client.post("/return/", {"code": code})) == (302, "/answer/")


@pytest.mark.parametrize("state", ["open", "closing"])
def test_withdrawing_before_the_envelopes_are_opened(client, sent, state):
    put_in(state)
    reply = client.post("/withdraw/", {"code": sent})
    assert reply.status_code == 200
    assert reply.cookies["cs2survey"].value == ""
    assert not Envelope.objects.exists()
    assert client.post("/withdraw/", {"code": sent}).status_code == 422


def test_withdrawing_after_closing(client, sent, open_round):
    factories.close(open_round)
    assert client.post("/withdraw/", {"code": sent}).status_code == 200
    assert not Response.objects.exists()


def test_withdrawing_after_the_answers_were_destroyed_says_that_nothing_is_known(
    client, sent, open_round
):
    factories.close(open_round)
    Response.objects.all().delete()
    assert client.post("/withdraw/", {"code": sent}).status_code == 422


def test_withdrawing_asks_for_the_code_even_of_a_browser_that_holds_it(client, code):
    page = parse(client.get("/withdraw/"))
    assert not page.one("input", name="code").get("value")
    assert client.post("/withdraw/").status_code == 422
    assert Envelope.objects.exists()
