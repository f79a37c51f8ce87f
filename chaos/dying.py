"""The product's Celery application, whose processes are killed at moments that are given to it.

    CS2_CHAOS_ORDERS=folder celery -A chaos.dying worker

A file in that folder, `close-opening-0.15-parent-7`, orders the death of the process of the pool
that comes to that step of a job of that kind, or of its parent, so many seconds later, or when the
step ends, if that is sooner. Before the last look at the job the file gets the name `7.death`.

Three kinds of jobs are poisoned: one kills its process, one raises, one stands still.
"""

import json
import os
import signal
import time
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import django

from cs2survey.celery import app

__all__ = ["app"]

DEATH = ".death"
STUCK_SECONDS = 2
# A job that loses a third worker is put aside, as it should be.
MOST_DEATHS = 2


class Orders:
    """The orders of one folder, for this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pending: Path | None = None
        self._lock = Lock()

    def come_to(self, job: Any, step: str) -> None:
        """Carry out what is pending of the step before, and take an order for this one."""
        self.carry_out()
        if job.attempts > MOST_DEATHS:
            return
        for order in sorted(self.folder.glob(f"{job.kind}-{step}-*")):
            _kind, _step, delay, whom, number = order.name.split("-")
            taken = self.folder / f"{number}.taken"
            try:
                order.rename(taken)
            except FileNotFoundError:
                continue
            where = {"kind": job.kind, "step": step, "whom": whom, "argument": job.argument}
            taken.write_text(json.dumps(where))
            self.pending = taken
            Thread(target=self._later, args=(float(delay),), daemon=True).start()
            return

    def _later(self, seconds: float) -> None:
        time.sleep(seconds)
        self.carry_out()

    def carry_out(self) -> None:
        with self._lock:
            if self.pending is None:
                return
            whom = json.loads(self.pending.read_text())["whom"]
            self.pending.rename(self.pending.with_suffix(DEATH))
            os.kill(os.getppid() if whom == "parent" else os.getpid(), signal.SIGKILL)
            time.sleep(60)  # Whoever keeps the parent ends its children.


def obey(orders: Orders) -> None:
    """Have the jobs of this process come to their steps with the orders in mind."""
    from surveys import jobs

    report, do = jobs.InHand.report, jobs._do

    def reporting(hand: Any, percent: int, step: str) -> None:
        orders.carry_out()
        report(hand, percent, step)
        orders.come_to(hand.job, step)

    def doing(hand: Any) -> None:
        orders.come_to(hand.job, "begun")
        do(hand)
        orders.carry_out()

    jobs.InHand.report, jobs._do = reporting, doing  # type: ignore[method-assign]


def poison() -> None:
    """Make the kinds of jobs that no worker survives or finishes."""
    from django.conf import settings

    from surveys import jobs

    @jobs.handles("dies")
    def die(_argument: str, _report: jobs.Report) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    @jobs.handles("raises")
    def fail(_argument: str, _report: jobs.Report) -> None:
        raise ValueError

    @jobs.handles("stands_still")
    def stand_still(_argument: str, _report: jobs.Report) -> None:
        settings.LONGEST_STEP_SECONDS = STUCK_SECONDS
        while True:
            time.sleep(1)


django.setup()
poison()
if "CS2_CHAOS_ORDERS" in os.environ:
    obey(Orders(Path(os.environ["CS2_CHAOS_ORDERS"])))
