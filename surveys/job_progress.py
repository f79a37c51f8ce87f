"""The progress of a round's jobs, in words that a facilitator can act on."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.models.job import Job
from surveys.models.round import Round
from surveys.purging import PURGE

# Closing a round, and computing its release.
JOBS_OF_A_ROUND = 2


@dataclass(frozen=True)
class Progress:
    """The state of a round's jobs: percent done of all, the present step, and why they stopped."""

    percent: int
    step: str
    running: bool
    failed: str
    error_code: str


def progress_of(round: Round) -> Progress:
    """Return the progress of all the round's jobs together."""
    # Destroying the answers, weeks later, is not part of closing.
    jobs = list(Job.objects.filter(argument=str(round.pk)).exclude(kind=PURGE))
    failed = next((job for job in jobs if job.state == Job.State.FAILED), None)
    waiting = [job for job in jobs if job.state in (Job.State.QUEUED, Job.State.RUNNING)]
    return Progress(
        percent=min(100, sum(job.progress for job in jobs) // JOBS_OF_A_ROUND),
        step=_step(waiting[0]) if waiting else "",
        running=bool(waiting) and failed is None,
        failed=_failure(failed) if failed else "",
        error_code=failed.error_code if failed else "",
    )


def _step(job: Job) -> str:
    steps = {
        "": _("Waiting for a worker"),
        "checking": _("Checking the seals"),
        "opening": _("Opening and shuffling the envelopes"),
        "scrubbing": _("Destroying the envelopes and the key"),
        "counting": _("Counting in steps of three"),
        "computing": _("Computing the gap matrix"),
        "publishing": _("Writing the release"),
    }
    return steps.get(job.step, job.step)


def _failure(job: Job) -> str:
    if job.error_code == "unreadable_envelopes":
        return _(
            "%(count)s envelopes cannot be read. Nothing was opened and nothing was destroyed. "
            "Restore the database if they were damaged, and try again; or set these envelopes "
            "aside, which is recorded, and go on with the others."
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
