"""From the link to the questions by way of the return code, and the same link again."""

import re

import pytest
from django.test import Client

from surveys.models.invitation import Invitation
from surveys.models.response import Envelope
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import assert_kept_private, to


@pytest.fixture
def link(open_round) -> str:
    return walking.invite(open_round)


def state() -> str:
    return Invitation.objects.get().state


def test_beginning_shows_a_fresh_code_and_stores_nothing(client, link):
    codes = set()
    for _ in range(2):
        reply = walking.offered(client, link)
        page = parse(reply)
        shown = page.one("code").text
        assert page.one("input", name="offer")["value"] == reply.context["offer"]
        assert re.fullmatch(r"(\w{5} ){4}\w{6}", shown)
        assert_kept_private(reply)
        codes.add(shown)
    assert len(codes) == 2
    assert state() == "unused"
    assert not Envelope.objects.exists()


def test_confirming_leads_to_the_questions_and_keeps_the_code_unreadable(client, link):
    shown = walking.offered(client, link)
    reply = walking.confirm(client, link, shown)
    assert to(reply) == (302, "/answer/")
    assert_kept_private(reply)
    cookie = reply.cookies["cs2survey"]
    assert walking.code_of(shown) not in cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == cookie["expires"] == cookie["domain"] == ""
    assert state() == "used"
    assert Envelope.objects.get() == walking.envelope(walking.code_of(shown))


def test_under_https_the_cookie_is_bound_to_the_host(client, link, settings):
    settings.HTTPS, settings.COOKIE_PREFIX = True, "__Host-"
    shown = walking.offered(client, link)
    cookie = walking.confirm(client, link, shown).cookies["__Host-cs2survey"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert client.get("/answer/")["Location"] == "/answer/1/"


def test_a_code_that_is_not_kept_is_shown_once_more(client, link):
    shown = walking.offered(client, link)
    reply = walking.confirm(client, link, shown, kept="")
    assert reply.status_code == 422
    assert walking.code_of(reply) == walking.code_of(shown)
    assert state() == "unused"


def test_confirming_twice_keeps_the_seat(client, link):
    shown = walking.offered(client, link)
    for _ in range(2):
        assert to(walking.confirm(client, link, shown)) == (302, "/answer/")
    assert Envelope.objects.count() == 1
    assert client.get("/answer/")["Location"] == "/answer/1/"


def test_an_answer_lost_on_its_way_costs_no_seat(link):
    """The server had created the envelope; the browser has never received its cookie."""
    shown = walking.offered(Client(), link)
    for _ in range(2):
        assert to(walking.confirm(Client(), link, shown)) == (302, "/answer/")
    assert Envelope.objects.get() == walking.envelope(walking.code_of(shown))


def test_loading_the_code_page_again_shows_the_same_code(client, link):
    form = parse(client.get(link)).one("form", action=link + "begin/")
    sent = {"offer": form.one("input", name="offer")["value"]}
    first, second = (walking.code_of(walking.offered(client, link, **sent)) for _ in range(2))
    assert first == second
    assert walking.code_of(walking.offered(client, link)) != first, "each visit has its own"


def test_the_code_page_in_another_language_shows_the_same_code(client, link):
    shown = walking.offered(client, link)
    assert parse(shown).one("form", id="keep")["action"] == link + "confirm/"
    buttons = parse(shown).all("button", name="language")
    assert {(b["form"], b.get("formnovalidate")) for b in buttons} == {("keep", "")}
    reply = walking.confirm(client, link, shown, language="ja", kept="")
    assert (reply.status_code, parse(reply).one("html")["lang"]) == (200, "ja")
    assert not [e for e in parse(reply).below() if e.get("role") == "alert"]
    assert walking.code_of(reply) == walking.code_of(shown)
    assert reply.cookies["cs2_language"].value == "ja"
    assert state() == "unused", "a box that was ticked before does not begin in passing"
    assert to(walking.confirm(client, link, reply)) == (302, "/answer/")


def test_a_language_that_is_not_offered_changes_nothing(client, open_round, link):
    shown = walking.offered(client, link)
    reply = walking.confirm(client, link, shown, language="fr")
    assert (reply.status_code, parse(reply).one("html")["lang"]) == (200, "en")
    assert reply.cookies["cs2_language"].value == "en"


def test_of_two_windows_the_first_code_counts_and_the_second_is_said_to_be_worth_nothing(
    client, link
):
    first, second = (walking.offered(client, link) for _ in range(2))
    walking.confirm(client, link, second)
    assert to(walking.confirm(client, link, first)) == (302, "/answer/")
    page = parse(client.get("/answer/", follow=True))
    assert "the one you were just shown is worth nothing" in page.one("main").text
    assert walking.envelope(walking.code_of(second)) == Envelope.objects.get()


def test_the_code_that_counts_is_not_called_worthless(client, link):
    shown = walking.offered(client, link)
    for _ in range(2):
        walking.confirm(client, link, shown)
    assert "worth nothing" not in parse(client.get("/answer/", follow=True)).one("main").text


def test_the_code_page_says_when_a_code_counts(client, link):
    text = parse(walking.offered(client, link)).one("main").text
    assert "It counts only once you have gone on to the questions from this page." in text
    assert "only the code of the browser in which you go on first counts" in text


# --- One's own link again -------------------------------------------------------------------------


@pytest.fixture
def begun(client, link) -> str:
    return walking.begin_by(client, link)


def test_one_s_own_link_leads_to_where_one_left(client, link, begun):
    client.post("/answer/1/", {walking.MILITARY: "2"})
    for method, path in (("get", ""), ("head", ""), ("post", "begin/"), ("post", "confirm/")):
        reply = getattr(client, method)(link + path)
        assert (reply.status_code, reply["Location"]) == (302, "/answer/")
        assert_kept_private(reply)


@pytest.mark.parametrize("path", ["", "begin/", "confirm/"])
def test_the_link_of_somebody_else_on_the_same_device_leads_to_nothing_of_the_first(
    client, open_round, begun, path
):
    other = walking.invite(open_round)
    assert client.get(other).status_code == 200, "unused: the second person begins there"
    Invitation.objects.update(state="used")
    reply = client.get(other) if not path else client.post(other + path)
    assert reply.status_code == 404


def test_elsewhere_a_used_link_asks_for_the_return_code_and_says_what_it_is(client, link, begun):
    other = Client()
    page = parse(other.get(link)).one("main")
    assert "26 letters and digits that you were shown before the first question" in page.text
    form = page.one("form", action="/return/")
    assert form.one("input", name="code").get("value") is None
    reply = other.post("/return/", {"code": begun})
    assert (reply.status_code, reply["Location"]) == (302, "/answer/")


def test_a_device_that_has_forgotten_the_code_does_not_know_the_link(client, link, begun):
    client.post("/leave/")
    assert client.get(link).status_code == 404


def test_of_two_browsers_the_second_is_told_that_its_code_is_worth_nothing(client, link):
    first, second = client, Client()
    shown = [walking.offered(browser, link) for browser in (first, second)]
    walking.confirm(first, link, shown[0])
    reply = walking.confirm(second, link, shown[1])
    assert reply.status_code == 404
    (alert,) = [e for e in parse(reply).below() if e.get("role") == "alert"]
    assert "It is worth nothing, so please cross it out." in alert.text
    assert Envelope.objects.get() == walking.envelope(walking.code_of(shown[0]))
    reply = second.post(link + "begin/", {"offer": shown[1].context["offer"]})
    assert reply.status_code == 404, "and it is shown no further code"
    assert not [e for e in parse(reply).below() if e.get("role") == "alert"]
