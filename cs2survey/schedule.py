"""What Celery beat has a worker do, and how often."""

import time
from typing import Any

from celery.beat import PersistentScheduler

# So far the clock may be put in one step, without the schedule being made anew.
LARGEST_CLOCK_STEP = 5


class Scheduler(PersistentScheduler):
    """Celery's own, which goes on when the clock is put back.

    That one counts from the hour of the last run: were it a day ahead, nothing would be sent for a
    day, and a new process would read the same from the schedule's file.
    """

    def setup_schedule(self) -> None:
        super().setup_schedule()
        self._clock = _clock()
        self._begin_anew()

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if abs(_clock() - self._clock) > LARGEST_CLOCK_STEP:
            self._clock = _clock()
            self._begin_anew()
        seconds: float = super().tick(*args, **kwargs)
        return seconds

    def _begin_anew(self) -> None:
        """Let no last run lie in the future, and draw up anew what comes next."""
        for entry in self.schedule.values():
            now = entry.default_now()
            entry.last_run_at = min(entry.last_run_at or now, now)
        self._heap = None


def _clock() -> float:
    """Return by how much the clock on the wall is ahead of one that nobody puts."""
    return time.time() - time.monotonic()


def beat_schedule(sweep_seconds: int) -> dict[str, dict[str, Any]]:
    """Return the schedule, with so many seconds between two looks for jobs that were lost.

    What waited in a queue while no worker ran is worth nothing any more, and expires.
    """
    return {
        "sweep": _every(sweep_seconds, "surveys.sweep", expires=sweep_seconds * 2),
        # Closes rounds whose hour has come: participants see until when, to the minute.
        "close": _every(10, "surveys.close_due"),
        # Participants are told that what they withdraw has left the files within minutes.
        "tidy": _every(120, "surveys.tidy"),
        # A job of mail sends what may be sent in a minute; after a failure it is tried sooner.
        "mail": _every(30, "surveys.mail"),
        # What an act that was committed in the moment of a crash left undone.
        "anchor": _every(60, "surveys.anchor_audit"),
        # Each day's mail, however late in the day the worker comes.
        "mail_anchors": _every(3600, "surveys.mail_anchors"),
        # Often enough that a worker that was away at night is made up for.
        "purge": _every(3600, "surveys.purge"),
    }


def _every(seconds: int, task: str, expires: int | None = None) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"expires": expires or seconds}}
