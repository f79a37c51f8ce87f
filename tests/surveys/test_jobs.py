import logging
import os
import signal
import threading
from datetime import timedelta
from unittest import mock

import pytest
from django.db import InterfaceError, OperationalError, connections, transaction
from django.utils import timezone

from surveys import jobs, tasks, worker_life
from surveys.models.job import Job, Pulse


@pytest.fixture
def handler(db):
    """A kind of job of the tests' own: `handler.side_effect` is what it does."""
    double = mock.Mock()
    with mock.patch.dict(jobs.HANDLERS, {"test": double}):
        yield double


@pytest.fixture
def sent():
    with mock.patch("surveys.jobs.current_app") as app:
        yield app.send_task


@pytest.fixture
def job(handler, sent) -> Job:
    return jobs.enqueue(kind="test", argument="it")


def run(job: Job) -> Job:
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def let_the_lease_run_out() -> None:
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


# --- Asking --------------------------------------------------------------------------------------


def test_asking_twice_is_asking_once(handler):
    first = jobs.enqueue(kind="test", argument="it")
    assert jobs.enqueue(kind="test", argument="it") == first
    assert jobs.enqueue(kind="test", argument="other") != first
    assert (first.key, first.state, first.attempts, first.progress) == ("test:it", "queued", 0, 0)


