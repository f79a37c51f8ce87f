"""A participant's browser, and what every page of theirs must be."""

import re

from django.test import Client

from surveys import inviting, responding, sealing
from surveys.envelope_contents import Answer, Holder
from surveys.holder_pages import pages_of
from surveys.instruments.document import all_questions
from surveys.models.response import Envelope
from surveys.models.round import Round
from surveys.responding import holder_by_code
from tests.factories import welch
from tests.html import Element, parse

LANGUAGES = ("en", "zh-hans", "ja", "ko")
CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def invite(round: Round, seat: str = "participant", side: str = "PRC") -> str:
    """The path of a fresh invitation link."""
    _invitation, token = inviting.invite(round=round, seat=seat, side=side, by="test")
    return f"/i/{token}/"


def begin(client: Client, round: Round, seat: str = "participant", side: str = "PRC") -> str:
    """Go by a fresh link as far as the first page; returns the code."""
    return begin_by(client, invite(round, seat, side))


def begin_by(client: Client, link: str) -> str:
    """Go by this link as far as the first page; returns the code."""
    shown = offered(client, link)
    reply = confirm(client, link, shown)
    assert (reply.status_code, reply["Location"]) == (302, "/answer/")
    return code_of(shown)


def offered(client: Client, link: str, **fields: str):
    """The page that shows a return code, with all that it is drawn from."""
    reply = client.post(link + "begin/", {"agreed": "on", **fields})
    assert reply.status_code == 200
    return reply


def code_of(shown) -> str:
    """The code on the page that shows one."""
    return sealing.normal_code(shown.context["grouped"]) or ""


def confirm(client: Client, link: str, shown, **fields: str):
    """Say on the page that shows a code that it is kept."""
    return client.post(link + "confirm/", {"offer": shown.context["offer"], "kept": "on", **fields})


def field(key: str, extra: str = "") -> str:
    """The name of the form field of a question, or of what is asked beside it."""
    position = next(spec.position for spec in all_questions(welch()) if spec.key == key)
    return f"q{position}{extra}"


def fields(page: Element) -> dict[str, str]:
    """What a browser posts of a page of questions when nobody touches it."""
    form = page.one("form", id="answers")
    hidden = {field["name"]: field["value"] for field in form.all("input", type="hidden")}
    radios = [r for r in form.all("input", type="radio") if "checked" in r.attributes]
    selects = {
        select["name"]: next(
            (o["value"] for o in select.all("option") if "selected" in o.attributes), ""
        )
        for select in form.all("select")
    }
    return hidden | {radio["name"]: radio["value"] for radio in radios} | selects


def opened(client, place: str = "/answer/1/") -> dict[str, str]:
    return fields(parse(client.get(place)))


def holder(code: str) -> Holder:
    holder = holder_by_code(code=code)
    assert holder is not None
    return holder


def envelope(code: str) -> Envelope:
    return holder(code).envelope


def section_field(key: str, extra: str) -> str:
    """The name of the field of what is asked once for the dyad of a question."""
    dyad = key.partition(":")[0]
    first = min(s.position for s in all_questions(welch()) if s.key.startswith(f"{dyad}:"))
    return f"all{first}_{extra}"


def page_with(code: str, key: str) -> str:
    """The address of the page on which the holder of a code finds a question of their own lens."""
    shown = pages_of(holder(code), "en")
    (number,) = (p.number for p in shown if key in {question.name for question in p.questions})
    return f"/answer/{number}/"


def speak(client: Client, language: str) -> Client:
    client.cookies["cs2_language"] = language
    return client


def plain(content: bytes, link: str = "") -> bytes:
    """A page without what differs each time: the CSRF tokens, and the address asked for.

    And without the spaces at its end that make up for the length of these.
    """
    without = CSRF.sub(b"", content).rstrip(b" ")
    return without.replace(link.encode(), b"/i/.../") if link else without


def assert_kept_private(reply) -> None:
    """No copy, no session, no other origin; whatever the page."""
    assert "no-store" in reply["Cache-Control"]
    assert "default-src 'none'" in reply["Content-Security-Policy"]
    assert "unsafe" not in reply["Content-Security-Policy"]
    assert reply["Referrer-Policy"] in ("no-referrer", "same-origin")
    assert reply["X-Frame-Options"] == "DENY"
    assert set(reply.cookies) <= {"cs2survey", "csrftoken", "messages", "cs2_language"}


# --- Questions of the first pages, and what is saved of them -------------------------------------

KEY, NEXT, ECONOMIC = "PRC>JPN:military", "PRC>JPN:political", "PRC>JPN:economic"
MILITARY, POLITICAL, STRANGER = field(KEY), field(NEXT), field("JPN>PRC:military")
PLACES = ("/answer/", "/answer/1/", "/answer/review/", "/answer/sent/")


def draft(code: str) -> dict[str, Answer]:
    return responding.read_draft(holder(code))


def put_in(state: str) -> None:
    wrapped = {"wrapped_private_key": b""} if state == "closed" else {}
    Round.objects.update(state=state, **wrapped)


def to(reply) -> tuple[int, str | None]:
    return reply.status_code, reply.headers.get("Location")
