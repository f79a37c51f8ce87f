import pytest

from surveys.job_progress import progress_of
from surveys.models.job import Job


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