def test_a_message_carries_the_id_and_is_sent_after_the_commit(
    handler, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue(kind="test", argument="it")
        sent.assert_not_called()
    sent.assert_called_once_with("surveys.run_job", args=[str(job.pk)], retry=False)


def test_nothing_is_sent_of_a_transaction_that_failed(handler, sent, transactional_db):
    with transaction.atomic():
        jobs.enqueue(kind="test", argument="it")
        transaction.set_rollback(True)
    sent.assert_not_called()
    assert not Job.objects.exists()


def test_a_broker_that_is_away_costs_a_warning_and_the_sweeper_sends(handler, sent, caplog):
    sent.side_effect = ConnectionError("redis://user:password@broker refused")
    job = jobs.enqueue(kind="test", argument="it")
    with caplog.at_level(logging.WARNING, logger="surveys.jobs"):
        jobs.send(job.pk)
    (record,) = caplog.records
    assert str(job.pk) in record.getMessage()
    assert "password" not in record.getMessage()
    sent.side_effect = None
    sent.reset_mock()
    assert jobs.sweep() == 1
    sent.assert_called_once_with("surveys.run_job", args=[str(job.pk)], retry=False)


# --- Doing ---------------------------------------------------------------------------------------


def test_a_job_that_succeeds_is_done_and_not_done_again(job, handler):
    run(job)
    assert (job.state, job.progress, job.attempts, job.lease_until) == ("done", 100, 1, None)
    assert handler.call_args.args[0] == "it"
    run(job)
    assert handler.call_count == 1
    assert jobs.sweep() == 0


def test_of_two_workers_with_one_message_one_works(job, handler):
    handler.side_effect = lambda argument, report: jobs.run(str(job.pk))
    run(job)
    assert handler.call_count == 1
    assert job.state == "done"


def test_two_workers_at_once(transactional_db):
    started, done = threading.Barrier(2), []

    def handler(argument, report):
        done.append(argument)

    def worker(pk):
        try:
            started.wait(timeout=10)
            jobs.run(pk)
        finally:
            connections.close_all()

    with mock.patch.dict(jobs.HANDLERS, {"test": handler}):
        for number in range(5):
            job = Job.objects.create(kind="test", argument=str(number), key=f"test:{number}")
            threads = [threading.Thread(target=worker, args=(str(job.pk),)) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert done == ["0", "1", "2", "3", "4"]
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}


def test_a_report_tells_the_progress_and_renews_the_lease(job, handler, settings):
    settings.JOB_LEASE_SECONDS = 60

    def work(argument, report):
        let_the_lease_run_out()
        report(40, "opening")
        now = Job.objects.get()
        assert (now.state, now.progress, now.step) == ("running", 40, "opening")
        assert timedelta(seconds=55) < now.lease_until - timezone.now() <= timedelta(seconds=60)

    handler.side_effect = work
    assert run(job).state == "done"


def test_a_slow_step_keeps_the_lease_until_it_must_be_stuck(job, settings):
    Job.objects.update(state="running", attempts=1)
    job.refresh_from_db()
    hand = jobs.InHand(job)
    let_the_lease_run_out()
    hand.renew()
    assert Job.objects.get().lease_until > timezone.now()
    let_the_lease_run_out()
    hand.latest -= settings.LONGEST_STEP_SECONDS
    hand.renew()
    assert Job.objects.get().lease_until < timezone.now()
    hand.report(50, "the next step")
    hand.renew()
    assert Job.objects.get().lease_until > timezone.now()


def test_a_later_attempt_forgets_what_stopped_the_earlier(job, handler):
    handler.side_effect = OSError
    assert run(job).error == "OSError"
    let_the_lease_run_out()
    handler.side_effect = lambda argument, report: errors.append(Job.objects.get().error)
    errors: list[str] = []
    run(job)
    assert errors == [""]


def test_a_dead_workers_job_is_taken_up_when_its_lease_runs_out(job, handler):
    Job.objects.update(
        state="running", attempts=1, lease_until=timezone.now() + timedelta(seconds=3)
    )
    assert jobs.sweep() == 0
    run(job)
    handler.assert_not_called()
    let_the_lease_run_out()
    assert jobs.sweep() == 1
    run(job)
    assert (job.state, job.attempts) == ("done", 2)


def test_a_worker_that_lost_its_lease_changes_nothing_any_more(job, handler):
    def slow(argument, report):
        Job.objects.update(attempts=2, progress=70, step="of the other worker")
        report(10, "late")
        raise OSError("late")

    handler.side_effect = slow
    run(job)
    assert (job.state, job.progress, job.step) == ("running", 70, "of the other worker")
    assert job.error == ""


@pytest.mark.parametrize("outcome", [None, jobs.JobRefused("too late")])
def test_a_late_end_does_not_undo_the_other_workers(job, handler, outcome):
    def slow(argument, report):
        Job.objects.update(attempts=2, state="running")
        if outcome:
            raise outcome

    handler.side_effect = slow
    assert run(job).state == "running"


def test_an_unexpected_error_is_tried_three_times_and_then_given_up(job, handler):
    handler.side_effect = OSError("mark 3 of somebody")
    for attempt in range(1, 3):
        run(job)
        assert (job.state, job.attempts, job.error) == ("running", attempt, "OSError")
        assert job.lease_until > timezone.now()
        let_the_lease_run_out()
    run(job)
    assert (job.state, job.error, job.error_code) == ("failed", "OSError", "unexpected")
    assert jobs.sweep() == 0
    run(job)
    assert handler.call_count == 3


@pytest.fixture
def pauses():
    """The seconds of the pauses, which take no time."""
    with mock.patch("surveys.jobs.time.sleep") as sleep:
        yield sleep


@pytest.mark.parametrize("failure", [OperationalError, InterfaceError])
def test_a_database_that_goes_away_costs_the_job_no_try(job, handler, pauses, failure):
    handler.side_effect = [failure("server closed the connection")] * 6 + [None]
    run(job)
    assert (job.state, job.attempts, handler.call_count) == ("done", 1, 7)
    assert [call.args[0] for call in pauses.call_args_list] == [1, 2, 4, 8, 15, 15]


def test_a_job_that_brings_the_database_down_again_and_again_loses_a_try(job, handler, pauses):
    handler.side_effect = OperationalError("mark 3 of somebody")
    run(job)
    assert (job.state, job.attempts, job.error) == ("running", 1, "OperationalError")
    assert handler.call_count == jobs.MOST_INTERRUPTIONS + 1


def test_an_interrupted_job_that_another_worker_has_taken_is_left_to_it(job, handler, pauses):
    def interrupted(argument, report):
        Job.objects.update(attempts=2)
        raise OperationalError

    handler.side_effect = interrupted
    run(job)
    assert (job.state, job.attempts, handler.call_count) == ("running", 2, 1)


def test_a_database_that_does_not_answer_yet_is_waited_for(transactional_db, pauses):
    connection = connections["default"]
    answers = [OperationalError("starting up"), InterfaceError, None]
    with mock.patch.object(connection, "ensure_connection", side_effect=answers) as ensure:
        jobs._wait_for_database()
    assert ensure.call_count == 3
    assert [call.args[0] for call in pauses.call_args_list] == [jobs.SECONDS_BETWEEN_LOOKS] * 2


def test_the_last_try_is_made_while_no_other_job_is_at_its_last(job, handler):
    Job.objects.update(attempts=2)
    beside = Job.objects.create(kind="test", argument="b", key="test:b", state="running")
    Job.objects.filter(pk=beside.pk).update(
        attempts=3, lease_until=timezone.now() + timedelta(seconds=3)
    )
    run(job)
    assert (job.state, handler.call_count) == ("queued", 0)
    Job.objects.filter(pk=beside.pk).update(attempts=2)
    run(job)
    assert (job.state, job.attempts) == ("done", 3)


def test_a_stuck_step_ends_its_process_in_a_pool_and_no_other(job, settings):
    Job.objects.update(state="running", attempts=1)
    job.refresh_from_db()
    hand = jobs.InHand(job)
    hand.latest -= settings.LONGEST_STEP_SECONDS
    with mock.patch("surveys.worker_life.os.kill") as kill:
        hand.renew()
        kill.assert_not_called()
        worker_life.join_pool()
        try:
            hand.renew()
        finally:
            worker_life._in_pool.clear()
        kill.assert_called_once_with(os.getpid(), signal.SIGKILL)


def test_the_log_says_where_a_job_broke_and_not_what_was_in_it(job, handler, caplog):
    handler.side_effect = ValueError("Failing row contains (3, PRC)")
    with caplog.at_level(logging.ERROR, logger="surveys.jobs"):
        run(job)
    assert "test:it: ValueError" in caplog.text
    assert "jobs.py" in caplog.text
    assert "Failing row" not in caplog.text


def test_a_job_that_kills_its_workers_is_given_up(job, handler):
    Job.objects.update(
        state="running", attempts=3, lease_until=timezone.now() - timedelta(seconds=1)
    )
    run(job)
    handler.assert_not_called()
    assert (job.state, job.error) == ("failed", "worker lost")


def test_a_refusal_stops_at_once_and_says_what_to_do(job, handler):
    class NotNow(jobs.JobRefused):
        code = "not_now"

    handler.side_effect = NotNow("wait until noon")
    run(job)
    assert (job.state, job.attempts) == ("failed", 1)
    assert (job.error, job.error_code) == ("wait until noon", "not_now")


def test_retrying_a_failed_job_starts_it_afresh(
    job, handler, sent, django_capture_on_commit_callbacks
):
    handler.side_effect = jobs.JobRefused("wait")
    run(job)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.retry(job)
    sent.assert_called_once()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error, job.error_code) == ("queued", 0, "", "")
    handler.side_effect = None
    assert run(job).state == "done"


