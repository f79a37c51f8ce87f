"""A whole round by the pages alone, as people go it: set up, invite, answer, close, read."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.html import Element, parse
from tests.visitor import Reply, Visitor

SIDES = ("PRC", "JPN")
PEOPLE = 5
PASSWORD = "seven quiet words that nobody else says"
LINK = re.compile(r"https://\S+(/i/\S+/)")
PATIENCE_SECONDS = 90


def document(reply: Reply) -> Element:
    page = parse(SimpleNamespace(content=reply.body.encode()))
    assert reply.status == 200, (reply.status, page.text)
    return page


Values = dict[str, str | list[str]]


def filled(form: Element) -> Values:
    """What a browser sends with a form that nobody touches."""
    values: dict[str, list[str]] = {}
    for field in form.below():
        name, kind = field.get("name"), field.get("type")
        if not name or kind in ("submit", "file") or field.tag == "button":
            continue
        if kind in ("radio", "checkbox") and "checked" not in field.attributes:
            continue
        if field.tag == "select":
            chosen = [o for o in field.all("option") if "selected" in o.attributes]
            value = (chosen or field.all("option"))[0].get("value") or ""
        elif field.tag == "textarea":
            value = "".join(text for text in field.children if isinstance(text, str)).lstrip("\n")
        else:
            value = field.get("value") or ("on" if kind == "checkbox" else "")
        values.setdefault(name, []).append(value)
    return dict(values)


@dataclass
class Browser:
    """One person's, which sends forms as they stand on a page, with some fields filled."""

    visitor: Visitor
    place: str = ""

    def open(self, place: str) -> Element:
        """Go to a page, wherever it leads."""
        return self._follow(place, self.visitor.get(place))

    def send(self, page: Element, field: str, **values: str | list[str]) -> Element:
        """Send the form with that field, or whose button has that name."""
        forms = [f for f in page.all("form") if any(e.get("name") == field for e in f.below())]
        return self._send(forms[0], values)

    def send_to(self, page: Element, ending: str, **values: str | list[str]) -> Element:
        """Send the form whose address ends so."""
        forms = [f for f in page.all("form") if (f.get("action") or self.place).endswith(ending)]
        return self._send(forms[0], values)

    def _send(self, form: Element, values: Values) -> Element:
        place = (form.get("action") or self.place).partition("#")[0]
        return self._follow(place, self.visitor.post(place, filled(form) | values))

    def _follow(self, place: str, reply: Reply) -> Element:
        while reply.status in (301, 302, 303):
            place = reply.place.partition("#")[0]
            reply = self.visitor.get(place)
        self.place = urlsplit(place).path
        return document(reply)


def choose_password(browser: Browser, name: str, address: str) -> None:
    """From the address that the operator hands out to a session with a second factor."""
    page = browser.open(urlsplit(address).path)
    page = browser.send(page, "new_password1", new_password1=PASSWORD, new_password2=PASSWORD)
    page = browser.open("/staff/")
    if page.all("input", name="password"):
        page = browser.send(page, "password", username=name, password=PASSWORD)
    page = browser.open("/staff/account/second-factors/app/")
    if page.all("input", name="password"):
        page = browser.send(page, "password", password=PASSWORD)
    secret = "".join(page.one("code").text.split())
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    browser.send(page, "code", code=code)


def set_up(browser: Browser, slug: str) -> tuple[str, list[str]]:
    """From the list of studies to an open round; returns its page, and the links of all invited."""
    page = browser.open("/staff/studies/new/")
    page = browser.send(page, "slug", title_en="A rehearsal", slug=slug)
    page = browser.open(f"/staff/studies/{slug}/rounds/new/")
    browser.send(page, "widest_audience", widest_audience="researchers")
    round_place = re.sub(r"(invite|settings)/$", "", browser.place)
    lines = [f"Person {n} of {side},{side},participant,en" for side in SIDES for n in range(PEOPLE)]
    page = browser.open(f"{round_place}invite/")
    pasted = "\n".join(["name,side,seat,language", *lines])
    page = browser.send(page, "pasted", pasted=pasted, way="list")
    form = next(f for f in page.all("form") if f.all("button", name="invite"))
    reply = browser.visitor.post(f"{round_place}invite/", filled(form) | {"invite": ""})
    links = LINK.findall(reply.body)
    page = browser.open(round_place)
    page = browser.send_to(page, "/open/", allow_drafts="on", confirmed_few="on")
    return round_place, links


def answer(browser: Browser, link: str, mark: str) -> str:
    """From the link to the confirmation; returns the return code."""
    page = browser.open(link)
    page = browser.send_to(page, "/begin/", agreed="on")
    code = page.all("code")[0].text
    page = browser.send_to(page, "/confirm/", kept="on")
    while not browser.place.endswith("/review/"):
        questions = {r["name"] for r in page.all("input", type="radio")}
        page = browser.send(page, min(questions), **dict.fromkeys(questions, mark))
    browser.send_to(page, "/review/")
    assert browser.place == "/answer/sent/"
    return code


def close(browser: Browser, round_place: str, waiting: Callable[[], None]) -> str:
    """Close the round and wait for its release; returns the page of the gap matrix."""
    page = browser.open(round_place)
    page = browser.send(page, "sure", sure="on")
    if page.all("input", name="sure"):
        page = browser.send(page, "sure", sure="on")
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not (found := [a["href"] for a in page.all("a") if a.text == "See the gap matrix"]):
        assert time.monotonic() < give_up, page.one("main").text
        waiting()
        page = browser.open(round_place)
    return found[0]


def widen(browser: Browser, release_place: str, audience: str) -> None:
    """Let a further circle read the release, and confirm it."""
    page = browser.open(f"{release_place}audience/")
    page = browser.send_to(page, "/audience/confirm/", to=audience)
    browser.send_to(page, "/widen/", understood="on")


def take_in(browser: Browser, slug: str, name: str, role: str) -> None:
    """Give somebody who has an account a role in the study."""
    page = browser.open(f"/staff/studies/{slug}/people/")
    browser.send(page, "username", username=name, role=role)


def issue_token(browser: Browser) -> str:
    """The secret of a token for the tables of the one study of who asks."""
    page = browser.send(browser.open("/staff/tokens/"), "scopes", name="R at home")
    return page.one("code").text
