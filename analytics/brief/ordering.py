"""Ordering the ZIP of all briefs from a worker, and what to say until it is there."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from analytics.brief.archive import archive_path
from analytics.export.availability import FILE_STATES
from analytics.models import Release
from surveys import jobs
from surveys.models.job import Job

# The kind of job; its argument is the id of the release and the languages, as `argument_of` has it.
BRIEFS = "briefs"
FONT_MISSING = "font_missing"


def argument_of(release: Release, tags: Sequence[str]) -> str:
    return f"{release.pk}:{'+'.join(tags)}"


def parts_of(argument: str) -> tuple[str, list[str]]:
    """The id of the release and the languages.

    >>> parts_of("6f9d:zh-Hans+ja")
    ('6f9d', ['zh-Hans', 'ja'])
    """
    release, _colon, tags = argument.partition(":")
    return release, tags.split("+")


def find_job(release: Release, tags: Sequence[str]) -> Job | None:
    return Job.objects.filter(kind=BRIEFS, argument=argument_of(release, tags)).first()


def order(release: Release, tags: Sequence[str]) -> None:
    """Have the ZIP made, unless it is there or on its way; what failed is tried again."""
    if archive_path(release, tags).is_file():
        return
    with transaction.atomic(using="default"):
        job = find_job(release, tags)
        if job is None:
            jobs.enqueue(kind=BRIEFS, argument=argument_of(release, tags))
        elif job.state == Job.State.FAILED:
            jobs.retry(job)
        else:
            jobs.repeat(job)


def failure_words(job: Job) -> str:
    """Why there is no ZIP, and what to do."""
    if job.error_code == FONT_MISSING:
        return _("The briefs could not be typeset: %(problem)s") % {"problem": job.error}
    if job.error_code in FILE_STATES:
        return str(FILE_STATES[job.error_code])
    return _(
        "The briefs could not be made, because of an unexpected error (%(error)s). The release "
        "itself stands. Please try again, and tell the operator if it stops once more."
    ) % {"error": job.error}
