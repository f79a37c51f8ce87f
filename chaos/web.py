"""The web server is killed while many people answer and send."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from http.client import HTTPException
from threading import Event, Thread

from chaos.outcome import Outcome
from chaos.site import EMBEDDED, PATIENCE_SECONDS, PRODUCTION, Site, site
from tests.visitor import Reply, Visitor
from tests.workers.installation import kill

AT_ONCE = 8
# A dozen people may all have answered after two seconds.
SECONDS_TO_FIRST_KILL, SECONDS_BETWEEN_KILLS = 0.5, 2
CODE = re.compile(r'id="return-code"[^>]*>([^<]+)<')


class Patient(Visitor):
    """Somebody who repeats whatever was not answered, or answered with an error of the server's."""

    repeated = 0

    def _ask(self, method: str, path: str, body: str | None = None) -> Reply:
        give_up = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < give_up:
            with suppress(OSError, HTTPException):
                reply = super()._ask(method, path, body)
                if reply.status < 500:
                    return reply
            self.connection.close()
            self.repeated += 1
            time.sleep(0.3)
        raise AssertionError(f"{path} was not answered")


def answer(link: str, port: int, mark: int) -> tuple[str, int]:
    """Go from the link to the confirmation; returns the code, and how many requests it repeated."""
    with Patient(port) as visitor:
        landing = visitor.get(link)
        offered = visitor.post(link + "begin/", landing.hidden)
        (code,) = CODE.findall(offered.body)
        place = visitor.post(link + "confirm/", offered.hidden | {"kept": "on"}).place
        while place != "/answer/sent/":
            page = visitor.get(place)
            if page.place:
                place = page.place
                continue
            marks = dict.fromkeys(page.questions, str(mark))
            reply = visitor.post(place, page.hidden | marks)
            assert reply.status == 302, (place, reply.status, reply.body[:500])
            place = reply.place
        assert visitor.get(place).status == 200
        return re.sub(r"\W", "", code), visitor.repeated


def run(kind: str, people: int, kills: int, long: bool) -> Iterator[Outcome]:
    """Kill the web server so often while so many people answer, and start it again."""
    if not long:
        people, kills = 12, 1
    with site(kind) as here:
        round = here.operator.ask("links", people)
        with killed(here, kills) as done:
            sent = answers(here, round["links"])
        times = f"{done[0]} kills, {people} submissions, {sum(n for _code, n in sent)} repeated"
        expected = marks_by_tag(here, round["round"], [code for code, _repeated in sent])
        here.operator.ask("close", round["round"])
        with here.worker():
            recovery = here.wait_until_done()
        problems = here.problems_of([{"round": round["round"], "marks": expected}])
        if done[0] < kills:
            problems = [*problems, f"it was to be killed {kills} times"]
    yield Outcome("web server killed", kind, times, recovery, tuple(problems))


def answers(here: Site, links: list[str]) -> list[tuple[str, int]]:
    """Have a person for each link answer, several at once."""
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        marks = [mark_of(place) for place in range(len(links))]
        return list(crowd.map(answer, links, [here.web_port] * len(links), marks))


def mark_of(place: int) -> int:
    """The mark that the person at this place gives to everything: all marks on each side."""
    return place // 2 % 4


def marks_by_tag(here: Site, round_id: str, codes: list[str]) -> dict[str, int]:
    tags = here.operator.insist("tags", round_id, codes)
    return {tag: mark_of(place) for place, tag in enumerate(tags)}


@contextmanager
def killed(here: Site, kills: int) -> Iterator[list[int]]:
    """Run the web server, and kill it so often, again and again; yields how often it was."""
    over, number = Event(), [0]
    server = [here.start_web()]

    def go_on() -> None:
        pause: float = SECONDS_TO_FIRST_KILL
        while number[0] < kills and not over.wait(pause):
            kill(server[0])
            number[0] += 1
            server[0] = here.start_web()
            pause = SECONDS_BETWEEN_KILLS

    thread = Thread(target=go_on)
    thread.start()
    try:
        yield number
    finally:
        over.set()
        thread.join()
        kill(server[0])


RUNS = (partial(run, PRODUCTION, 200, 10), partial(run, EMBEDDED, 60, 3))
SHORT = RUNS[1:]
