"""Jobs in words: what each does, in which state it is, and why it was put aside."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.closing_chunks import CHECK_CHUNK, OPEN_CHUNK
from surveys.delivering.anchor_mails import ANCHOR_MAIL
from surveys.delivering.notices import MailRefusedError
from surveys.delivering.outbox import MAIL, MailServerError
from surveys.facilitating import CLOSE
from surveys.job_kinds import KINDS, describe
from surveys.job_progress import failure_words
from surveys.models.job import Job
from surveys.purging import PURGE
from surveys.scheduling import HOUR_PASSED

FAILED_MAIL = "failed_mail"

STATES = {
    Job.State.QUEUED: gettext_lazy("Waiting for a worker"),
    Job.State.RUNNING: gettext_lazy("A worker has it in hand"),
    Job.State.DONE: gettext_lazy("Done"),
    Job.State.FAILED: gettext_lazy("Put aside"),
}


def _mail_failure(job: Job) -> str:
    if job.error_code == MailServerError.code:
        return _(
            "The mail server could not be used (%(error)s). Nothing is lost: it is tried again "
            "every minute."
        ) % {"error": job.error}
    if job.error_code == MailRefusedError.code:
        return _("The mail server refuses this mail for good: the address may be wrong.")
    return failure_words(job)


describe(CLOSE, gettext_lazy("Opening the envelopes of a round"), failure_words)
describe(CHECK_CHUNK, gettext_lazy("Checking a chunk of envelopes"), failure_words, is_part=True)
describe(OPEN_CHUNK, gettext_lazy("Opening a chunk of envelopes"), failure_words, is_part=True)
describe(PURGE, gettext_lazy("Destroying the answers of a round"), failure_words)
describe(MAIL, gettext_lazy("Sending mails to those invited"), _mail_failure)
describe(HOUR_PASSED, gettext_lazy("Mailing that a round waits for its passphrase"), _mail_failure)
describe(ANCHOR_MAIL, gettext_lazy("Mailing the head of the audit"), _mail_failure)
describe(FAILED_MAIL, gettext_lazy("Mailing that a job was put aside"), _mail_failure)


def kind_words(job: Job) -> str:
    """Return what the job does; of a kind of another version of the program, its name."""
    return str(KINDS[job.kind].does) if job.kind in KINDS else job.kind


def state_words(job: Job) -> str:
    return str(STATES[Job.State(job.state)])


def why_put_aside(job: Job) -> str:
    """Return why a job was put aside, and what to do; "" for one that was not."""
    if job.state != Job.State.FAILED:
        return ""
    return KINDS[job.kind].failure(job) if job.kind in KINDS else failure_words(job)
