"""Mails on jobs that were put aside: one of each failure to each who can do something about it.

Each mail is a job of its own, queued in the transaction that marks the failure, so that none is
lost and none is made twice. What goes wrong with such a mail makes no further one: it waits for
the mail server, or is seen on the page of jobs.
"""

import logging
from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from surveys import jobs
from surveys.access import RUNS
from surveys.delivering.messages import UTF8, message_id_of
from surveys.delivering.notices import retry_notices, send_notice
from surveys.delivering.outbox import MailServerError, NoMailServerError, require_mail_server
from surveys.job_kinds import KINDS
from surveys.job_subjects import Subject, subject_id, subjects_in
from surveys.job_wording import FAILED_MAIL, kind_words, why_put_aside
from surveys.languages import django_code, text_in
from surveys.models.job import Job
from surveys.models.staff import User

logger = logging.getLogger(__name__)

OPERATOR = "operator"


def enqueue_failure_mails() -> int:
    """Queue the mails of the failures of which there are none yet; returns of how many jobs.

    Called once a minute. A failure lasts until the job is done or somebody has it tried again:
    what is tried again by itself, every minute or hour, is mailed once. A mail server that is away
    is no matter for a mail.
    """
    retry_notices()
    done = Job.objects.filter(state=Job.State.DONE)
    done.exclude(failure_mailed_at=None).update(failure_mailed_at=None)
    failed = Job.objects.filter(state=Job.State.FAILED)
    # Hundreds of parts may fail for one reason.
    parts = [name for name, kind in KINDS.items() if kind.is_part]
    new = failed.filter(failure_mailed_at=None).exclude(kind__in=[FAILED_MAIL, *parts])
    return sum(map(_enqueue, new.exclude(error_code=MailServerError.code)))


def _enqueue(job: Job) -> bool:
    """Mark the failure and queue its mails; returns whether nobody else did so meanwhile."""
    with transaction.atomic(using="default"):
        new = Job.objects.filter(
            pk=job.pk, state=Job.State.FAILED, stopped_at=job.stopped_at, failure_mailed_at=None
        )
        if not new.update(failure_mailed_at=timezone.now()):
            return False
        logger.error("job %s was put aside: %s", job.key, job.error_code)
        for reader in _readers(subjects_in(None).get(subject_id(job))):
            jobs.enqueue(kind=FAILED_MAIL, argument=f"{job.pk}/{_moment(job)}/{reader}")
        return True


def _readers(subject: Subject | None) -> Iterator[str]:
    """Yield whom to mail: accounts by their number, operators by their place in the settings."""
    if subject:
        yield from map(str, _runners(subject).order_by("pk").values_list("pk", flat=True))
    for place in range(len(settings.OPERATOR_MAIL)):
        yield f"{OPERATOR}{place}"


def _runners(subject: Subject) -> QuerySet[User]:
    """Return who runs the study of a job and has a mail address."""
    runs = User.objects.filter(roles__study=subject.study.pk, roles__role__in=RUNS)
    return runs.filter(is_active=True).exclude(email="")


def _moment(job: Job) -> str:
    """Return which failure of the job this is: the millisecond in which it was put aside."""
    return str(int(1000 * job.stopped_at.timestamp()) if job.stopped_at else 0)


# --- Sending -------------------------------------------------------------------------------------


@jobs.handles(FAILED_MAIL)
def mail_failure(argument: str, report: jobs.Report) -> None:
    """Send one mail of a failure, if there is mail and the failure is not over.

    Repeated after a crash it has the same Message-ID. Raises MailServerError, and
    MailRefusedError.
    """
    job_id, moment, reader = argument.split("/")
    job = Job.objects.filter(pk=job_id, state=Job.State.FAILED).first()
    if job is None or _moment(job) != moment:
        return
    subject = subjects_in(None).get(subject_id(job))
    for address in _addresses(reader, subject):
        with suppress(NoMailServerError):
            require_mail_server()
            send_notice(_message(job, subject, reader, address))


def _addresses(reader: str, subject: Subject | None) -> list[str]:
    """Return the address of a reader, or none when they are one no more."""
    if reader.startswith(OPERATOR):
        place = int(reader.removeprefix(OPERATOR))
        return list(settings.OPERATOR_MAIL[place : place + 1])
    if subject is None:
        return []
    return list(_runners(subject).filter(pk=reader).values_list("email", flat=True))


def _message(job: Job, subject: Subject | None, reader: str, address: str) -> EmailMessage:
    """Return the mail in the first language of the study; operators read that of the server."""
    tag = settings.LANGUAGE_CODE
    if subject and not reader.startswith(OPERATOR):
        tag = next(iter(subject.study.languages), tag)
    with translation.override(django_code(tag)):
        message = EmailMessage(
            subject=_("A job was put aside"),
            body="\n\n".join(_paragraphs(job, subject, tag)) + "\n",
            to=[address],
            headers={
                "Message-ID": message_id_of(f"{job.pk}.{_moment(job)}.{reader}"),
                "Auto-Submitted": "auto-generated",
                "Content-Language": tag,
            },
        )
    message.encoding = UTF8
    return message


def _paragraphs(job: Job, subject: Subject | None, tag: str) -> list[str]:
    """Return what was put aside, of which round, why, and where to have it tried again."""
    lines = [_("What was put aside: %(job)s") % {"job": kind_words(job)}]
    if subject and settings.MAIL_NAMES_STUDY:
        lines.append(_("Study: %(study)s") % {"study": text_in(subject.study.title, tag)})
    if subject and subject.round:
        lines.append(
            _("The page of the round: %(address)s")
            % {"address": f"{settings.BASE_URL}{reverse('round', args=[subject.round.pk])}"}
        )
    return [
        *lines,
        why_put_aside(job),
        _("Once what stopped it is mended, have it tried again: %(address)s")
        % {"address": f"{settings.BASE_URL}{reverse('jobs')}"},
    ]
