"""Plays respondents over HTTP, for locust:  locust -f load/respondents.py Cycle

Runs in an environment of its own, without the program: it knows pages and forms as a browser does.
LOAD_PLAN names a JSON file with the peer's ``kind`` and ``links``, one for each person; what was
measured goes to the file LOAD_RESULT.
"""

import json
import os
import re
import time
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import gevent
from gevent.event import Event
from locust import FastHttpUser, events, task
from locust.exception import StopUser

INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r"""\b(type|name|value)=["']([^"']*)["']""")
PLAN = json.loads(Path(os.environ["LOAD_PLAN"]).read_text()) if "LOAD_PLAN" in os.environ else {}
LINKS = iter(PLAN.get("links", []))
ANSWER = PLAN.get("answer", "2")
REDIRECTS = (301, 302, 303, 307)
# Nobody follows more redirects, nor answers more pages, than this.
MOST_STEPS = 100
MOST_SECONDS_TO_BEGIN = 45

times: dict[str, list[float]] = defaultdict(list)
failures: list[str] = []
finished: list[float] = []
began: list[float] = []
waiting: list[Any] = []
all_there = Event()


class Page:
    """A page as its forms are: hidden fields, and the names of its radio buttons."""

    def __init__(self, path: str, body: str) -> None:
        self.path = path
        inputs = [dict(ATTRIBUTE.findall(text)) for text in INPUT.findall(body)]
        of_type: dict[str, dict[str, str]] = defaultdict(dict)
        for one in inputs:
            if "name" in one:
                of_type[one.get("type", "text")][one["name"]] = one.get("value", "")
        self.hidden, self.checks = of_type["hidden"], of_type["checkbox"]
        self.questions = list(of_type["radio"])

    def answered(self) -> dict[str, str]:
        """Return what is posted when all its questions are answered and its boxes ticked."""
        return {
            **self.hidden,
            **dict.fromkeys(self.checks, "on"),
            **dict.fromkeys(self.questions, ANSWER),
        }


class Browser(FastHttpUser):
    """Somebody with a browser. What they ask is counted by kind, and not by address."""

    abstract = True
    network_timeout = connection_timeout = 30.0

    def get(self, path: str, kind: str) -> Page:
        """Load a page, wherever redirects lead."""
        for _ in range(MOST_STEPS):
            reply = self._ask("GET", path, kind)
            if reply.status_code not in REDIRECTS:
                return Page(path, reply.text or "")
            path = self._place(path, reply)
        failures.append(f"redirects without end at {path}")
        raise StopUser

    def post(self, path: str, fields: dict[str, str], kind: str) -> Page:
        """Post a form; returns the page that answers, which is empty after a redirect."""
        reply = self._ask("POST", path, kind, data=fields)
        if reply.status_code in REDIRECTS:
            return Page(self._place(path, reply), "")
        return Page(path, reply.text or "")

    def _ask(self, method: str, path: str, kind: str, **options: Any) -> Any:
        with self.client.request(
            method, path, name=kind, allow_redirects=False, catch_response=True, **options
        ) as reply:
            if not 200 <= reply.status_code < 400:
                reply.success()
                failures.append(f"{method} {kind}: {reply.status_code}")
                raise StopUser
            reply.success()
            return reply

    def _place(self, path: str, reply: Any) -> str:
        place = urlsplit(urljoin(path, reply.headers["Location"]))
        return place.path + (f"?{place.query}" if place.query else "")

    def link(self) -> str:
        """Return a link that nobody else has; without one there is nothing more to do."""
        link = next(LINKS, None)
        if link is None:
            raise StopUser
        return str(link)

    def begin(self) -> None:
        """Come by an invitation link and confirm having kept the return code."""
        link = self.link()
        landing = self.get(link, "landing")
        code = self.post(f"{link}begin/", landing.answered() | {"agreed": "on"}, "begin")
        first = self.post(f"{link}confirm/", code.answered(), "confirm")
        if first.path == f"{link}confirm/":
            raise StopUser


class Respondent(Browser):
    """Whole respondents, one after the other: from the link to the confirmation."""

    @task
    def respond(self) -> None:
        began.append(time.perf_counter())
        self.client.cookiejar.clear()
        self.begin()
        page = self.get("/answer/", "page")
        for _ in range(MOST_STEPS):
            if page.path.startswith("/answer/review"):
                break
            answer = self.post(page.path, page.answered(), "save")
            page = self.get(answer.path, "page")
        sent = self.post(page.path, page.answered(), "submit")
        if not sent.path.startswith("/answer/sent"):
            failures.append(f"submitting led to {sent.path}")
            raise StopUser
        self.get(sent.path, "sent")
        finished.append(time.perf_counter())


class Cycle(Browser):
    """A page of twenty questions, loaded and saved again and again, of whichever application."""

    def on_start(self) -> None:
        """Begin, and wait until all others have begun; the time to be played runs from then on."""
        if PLAN["kind"] == "ours":
            self.begin()
        self.place = PLAN.get("path", "")
        if PLAN["kind"] == "otree":
            self.place = self.get(self.link(), "start").path
        waiting.append(self)
        if len(waiting) == PLAN["people"]:
            gevent.spawn_later(PLAN["seconds"], self.environment.runner.quit)
            all_there.set()
        if not all_there.wait(MOST_SECONDS_TO_BEGIN):
            failures.append("not everybody could begin")
            raise StopUser

    @task
    def cycle(self) -> None:
        started = time.perf_counter()
        began.append(started)
        page = self.get(self.place, "page")
        if len(page.questions) != PLAN["questions"]:
            failures.append(f"{len(page.questions)} questions on {page.path}")
            raise StopUser
        saved = self.post(page.path, page.answered(), "save")
        if saved.path == page.path and PLAN["kind"] != "bare":
            failures.append(f"{page.path} came back")
            raise StopUser
        finished.append(time.perf_counter())
        times["cycle"].append((finished[-1] - started) * 1_000)
        if PLAN["kind"] == "otree":
            self.place = saved.path


@events.request.add_listener
def _count(name: str, response_time: float, exception: Any, **_: Any) -> None:
    times[name].append(response_time)
    if exception is not None:
        failures.append(str(exception))


@events.quitting.add_listener
def _write(environment: Any, **_: Any) -> None:
    seconds = max(finished) - min(began) if finished else 0.0
    result = {
        "finished": len(finished),
        "seconds": seconds,
        "failures": failures[:10],
        "times": {kind: percentiles(list(those)) for kind, those in times.items()},
    }
    if "LOAD_RESULT" in os.environ:
        Path(os.environ["LOAD_RESULT"]).write_text(json.dumps(result))


def percentiles(values: list[float]) -> dict[str, float]:
    """Return the number of times, their median and the 95th percentile, by nearest rank.

    >>> percentiles([1.0, 2.0, 3.0, 10.0])
    {'number': 4, 'p50': 2.0, 'p95': 10.0}
    """
    ordered, number = sorted(values), len(values)
    ranks = {"p50": -(-number * 50 // 100), "p95": -(-number * 95 // 100)}
    return {"number": number, **{name: ordered[rank - 1] for name, rank in ranks.items()}}
