"""Where the pages of the staff are, and what stands on that of a round."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from surveys.models.round import Round
from surveys.models.shown_counts import ShownCounts
from surveys.watching import LONGEST
from surveys.watching_wording import watch
from tests import factories
from tests.html import Element, parse

SIGN_IN = "/staff/sign-in/"


def of(round: Round, act: str = "") -> str:
    return f"/staff/rounds/{round.pk}/{act}"


def open_by_page(client: Client, round: Round, **fields: str) -> Any:
    """Open a draft to which few are invited, with a passphrase typed twice alike if any."""
    typed = {"passphrase_again": fields.get("passphrase", ""), "confirmed_few": "on"}
    return client.post(of(round, "open/"), typed | fields)


def messages_on(client: Client, round: Round) -> list[str]:
    """The messages on the round's page."""
    page = parse(client.get(of(round))).one("main")
    notices = [p for p in page.all("p") if "notice" in (p.get("class") or "")]
    # That no worker answers stands in a part that a script brings up to date.
    return [p.text for p in notices if {"data-part", "data-trouble"}.isdisjoint(p.attributes)]


def turnout(page: Element) -> dict[str, list[str]]:
    """The numbers of each group, but for the panel as one."""
    rows = page.all("table")[0].one("tbody").all("tr")
    numbers = {
        row.one("th").text: [cell.text for cell in row.all("td", **{"class": "number"})]
        for row in rows
    }
    numbers.pop("All assessors, who are published as one panel", None)
    return numbers


def let_a_day_pass(round: Round) -> None:
    """Make it time for all counts of the round to be looked at anew."""
    yesterday = timezone.now() - LONGEST
    ShownCounts.objects.filter(round=round).update(counted_at=yesterday, whole_at=yesterday)


def close(client: Client, round: Round, **fields: str) -> HttpResponse:
    """Confirm the closing of a round, as it is shown just now."""
    round.refresh_from_db()
    form = {"sure": "on", "withheld": watch(round).withheld_codes, **fields}
    return client.post(of(round, "close/"), form)


def parties() -> dict[str, str]:
    return {party.code: party.name.read("en") for party in factories.welch().parties}
