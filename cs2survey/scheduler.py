"""The scheduler of Celery beat: leaves signs of life, and goes on when the clock is put back."""

from time import monotonic, time
from typing import Any

from celery.beat import PersistentScheduler
from django.conf import settings
from django.db import Error, connections

from cs2survey.sign_file import touch_sign_file
from surveys.worker_life import SCHEDULER, give_sign

# So far the clock may be put in one step, without the schedule being made anew.
LARGEST_CLOCK_STEP = 5


class Scheduler(PersistentScheduler):
    """Sends tasks by the schedule; gives a sign of life whenever a sweep could have been due.

    The sign comes after sending: a scheduler that hangs on the broker gives none.

    Celery's own counts from the hour of the last run: were it a day ahead, nothing would be sent
    for a day, and a new process would read the same from the schedule's file.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._clock = _clock()
        self.next_sign = 0.0
        super().__init__(*args, **kwargs)

    def setup_schedule(self) -> None:
        super().setup_schedule()
        self._begin_anew()

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due; returns in how many seconds to look again."""
        if abs(_clock() - self._clock) > LARGEST_CLOCK_STEP:
            self._clock = _clock()
            self._begin_anew()
        pause: float = super().tick(*args, **kwargs)
        if monotonic() >= self.next_sign:
            self._give_sign()
            self.next_sign = monotonic() + settings.SWEEP_SECONDS
        return min(pause, float(settings.SWEEP_SECONDS))

    def _begin_anew(self) -> None:
        """Let no last run lie in the future, and draw up anew what comes next."""
        for entry in self.schedule.values():
            now = entry.default_now()
            entry.last_run_at = min(entry.last_run_at or now, now)
        self._heap = None

    def _give_sign(self) -> None:
        try:
            give_sign(SCHEDULER)
            touch_sign_file()
        except Error:
            # The database is away for now: beat goes on, and is silent meanwhile.
            connections["default"].close()


def _clock() -> float:
    """Return by how much the clock on the wall is ahead of one that nobody puts."""
    return time() - monotonic()
