"""Destroys the opened answers of a round, its mails and a study's roll on the promised days.

Published counts and released texts stay. A study may keep the answers of groups of a hundred and
more, which participants read before they begin; of texts that nobody has released it keeps none.
"""

from datetime import date
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from surveys import jobs
from surveys.auditing import audit_answers, audit_identity
from surveys.facilitating import CLOSE
from surveys.group_sizes import LARGE_GROUP
from surveys.models.invitation import Invitation
from surveys.models.job import Job
from surveys.models.mail import Mail
from surveys.models.own_concern import OwnConcern
from surveys.models.response import Rating, Response
from surveys.models.round import Round
from surveys.models.study import Study
from surveys.scrubbing import MAILS, PEOPLE, mark_due, scrub

PURGE = "purge"
OF_A_GROUP = ("seat", "side", "level")


class NotYetError(Exception):
    """The answers are still needed: the round's release is not published yet."""


def due(today: date | None = None) -> list[Round]:
    """Return the closed rounds that have answers to destroy by today, oldest first."""
    today = today or timezone.localdate()
    held = [Exists(model.objects.filter(round=OuterRef("pk"))) for model in (Response, OwnConcern)]
    closed = Round.objects.filter(reduce(or_, held), state=Round.State.CLOSED)
    rounds = closed.select_related("study").defer("instrument").order_by("closed_on")
    return [
        round
        for round in rounds
        if round.destroys_on
        and round.destroys_on <= today
        and (to_destroy(round).exists() or round.own_concerns.exists())
    ]


def to_destroy(round: Round) -> QuerySet[Response]:
    """Return the responses of a round that the study does not keep."""
    responses = Response.objects.filter(round=round)
    return responses.exclude(_kept(responses)) if round.study.keep_large_groups else responses


def _kept(responses: QuerySet[Response]) -> Q:
    """Those of the groups that have a hundred responses or more by now, each level being one."""
    groups = responses.values(*OF_A_GROUP).annotate(people=Count("pk"))
    large = groups.filter(people__gte=LARGE_GROUP)
    # Q(pk__in=[]) is what nothing fits.
    return reduce(or_, (Q(**{name: g[name] for name in OF_A_GROUP}) for g in large), Q(pk__in=[]))


def enqueue_purges() -> int:
    """Ask a worker to destroy the answers that are due and published; returns of how many rounds.

    Asked again and again: what failed before is tried again.
    """
    rounds = [round for round in due() if is_published(round)]
    for round in rounds:
        with transaction.atomic(using="default"):
            jobs.enqueue(kind=PURGE, argument=round.pk)
    for job in Job.objects.filter(kind=PURGE, state=Job.State.FAILED):
        jobs.retry(job)
    return len(rounds)


def erase_mails(today: date | None = None) -> int:
    """Delete every mail, with its address, of the rounds whose day has come; returns how many.

    A worker rewrites the tables without them within minutes, if there were any.
    """
    today = today or timezone.localdate()
    closed = Round.objects.filter(state=Round.State.CLOSED).select_related("study")
    closed = closed.only("closed_on", "study__retention_days")
    over = [round.pk for round in closed if round.destroys_on and round.destroys_on <= today]
    mails = Mail.objects.filter(invitation__round__in=over)
    if not mails.exists():
        return 0
    # The mark is in the other database, so it comes first: nothing erased may stay without one.
    mark_due(MAILS)
    number, _ = mails.delete()
    return number


def rolls_to_erase(today: date | None = None) -> list[tuple[Study, QuerySet[Invitation]]]:
    """Return the studies that have ended, each with those of its invitations that are due.

    An open round keeps its own until it has closed, since their links are how people come in.
    """
    ended = Study.objects.filter(ends_on__lte=today or timezone.localdate()).order_by("ends_on")
    rolls = [(study, _roll_over(study)) for study in ended]
    return [(study, roll) for study, roll in rolls if roll.exists()]


def _roll_over(study: Study) -> QuerySet[Invitation]:
    running = study.rounds.filter(state__in=[Round.State.OPEN, Round.State.CLOSING])
    # Rounds are in the other database.
    return Invitation.objects.filter(study=study.pk).exclude(
        round__in=list(running.values_list("pk", flat=True))
    )


def erase_rolls(*, by: str, today: date | None = None) -> int:
    """Delete every invitation, with its mails, of the studies that have ended; returns how many.

    The tables are rewritten without them (`scrub`), if there were any. Of each study it is audited.
    """
    erased = sum(_erase_roll(study, by) for study, _roll in rolls_to_erase(today))
    if erased:
        scrub(PEOPLE)
    return erased


def _erase_roll(study: Study, by: str) -> int:
    with transaction.atomic(using="identity"):
        _all, deleted = _roll_over(study).delete()
        number = deleted.get(Invitation._meta.label, 0)
        audit_identity(by=by, act="erase_roll", subject=study.pk, invitations=number)
    return number


@jobs.handles(PURGE)
def purge_round(round_id: str, report: jobs.Report) -> None:
    """Destroy a round's answers and rewrite the files that held them. Safe to repeat.

    Raises NotYetError while the figures are not published: then nothing is destroyed.
    """
    purge(round=Round.objects.get(pk=round_id), by="worker")
    report(80, "scrubbing")
    scrub()


def purge(*, round: Round, by: str) -> int:
    """Delete the responses of a closed round, with their ratings; returns how many.

    Those of large groups stay where the study keeps them; texts that nobody has released never do.
    All else is gone when this returns; `scrub` then rewrites the files. Raises NotYetError.
    """
    with transaction.atomic(using="default"):
        rounds = Round.objects.select_for_update(of=("self",)).select_related("study")
        current = rounds.get(pk=round.pk)
        if current.state != Round.State.CLOSED or not is_published(current):
            raise NotYetError(f"round {current.pk} is not published yet")
        responses = to_destroy(current)
        Rating.objects.filter(round=current, response__in=responses).delete()
        number, _ = responses.delete()
        texts, _ = OwnConcern.objects.filter(round=current).delete()
        if number or texts:
            counts = {"responses": number} | ({"texts": texts} if texts else {})
            if current.study.keep_large_groups:
                counts["kept"] = Response.objects.filter(round=current).count()
            audit_answers(by=by, act="purge", subject=current.pk, **counts)
        return number


def is_published(round: Round) -> bool:
    """Return whether every job that needs the opened answers is done."""
    jobs_on_answers = Job.objects.filter(argument=str(round.pk)).exclude(kind__in=[CLOSE, PURGE])
    states = set(jobs_on_answers.values_list("state", flat=True))
    return states == {Job.State.DONE}
