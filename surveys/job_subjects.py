"""What jobs are about: a study, or a round of one; and how somebody has one tried again."""

from collections.abc import Callable, Collection
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Substr

from surveys import jobs
from surveys.auditing import audit_answers
from surveys.models.job import Job
from surveys.models.round import Round
from surveys.models.study import Study

# The argument of a job begins with the id of what it is about.
LENGTH_OF_ID = 36

# Of parts of rounds that `surveys` does not know: {the id of each: that of its round}.
Parts = Callable[[Collection[UUID]], dict[str, UUID]]
_PARTS: list[Parts] = []


class Subject(NamedTuple):
    """What a job is about; `round` is None where that is the whole study."""

    study: Study
    round: Round | None


def parts_of_rounds(parts: Parts) -> Parts:
    """Register a function that finds further parts of rounds that jobs are about."""
    _PARTS.append(parts)
    return parts


def subjects_in(studies: Collection[UUID] | None) -> dict[str, Subject]:
    """Return the subjects of jobs in these studies, by the id with which an argument begins.

    None stands for every study.
    """
    known = Study.objects.all() if studies is None else Study.objects.filter(pk__in=studies)
    rounds = Round.objects.filter(study__in=known).select_related("study")
    by_id = {round.pk: round for round in rounds.only("title", "number", "study")}
    subjects = {str(study.pk): Subject(study, None) for study in known}
    subjects |= {str(pk): Subject(round.study, round) for pk, round in by_id.items()}
    for parts in _PARTS:
        for part, round_id in parts(list(by_id)).items():
            subjects[part] = subjects[str(round_id)]
    return subjects


def subject_id(job: Job) -> str:
    """Return the id with which the argument of a job begins, or all of it if there is none."""
    return job.argument[:LENGTH_OF_ID]


def jobs_about(subjects: Collection[str]) -> QuerySet[Job]:
    """Return the jobs whose argument begins with one of these ids."""
    jobs_and_ids = Job.objects.annotate(subject=Substr("argument", 1, LENGTH_OF_ID))
    return jobs_and_ids.filter(subject__in=subjects)


def try_again(*, job: Job, by: str) -> bool:
    """Queue a job again that was put aside, which is audited; returns whether it still was.

    If it stops once more, that is another failure, of which mails tell anew.
    """
    with transaction.atomic(using="default"):
        current = Job.objects.select_for_update().get(pk=job.pk)
        if current.state != Job.State.FAILED:
            return False
        jobs.retry(current)
        Job.objects.filter(pk=job.pk).update(failure_mailed_at=None)
        audit_answers(by=by, act="retry_job", subject=subject_id(job), kind=job.kind)
        return True
