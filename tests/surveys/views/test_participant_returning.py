"""Coming back, leaving, withdrawing."""

import pytest
from django.test import Client

from surveys import sealing
from surveys.envelope_contents import Answer
from surveys.models.response import Envelope, Response
from surveys.purging import purge
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


# --- After closing -------------------------------------------------------------------------------

COUNTED = "You had submitted your answers before, and they are counted."
NOT_COUNTED = "No answers are counted under your return code"


def lead(reply) -> str:
    assert reply.status_code == 409
    assert_kept_private(reply)
    (lead,) = [p for p in parse(reply).all("p") if p.get("class") == "lead"]
    return lead.text


def test_who_submitted_learns_after_closing_that_it_is_counted(client, sent, open_round):
    factories.close(open_round)
    for reply in (client.get("/answer/"), Client().post("/return/", {"code": sent})):
        assert lead(reply).startswith(COUNTED)
        assert parse(reply).one("main").one("a")["href"] == "/withdraw/"


def test_who_only_saved_learns_after_closing_that_it_is_not(client, code, open_round):
    client.post("/answer/1/", {MILITARY: "2"})
    factories.close(open_round)
    reply = client.get("/answer/1/")
    assert lead(reply).startswith(NOT_COUNTED)
    assert not parse(reply).one("main").all("a"), "there is nothing to withdraw"
    reply = Client().post("/return/", {"code": code})
    assert reply.status_code == 422
    assert "only saved and not submitted is erased and is not counted" in reply.content.decode()


def test_so_does_who_submitted_while_the_round_is_being_closed(client, sent):
    put_in("closing")
    assert lead(client.get("/answer/")).startswith(COUNTED)
    reply = Client().post("/return/", {"code": sent}, follow=True)
    assert lead(reply).startswith(COUNTED)


def test_so_does_who_only_saved_while_the_round_is_being_closed(client, code):
    put_in("closing")
    assert lead(client.get("/answer/")).startswith(NOT_COUNTED)
    reply = Client().post("/return/", {"code": code}, follow=True)
    assert lead(reply).startswith(NOT_COUNTED)


def test_once_the_answers_are_destroyed_the_page_says_that_it_cannot_tell(client, sent, open_round):
    factories.close(open_round)
    purge(round=open_round, by="test")
    reply = client.get("/answer/")
    assert lead(reply).startswith("No more answers can be taken.")
    assert "can no longer tell whether yours had been submitted" in parse(reply).one("main").text
    assert Client().post("/return/", {"code": sent}).status_code == 422
