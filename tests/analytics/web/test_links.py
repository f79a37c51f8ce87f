"""Who sees which page at which stage: roles, strangers, and the bearers of links."""

import logging
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.crypto import salted_hmac

from analytics.models import Release
from analytics.release.audience import AUDIENCES, widen
from analytics.web.link_urls import urlpatterns
from analytics.web.links import read, token_of
from cs2survey.log_filters import SecretsFilter
from tests import factories
from tests.analytics.everything import released_once
from tests.analytics.test_nothing_else import no_answers_read
from tests.html import parse
from tests.surveys.views.walking import plain

PAGES = [
    *("PRC-JPN/", "impressions/", "self-image/", "orders/", "levels/"),
    *("vignettes/", "grounds/", "change/", "reassurance/"),
]
FIGURES = ["charts/PRC-JPN.svg"]
LANGUAGES = ("en", "zh-hans", "ja", "ko")


@pytest.fixture
def earlier(study):
    return released_once(study, "public")


@pytest.fixture
def release(study, earlier):
    return released_once(study)


def link(release, side="") -> str:
    return f"/r/{token_of(release.pk, side)}/"


def reach(release, audience) -> Release:
    """The release at this stage."""
    if audience == Release.objects.get(pk=release.pk).audience:
        return release
    return widen(release=release, to=audience, by="test")


# --- Every page at every stage -------------------------------------------------------------------

# Reader -> the first stage at which the pages of a release answer 200, and what before it.
ROLES = {
    "owner": ("held", 404),
    "facilitator": ("held", 404),
    "auditor": ("held", 404),
    "researcher": ("researchers", 404),
    "outsider": ("public", 404),
    "nobody": ("public", 302),
}


def test_every_role_at_every_stage(study, release, outsider):
    clients = {role: Client() for role in ROLES}
    for role, client in clients.items():
        if role == "outsider":
            client.force_login(outsider)
        elif role != "nobody":
            client.force_login(factories.make_staff(study, role))
    for stage in AUDIENCES:
        reach(release, stage)
        for role, (first, before) in ROLES.items():
            there = AUDIENCES.index(stage) >= AUDIENCES.index(first)
            for page in ["", *PAGES, *FIGURES]:
                reply = clients[role].get(f"/releases/{release.pk}/{page}")
                assert reply.status_code == (200 if there else before), (stage, role, page)
                if reply.status_code == 302:
                    assert reply["Location"].startswith("/staff/sign-in/")


# Stage -> the status of a side's own page, of the room's first page, and of all others by either.
BEARERS = {
    "held": (404, 404, {"side": 404, "room": 404}),
    "sides": (200, 404, {"side": 404, "room": 404}),
    "room": (200, 302, {"side": 200, "room": 200}),
    "researchers": (200, 302, {"side": 200, "room": 200}),
    "public": (200, 302, {"side": 200, "room": 200}),
}


def test_every_bearer_at_every_stage(client, release):
    assert list(BEARERS) == AUDIENCES
    links = {"side": link(release, "JPN"), "room": link(release)}
    for stage, (own, first, others) in BEARERS.items():
        reach(release, stage)
        assert client.get(links["side"]).status_code == own, stage
        reply = client.get(links["room"])
        assert reply.status_code == first, stage
        if first == 302:
            assert reply["Location"] == f"{links['room']}matrix/"
        for bearer, path in links.items():
            for page in ["matrix/", *PAGES, *FIGURES]:
                status = client.get(path + page).status_code
                assert status == others[bearer], (stage, bearer, page)


def test_the_walk_is_over_every_page_behind_a_link():
    walked = {"", "matrix/", *PAGES[1:]}
    assert {str(route.pattern) for route in urlpatterns} - walked == {
        "<str:perceiver>-<str:target>/",
        "<str:perceiver>-<str:target>/presentation/",
        "compare/",
        *(f"charts/<str:chart>.{end}" for end in ("svg", "png")),
    }


