"""Reminders, which go to everybody alike, and what the facilitator learns of the mails."""

from collections import Counter
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from surveys.auditing import audit_identity
from surveys.delivering.outbox import PENDING, require_mail_server
from surveys.models.invitation import Invitation
from surveys.models.mail import Mail
from surveys.models.round import Round


class NotRemindedError(Exception):
    """The round is not open, or its last reminder is still being sent: nothing was queued."""


def remind(*, round: Round, by: str) -> int:
    """Queue a reminder to everybody whose invitation was mailed; returns to how many.

    Everybody, whether or not they have begun: whom it left out would have begun, for everybody to
    see who runs the mail server or compares notes with a colleague. Raises NotRemindedError and
    NoMailServerError.
    """
    require_mail_server()
    if round.state != Round.State.OPEN:
        raise NotRemindedError(f"the round is {round.state}, not open")
    with transaction.atomic(using="identity"):
        mails = _mails(round)
        if mails.filter(kind=Mail.Kind.REMINDER, state__in=PENDING).exists():
            raise NotRemindedError("the last reminder is still being sent")
        reached = mails.filter(kind=Mail.Kind.INVITATION, state=Mail.State.SENT)
        reminders = [
            Mail(
                invitation_id=mail.invitation_id,
                kind=Mail.Kind.REMINDER,
                address=mail.address,
                language=mail.language,
            )
            for mail in reached
        ]
        Mail.objects.bulk_create(reminders)
        audit_identity(by=by, act="remind", subject=round.pk, mails=len(reminders))
    return len(reminders)


class Bounced(NamedTuple):
    """A mail that did not arrive, as the facilitator has to know in order to correct it."""

    name: str
    seat: str
    side: str
    address: str
    reason: str


class Mails(NamedTuple):
    """What became of the invitations that were mailed, for the facilitator's page."""

    sent: int
    waiting: int
    bounced: list[Bounced]


def mails_of(round: Round) -> Mails | None:
    """Return what became of a round's mails; None when none was queued."""
    counts = mail_counts(round)
    if not counts:
        return None
    invitation = Mail.Kind.INVITATION.value
    waiting = sum(counts[invitation, state.value] for state in PENDING)
    return Mails(counts[invitation, Mail.State.SENT.value], waiting, bounced(round))


def mail_counts(round: Round) -> Counter[tuple[str, str]]:
    """Return how many mails of a round there are of each (kind, state)."""
    return Counter(_mails(round).values_list("kind", "state"))


def bounced(round: Round) -> list[Bounced]:
    """Return the mails of a round that came back, by side and name.

    A used invitation is among them like any other: this says nothing of who has begun.
    """
    mails = _mails(round).filter(state=Mail.State.BOUNCED).select_related("invitation")
    return sorted(
        {
            Bounced(m.invitation.label, m.invitation.seat, m.invitation.side, m.address, m.reason)
            for m in mails
        }
    )


def _mails(round: Round) -> QuerySet[Mail]:
    return Mail.objects.filter(invitation__round=round.pk).exclude(
        invitation__state=Invitation.State.REVOKED
    )
