import uuid

import pytest

from surveys.job_subjects import jobs_about, subject_id, subjects_in, try_again
from surveys.models.audit import AnswerAudit
from surveys.models.job import Job
from tests import factories
from tests.analytics.made import make_release


def make_job(kind: str, argument: object, **fields: object) -> Job:
    return Job.objects.create(kind=kind, argument=str(argument), key=f"{kind}:{argument}", **fields)


def test_each_job_is_of_the_study_or_the_round_that_its_argument_names(study):
    round, release = factories.make_round(study), make_release(study)
    other = factories.make_round(factories.make_study())
    jobs = {
        make_job("close", round.pk): round,
        make_job("hour_passed", f"{round.pk}/1764500000"): round,
        make_job("files", release.pk): release.round,
        make_job("briefs", f"{release.pk}:en+zh-Hans"): release.round,
        make_job("anchor_mail", f"{study.pk}/2026-11-30"): None,
    }
    for argument in (other.pk, "outbox", uuid.uuid4()):
        make_job("mail", argument)
    subjects = subjects_in([study.pk])
    assert set(jobs_about(list(subjects))) == set(jobs)
    for job, about in jobs.items():
        found = subjects[subject_id(job)]
        assert (found.study, found.round) == (study, about)
    assert str(other.pk) in subjects_in(None)


def test_of_no_study_there_is_no_job(study):
    make_job("close", factories.make_round(study).pk)
    assert not jobs_about(list(subjects_in([]))).exists()


def test_trying_again_queues_the_job_and_is_audited_with_its_round(study):
    round = factories.make_round(study)
    job = make_job("close", round.pk, state="failed", error="x", attempts=3)
    assert try_again(job=job, by="ada")
    job.refresh_from_db()
    assert (job.state, job.error, job.attempts, job.failure_mailed_at) == ("queued", "", 0, None)
    entry = AnswerAudit.objects.get(act="retry_job")
    assert (entry.actor, entry.subject, entry.detail) == ("ada", str(round.pk), {"kind": "close"})


@pytest.mark.parametrize("state", ["queued", "running", "done"])
def test_a_job_that_is_not_put_aside_stays_as_it_is(db, state):
    job = make_job("close", "it", state=state, attempts=2)
    assert not try_again(job=job, by="ada")
    job.refresh_from_db()
    assert (job.state, job.attempts) == (state, 2)
    assert not AnswerAudit.objects.filter(act="retry_job").exists()
