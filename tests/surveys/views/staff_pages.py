"""Where the pages of the staff are, and what stands on that of a round."""

from typing import Any

from django.test import Client

from surveys.models.round import Round
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
    return [p.text for p in page.all("p") if "notice" in (p.get("class") or "")]


def turnout(page: Element) -> dict[str, list[str]]:
    return {
        row.one("th").text: [cell.text for cell in row.all("td")]
        for row in page.one("table").one("tbody").all("tr")
    }


def parties() -> dict[str, str]:
    return {party.code: party.name.read("en") for party in factories.welch().parties}
