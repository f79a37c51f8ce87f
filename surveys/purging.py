"""Destroys the opened answers of a round on the day the study promised; published counts stay."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from surveys import jobs
from surveys.auditing import audit_answers
from surveys.facilitating import CLOSE
from surveys.models.job import Job
from surveys.models.response import Rating, Response
from surveys.models.round import Round
from surveys.scrubbing import scrub

PURGE = "purge"


class NotYetError(Exception):
    """The answers are still needed: the round's release is not published yet."""


def purge_day(round: Round) -> date | None:
    """The day on which the answers are due to be destroyed; None before the round closes."""
    if round.closed_on is None:
        return None
    return round.closed_on + timedelta(days=round.study.retention_days)


def due(today: date | None = None) -> list[Round]:
    """Closed rounds that still hold answers on or after their day, oldest first."""
    today = today or timezone.localdate()
    closed = Round.objects.filter(state=Round.State.CLOSED, responses__isnull=False).distinct()
    rounds = closed.select_related("study").defer("instrument").order_by("closed_on")
    return [round for round in rounds if (day := purge_day(round)) is not None and day <= today]


def ask_for_purges() -> int:
    """Ask a worker to destroy what is due and published; returns how many rounds.

    Asked again and again: what failed before is tried again.
    """
    rounds = [round for round in due() if is_published(round)]
    for round in rounds:
        with transaction.atomic(using="default"):
            jobs.enqueue(kind=PURGE, argument=round.pk)
    for job in Job.objects.filter(kind=PURGE, state=Job.State.FAILED):
        jobs.retry(job)
    return len(rounds)


@jobs.handles(PURGE)
def purge_round(round_id: str, report: jobs.Report) -> None:
    """Destroy a round's answers and rewrite the files that held them. Safe to repeat.

    Raises NotYetError while the figures are not published: then nothing is destroyed.
    """
    purge(round=Round.objects.get(pk=round_id), by="worker")
    report(80, "scrubbing")
    scrub()


def purge(*, round: Round, by: str) -> int:
    """Delete the responses and ratings of a closed round; returns how many people's.

    The rows are gone when this returns; `scrub` then rewrites the files. Raises NotYetError.
    """
    with transaction.atomic(using="default"):
        current = Round.objects.select_for_update().get(pk=round.pk)
        if current.state != Round.State.CLOSED or not is_published(current):
            raise NotYetError(f"round {current.pk} is not published yet")
        Rating.objects.filter(round=current).delete()
        number, _ = Response.objects.filter(round=current).delete()
        if number:
            audit_answers(by=by, act="purge", subject=current.pk, responses=number)
        return number


def is_published(round: Round) -> bool:
    """Whether all work on the opened answers was asked for and is done."""
    work = Job.objects.filter(argument=str(round.pk)).exclude(kind__in=[CLOSE, PURGE])
    states = set(work.values_list("state", flat=True))
    return states == {Job.State.DONE}
