"""How fast a large round is closed, counted and released by one worker and by two.

    python -m benchmarks million                          40,000 envelopes, about three minutes
    CS2_MILLION=1000000 python -m benchmarks million      a million; an hour or two
    CS2_MILLION_MACHINES=1 python -m benchmarks million   each worker in a network of its own
    CS2_MILLION_FILES=1 python -m benchmarks million      the files of the releases are made, too

Two equal rounds of at most 40,000 are closed first, by one worker and by two, which gives the
speed-up; then, of more, one of all by both. Workers are Celery's own, each a process with a
processor's worth of work. Every envelope is sealed by itself; the round asks participants the six
concerns about each other side, and who they are (`simulation.large_round`). With networks of their
own, which only root can make, PostgreSQL and Redis run in one and each worker in another, with
nothing but addresses and copies of the keys: as on several hosts.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks import databases, machine
from benchmarks.machines import Machine, apart, together

SIZE = int(os.environ.get("CS2_MILLION", "40000"))
FILES = os.environ.get("CS2_MILLION_FILES") == "1"
APART = os.environ.get("CS2_MILLION_MACHINES") == "1"
# Eight chunks, which two workers share evenly.
COMPARED = 40_000
SIDES, PANEL, WORKERS, SEED = 4, 5, 2, 20139
# Of one worker by itself, from when a job is there until all is released.
STEPS = {
    "checking": "every envelope read and checked",
    "opening": "opened and inserted",
    "scrubbing": "envelopes and key removed from the files",
    "counting": "counted, and every block attacked",
    "computing": "gaps computed, records generalised",
    "publishing": "records checked, hashed and written",
    "writing files": "every file of the release made",
}
CLOSING = ("checking", "opening")


def run() -> dict[str, Any]:
    if problem := databases.missing("PostgreSQL"):
        print(problem)
        return {}
    with apart(WORKERS) if APART else together(WORKERS) as (data, workers):
        act(data, "prepare")
        compared = min(SIZE, COMPARED)
        rows = [
            closed(data, workers[:number], compared, SEED + number)
            for number in range(1, WORKERS + 1)
        ]
        if compared < SIZE:
            rows.append(closed(data, workers, SIZE, SEED))
    result = with_ratios({"apart": APART, "rounds": rows})
    report(result)
    return result


def closed(data: Machine, workers: list[Machine], envelopes: int, seed: int) -> dict[str, Any]:
    """Fill a round and have it closed and released by these workers."""
    round = act(data, "open", PANEL)
    filling = machine.once(lambda: fill(data, round, envelopes - SIDES * PANEL, seed))
    with ExitStack() as stack:
        running = [stack.enter_context(worker(each, beat=each is workers[0])) for each in workers]
        time.sleep(STARTING)
        steps = act(data, "close", round, "files" if FILES else "compute")
        memory = [most_memory(each) for each in running]
    return {
        "workers": len(workers),
        "envelopes": envelopes,
        "filling": filling,
        "steps": steps,
        "megabytes": max(memory),
        **act(data, "count", round),
    }


# Until Celery takes messages.
STARTING = 8


def fill(data: Machine, round: str, people: int, seed: int) -> None:
    """In as many processes as there are processors."""
    processes = os.cpu_count() or 1
    shares = [people // processes + (n < people % processes) for n in range(processes)]
    running = [
        data.start(
            [*ACT, "fill", round, str(share), str(seed * 100 + n)], stdout=subprocess.DEVNULL
        )
        for n, share in enumerate(shares)
    ]
    for process in running:
        if process.wait():
            raise RuntimeError("a round could not be filled")


ACT = [sys.executable, "-m", "benchmarks.inside.million"]


def act(data: Machine, *words: object) -> Any:
    process = data.start([*ACT, *map(str, words)], stdout=subprocess.PIPE)
    printed, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{words[0]} failed")
    return json.loads(printed)


@contextmanager
def worker(on: Machine, beat: bool) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker that does one thing at a time."""
    schedule = ["--beat", "--schedule", str(on.var / "schedule")] if beat else []
    command = [sys.executable, "-m", "celery", "-A", "cs2survey", "worker", *schedule]
    command += ["--concurrency", "1", "--loglevel", "ERROR", "--without-mingle"]
    process = on.start(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def most_memory(process: "subprocess.Popen[bytes]") -> float:
    """The most megabytes that a process or one of its children has had in memory so far."""
    found = 0
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            status = path.read_text()
        except OSError:
            continue
        parent = re.search(r"^PPid:\s+(\d+)$", status, re.MULTILINE)
        most = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
        if most and parent and process.pid in (int(parent[1]), int(path.parent.name)):
            found = max(found, int(most[1]))
    return found / 1024


def with_ratios(result: dict[str, Any]) -> dict[str, Any]:
    """Also envelopes a minute and worker, the gain from two workers, and counting to GROUP BY."""
    for row in result["rounds"]:
        row["a_minute_and_worker"] = {
            step: 60 * row["envelopes"] / seconds / row["workers"]
            for step, seconds in (row["steps"] | {"closing": _closing(row)}).items()
            if seconds
        }
        row["counting_to_group_by"] = row["counted"] / row["bare"]
    one, two, *_ = result["rounds"]
    return result | {"gain_of_two": _closing(one) / _closing(two)}


def _closing(row: dict[str, Any]) -> float:
    return float(sum(row["steps"].get(step, 0) for step in CLOSING))


def report(result: dict[str, Any]) -> None:
    for row in result["rounds"]:
        print(f"\n{row['envelopes']} envelopes, {row['workers']} workers, {row['ratings']} ratings")
        steps = row["steps"] | {"closing": _closing(row)}
        machine.show(
            ["step", "seconds", "envelopes a minute and worker"],
            [
                [STEPS.get(step, step), seconds, round(row["a_minute_and_worker"].get(step, 0))]
                for step, seconds in steps.items()
            ],
        )
        print(f"The bare GROUP BY: {row['bare']:.2f} s; counting: {row['counted']:.2f} s")
        print(f"Megabytes of memory of a worker at most: {row['megabytes']:.0f}")
        print(f"Gigabytes of the table of ratings: {row['bytes_of_ratings'] / 2**30:.2f}")
    print(f"\nTwo workers against one, checking and opening: × {result['gain_of_two']:.2f}")
