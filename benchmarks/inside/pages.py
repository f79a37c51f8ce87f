"""Times a page of questions over HTTP: python -m benchmarks.inside.pages 8 16 12 1.5

Eight questions a page, sixteen people at a time, each page in twelve slices of 1.5 seconds. The web
server is that of the embedded default with two pages more: those of `benchmarks.inside.bare_page`.
"""

import json
import multiprocessing
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.http import HttpResponse

from benchmarks.inside import bare_page, bare_urls
from benchmarks.inside.whole_job import version
from cs2survey.serving import WebServer
from surveys import facilitating, inviting, responding, return_code_cookie, sealing
from surveys.envelope_contents import Holder
from surveys.instruments.builder import from_content
from surveys.instruments.document import Document
from surveys.instruments.loader import load_instrument
from surveys.instruments.parser import read, shipped
from surveys.models.base import Seat
from surveys.models.round import Round
from surveys.models.study import Study
from tests.visitor import Visitor, free_port

SIDE = "PRC"
CHOSEN = "2"
START_SECONDS = 30


def main(questions: int, people: int, slices: int, length: float) -> dict[str, Any]:
    """Median cycles a second of the program's page and of the two bare ones, and each slice."""
    for database in ("default", "identity"):
        call_command("migrate", database=database, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    bare_page.make_tables()
    round = opened(questions)
    cookies = [cookie_of(joined(round)) for _ in range(people)]
    pages = {"page": "/answer/1/", "bare": f"/bare/{questions}/"}
    pages["model_form"] = f"/model-form/{questions}/"
    engine = version()
    settings.ROOT_URLCONF = bare_urls.__name__
    with served() as port, ExitStack() as stack:
        visitors = [stack.enter_context(Visitor(port, cookie)) for cookie in cookies]
        for path in pages.values():
            assert len(visitors[0].get(path).questions) == questions
            cycles_a_second(visitors, path, length)
        rates: dict[str, list[float]] = {name: [] for name in pages}
        for _ in range(slices):
            for name, path in pages.items():
                rates[name].append(cycles_a_second(visitors, path, length))
    medians = {name: statistics.median(of_page) for name, of_page in rates.items()}
    return {"engine": engine, "people": people, "questions": questions, **medians, "slices": rates}


# --- The round and its people --------------------------------------------------------------------


def opened(questions: int) -> Round:
    """An open round that asks a participant of SIDE so many questions on the first page."""
    document = questionnaire(questions)
    instrument = load_instrument(document, by="benchmark")
    study = Study.objects.create(slug="benchmark", title={"en": "Benchmark"}, languages=["en"])
    round = Round.objects.create(
        study=study,
        instrument=instrument,
        number=1,
        title={"en": "Round"},
        languages=["en"],
        modules=["predicted"],
    )
    facilitating.open_round(round=round, by="benchmark", allow_drafts=True)
    round.refresh_from_db()
    return round


def questionnaire(questions: int) -> Document:
    """Welch's, with as many concerns as fit and the rest threats of one side."""
    (path,) = [path for path in shipped() if path.stem == "welch2013"]
    content = read(path).content
    targets = {threat["target"] for threat in content["threats"] if threat["perceiver"] == SIDE}
    concerns, threats = divmod(questions, len(targets))
    own = [threat for threat in content["threats"] if threat["perceiver"] == SIDE]
    chosen = {"concerns": content["concerns"][:concerns], "threats": own[:threats]}
    return from_content({**content, **chosen, "slug": "benchmark"})


def joined(round: Round) -> Holder:
    """A participant who has kept the return code."""
    invitation, _token = inviting.invite(
        round=round, seat=Seat.PARTICIPANT, side=SIDE, by="benchmark", confirmed_roll=True
    )
    holder = responding.begin(invitation=invitation, code=sealing.new_code())
    assert holder is not None
    return holder


def cookie_of(holder: Holder) -> str:
    """The cookie of the browser in which somebody has begun."""
    return return_code_cookie.remember(HttpResponse(), holder).cookies.output(header="")


# --- Asking --------------------------------------------------------------------------------------


@contextmanager
def served() -> Iterator[int]:
    """The web server in a process of its own; yields its port."""
    port = free_port()
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=WebServer(port).run)
    process.start()
    try:
        wait_until_up(port)
        yield port
    finally:
        process.terminate()
        process.join()


def wait_until_up(port: int) -> None:
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            with Visitor(port) as visitor:
                assert visitor.get("/healthz").status == 200
                return
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)


def cycles_a_second(visitors: list[Visitor], path: str, length: float) -> float:
    """How often in a second all of them together load a page and save it."""
    counts: list[int] = []
    started = time.perf_counter()
    threads = [
        threading.Thread(target=lambda one=one: counts.append(until(one, path, started + length)))
        for one in visitors
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(counts) == len(visitors), "somebody was refused"
    return sum(counts) / (time.perf_counter() - started)


def until(visitor: Visitor, path: str, end: float) -> int:
    """Load and save the page until this time; how often that was."""
    # The server hangs up on who is silent for long, as others may be slow to end the last slice.
    visitor.connection.close()
    count = 0
    while time.perf_counter() < end:
        cycle(visitor, path)
        count += 1
    return count


def cycle(visitor: Visitor, path: str) -> None:
    """Load the page, choose an answer to each of its questions, and save."""
    page = visitor.get(path)
    assert page.status == 200, page.status
    saved = visitor.post(path, page.hidden | dict.fromkeys(page.questions, CHOSEN))
    assert saved.status == 302, saved.status


if __name__ == "__main__":
    questions, people, slices, length = sys.argv[1:]
    json.dump(main(int(questions), int(people), int(slices), float(length)), sys.stdout)
