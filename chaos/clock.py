"""The clock of the worker's machine is put a day forward and back, while that of others is right.

By libfaketime (Debian: faketime), which reads the difference from a file while the worker runs.
"""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from chaos.outcome import Outcome
from chaos.site import EMBEDDED, PRODUCTION, Site, site
from tests.workers.installation import kill

LIBRARY = "*/faketime/libfaketimeMT.so.1"
FAULT, PEOPLE = "the worker's clock a day off", 10
HOUR, TWO_DAYS = 3600, 48 * 3600
# libfaketime makes a worker slow.
CACHED_SECONDS, LEASE = 1.5, 6


def run(kind: str, long: bool) -> Iterator[Outcome]:
    """Close a round with the clock ahead, put it back by two days, and take a job over."""
    library = next(Path("/usr/lib").glob(LIBRARY), None)
    if library is None:
        yield Outcome(FAULT, kind, "0", None, (), "libfaketime is not installed (faketime)")
        return
    problems = []
    with site(kind, lease=LEASE) as here:
        made = here.operator.ask("rounds", 3, PEOPLE)
        offset = here.here.var / "clock"
        faked = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(offset),
            # Reading it at every call would take most of the worker's time.
            "FAKETIME_CACHE_DURATION": "1",
            "NO_FAKE_STAT": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }
        # The clock of SQLite is that of whoever asks.
        here.operator.ask("close_at", made[2]["round"], HOUR if here.postgres else TWO_DAYS)
        recoveries = []
        offset.write_text("+1d\n")
        worker = here.start_worker("chaos.misled", **faked)
        try:
            for round, difference in zip(made, ("+1d", "-1d"), strict=False):
                offset.write_text(f"{difference}\n")
                time.sleep(CACHED_SECONDS)
                here.operator.ask("close", round["round"])
                recoveries.append(here.wait_until_done())
        finally:
            kill(worker)
        if here.operator.ask("state_of", made[2]["round"])["state"] != "open":
            problems.append("a round was closed before its time")
        recoveries.append(taken_over(here, made[2]["round"], offset, faked))
        problems += here.problems_of(made)
    counted = "3: a day ahead, a day behind, and a job taken over from a worker that is ahead"
    yield Outcome(FAULT, kind, counted, max(recoveries), tuple(problems))


def taken_over(here: Site, round_id: str, offset: Path, faked: dict[str, str]) -> float:
    """Kill a worker whose clock is ahead while it works; returns when a right one has finished."""
    offset.write_text("+1d\n")
    here.operator.ask("close_at", round_id, -1)
    worker = here.start_worker("chaos.misled", **faked)
    try:
        while not any(row["state"] == "running" for row in here.operator.ask("job_rows")):
            time.sleep(0.01)
    finally:
        kill(worker)
    with here.worker():
        return here.wait_until_done()


RUNS = (partial(run, PRODUCTION), partial(run, EMBEDDED))