def test_nothing_behind_a_link_is_written_by_its_bearer(client, release):
    reach(release, "public")
    for path in ["", "matrix/", *PAGES, *FIGURES]:
        assert client.post(link(release) + path).status_code == 405
    for path in ("audience/", "audience/confirm/", "audience/widen/"):
        assert client.get(link(release) + path).status_code == 404
        assert client.post(f"/releases/{release.pk}/{path}", {"to": "public"}).status_code == 302
    token = token_of(release.pk)
    # Anybody reads by the API what is public, but the token of a link is none of its own.
    for headers, status in (({}, 200), ({"Authorization": f"Bearer {token}"}, 401)):
        path = f"/api/v1/releases/{release.pk}/"
        assert client.get(path, headers=headers).status_code == status
        assert client.post(path, headers=headers).status_code in (401, 405)


@pytest.mark.parametrize("side", ["", "JPN"])
def test_a_link_reads_no_answer_and_asks_nobodys_identity(client, release, facilitator, side):
    reach(release, "room")
    client.force_login(facilitator)
    with no_answers_read(), CaptureQueriesContext(connections["identity"]) as identity:
        for path in ["matrix/", *PAGES]:
            assert client.get(link(release, side) + path).status_code == 200
    assert len(identity) == 0


def test_changes_are_shown_of_rounds_the_room_may_see_alone(client, study):
    earlier = released_once(study, "sides")
    release = released_once(study, "room")
    changed, matrix = link(release) + "change/", link(release) + "matrix/"
    assert client.get(changed).status_code == 404
    assert changed not in hrefs(client.get(matrix))
    widen(release=earlier, to="room", by="test")
    assert client.get(changed).status_code == 200
    assert changed in hrefs(client.get(matrix))


# --- Where a bearer is led -----------------------------------------------------------------------


def hrefs(reply) -> list[str]:
    return [anchor["href"] for anchor in parse(reply).all("a")]


@pytest.mark.parametrize("side", ["", "JPN"])
@pytest.mark.parametrize("page", ["matrix/", *PAGES])
def test_a_bearer_is_led_to_pages_behind_the_same_link_alone(
    client, release, facilitator, side, page
):
    """Also when somebody with a role has signed in with the same browser."""
    reach(release, "room")
    client.force_login(facilitator)
    reply = client.get(link(release, side) + page)
    open_to_all = ("/", "/accessibility/")
    led = [href for href in hrefs(reply) if not href.startswith("#") and href not in open_to_all]
    assert led
    for href in led:
        assert href.startswith(link(release, side)), href
        assert client.get(href.partition("#")[0]).status_code in (200, 302)
    html = reply.content.decode()
    assert "/staff/" not in html
    assert "/releases/" not in html
    assert not parse(reply).all("nav", **{"class": "site-nav"})


