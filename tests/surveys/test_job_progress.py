from datetime import timedelta

import pytest
from django.utils import timezone

from surveys import worker_life
from surveys.job_progress import progress_of
from surveys.models.job import Job, Pulse


def job(round, kind="close", **fields) -> None:
    Job.objects.create(kind=kind, argument=str(round.pk), key=f"{kind}:{round.pk}", **fields)


def test_nothing_is_being_done(open_round):
    work = progress_of(open_round)
    assert (work.percent, work.step, work.running, work.failed) == (0, "", False, "")
    assert work.error_code == ""


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("", "Waiting for a worker"),
        ("checking", "Checking the seals"),
        ("scrubbing", "Destroying the envelopes and the key"),
        ("computing", "Computing the gap matrix"),
        ("a step of tomorrow", "a step of tomorrow"),
    ],
)
def test_the_step_is_shown_in_words(open_round, step, words):
    job(open_round, state="running", step=step, progress=40)
    work = progress_of(open_round)
    assert (work.step, work.running, work.percent) == (words, True, 20)


def test_two_stages_make_a_hundred(open_round):
    job(open_round, state="done", progress=100)
    job(open_round, kind="compute", state="running", progress=60, step="computing")
    work = progress_of(open_round)
    assert (work.percent, work.running, work.step) == (80, True, "Computing the gap matrix")
    Job.objects.update(state="done", progress=100)
    work = progress_of(open_round)
    assert (work.percent, work.running, work.step) == (100, False, "")


@pytest.mark.parametrize(
    ("code", "error", "part"),
    [
        ("unreadable_envelopes", "3", "3 envelopes cannot be read"),
        ("key_unavailable", "the key", "restart the worker"),
        ("unexpected", "OSError", "unexpected error (OSError)"),
    ],
)
def test_what_stopped_it_is_reported_with_what_to_do(open_round, code, error, part):
    job(open_round, state="failed", error=error, error_code=code)
    job(open_round, kind="compute", state="queued")
    work = progress_of(open_round)
    assert (work.running, work.error_code) == (False, code)
    assert part in work.failed


def test_other_rounds_work_is_not_ours(study, open_round):
    job(study, state="failed")
    assert progress_of(open_round).failed == ""


def test_an_error_that_will_be_tried_again_is_told(open_round):
    job(open_round, state="running", step="opening", error="OSError")
    work = progress_of(open_round)
    assert work.running
    assert "is tried again within a minute" in work.step


# --- Workers that do not answer ------------------------------------------------------------------


def both_answer():
    worker_life.give_sign()
    worker_life.give_sign(worker_life.SCHEDULER)


def test_that_the_scheduler_or_both_are_silent_is_told_as_such(open_round):
    job(open_round, state="queued")
    neither = progress_of(open_round).trouble
    assert neither.startswith("Neither a worker nor the scheduler answers.")
    assert "the worker and its scheduler have stopped" in neither
    worker_life.give_sign()
    trouble = progress_of(open_round).trouble
    assert trouble.startswith("The scheduler does not answer.")
    assert "the scheduler has stopped and must be started again" in trouble


@pytest.mark.parametrize("state", ["queued", "running"])
def test_that_no_worker_answers_is_told_with_what_to_do(open_round, settings, state):
    settings.SWEEP_SECONDS = 3
    job(open_round, state=state)
    both_answer()
    assert progress_of(open_round).trouble == ""
    Pulse.objects.filter(name="worker").update(at=timezone.now() - timedelta(seconds=11))
    trouble = progress_of(open_round).trouble
    assert trouble.startswith("No worker answers.")
    assert "the worker has stopped and must be started again" in trouble


def test_that_the_jobs_own_worker_has_stopped_is_told_although_another_answers(
    open_round, settings
):
    both_answer()
    job(open_round, state="running", step="opening", lease_until=worker_life.lease())
    assert progress_of(open_round).trouble == ""
    Job.objects.update(lease_until=worker_life.lease() - timedelta(seconds=11))
    trouble = progress_of(open_round).trouble
    assert trouble.startswith("The worker that had this in hand no longer answers.")
    assert "nothing is done twice" in trouble


def test_nobody_is_missed_when_nothing_is_to_be_done(open_round):
    assert progress_of(open_round).trouble == ""
