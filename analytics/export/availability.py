"""Whether the files of a release can be had, and what to say while they cannot."""

import errno

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.export.queries import REVISION
from analytics.export.store import StoredFiles, Variant, stored_files
from analytics.models import Release
from analytics.release.audience import Who
from analytics.release.queries import has_visible_changes
from analytics.vocabulary import Words
from surveys import jobs
from surveys.models.job import Job

# The kind of job that makes the files of a release; its argument is the id of the release.
FILES = "files"
# Why that job failed.
DISK_FULL, NOT_WRITABLE = "disk_full", "not_writable"
FILE_STATES: Words = {
    DISK_FULL: gettext_lazy(
        "The files could not be made, because the disk of the server is full. The release "
        "itself stands, and nothing was lost."
    ),
    NOT_WRITABLE: gettext_lazy(
        "The files could not be made, because the server may not write into the folder that "
        "they belong in. The release itself stands, and nothing was lost."
    ),
}
FILE_PROBLEMS = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EACCES: NOT_WRITABLE,
    errno.EPERM: NOT_WRITABLE,
    errno.EROFS: NOT_WRITABLE,
}


class FilesRefusedError(jobs.JobRefused):
    """The files of a release cannot be written until the operator acts. The release stands."""

    def __init__(self, problem: OSError) -> None:
        super().__init__(problem.strerror or "")
        self.code = FILE_PROBLEMS[problem.errno or 0]


def variant_for(release: Release, who: Who) -> Variant:
    """Which of the release's files somebody of this role may have."""
    visible = has_visible_changes(release, who, REVISION)
    return Variant.WITH_CHANGES if visible else Variant.WITHOUT_CHANGES


def files_or_job(release: Release, variant: Variant) -> StoredFiles | Job:
    """The files of the release, or else the job that makes them, which is queued if need be.

    A release that an earlier version of the program published has no such job yet, and files that
    were lost or damaged are made again.
    """
    return stored_files(release.checksum, variant) or _job_of(release)


def _job_of(release: Release) -> Job:
    job = find_job(release)
    if job is None:
        return jobs.enqueue(kind=FILES, argument=release.pk)
    jobs.repeat(job)
    job.refresh_from_db()
    return job


def find_job(release: Release) -> Job | None:
    return Job.objects.filter(kind=FILES, argument=str(release.pk)).first()


def state_words(job: Job) -> str:
    """What to tell somebody who wants the files and cannot have them yet."""
    if job.state != Job.State.FAILED:
        return _("The files of this release are being made. This takes up to a few minutes.")
    return str(FILE_STATES.get(job.error_code, "")) or _(
        "The files could not be made, because of an unexpected error (%(error)s). The release "
        "itself stands, and nothing was lost."
    ) % {"error": job.error}
