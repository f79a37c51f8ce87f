"""Fifty people answer at once, over HTTP: nobody is refused, and every answer is counted."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.visitor import Reply, Visitor
from tests.workers.installation import made

pytestmark = pytest.mark.worker

PEOPLE = 50
SIDES = ("PRC", "JPN", "ROK", "USA")


def answer(link: str, port: int, mark: int) -> list[int]:
    """Go the whole way from the link to the confirmation; returns the marks that were sent."""
    sent: list[int] = []
    with Visitor(port) as visitor:
        landing = visitor.get(link)
        code = expect(200, visitor.post(link + "begin/", landing.hidden))
        place = expect(302, visitor.post(link + "confirm/", code.hidden | {"kept": "on"})).place
        place = expect(302, visitor.get(place)).place
        while not place.endswith("review/"):
            page = expect(200, visitor.get(place))
            marks = dict.fromkeys(page.questions, str(mark))
            place = expect(302, visitor.post(place, page.hidden | marks)).place
            sent += [mark] * len(marks)
        review = expect(200, visitor.get(place))
        place = expect(302, visitor.post(place, review.hidden)).place
        assert place == "/answer/sent/"
        expect(200, visitor.get(place))
    return sent


def expect(status: int, reply: Reply) -> Reply:
    assert reply.status == status, (reply.status, reply.body[:500])
    return reply


def test_nobody_of_fifty_is_refused_and_no_answer_is_lost(tmp_path: Path) -> None:
    """On SQLite, where all wait for one lock; see chaos/web.py for PostgreSQL."""
    here = made(tmp_path / "var")
    links = json.loads(here.do("migrate", "links", str(PEOPLE)).splitlines()[-1])
    marks = [number % 4 for number in range(PEOPLE)]
    # Of each side with all marks, and not each side with one.
    marks = [(mark + number // 4) % 4 for number, mark in enumerate(marks)]
    with here.served() as port, ThreadPoolExecutor(PEOPLE) as crowd:
        everybody = crowd.map(answer, links, [port] * PEOPLE, marks)
        sent = [(SIDES[number % 4], given) for number, given in enumerate(everybody)]
    assert {len(given) for _side, given in sent} != {0}
    counted = [(side, given) for side, given in json.loads(here.do("shut").splitlines()[-1])]
    assert sorted(counted) == sorted(sent)
