"""The scheduler of Celery beat, which leaves signs of life while it sends what is due."""

from time import monotonic
from typing import Any

from celery.beat import PersistentScheduler
from django.conf import settings
from django.db import Error, connections

from cs2survey.sign_file import touch_sign_file
from surveys.worker_life import SCHEDULER, give_sign


class Scheduler(PersistentScheduler):
    """Sends tasks by the schedule; gives a sign of life whenever a sweep could have been due.

    The sign comes after sending: a scheduler that hangs on the broker gives none.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next_sign = 0.0

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due; returns in how many seconds to look again."""
        pause: float = super().tick(*args, **kwargs)
        if monotonic() >= self.next_sign:
            self._give_sign()
            self.next_sign = monotonic() + settings.SWEEP_SECONDS
        return min(pause, float(settings.SWEEP_SECONDS))

    def _give_sign(self) -> None:
        try:
            give_sign(SCHEDULER)
            touch_sign_file()
        except Error:
            # The database is away for now: beat goes on, and is silent meanwhile.
            connections["default"].close()
