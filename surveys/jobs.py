"""Jobs for the workers: the row is authoritative, and a message only carries its id.

Whatever happens to the message (a broker loses it, a worker dies with it), the sweeper finds the
row and sends it again. A handler must therefore be safe to run twice, which the unique constraints
on what it writes ensure, and not the lease. The lease is short and renewed while the worker lives,
so that a dead one is found out within seconds and a slow one is left alone.

A job whose worker dies, that raises what nobody expects or that stands still is tried three times
and then put aside. A database that goes away meanwhile is waited for, and costs it no try.
"""

import logging
import time
import traceback
from collections.abc import Callable

from celery import current_app
from django.conf import settings
from django.db import InterfaceError, OperationalError, connections, transaction
from django.db.models import Exists, F, Q, QuerySet
from django.db.models.functions import Now

from surveys import log_context
from surveys.models.job import Job
from surveys.signals import job_broke
from surveys.worker_life import (
    end_if_in_pool,
    lease,
    signs_of_life,
    without_lease,
)

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
# Interruptions by a database in one try: a job may itself be what brings a server down.
MOST_INTERRUPTIONS = 12
LONGEST_PAUSE = 15
SECONDS_BETWEEN_LOOKS = 0.2

Report = Callable[[int, str], None]
Handler = Callable[[str, Report], None]
HANDLERS: dict[str, Handler] = {}


class JobRefused(Exception):
    """Raised by a handler whose work cannot succeed until somebody acts; `code` says why."""

    code = "refused"


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register a function for the jobs of this kind; it takes their argument and a reporter."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def enqueue(*, kind: str, argument: object) -> Job:
    """Queue a job, once for each argument; call inside the transaction that makes it necessary."""
    job, _ = Job.objects.get_or_create(
        key=f"{kind}:{argument}", defaults={"kind": kind, "argument": str(argument)}
    )
    transaction.on_commit(lambda: send(job.id), using="default")
    return job


def retry(job: Job) -> None:
    """Queue a failed job again, after somebody has mended what stopped it."""
    _queue_again(job, Job.State.FAILED)


def repeat(job: Job) -> None:
    """Queue a finished job once more, because what it made is lost."""
    _queue_again(job, Job.State.DONE)


def _queue_again(job: Job, state: Job.State) -> None:
    changed = Job.objects.filter(pk=job.pk, state=state).update(
        state=Job.State.QUEUED,
        attempts=0,
        progress=0,
        step="",
        error="",
        error_code="",
        lease_until=None,
        queued_again_at=Now(),
        stopped_at=None,
    )
    if changed:
        transaction.on_commit(lambda: send(job.id), using="default")


def send(job_id: object) -> None:
    """Send the job's id to the workers. If the broker is away, `sweep` sends it later."""
    try:
        current_app.send_task("surveys.run_job", args=[str(job_id)], retry=False)
    except Exception as problem:
        kind = type(problem).__name__
        logger.warning("job %s was not sent, the sweeper will: %s", job_id, kind)


def run(job_id: str) -> None:
    """Do the job, unless it is done, failed or leased to another worker."""
    if not _claim(job_id):
        return
    job = Job.objects.get(pk=job_id)
    log_context.add(kind=job.kind, attempt=job.attempts)
    if job.attempts > MOST_ATTEMPTS:
        # The lease ran out again and again: every worker that took this job died.
        _stop(job, state=Job.State.FAILED, error="worker lost", code="unexpected")
        return
    hand = InHand(job)
    try:
        with signs_of_life(hand.renew):
            _do(hand)
    except JobRefused as refusal:
        _stop(job, state=Job.State.FAILED, error=str(refusal), code=refusal.code)
    except Exception as problem:
        # Not the exception's text: in it a database repeats the row that it refused.
        where = "".join(traceback.format_tb(problem.__traceback__))
        logger.error("job %s: %s\n%s", job.key, type(problem).__name__, where)
        job_broke.send_robust(sender=Job, problem=problem)
        _fail_or_wait(job, problem)
    else:
        _stop(job, state=Job.State.DONE)


def _do(hand: "InHand") -> None:
    """Do the job; if a database fails meanwhile, begin again once it answers."""
    job = hand.job
    for interruption in range(MOST_INTERRUPTIONS):
        try:
            return HANDLERS[job.kind](job.argument, hand.report)
        except (OperationalError, InterfaceError) as problem:
            logger.warning("job %s was interrupted: %s", job.key, type(problem).__name__)
            time.sleep(min(2**interruption, LONGEST_PAUSE))
            _wait_for_database()
            if not hand.begin_again():
                return None
    return HANDLERS[job.kind](job.argument, hand.report)


def _wait_for_database() -> None:
    """Wait until the database of the jobs answers, without which nothing can be done anyway."""
    connection = connections["default"]
    # Inside a transaction of the caller's, an answer has to be taken for granted.
    answers = connection.in_atomic_block
    while not answers:
        try:
            connection.close()
            connection.ensure_connection()
            answers = True
        except (OperationalError, InterfaceError):
            time.sleep(SECONDS_BETWEEN_LOOKS)


def sweep() -> int:
    """Send every job again that waits or whose lease has run out; returns how many."""
    overdue = Job.objects.filter(available())
    for job in overdue:
        send(job.id)
    return len(overdue)


def available() -> Q:
    """Select the jobs that wait for a worker.

    The last try of a job is made while no other is at its last, so that one that brings down all
    that runs beside it takes no other with it for good.
    """
    last = Job.objects.filter(~without_lease(), state=Job.State.RUNNING, attempts=MOST_ATTEMPTS)
    waiting = Q(state__in=[Job.State.QUEUED, Job.State.RUNNING])
    return waiting & without_lease() & (~Q(attempts=MOST_ATTEMPTS - 1) | Q(~Exists(last)))


def _claim(job_id: str) -> bool:
    """Take the lease by compare-and-set: of two workers with the same message, one gets it."""
    taken = Job.objects.filter(available(), pk=job_id).update(
        state=Job.State.RUNNING, lease_until=lease(), attempts=F("attempts") + 1, error=""
    )
    return taken == 1


def _current(job: Job) -> QuerySet[Job]:
    """Return the job unless a later attempt began: a worker that lost its lease changes nothing."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)


class InHand:
    """A job that this worker is doing: its reports, and the lease between them."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.latest = time.monotonic()

    def report(self, percent: int, step: str) -> None:
        self.latest = time.monotonic()
        log_context.add(step=step)
        _current(self.job).update(progress=percent, step=step, lease_until=lease())

    def begin_again(self) -> bool:
        """Return whether the job is still this worker's after an interruption."""
        self.latest = time.monotonic()
        return bool(_current(self.job).update(lease_until=lease()))

    def renew(self) -> None:
        """Keep the lease, unless this step takes so long that it must be stuck."""
        if time.monotonic() - self.latest < settings.LONGEST_STEP_SECONDS:
            _current(self.job).update(lease_until=lease())
        else:
            end_if_in_pool()


def _stop(job: Job, *, state: str, error: str = "", code: str = "") -> None:
    done = {"progress": 100} if state == Job.State.DONE else {}
    stopped = {"stopped_at": Now(), "lease_until": None}
    _current(job).update(state=state, error=error, error_code=code, **stopped, **done)


def _fail_or_wait(job: Job, problem: Exception) -> None:
    """After an unexpected error let the job be tried again, until the last of its attempts."""
    if job.attempts >= MOST_ATTEMPTS:
        _stop(job, state=Job.State.FAILED, error=type(problem).__name__, code="unexpected")
    else:
        _current(job).update(error=type(problem).__name__, lease_until=lease())
