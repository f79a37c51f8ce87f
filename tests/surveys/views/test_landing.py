import pytest
from django.test import Client

from surveys.models.invitation import Invitation
from surveys.models.response import Envelope
from surveys.models.round import Round
from surveys.promises import not_promised, promises
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import LANGUAGES, assert_kept_private


@pytest.fixture
def link(open_round) -> str:
    return walking.invite(open_round)


def state() -> str:
    return Invitation.objects.get().state


# --- The landing page ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_landing_page_tells_every_promise_and_what_is_not_promised(
    client, open_round, link, language
):
    page = parse(walking.speak(client, language).get(link))
    assert page.one("html")["lang"].lower() == language
    (listed,) = [ordered for ordered in page.all("ol") if ordered.get("class") == "promises"]
    assert len(listed.all("li")) == 7
    if language == "en":
        assert [line.text for line in listed.all("li")] == promises(open_round)
        assert [line.text for line in page.one("main").all("ul")[0].all("li")] == not_promised(
            open_round
        )
    assert page.one("form", action=link + "begin/")["method"] == "post"


@pytest.mark.parametrize("seat", ["participant", "assessor"])
def test_the_landing_page_speaks_to_the_seat(client, open_round, seat):
    page = parse(client.get(walking.invite(open_round, seat, "JPN")))
    assert ("forty minutes" in page.one("main").text) == (seat == "assessor")


def test_a_link_typed_by_hand_leads_all_the_way_and_is_recognised_however_it_is_typed(client, link):
    typed = link.lower().replace("-", "")
    walking.begin_by(client, typed)
    assert state() == "used"
    for again in (link, typed):
        assert client.get(again)["Location"] == "/answer/"


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_a_link_never_spends_it(client, link, method):
    for _ in range(3):
        reply = getattr(client, method)(link)
        assert reply.status_code == 200
        assert_kept_private(reply)
    assert state() == "unused"
    assert not Envelope.objects.exists()


@pytest.mark.parametrize(
    ("method", "path"), [("post", ""), ("options", ""), ("put", "begin/"), ("put", "confirm/")]
)
def test_other_methods_are_refused(client, link, method, path):
    assert getattr(client, method)(link + path).status_code == 405
    assert state() == "unused"


@pytest.mark.parametrize("path", ["begin/", "confirm/"])
def test_a_reload_of_a_page_that_a_button_led_to_goes_back_to_the_landing_page(client, link, path):
    reply = client.get(link + path)
    assert (reply.status_code, reply["Location"]) == (302, link)
    assert state() == "unused"


def test_only_languages_of_the_round_are_offered_and_spoken(client, open_round, link):
    Round.objects.update(languages=["en", "ja"])
    for wanted, spoken in (("ja", "ja"), ("ko", "en"), ("en", "en")):
        reply = walking.speak(client, wanted).get(link)
        page = parse(reply)
        assert page.one("html")["lang"] == spoken
        assert reply["Content-Language"] == spoken
        assert [button["value"] for button in page.all("button", name="language")] == ["en", "ja"]


def test_choosing_a_language_comes_back_to_the_same_page(client, link):
    page = parse(client.get(link))
    here = page.one("input", name="next")["value"]
    reply = client.post("/language/", {"language": "ja", "next": here})
    assert (reply.status_code, reply["Location"]) == (302, link)
    assert reply.cookies["cs2_language"].value == "ja"
    assert reply.cookies["cs2_language"]["httponly"]
    assert parse(client.get(link)).one("html")["lang"] == "ja"


def test_choosing_a_language_leads_nowhere_else(client):
    reply = client.post("/language/", {"language": "ja", "next": "https://elsewhere.example/"})
    assert reply["Location"] == "/"


def test_a_form_from_elsewhere_is_refused(link):
    strict = Client(enforce_csrf_checks=True)
    for headers in ({}, {"Origin": "https://elsewhere.example"}):
        reply = strict.post(link + "begin/", headers=headers)
        assert reply.status_code == 403
        assert parse(reply).all("h1")
    page = parse(strict.get(link))
    token = page.one("form", action=link + "begin/").one("input", name="csrfmiddlewaretoken")
    sent = {"csrfmiddlewaretoken": token["value"]}
    assert strict.post(link + "begin/", sent).status_code == 200


def test_the_home_page(client, db):
    for method in (client.get, client.head):
        assert method("/").status_code == 200
    assert client.post("/").status_code == 405
