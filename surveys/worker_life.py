"""Signs of life of workers and scheduler, and how long a silence lasts before people are told.

A worker gives one whenever it does the task that the scheduler sends through the broker every few
seconds, and all the while it has a job in hand. The scheduler gives its own with whatever it sends.
While it does not, the workers ask each other for that task, so that the silence of the one is
never taken for that of the other.

Every moment here is the database's: machines whose clocks differ agree on it.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from celery import current_app
from django.conf import settings
from django.db import Error, connections
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils import timezone

from surveys.models.job import Job, Pulse

WORKER, SCHEDULER = "worker", "scheduler"
SWEEP = "surveys.sweep"
SHORTEST_SILENCE, SWEEPS_MISSED = 10, 3
# After so many sweeps that nobody did, the workers ask for one; earlier than silence is told of.
SWEEPS_LATE = 2
LONGEST_PAUSE = 3
# Of a worker whose clock differs by more nothing is asked that depends on the day.
LARGEST_CLOCK_ERROR = timedelta(minutes=5)


class StalledJobError(Exception):
    """A worker answers, but the one that has a job in hand has stopped."""


def give_sign(name: str = WORKER) -> None:
    """Write down that a worker, or the scheduler, works now."""
    Pulse.objects.update_or_create(name=name, defaults={"at": Now()})


def silence() -> timedelta:
    """Return how long no sign of life is taken for a pause."""
    return timedelta(seconds=max(SHORTEST_SILENCE, SWEEPS_MISSED * settings.SWEEP_SECONDS))


def answers(name: str = WORKER) -> bool:
    """Return whether any worker, or the scheduler, has given a sign of life lately."""
    return _gave_sign(name, within=silence())


def _gave_sign(name: str, *, within: timedelta) -> bool:
    # A sign from the future was given before the database's clock was put back.
    lately = (Now() - within, Now() + within)
    return Pulse.objects.filter(name=name, at__range=lately).exists()


def require_scheduler() -> None:
    """Raise TimeoutError when the scheduler gives no sign of life."""
    if not answers(SCHEDULER):
        raise TimeoutError("the scheduler has not answered")


def require_worker() -> None:
    """Raise TimeoutError when no worker answers, StalledJobError when a job stands still."""
    if not answers():
        raise TimeoutError("no worker has answered")
    if Job.objects.filter(_stalled()).exists():
        raise StalledJobError("the worker of a job has stopped")


def is_stalled(job: Job) -> bool:
    """Return whether a worker has the job in hand and gives no sign of life."""
    return Job.objects.filter(_stalled(), pk=job.pk).exists()


def ask_for_sweep() -> bool:
    """Ask the workers for a sweep if none was done for a while; returns whether it was needed.

    Raises the broker's error where it does not answer.
    """
    late = timedelta(seconds=SWEEPS_LATE * settings.SWEEP_SECONDS)
    if _gave_sign(WORKER, within=late):
        return False
    current_app.send_task(SWEEP, retry=False, expires=late.total_seconds())
    return True


def lease() -> Combinable:
    """Return until when a job that gives a sign of life now is left to its worker."""
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def without_lease() -> Q:
    """Select jobs that nobody has in hand: without a lease, or with one that has run out.

    No lease lasts twice as long as one given now, unless the database's clock was put back.
    """
    valid = (Now(), Now() + 2 * timedelta(seconds=settings.JOB_LEASE_SECONDS))
    return Q(lease_until__isnull=True) | ~Q(lease_until__range=valid)


def clock_agrees() -> bool:
    """Return whether this machine's clock agrees with the database's."""
    sign = Pulse.objects.annotate(now=Now()).values_list("now", flat=True).first()
    return sign is None or abs(timezone.now() - sign) < LARGEST_CLOCK_ERROR


def _stalled() -> Q:
    """Select jobs whose last sign is too old. One that broke and is to be repeated gives none."""
    last_sign_before = lease() - silence()
    return Q(state=Job.State.RUNNING, error="", lease_until__lt=last_sign_before)


# Whether this process is of a pool, in which another takes its place when it ends.
_in_pool = Event()


def join_pool(**_kwargs: object) -> None:
    """Note that this is a process of a worker's pool."""
    _in_pool.set()


def end_if_in_pool() -> None:
    """End this process, whose step must be stuck, so that another can work in its place."""
    if _in_pool.is_set():
        os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def signs_of_life(renew: Callable[[], None]) -> Iterator[None]:
    """While a job is being done, call `renew` and give a sign of life every few seconds.

    The first time after a pause, so that a short job costs nothing. A database that is locked just
    then is asked again after the next pause.
    """
    if connections["default"].in_atomic_block:
        # No other connection would see the job before the transaction ends.
        yield
        return
    done = Event()
    pause = min(LONGEST_PAUSE, settings.JOB_LEASE_SECONDS / 4)

    def go_on() -> None:
        try:
            while not done.wait(pause):
                try:
                    renew()
                    give_sign()
                except Error:
                    connections["default"].close()
        finally:
            connections.close_all()

    thread = Thread(target=go_on, name="signs of life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
