"""Times the phones of a seminar over HTTP: python -m benchmarks.inside.seminar 40 12

Forty phones have joined; twelve times a question is asked, and all load it and answer at once, as
they do when the screen says so. In turns with them as many people load and save a bare page of
Django with one question (`benchmarks.inside.bare_page`), through the same web server, which is that
of the embedded default.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import reverse

from analytics.seminars.counting import count_step
from benchmarks.inside import bare_page, bare_urls
from benchmarks.inside.pages import questionnaire, served
from benchmarks.inside.whole_job import version
from surveys.instruments.loader import load_instrument
from surveys.models.seminar import Seminar
from surveys.models.study import Study
from surveys.seminar_cookie import remember_seat
from surveys.seminars import running, seats
from tests.visitor import Visitor

SIDE, TARGET = "JPN", "PRC"
BARE = "/bare/1/"
PLACE = "3"
# Six concerns about each of the three others: the steps from 2 to 7.
QUESTIONS, LAST_CONCERN = 18, 7
RUNNER = {"session_key": "benchmark", "by": "benchmark"}

# What one person does; returns how many seconds each request took.
Turn = Callable[[Visitor], list[float]]


def main(people: int, times: int) -> dict[str, Any]:
    """Percentiles of the seconds that loading and answering took, of the phones and the bare page.

    ``longest`` is the longest that anybody waited for one answer of the server.
    """
    for database in ("default", "identity"):
        call_command("migrate", database=database, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    bare_page.make_tables()
    settings.ROOT_URLCONF = bare_urls.__name__
    seminar = new_seminar()
    cookies = [cookie_of(seminar) for _ in range(people)]
    taken: dict[str, list[list[float]]] = {"phones": [], "bare": []}
    with served() as port, ExitStack() as stack:
        phones = [stack.enter_context(Visitor(port, cookie)) for cookie in cookies]
        others = [stack.enter_context(Visitor(port)) for _ in range(people)]
        for number in range(times + 1):
            seminar = asked(seminar)
            of_phones = at_once(phones, partial(answer, seminar.join_code))
            of_bare = at_once(others, bare)
            running.show_counts(seminar=counted(seminar), number=seminar.number, **RUNNER)
            # The first time whatever is made once is made.
            if number:
                taken["phones"] += of_phones
                taken["bare"] += of_bare
    return {
        "engine": version(),
        "people": people,
        "times": times,
        **{name: percentiles(each) for name, each in taken.items()},
    }


def percentiles(taken: list[list[float]]) -> dict[str, float]:
    """The median and 95th percentile of loading and answering, and the longest single request."""
    both = [load + save for load, save, *_rest in taken]
    middle, most = np.percentile(both, [50, 95])
    return {"median": middle, "p95": most, "longest": max(max(each) for each in taken)}


# --- The seminar ---------------------------------------------------------------------------------


def new_seminar() -> Seminar:
    study = Study.objects.create(slug="benchmark", title={"en": "Benchmark"}, languages=["en"])
    instrument = load_instrument(questionnaire(QUESTIONS), by="benchmark")
    seminar = Seminar(
        study=study, instrument=instrument, title="Benchmark", sides=[SIDE], languages=["en"]
    )
    return running.create_seminar(seminar=seminar, **RUNNER)


def cookie_of(seminar: Seminar) -> str:
    """The cookie of a phone that has joined."""
    secret = seats.join(seminar=seminar, side=SIDE)
    return remember_seat(HttpResponse(), seminar, secret).cookies.output(header="")


def asked(seminar: Seminar) -> Seminar:
    """Ask the next question; after the last concern the first one again."""
    seminar.refresh_from_db()
    if seminar.step == LAST_CONCERN:
        seminar.counts.filter(step__gt=1).delete()
        Seminar.objects.filter(pk=seminar.pk).update(step=1)
        seminar.refresh_from_db()
    targets = {SIDE: TARGET}
    running.open_step(seminar=seminar, number=seminar.number, targets=targets, **RUNNER)
    seminar.refresh_from_db()
    return seminar


def counted(seminar: Seminar) -> Seminar:
    """Count the question; every phone must have answered."""
    answers = seminar.seats.exclude(sealed=None).count()
    assert answers == seminar.seats.count(), "somebody was refused"
    count_step(seminar=seminar, number=seminar.number, **RUNNER)
    seminar.refresh_from_db()
    return seminar


# --- Asking --------------------------------------------------------------------------------------


def at_once(visitors: list[Visitor], turn: Turn) -> list[list[float]]:
    """Let all of them take the turn at once; returns the seconds that each request took."""
    taken: list[list[float]] = []
    start = threading.Barrier(len(visitors))

    def wait_and_take(visitor: Visitor) -> None:
        visitor.connection.close()
        start.wait()
        taken.append(turn(visitor))

    threads = [threading.Thread(target=wait_and_take, args=(one,)) for one in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(visitors), "somebody was refused"
    return taken


def answer(join_code: str, phone: Visitor) -> list[float]:
    """Load the question and tap an answer, then load the page that says so, and ask for the state.

    The last two are what the browser does by itself.
    """
    page = reverse("join", args=[join_code])
    question, load = clocked(lambda: phone.get(page))
    fields = question.hidden | {"place": PLACE}
    reply, save = clocked(lambda: phone.post(reverse("seminar_answer", args=[join_code]), fields))
    assert (question.status, reply.status) == (200, 302), (question.status, reply.status)
    _again, again = clocked(lambda: phone.get(page))
    state = reverse("seminar_state", args=[join_code])
    _state, ask = clocked(lambda: phone.get(state))
    return [load, save, again, ask]


def bare(visitor: Visitor) -> list[float]:
    """Load the bare page and save a row."""
    page, load = clocked(lambda: visitor.get(BARE))
    reply, save = clocked(
        lambda: visitor.post(BARE, page.hidden | dict.fromkeys(page.questions, "2"))
    )
    assert (page.status, reply.status) == (200, 302), (page.status, reply.status)
    return [load, save]


def clocked(work: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


if __name__ == "__main__":
    people, times = sys.argv[1:]
    json.dump(main(int(people), int(times)), sys.stdout)
