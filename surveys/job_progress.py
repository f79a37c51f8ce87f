"""The progress of a round's jobs, in words that a facilitator can act on."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys import worker_life
from surveys.models.job import Job
from surveys.models.round import Round
from surveys.purging import PURGE

# Closing a round, and computing its release.
JOBS_OF_A_ROUND = 2

SERVER = Round.KeyHolder.SERVER


@dataclass(frozen=True)
class Progress:
    """The state of a round's jobs: percent done of all, the present step, and why they stopped.

    `trouble` says that nobody is at it just now, and what to do; "" while all is well.
    """

    percent: int
    step: str
    running: bool
    trouble: str
    failed: str
    error_code: str


def progress_of(round: Round) -> Progress:
    """Return the progress of all the round's jobs together."""
    # Destroying the answers, weeks later, is not part of closing.
    jobs = list(Job.objects.filter(argument=str(round.pk)).exclude(kind=PURGE))
    failed = next((job for job in jobs if job.state == Job.State.FAILED), None)
    waiting = [job for job in jobs if job.state in (Job.State.QUEUED, Job.State.RUNNING)]
    if round.state == Round.State.OPEN and round.is_over and round.key_holder == SERVER:
        return _due()
    return Progress(
        percent=min(100, sum(job.progress for job in jobs) // JOBS_OF_A_ROUND),
        step=step_words(waiting[0]) if waiting else "",
        running=bool(waiting) and failed is None,
        trouble=_trouble(waiting[0]) if waiting else "",
        failed=failure_words(failed) if failed else "",
        error_code=failed.error_code if failed else "",
    )


def _due() -> Progress:
    """Return the progress of a round that the next worker closes, because its hour has come."""
    step = _("The closing time has come: a worker closes the round within a minute")
    return Progress(0, step, running=True, trouble=silent_services(), failed="", error_code="")


def step_words(job: Job) -> str:
    """Return what is being done for a job just now."""
    steps = {
        "": _("Waiting for a worker"),
        "checking": _("Checking the seals"),
        "opening": _("Opening and shuffling the envelopes"),
        "scrubbing": _("Destroying the envelopes and the key"),
        "counting": _("Counting in steps of three or more"),
        "computing": _("Computing the gap matrix"),
        "publishing": _("Writing the release"),
        "writing files": _("Writing the files of the release"),
        "typesetting": _("Typesetting the briefs"),
        "sending": _("Sending mails"),
    }
    if job.error:
        return _("An unexpected error interrupted the work; it is tried again within a minute")
    return steps.get(job.step, job.step)


def silent_services() -> str:
    """Return what to do when no worker answers, or not the scheduler; "" while both do."""
    match (worker_life.answers(), worker_life.answers(worker_life.SCHEDULER)):
        case (True, True):
            return ""
        case (False, True):
            return _(
                "No worker answers. Nothing is lost: whatever waits for one is done by itself as "
                "soon as one answers. Tell whoever runs this server that the worker has stopped "
                "and must be started again."
            )
        case (True, False):
            return _(
                "The scheduler does not answer. Nothing is lost, and a worker goes on with what "
                "was asked of it; but until the scheduler answers no round closes at its closing "
                "time and no mail is sent. Tell whoever runs this server that the scheduler has "
                "stopped and must be started again."
            )
    return _(
        "Neither a worker nor the scheduler answers. Nothing is lost: whatever waits for them is "
        "done by itself as soon as they answer. Tell whoever runs this server that the worker and "
        "its scheduler have stopped and must be started again."
    )


def _trouble(job: Job) -> str:
    if silent := silent_services():
        return silent
    if not worker_life.is_stalled(job):
        return ""
    return _(
        "The worker that had this in hand no longer answers. Nothing is lost and nothing is done "
        "twice: another begins it again within a minute. If this sentence stays longer, tell "
        "whoever runs this server that a worker must be started again."
    )


def failure_words(job: Job) -> str:
    """Return why a job was put aside, and what to do."""
    if job.error_code == "unreadable_envelopes":
        return _(
            "%(count)s envelopes cannot be read. Nothing was opened and nothing was destroyed. "
            "Restore the database if they were damaged, and try again; or set these envelopes "
            "aside, which is recorded, and go on with the others."
        ) % {"count": job.error}
    if job.error_code == "damaged_envelopes":
        return _(
            "%(count)s envelopes that had been checked cannot be read any more: they were damaged "
            "while the others were being opened. They are still there, and nothing else is lost. "
            "Tell the operator; or set these envelopes aside, which is recorded, and go on."
        ) % {"count": job.error}
    if job.error_code == "key_unavailable":
        return _(
            "This server does not hold the seal key with which the round was opened. Nothing was "
            "opened and nothing was destroyed. Put the key file back, restart the worker, and try "
            "again."
        )
    if job.error_code == "promise_broken":
        return _(
            "Before publication every published count is attacked as somebody in the group could, "
            "and one of this round would have given away what somebody answered. Nothing was "
            "published, and nothing was lost. This is a fault of the program: tell the operator, "
            "and try again only after it has been mended."
        )
    return _(
        "The work stopped with an unexpected error (%(error)s). Nothing was lost. Please try "
        "again, and tell the operator if it stops once more."
    ) % {"error": job.error}
