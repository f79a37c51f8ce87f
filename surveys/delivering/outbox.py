"""The outbox: one mail for each invitation, even when a worker or the mail server fails.

A row is the truth, and is *sending* from before its message is handed to the mail server until the
server's answer is written down. If the worker dies in between, nobody can know whether the message
went out; it is sent again with the same link and the same Message-ID, so that mail programs can
recognise the copy and either copy works. Nothing is lost, and no second link exists.
"""

import smtplib
import time
import uuid
from collections.abc import Iterable
from contextlib import closing

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from surveys import inviting, jobs, sealing
from surveys.delivering.messages import Message, as_mail, invitation_message, reminder_message
from surveys.delivering.refusals import MOST_ATTEMPTS, plain_reason
from surveys.models.invitation import Invitation
from surveys.models.job import Job
from surveys.models.mail import Mail
from surveys.models.round import Round
from surveys.server_keys import lock_token, unlock_token

MAIL, OUTBOX = "mail", "outbox"
PENDING = (Mail.State.QUEUED, Mail.State.SENDING)
# Shorter than a job's lease, which is renewed at each mail.
LONGEST_PAUSE = 20
DUMMY = "django.core.mail.backends.dummy.EmailBackend"


class MailServerError(jobs.JobRefused):
    """Raised when the mail server cannot be used at all; the mails wait, and are tried again."""

    code = "mail_server"


class NoMailServerError(Exception):
    """Raised when mail is asked for and no mail server is set up."""


def require_mail_server() -> None:
    """Raise NoMailServerError unless CS2_MAIL_URL names one (or a folder for messages)."""
    if settings.EMAIL_BACKEND == DUMMY:
        raise NoMailServerError("no mail server is set up: name one in CS2_MAIL_URL")


# --- Queueing ------------------------------------------------------------------------------------


def queue_invitations(mails: Iterable[tuple[Invitation, str, str, str]]) -> None:
    """Queue the mail of each (invitation, token, address, language).

    Call inside the transaction that makes the invitations.
    """
    Mail.objects.bulk_create(
        Mail(
            invitation=invitation,
            address=address,
            language=language,
            sealed_token=lock_token(token),
        )
        for invitation, token, address, language in mails
    )


def queue_replacement(invitation: Invitation, address: str, language: str) -> None:
    """Queue a mail with a new link in place of an invitation's old one.

    If the old one was used the new one leads nowhere, to the page that asks for the return code.
    Neither a row, nor the mail, nor the audit tells which it was.
    """
    renewed = inviting.renew(invitation)
    current, token = renewed or (invitation, inviting.new_token())
    Mail.objects.filter(invitation=current).delete()
    queue_invitations([(current, token, address, language)])


def enqueue_sending() -> None:
    """Ask a worker to send what is due, if anything is. Called twice a minute."""
    if not _due(_open_rounds()).exists():
        return
    with transaction.atomic(using="default"):
        job = jobs.enqueue(kind=MAIL, argument=OUTBOX)
        if job.state == Job.State.DONE:
            jobs.repeat(job)
        elif job.state == Job.State.FAILED:
            jobs.retry(job)


def _open_rounds() -> dict[uuid.UUID, Round]:
    rounds = Round.objects.filter(state=Round.State.OPEN).select_related("study")
    return {round.pk: round for round in rounds.defer("instrument")}


def _due(rounds: Iterable[uuid.UUID]) -> QuerySet[Mail]:
    """Return what may go out: of open rounds, since before and after a link leads nowhere."""
    due = Mail.objects.filter(state__in=PENDING, invitation__round__in=list(rounds))
    return due.exclude(invitation__state=Invitation.State.REVOKED)


# --- Sending -------------------------------------------------------------------------------------


@jobs.handles(MAIL)
def send_mails(_argument: str, report: jobs.Report) -> None:
    """Send what is due, at most as much as may be sent in a minute. Safe to repeat.

    Those tried least often come first, so that one that fails holds up no other. Raises
    MailServerError.
    """
    rounds = _open_rounds()
    due = _due(rounds).select_related("invitation").order_by("attempts")
    mails = list(due[: settings.MAILS_PER_MINUTE])
    with closing(get_connection()) as connection:
        _connect(connection)
        for number, mail in enumerate(mails):
            report(100 * number // len(mails), "sending")
            _send(connection, mail, rounds[mail.invitation.round])
            time.sleep(min(60 / settings.MAILS_PER_MINUTE, LONGEST_PAUSE))


def _connect(connection: BaseEmailBackend) -> None:
    """Open one connection for all mails. Raises MailServerError."""
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as problem:
        raise MailServerError(type(problem).__name__) from None


def _send(connection: BaseEmailBackend, mail: Mail, round: Round) -> None:
    """Hand one mail over and write down what came of it. Raises MailServerError."""
    pending = Mail.objects.filter(pk=mail.pk, state__in=PENDING)
    if not pending.update(state=Mail.State.SENDING, attempts=F("attempts") + 1):
        return
    if mail.attempts >= MOST_ATTEMPTS:
        _settle(mail, Mail.State.BOUNCED, mail.reason or "the mail server never took it")
        return
    try:
        hand_over(connection, mail, _message(mail, round))
    except sealing.UnreadableError as problem:
        _settle(mail, Mail.State.BOUNCED, str(problem))
    except smtplib.SMTPRecipientsRefused as refusal:
        code, text = next(iter(refusal.recipients.values()))
        _refused(mail, code, text)
    except smtplib.SMTPDataError as refusal:
        _refused(mail, refusal.smtp_code, refusal.smtp_error)
    except (smtplib.SMTPException, OSError) as problem:
        # Not its text: a server may repeat an address in it.
        raise MailServerError(type(problem).__name__) from None
    else:
        _settle(mail, Mail.State.SENT)


def hand_over(connection: BaseEmailBackend, mail: Mail, message: Message) -> None:
    connection.send_messages([as_mail(message, mail)])


def _message(mail: Mail, round: Round) -> Message:
    if mail.kind == Mail.Kind.REMINDER:
        invitation = Mail.objects.get(invitation=mail.invitation_id, kind=Mail.Kind.INVITATION)
        return reminder_message(round, invitation.sent_on or timezone.localdate(), mail.language)
    token = unlock_token(bytes(mail.sealed_token))
    return invitation_message(round, token, mail.language)


def _refused(mail: Mail, code: int, text: bytes | str) -> None:
    """Give up after a refusal for good, or the last of many for the time being."""
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    reason = plain_reason(f"{code} {words}")
    if code >= 500 or mail.attempts + 1 >= MOST_ATTEMPTS:
        _settle(mail, Mail.State.BOUNCED, reason)
    else:
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.QUEUED, reason=reason)


def _settle(mail: Mail, state: str, reason: str = "") -> None:
    """Write down what became of a mail, and forget its token."""
    day = timezone.localdate() if state == Mail.State.SENT else None
    Mail.objects.filter(pk=mail.pk).update(
        state=state, reason=reason, sealed_token=b"", sent_on=day
    )
