"""What each process of a worker does beside its tasks, every few seconds."""

import logging
from threading import Event, Thread

from django.conf import settings
from django.db import connections

from cs2survey.sign_file import touch_sign_file
from surveys.worker_life import ask_for_sweep

logger = logging.getLogger(__name__)


def watch_once() -> None:
    """Say that this process lives, and ask for a sweep if the scheduler has not."""
    try:
        touch_sign_file()
        ask_for_sweep()
    except Exception as problem:
        # The database or the broker is away, which others say louder.
        logger.info("a worker could not look after the scheduler: %s", type(problem).__name__)
    finally:
        connections.close_all()


def watch(stopped: Event) -> None:
    """Look again and again, twice in the time between two sweeps."""
    while not stopped.wait(settings.SWEEP_SECONDS / 2):
        watch_once()


def start_watching() -> None:
    """Do it in a thread of its own, as long as this process lives."""
    Thread(target=watch, args=(Event(),), name="watching the scheduler", daemon=True).start()
