"""The job that makes the files of a release."""

import errno

import pytest

from analytics import jobs as ours
from analytics.export import storing
from analytics.export.availability import files_or_job, find_job, state_words, variant_for
from analytics.export.store import Variant, stored_files
from analytics.models import Release
from surveys import jobs
from surveys.job_progress import progress_of
from surveys.models.job import Job
from surveys.purging import purge
from tests import factories
from tests.analytics.answered import released
from tests.analytics.api.whole import whole_release
from tests.analytics.stored import store_small_files

PLAIN = Variant.WITHOUT_CHANGES


@pytest.fixture
def release(study, settings, tmp_path):
    settings.RELEASE_FILES = tmp_path / "releases"
    return released(study)


@pytest.fixture
def small(monkeypatch):
    """Files that are made at once."""
    monkeypatch.setattr(
        storing, "store_release", lambda release, report: store_small_files(release)
    )


def run(release):
    job = find_job(release)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


# --- Asking --------------------------------------------------------------------------------------


def test_files_are_asked_for_in_the_transaction_that_publishes(open_round, monkeypatch):
    enqueue = jobs.enqueue

    def fail(*, kind, argument):
        if kind == "files":
            raise RuntimeError
        return enqueue(kind=kind, argument=argument)

    monkeypatch.setattr(jobs, "enqueue", fail)
    factories.respond(open_round)
    factories.close(open_round)
    assert Job.objects.get(kind="compute").error == "RuntimeError"
    assert not Release.objects.exists()


def test_a_release_is_published_with_its_job_or_not_at_all(closed_round):
    release = Release.objects.get(round=closed_round)
    job = find_job(release)
    assert (job.key, job.state) == (f"files:{release.pk}", "queued")


def test_whoever_wants_files_that_were_never_made_asks_for_them_once(release):
    assert find_job(release) is None
    job = files_or_job(release, PLAIN)
    assert (job.kind, job.argument, job.state) == ("files", str(release.pk), "queued")
    assert files_or_job(release, PLAIN) == job
    assert Job.objects.count() == 1


def test_files_that_were_made_are_given_and_nothing_is_asked_for(release):
    stored = store_small_files(release)
    assert files_or_job(release, PLAIN) == stored
    assert not Job.objects.exists()


def test_files_that_were_lost_are_made_again(release, small):
    files_or_job(release, PLAIN)
    assert run(release).state == "done"
    stored = files_or_job(release, PLAIN)
    (stored.folder / "blocks.csv").unlink()
    again = files_or_job(release, PLAIN)
    assert (again.state, again.progress, again.attempts) == ("queued", 0, 0)
    assert run(release).state == "done"
    assert files_or_job(release, PLAIN) == stored


@pytest.mark.slow
def test_files_with_changes_are_for_those_who_may_read_both_rounds(study):
    first = whole_release(study, people=0, audience="held")
    second = whole_release(study, people=0, turn=1)
    seen = {role: variant_for(second, role) for role in ("owner", "researcher", None)}
    assert seen == {"owner": "with-changes", "researcher": PLAIN, None: PLAIN}
    assert variant_for(first, "owner") == PLAIN


# --- Doing ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_worker_makes_all_files_and_says_how_far_it_is(release):
    told = []
    ours.make_files(str(release.pk), lambda *step: told.append(step))
    assert len(stored_files(release.checksum, PLAIN).files) > 40
    assert {step for _, step in told} == {"writing files"}
    percents = [percent for percent, _ in told]
    assert percents == sorted(percents)
    assert (percents[0] > 0, percents[-1]) == (True, 99)


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (errno.ENOSPC, "disk_full", "because the disk of the server is full"),
        (errno.EDQUOT, "disk_full", "because the disk of the server is full"),
        (errno.EROFS, "not_writable", "the server may not write into the folder"),
        (errno.EACCES, "not_writable", "the server may not write into the folder"),
    ],
)
def test_a_disk_that_takes_no_files_stops_the_job_in_words(
    release, monkeypatch, small, number, code, words
):
    files_or_job(release, PLAIN)
    with monkeypatch.context() as during:
        during.setattr(storing, "_write", _refusing(OSError(number, "No")))
        job = run(release)
        assert (job.state, job.error_code, job.attempts) == ("failed", code, 1)
    assert words in state_words(job)
    assert Release.objects.filter(pk=release.pk).exists()
    assert files_or_job(release, PLAIN) == job, "asking again does not begin again"
    jobs.retry(job)
    assert run(release).state == "done"
    assert stored_files(release.checksum, PLAIN) is not None


def _refusing(problem):
    def write(*args):
        raise problem

    return write


def test_another_error_is_tried_again_and_told_in_the_end(release, monkeypatch, small):
    files_or_job(release, PLAIN)
    monkeypatch.setattr(storing, "_write", _refusing(OSError(errno.EIO, "No")))
    job = run(release)
    assert (job.state, job.error, job.error_code) == ("running", "OSError", "")
    assert "are being made" in state_words(job)
    Job.objects.update(attempts=jobs.MOST_ATTEMPTS - 1, lease_until=None)
    job = run(release)
    assert (job.state, job.error_code) == ("failed", "unexpected")
    assert "an unexpected error (OSError)" in state_words(job)


# --- Beside other work ---------------------------------------------------------------------------


def test_neither_the_progress_of_a_round_nor_its_purge_waits_for_files(closed_round):
    release = Release.objects.get(round=closed_round)
    before = progress_of(closed_round)
    assert (before.percent, before.running) == (100, False)
    Job.objects.filter(kind="files").update(state="failed", error_code="disk_full")
    assert progress_of(closed_round) == before
    stored = store_small_files(release)
    purge(round=closed_round, by="operator")
    assert stored_files(release.checksum, PLAIN) == stored
