from datetime import timedelta
from unittest import mock

from django.utils import timezone

from surveys import jobs
from surveys.models.job import Job
from tests.surveys.test_job_subjects import make_job


def test_a_job_says_when_it_stopped_and_when_it_was_queued_again(db):
    job = make_job("test", "it")
    assert (job.stopped_at, job.waits_since) == (None, job.created_at)
    with mock.patch.dict(jobs.HANDLERS, {"test": mock.Mock()}):
        jobs.run(str(job.pk))
    job.refresh_from_db()
    assert abs(timezone.now() - job.stopped_at) < timedelta(minutes=1)
    Job.objects.update(created_at=timezone.now() - timedelta(days=1))
    jobs.repeat(job)
    job.refresh_from_db()
    assert job.stopped_at is None
    assert abs(timezone.now() - job.waits_since) < timedelta(minutes=1)