def test_only_a_sides_link_leads_back_to_its_own_answers(client, release):
    reach(release, "room")
    for page in ["matrix/", *PAGES]:
        own = link(release, "JPN")
        assert own in hrefs(client.get(own + page))
        assert link(release) not in hrefs(client.get(link(release) + page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_behind_a_link_speak_four_languages(client, release, language):
    """The switch is answered although a page without a referrer sends "Origin: null"."""
    reach(release, "room")
    path = link(release, "JPN") + "PRC-JPN/"
    strict = Client(enforce_csrf_checks=True)
    form = parse(strict.get(path)).one("form", action="/language/")
    sent = {"next": form.one("input", name="next")["value"], "language": language}
    reply = strict.post("/language/", sent, headers={"Origin": "null"})
    assert (reply.status_code, reply["Location"]) == (302, path)
    page = parse(strict.get(path))
    assert page.one("html")["lang"].lower() == language


# --- Tokens --------------------------------------------------------------------------------------


def test_a_token_names_its_release_and_side_and_is_long_enough():
    release, other = uuid.uuid4(), uuid.uuid4()
    tokens = {token_of(release), token_of(release, "JPN"), token_of(other, "JPN")}
    assert len(tokens) == 3
    assert {len(urlsafe_b64decode(token + "==")) for token in tokens} == {32, 35}
    assert read(token_of(release, "JPN")) == (release, "JPN")
    assert read(token_of(release)) == (release, "")


def test_another_key_writes_other_tokens(settings):
    release = uuid.uuid4()
    token = token_of(release, "JPN")
    settings.SECRET_KEY = "another"
    assert token_of(release, "JPN") != token
    assert read(token) is None


def forged(release) -> dict[str, str]:
    """Tokens this server did not write, or not for this."""
    token, room = token_of(release.pk, "JPN"), token_of(release.pk)
    swapped = "B" if token[0] != "B" else "C"
    named = release.pk.bytes + b"JPN"
    mac = salted_hmac("analytics.links: the room", named, algorithm="sha256").digest()[:16]
    return {
        "unknown": "AAAAAAAAAAAAAAAAAAAAAA",
        "one letter": swapped + token[1:],
        "another side": token[:-4] + token_of(release.pk, "PRC")[-4:],
        "the room's with a side": room + "SlBO",
        "cut": token[:-4],
        "padded": token + "%3D",
        "longer": token + "AAAA",
        "not a token": "%F0%9F%94%91",
        "of no release": token_of(uuid.uuid4(), "JPN"),
        "of another purpose": urlsafe_b64encode(mac + named).decode().rstrip("="),
    }


def test_a_link_that_does_not_open_yet_is_as_unknown_as_any(client, release):
    """The same page, byte for byte but for the address, and the same headers."""
    paths = {name: f"/r/{token}/" for name, token in forged(release).items()}
    paths |= {"too early": link(release, "JPN"), "the room's too early": link(release)}
    replies = {name: answer(path) for name, path in paths.items()}
    assert {name for name, reply in replies.items() if reply != replies["unknown"]} == set()
    reach(release, "sides")
    assert answer(link(release)) == replies["unknown"]
    assert client.get(link(release, "JPN")).status_code == 200


def test_forged_links_open_nothing_when_the_true_ones_do(client, release):
    reach(release, "public")
    for name, token in forged(release).items():
        for page in ["", "matrix/", *PAGES]:
            assert client.get(f"/r/{token}/{page}").status_code == 404, name


def test_a_link_of_one_release_opens_no_other(client, study, release):
    reach(release, "room")
    held = released_once(study)
    assert client.get(link(held) + "matrix/").status_code == 404
    page = client.get(link(release) + "matrix/").content.decode()
    assert str(release.pk) in page
    assert str(held.pk) not in page


def answer(path: str) -> tuple[bytes, dict, list[str]]:
    reply = Client().get(path)
    assert reply.status_code == 404
    skip = ("Expires", "Content-Length")
    headers = {name: value for name, value in reply.headers.items() if name not in skip}
    return plain(reply.content, path), headers, sorted(reply.cookies)


# --- What is kept of a visit ---------------------------------------------------------------------


def test_addresses_with_a_token_reach_nobody_and_are_kept_nowhere(client, release):
    reach(release, "room")
    for path in ("", "matrix/", *PAGES, "nowhere/", "audience/"):
        reply = client.get(link(release, "JPN") + path)
        assert reply["Referrer-Policy"] == "no-referrer", path
        assert "no-store" in reply["Cache-Control"], path
        assert not reply.cookies, path
    assert client.get("/")["Referrer-Policy"] == "same-origin"


def test_no_log_line_holds_a_token(release):
    token = token_of(release.pk, "JPN")
    fields = {"name": "x", "msg": "%s: %s", "args": ("Not Found", f"/r/{token}/PRC-JPN/")}
    record = logging.makeLogRecord(fields)
    SecretsFilter().filter(record)
    assert record.getMessage() == "Not Found: /r/…/PRC-JPN/"
