"""PostgreSQL is killed while people answer, rounds close and releases are made."""

import time
from collections.abc import Iterator
from functools import partial
from threading import Thread

from attacks.postgres_server import Server
from chaos.outcome import Outcome
from chaos.servers import kill_postgres, start_again
from chaos.site import PRODUCTION, site
from chaos.web import answers, killed, marks_by_tag

PEOPLE, SECONDS_UP, SECONDS_DOWN = 10, 2.5, 0.5


def run(times: int, rounds: int, people: int, long: bool) -> Iterator[Outcome]:
    """Kill the server so often, at the times of the product, and start it again."""
    if not long:
        times, rounds, people = 2, 1, 6
    with site(PRODUCTION, lease=0) as here:
        made = here.operator.ask("rounds", rounds, PEOPLE)
        crowd = here.operator.ask("links", people)
        sent: list[tuple[str, int]] = []
        visits = Thread(target=lambda: sent.extend(answers(here, crowd["links"])))
        with killed(here, 0), here.worker():
            for round in made:
                here.operator.insist("close", round["round"])
            visits.start()
            for number in range(times):
                time.sleep(SECONDS_UP)
                down_for(here.postgres, SECONDS_DOWN, is_kill=bool(number % 2))
            recovery = here.wait_until_done()
            visits.join()
            codes = [code for code, _repeated in sent]
            marks = marks_by_tag(here, crowd["round"], codes)
            here.operator.insist("close", crowd["round"])
            here.wait_until_done()
        made.append({"round": crowd["round"], "marks": marks})
        problems = [*here.problems_of(made)]
        if len(sent) != people:
            problems.append(f"{people - len(sent)} people could not send")
    counted = f"{times}, with {rounds} rounds closing and {people} people answering"
    yield Outcome("PostgreSQL killed", PRODUCTION, counted, recovery, tuple(problems))


def down_for(server: Server | None, seconds: float, *, is_kill: bool) -> None:
    """Kill the server's processes, or have it stop at once, and start it after so long."""
    assert server
    if is_kill:
        kill_postgres(server)
    else:
        server.stop()
    time.sleep(seconds)
    start_again(server)


RUNS = (partial(run, 20, 5, 40),)
SHORT = RUNS
