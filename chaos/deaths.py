"""A worker's processes are killed in the middle of every step of every job."""

import itertools
import json
import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from chaos.dying import DEATH
from chaos.outcome import Outcome
from chaos.site import EMBEDDED, PATIENCE_SECONDS, PRODUCTION, SHORT_LEASE, ActFailed, Site, site
from tests.workers.installation import kill

# Each step of each job, and how many seconds it takes at most on two cores.
STEPS = {
    ("close", "begun"): 0.02,
    ("close", "checking"): 0.05,
    ("close", "opening"): 0.2,
    ("close", "scrubbing"): 0.2,
    ("compute", "begun"): 0.5,
    ("compute", "counting"): 0.2,
    ("compute", "computing"): 0.5,
    ("compute", "publishing"): 0.3,
    ("files", "begun"): 0.3,
    ("files", "writing files"): 1.0,
    ("mail", "begun"): 0.05,
    ("mail", "sending"): 0.05,
}
PEOPLE, GUESTS = 10, 12


def run(
    kind: str, whom: str, points: int, rounds: int, lease: int, long: bool
) -> Iterator[Outcome]:
    """Kill so many children, or parents, in turn at each step; then let all be done."""
    if not long:
        points, rounds, lease = 2, 1, SHORT_LEASE
    with site(kind, lease=lease) as here:
        made = here.operator.ask("rounds", rounds, PEOPLE)
        here.operator.ask("invite", GUESTS)
        orders = here.here.var / "orders"
        orders.mkdir()
        write_orders(orders, whom, points if long else len(STEPS))
        for round in made:
            here.operator.ask("close", round["round"])
        here.operator.ask("mail")
        hits, recovery = _until_done(here, orders, points, whom)
        problems = [*here.problems_of(made), *mail_problems(here)]
    steps = Counter(f"{hit['kind']}: {hit['step']}" for hit in hits)
    if long and len(steps) < len(STEPS):
        problems.append(f"only {len(steps)} of {len(STEPS)} steps were hit")
    counted = ", ".join(f"{step} {number}" for step, number in sorted(steps.items()))
    fault = f"{whom} process of a worker killed"
    yield Outcome(fault, kind, f"{len(hits)}: {counted}", recovery, tuple(problems))


def write_orders(folder: Path, whom: str, points: int) -> None:
    """Order so many deaths, in turn at each step, at a random moment of it."""
    draw = random.Random(points)
    for number, (kind, step) in zip(range(points), itertools.cycle(STEPS), strict=False):
        delay = draw.uniform(0, STEPS[kind, step])
        (folder / f"{kind}-{step}-{delay:.3f}-{whom}-{number}").touch()


def _until_done(
    here: Site, orders: Path, points: int, whom: str
) -> tuple[list[dict[str, str]], float]:
    """Keep a worker running until all is done; returns the deaths, and the longest recovery.

    That is the time from a death until the job whose worker died is done.
    A worker whose parent was killed is ended with all its processes, as a container is, and another
    takes its place.
    """
    # Beside a job whose parent is killed another would lose a try as well.
    processes = 1 if whom == "parent" else 2
    more = {"processes": processes, "CS2_CHAOS_ORDERS": str(orders)}
    start = partial(here.here.start_worker, "chaos.dying", **more)
    worker: subprocess.Popen[bytes] = start()
    give_up = time.monotonic() + 2 * PATIENCE_SECONDS
    deaths: dict[Path, tuple[float, dict[str, str]]] = {}
    recoveries = [0.0]
    waiting: dict[tuple[str, str], float] = {}
    try:
        while time.monotonic() < give_up:
            if worker.poll() is not None:
                kill(worker)
                worker = start()
            for path in set(orders.glob(f"*{DEATH}")) - set(deaths):
                hit = json.loads(path.read_text())
                deaths[path] = time.monotonic(), hit
                waiting[hit["kind"], hit["argument"]] = time.monotonic()
            if len(deaths) >= points:
                for order in orders.glob("*-*"):
                    order.unlink(missing_ok=True)
            done = done_jobs(here)
            if ("mail", "outbox") in done and any(orders.glob("mail-*")):
                here.operator.insist("invite", GUESTS)
                here.operator.insist("mail")
            for name in done & set(waiting):
                recoveries.append(time.monotonic() - waiting.pop(name))
            if is_done(here):
                return [hit for _at, hit in deaths.values()], max(recoveries)
            time.sleep(0.1)
        raise AssertionError(f"not done: {here.operator.ask('job_rows')}")
    finally:
        kill(worker)


def done_jobs(here: Site) -> set[tuple[str, str]]:
    with suppress(ActFailed):
        rows = here.operator.ask("job_rows")
        return {(row["kind"], row["argument"]) for row in rows if row["state"] == "done"}
    return set()


def is_done(here: Site) -> bool:
    """Whether every job is done and every mail is sent."""
    with suppress(ActFailed):
        states = {row["state"] for row in here.operator.ask("job_rows")}
        mails = {state for state, _digest in here.operator.ask("mails").values()}
        return states == {"done"} and mails <= {"sent"}
    return False


def mail_problems(here: Site) -> Iterator[str]:
    """Who got no mail, and who got two that are not the same."""
    ids: dict[str, set[str]] = {}
    for address, message in here.mail.keeper.messages:
        ids.setdefault(address, set()).add(str(message["Message-ID"]))
    invited = set(here.operator.ask("mails"))
    if invited != set(ids):
        yield f"{len(invited - set(ids))} mails lost"
    if different := [address for address, names in ids.items() if len(names) > 1]:
        yield f"{len(different)} people got different mails"


RUNS = (
    partial(run, PRODUCTION, "child", 36, 8, 0),
    partial(run, PRODUCTION, "parent", 36, 8, 0),
    partial(run, EMBEDDED, "child", 14, 4, SHORT_LEASE),
    partial(run, EMBEDDED, "parent", 14, 4, SHORT_LEASE),
)
SHORT = RUNS[:1]
