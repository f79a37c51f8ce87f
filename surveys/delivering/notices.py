"""Mails to the staff, each sent by a job: what a mail server that is away delays is sent later."""

import smtplib

from django.core.mail import EmailMessage

from surveys import jobs
from surveys.delivering.outbox import MAIL, MailServerError
from surveys.models.job import Job

# From this answer on a mail server refuses for good.
REFUSED_FOR_GOOD = 500


class MailRefusedError(jobs.JobRefused):
    """Raised when the mail server will never take this mail."""

    code = "mail_refused"


def send_notice(message: EmailMessage) -> None:
    """Hand a mail over. Raises MailServerError, and MailRefusedError.

    Of a refusal no text is kept: a server may repeat an address in it.
    """
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as problem:
        is_final = min(_answers(problem), default=0) >= REFUSED_FOR_GOOD
        kind = MailRefusedError if is_final else MailServerError
        raise kind(type(problem).__name__) from None


def _answers(problem: Exception) -> list[int]:
    """Return what the server answered to this very mail, if it did."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return [code for code, _text in problem.recipients.values()]
    return [problem.smtp_code] if isinstance(problem, smtplib.SMTPDataError) else []


def retry_notices() -> None:
    """Queue again what waits for the mail server; the outbox does so for its own mails."""
    waiting = Job.objects.filter(state=Job.State.FAILED, error_code=MailServerError.code)
    for job in waiting.exclude(kind=MAIL):
        jobs.retry(job)