@pytest.mark.parametrize("state", ["queued", "running", "done"])
def test_only_a_failed_job_is_retried(job, sent, state, django_capture_on_commit_callbacks):
    Job.objects.update(state=state, attempts=3)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.retry(job)
    sent.assert_not_called()
    assert Job.objects.get().attempts == 3


def test_a_finished_job_is_done_once_more(job, handler, sent, django_capture_on_commit_callbacks):
    run(job)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.repeat(job)
    sent.assert_called_once()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.progress, job.step) == ("queued", 0, 0, "")
    assert run(job).state == "done"
    assert handler.call_count == 2


@pytest.mark.parametrize("state", ["queued", "running", "failed"])
def test_only_a_finished_job_is_repeated(job, sent, state, django_capture_on_commit_callbacks):
    Job.objects.update(state=state, attempts=3)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.repeat(job)
    sent.assert_not_called()
    assert Job.objects.get().attempts == 3


def test_a_job_of_an_unknown_kind_or_id_harms_nobody(db, sent):
    job = Job.objects.create(kind="unknown", argument="it", key="unknown:it")
    assert run(job).error == "KeyError"
    jobs.run("00000000-0000-4000-8000-000000000000")


# --- What a message can ask ----------------------------------------------------------------------


def test_the_worker_knows_how_to_close_a_round():
    assert jobs.HANDLERS["close"].__name__ == "close_round"


def test_the_task_does_the_job(job, handler):
    tasks.run_job(str(job.pk))
    handler.assert_called_once()


def test_a_sweep_sends_what_waits_and_leaves_a_sign_of_life(job, sent):
    tasks.sweep()
    sent.assert_called_once()
    first = Pulse.objects.get(name="worker").at
    assert timezone.now() - first < timedelta(seconds=10)
    tasks.sweep()
    assert Pulse.objects.get(name="worker").at > first
