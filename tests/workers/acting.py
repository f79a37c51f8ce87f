"""What the tests do in an installation of their own, each in a process of its own.

    python -m tests.workers.acting fill        an open round with forty sealed envelopes
    python -m tests.workers.acting join n side n people of a side begin, answer and submit
    python -m tests.workers.acting pulse n     n sweeps, as a worker does them
    python -m tests.workers.acting invite n    n people to an open round, by mail
    python -m tests.workers.acting mail        ask for what is due to be sent, as every minute
    python -m tests.workers.acting close [n]   ask for its closing; send the message n times more
    python -m tests.workers.acting collect     the static files
    python -m tests.workers.acting links n     an open round of few questions; n people with links
    python -m tests.workers.acting serve port  the web server of the embedded default
    python -m tests.workers.acting shut        close the round without a worker

Before the first act stands `migrate`, which makes the tables: a process of its own takes a while to
begin. `fill` prints what must come out of it, as JSON; `join` the code of each who saw it was sent;
`links` their paths; `shut` what came out: [side, marks] of everybody, as JSON.
"""

import json
import sys
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

if TYPE_CHECKING:
    from surveys.models.round import Round

PARTICIPANTS_A_SIDE, ASSESSORS_A_SIDE = 8, 2


def migrate() -> None:
    for database in ("default", "identity"):
        call_command("migrate", verbosity=0, database=database)


def fill() -> dict[str, object]:
    """Make the round; returns each respondent by withdrawal tag, and the sealed bytes.

    A respondent is [seat, side, the one mark given to everything, number of questions].
    """
    from surveys.locating import tag_of
    from surveys.models.response import Envelope
    from tests import factories

    round = factories.make_round()
    people: dict[str, list[object]] = {}
    for seat, number in (("participant", PARTICIPANTS_A_SIDE), ("assessor", ASSESSORS_A_SIDE)):
        for side in ("PRC", "JPN", "ROK", "USA"):
            for _ in range(number):
                mark = len(people) % 4
                code = factories.respond(round, seat=seat, side=side, marks=mark)
                tag = tag_of(round, code)
                people[tag] = [seat, side, mark, _asked(round, seat, side)]
    sealed = [bytes(envelope.sealed or b"").hex() for envelope in Envelope.objects.all()]
    return {"people": people, "sealed": sealed}


def _asked(round: "Round", seat: str, side: str) -> int:
    from surveys.instruments.loader import document_of
    from surveys.instruments.sequence import answer_names

    return len(list(answer_names(document_of(round.instrument), seat, side)))


def join(number: int, side: str) -> None:
    from surveys.models.round import Round
    from tests import factories

    for _ in range(number):
        sys.stdout.write(factories.respond(Round.objects.get(), side=side) + "\n")


def pulse(number: int) -> None:
    from django.db import connections

    from surveys import tasks

    for _ in range(number):
        tasks.sweep()
        connections.close_all()


def invite(number: int) -> None:
    from surveys.delivering.guests import Guest
    from surveys.delivering.handing_out import hand_out
    from tests import factories

    round = factories.make_round(document=factories.short())
    guests = [
        Guest(n, "participant", "PRC", "en", f"Person {n}", f"person{n}@example.org")
        for n in range(number)
    ]
    hand_out(round=round, guests=guests, way="email", by="test")


def mail() -> None:
    from surveys import tasks

    tasks.mail()


def close(more: int = 0) -> None:
    from surveys import facilitating, jobs
    from surveys.models.round import Round

    job = facilitating.request_closing(round=Round.objects.get(), by="test")
    for _ in range(more):
        jobs.send(job.pk)


def collect() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)


def links(number: int) -> list[str]:
    """Return the paths of the links, of one side after the other."""
    from surveys import inviting
    from tests import factories

    collect()
    round = factories.make_round(document=factories.short())
    sides = ("PRC", "JPN", "ROK", "USA")
    seats = [("participant", sides[place % len(sides)]) for place in range(number)]
    people = [inviting.invite(round=round, seat=seat, side=side, by="test") for seat, side in seats]
    return [f"/i/{token}/" for _invitation, token in people]


def serve(port: int) -> None:
    from cs2survey.serving import WebServer

    sys.argv = sys.argv[:1]
    WebServer(port).run()


def shut() -> list[tuple[str, list[int]]]:
    """Return the side and all the marks of every respondent, in no order."""
    from surveys.models.response import Response
    from surveys.models.round import Round
    from tests import factories

    factories.close(Round.objects.get())
    return [
        (person.side, sorted(person.ratings.values_list("mark", flat=True)))
        for person in Response.objects.all()
    ]


if __name__ == "__main__":
    django.setup()
    words = sys.argv[1:]
    if words[0] == "migrate":
        words = words[1:]
        migrate()
    match words:
        case ["fill"]:
            sys.stdout.write(json.dumps(fill()))
        case ["join", number, side]:
            join(int(number), side)
        case ["pulse", number]:
            pulse(int(number))
        case ["invite", number]:
            invite(int(number))
        case ["mail"]:
            mail()
        case ["close", *more]:
            close(*map(int, more))
        case ["collect"]:
            collect()
        case ["links", number]:
            sys.stdout.write(json.dumps(links(int(number))))
        case ["serve", port]:
            serve(int(port))
        case ["shut"]:
            sys.stdout.write(json.dumps(shut()))
        case other:
            sys.exit(f"what is {other}?")
