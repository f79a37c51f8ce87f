"""A worker that stops is reported within fifteen seconds; then the work goes on, once."""

import json
import os
import signal
import subprocess
import time
from dataclasses import replace

import pytest

from tests.visitor import Visitor
from tests.workers.conftest import Case
from tests.workers.installation import wait_for
from tests.workers.test_kill import (
    BEFORE_COMMIT,
    BEFORE_SCRUBBING,
    FILES,
    REDIS_POSTGRES,
    assert_opened_once,
    assert_released_once,
    on,
)

pytestmark = [pytest.mark.worker, pytest.mark.services]

MOST_SECONDS = 15


def states(port: int) -> tuple[str, str]:
    """What /readyz says of worker and scheduler."""
    with Visitor(port) as visitor:
        said = json.loads(visitor.get("/readyz").body)
        return said["worker"], said["scheduler"]


def worker_state(port: int) -> tuple[int, str]:
    """What /readyz says: its status, and the state of the worker."""
    with Visitor(port) as visitor:
        reply = visitor.get("/readyz")
        return reply.status, json.loads(reply.body)["worker"]


def signal_all(worker: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    os.killpg(worker.pid, number)


def assert_reported(port: int, state: str, since: float) -> None:
    """Wait until /readyz says so; at most fifteen seconds after `since` it must."""
    wait_for(lambda: worker_state(port) == (503, state), state, patience=MOST_SECONDS)
    assert time.monotonic() - since <= MOST_SECONDS


@on(FILES)
def test_a_worker_that_falls_silent_is_reported(case: Case) -> None:
    with case.here.served() as port:
        assert worker_state(port) == (503, "down: TimeoutError")
        with case.here.worker() as worker:
            wait_for(lambda: worker_state(port)[1] == "up", "a worker is up", case.here.log)
            signal_all(worker, signal.SIGSTOP)
            since = time.monotonic()
            case.here.do("close")
            assert_reported(port, "down: TimeoutError", since)
            assert case.here.job("close") == ("queued", "", 0)
            signal_all(worker, signal.SIGCONT)
            wait_for(case.here.is_done, "every job done", case.here.log)
    assert_opened_once(case)
    assert_released_once(case)
    assert case.here.job("close") == ("done", "scrubbing", 1)


@on(REDIS_POSTGRES)
def test_scheduler_and_worker_that_fall_silent_are_told_from_each_other(case: Case) -> None:
    """One is killed, later the other stopped: each is named alone, and comes back."""
    here, both, up, down = case.here, ("up", "up"), "up", "down: TimeoutError"
    with here.served() as port, here.worker(beat=False) as worker:
        with here.scheduler() as scheduler:
            wait_for(lambda: states(port) == both, "both are up", here.log)
            signal_all(scheduler, signal.SIGKILL)
            assert_silent(port, (up, down))
        here.do("close")
        # Without a scheduler the worker goes on, also with what the broker lost.
        here.lose_messages()
        wait_for(here.is_done, "every job done", here.log)
        assert states(port) == (up, down)
        with here.scheduler():
            wait_for(lambda: states(port) == both, "both are up again", here.log)
            signal_all(worker, signal.SIGSTOP)
            assert_silent(port, (down, up))
            signal_all(worker, signal.SIGCONT)
            wait_for(lambda: states(port) == both, "the worker goes on", here.log)


def assert_silent(port: int, expected: tuple[str, str]) -> None:
    """Wait until so much is said; until then no other part may be called silent."""
    since = time.monotonic()
    while (said := states(port)) != expected:
        assert said == ("up", "up"), said
        assert time.monotonic() - since <= MOST_SECONDS
        time.sleep(0.1)


# On SQLite whoever stands still inside a transaction holds the only lock, so not there.
@on(REDIS_POSTGRES)
def test_a_worker_stopped_in_the_middle_is_reported_although_another_answers(case: Case) -> None:
    """Then that other one does the work, and the stopped one, let go, changes nothing."""
    # Long enough to be reported before somebody takes over.
    here = replace(case.here, lease=20)
    with here.served() as port, here.worker(stall=BEFORE_COMMIT, beat=False) as first:
        here.do("close")
        wait_for(here.is_stalled, "at the commit", here.log)
        with here.worker():
            wait_for(lambda: worker_state(port)[1] == "up", "another worker is up", here.log)
            signal_all(first, signal.SIGSTOP)
            assert_reported(port, "down: StalledJobError", time.monotonic())
            wait_for(lambda: here.job("close")[2] == 2, "taken over", here.log)
            here.let_go()
            signal_all(first, signal.SIGCONT)
            wait_for(here.is_done, "every job done", here.log)
            wait_for(lambda: worker_state(port)[1] == "up", "all is well", here.log)
    assert_opened_once(case)
    assert_released_once(case)
    assert here.job("close") == ("done", "scrubbing", 2)


@on(FILES)
def test_a_slow_worker_keeps_its_job(case: Case) -> None:
    """It stands still in one step for twice its lease, alive: no other takes the job from it."""
    with case.here.worker(stall=BEFORE_SCRUBBING):
        case.here.do("close")
        wait_for(case.here.is_stalled, "at the scrubbing", case.here.log)
        time.sleep(8)
        assert case.here.job("close") == ("running", "scrubbing", 1)
        case.here.let_go()
        wait_for(case.here.is_done, "every job done", case.here.log)
    assert case.here.job("close") == ("done", "scrubbing", 1)
