"""The two-person rule: in a study that has it, some acts need two of those who run it.

One asks for the act, another confirms it within seven days; only then is it done. Who asked and
who confirmed are both in the audit.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from surveys.access import RUNS
from surveys.auditing import audit_answers
from surveys.models.pending_act import PendingAct
from surveys.models.staff import StudyRole, User
from surveys.models.study import Study

PERIOD = timedelta(days=7)
FEWEST_PEOPLE = 2
END_RULE = "end_two_person_rule"


@dataclass(frozen=True)
class Request:
    """An act upon a study, or upon what belongs to it, with what exactly would be done."""

    study: uuid.UUID
    act: str
    subject: str
    detail: dict[str, str]


class SecondPersonError(Exception):
    """A second person has to confirm the act; nothing was done."""

    def __init__(self, request: Request) -> None:
        super().__init__(f"a second person who runs the study has to confirm: {request.act}")
        self.request = request


class NotEntitledError(Exception):
    """Whoever would ask or confirm is nobody who runs the study."""


class TooFewPeopleError(Exception):
    """Fewer than two people run the study, or would."""


class NotPendingError(Exception):
    """The request was confirmed, refused or forgotten meanwhile."""


class OutdatedError(Exception):
    """What was asked for cannot be done any more: things have changed since."""


def people_who_run(study: uuid.UUID) -> set[str]:
    """Return the user names of those who run the study and can sign in."""
    runners = User.objects.filter(roles__study=study, roles__role__in=RUNS, is_active=True)
    return set(runners.values_list("username", flat=True))


# --- Acts that need two people -------------------------------------------------------------------


def require_second_person(
    *, study: uuid.UUID, act: str, subject: object, by: str, **detail: str
) -> dict[str, str]:
    """Return what the audit says of whoever asked for the act; {} in a study without the rule.

    Call inside the transaction of the act. Raises SecondPersonError unless somebody else who runs
    the study asked for this very act within seven days, and NotEntitledError.
    """
    if not Study.objects.filter(pk=study, two_person_rule=True).exists():
        return {}
    request = Request(study, act, str(subject), detail)
    runners = people_who_run(study)
    if by not in runners:
        raise NotEntitledError(by)
    others = [p for p in _same(request) if p.asked_by != by and p.asked_by in runners]
    if not others:
        raise SecondPersonError(request)
    _delete(_same(request))
    return {"asked_by": others[0].asked_by}


def ask(*, request: Request, by: str) -> PendingAct:
    """Ask a second person to confirm an act; asking again changes nothing.

    Raises NotEntitledError.
    """
    with transaction.atomic(using="default"):
        study = Study.objects.select_for_update().get(pk=request.study)
        if by not in people_who_run(study.pk):
            raise NotEntitledError(by)
        for pending in _same(request):
            if pending.asked_by == by:
                return pending
        pending = PendingAct.objects.create(
            study=study,
            act=request.act,
            subject=request.subject,
            detail=request.detail,
            asked_by=by,
            asked_at=timezone.now(),
        )
        _audit(by, "ask", pending)
    return pending


def refuse(*, pending: PendingAct, by: str) -> None:
    """Delete a request, one's own or another's. Raises NotPendingError."""
    with transaction.atomic(using="default"):
        current = pending_acts(pending.study_id).filter(pk=pending.pk).first()
        if current is None:
            raise NotPendingError
        _audit(by, "refuse", current)
        current.delete()


def pending_acts(study: uuid.UUID) -> QuerySet[PendingAct]:
    """Return what waits for a second person in a study, the oldest request first."""
    recent = PendingAct.objects.filter(study=study, asked_at__gt=timezone.now() - PERIOD)
    return recent.order_by("asked_at")


def forget_expired() -> int:
    """Delete the requests that nobody confirmed within seven days; returns how many."""
    number, _ = PendingAct.objects.filter(asked_at__lte=timezone.now() - PERIOD).delete()
    return number


def _same(request: Request) -> list[PendingAct]:
    same = pending_acts(request.study).filter(act=request.act, subject=request.subject)
    return [pending for pending in same if pending.detail == request.detail]


def _delete(pending: list[PendingAct]) -> None:
    PendingAct.objects.filter(pk__in=[p.pk for p in pending]).delete()


def _audit(by: str, act: str, pending: PendingAct) -> None:
    """The act asked for stands beside what it is about, under names no detail has."""
    about = {"of": pending.act, "study": str(pending.study_id)}
    audit_answers(by=by, act=act, subject=pending.subject, **about, **pending.detail)


# --- Confirming ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """How an act is done once it is confirmed, and what it is in words.

    `carry_out` takes the request and who confirms, and calls the function that does the act for
    anybody: that function asks `require_second_person` itself. It returns the path of a page to
    hand on to somebody, or "".
    """

    carry_out: Callable[[PendingAct, str], str]
    words: Callable[[PendingAct], str]


ACTS: dict[str, Act] = {}


def confirm(*, pending: PendingAct, by: str) -> str:
    """Do what somebody else asked for; returns the path of a page to hand on, or "".

    Raises SecondPersonError for one's own request, NotPendingError, and OutdatedError where the
    act is refused as things stand now: then the request stays until it is refused or forgotten.
    """
    if not pending_acts(pending.study_id).filter(pk=pending.pk).exists():
        raise NotPendingError
    return ACTS[pending.act].carry_out(pending, by)


# --- The rule itself -----------------------------------------------------------------------------


def switch_rule(*, study: Study, on: bool, by: str) -> None:
    """Give a study the two-person rule, or take it away, which needs two people itself.

    Raises TooFewPeopleError where fewer than two run the study, SecondPersonError and
    NotEntitledError.
    """
    with transaction.atomic(using="default"):
        current = Study.objects.select_for_update().get(pk=study.pk)
        if current.two_person_rule == on:
            return
        confirmed: dict[str, str] = {}
        if not on:
            confirmed = require_second_person(
                study=current.pk, act=END_RULE, subject=current.pk, by=by
            )
        elif len(people_who_run(current.pk)) < FEWEST_PEOPLE:
            raise TooFewPeopleError
        current.two_person_rule = on
        current.save(update_fields=["two_person_rule"])
        act = "begin_two_person_rule" if on else END_RULE
        audit_answers(by=by, act=act, subject=current.pk, **confirmed)


def require_two_left(*, study: uuid.UUID, but: User) -> None:
    """Raise TooFewPeopleError where a study with the rule would have one person without this one.

    Call inside the transaction that takes the role, of which the study's row is locked here:
    whoever switches the rule on meanwhile counts afterwards.
    """
    current = Study.objects.select_for_update().get(pk=study)
    left = people_who_run(study) - {but.get_username()}
    if current.two_person_rule and len(left) < FEWEST_PEOPLE:
        raise TooFewPeopleError


def runs(study: uuid.UUID, username: str) -> bool:
    """Return whether the person has a role by which they run the study."""
    roles = StudyRole.objects.filter(study=study, role__in=RUNS, user__username=username)
    return roles.exists()
