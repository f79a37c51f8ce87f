import threading
import time
from datetime import timedelta
from unittest import mock

import pytest
from django.db import OperationalError
from django.utils import timezone

from surveys import worker_life
from surveys.models.job import Job, Pulse


def ago(seconds: float):
    return timezone.now() - timedelta(seconds=seconds)


def in_hand(signed_at, settings, **fields) -> Job:
    """A job whose worker gave its last sign of life then."""
    lease_until = signed_at + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    fields = {"state": "running", "lease_until": lease_until} | fields
    return Job.objects.create(kind="test", argument="it", key="test:it", **fields)


@pytest.mark.parametrize(("sweep", "silence"), [(1, 10), (3, 10), (20, 60)])
def test_silence_is_ten_seconds_unless_signs_are_asked_for_more_rarely(settings, sweep, silence):
    settings.SWEEP_SECONDS = sweep
    assert worker_life.silence() == timedelta(seconds=silence)


def test_a_worker_answers_as_long_as_it_gives_signs(db, settings):
    settings.SWEEP_SECONDS = 3
    assert not worker_life.answers()
    worker_life.give_sign()
    assert worker_life.answers()
    Pulse.objects.update(at=ago(11))
    assert not worker_life.answers()
    worker_life.give_sign()
    assert worker_life.answers()


@pytest.mark.parametrize("days", [1, -1])
def test_signs_and_leases_follow_the_databases_clock(db, settings, monkeypatch, days):
    settings.JOB_LEASE_SECONDS = 30
    job, true = in_hand(ago(60), settings), timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: true + timedelta(days=days))
    worker_life.give_sign()
    Job.objects.update(lease_until=worker_life.lease())
    job.refresh_from_db()
    assert abs(job.lease_until - true - timedelta(seconds=30)) < timedelta(seconds=10)
    assert abs(Pulse.objects.get().at - true) < timedelta(seconds=10)
    assert worker_life.answers()


def test_a_sign_from_a_day_ahead_is_none(db):
    worker_life.give_sign()
    Pulse.objects.update(at=ago(-24 * 3600))
    assert not worker_life.answers()


@pytest.mark.parametrize(("seconds", "is_free"), [(-1, True), (3, False), (59, False), (70, True)])
def test_a_lease_that_is_longer_than_any_was_given_before_the_clock_was_put_back(
    db, settings, seconds, is_free
):
    settings.JOB_LEASE_SECONDS = 30
    Job.objects.create(kind="test", argument="it", key="test:it", lease_until=ago(-seconds))
    assert Job.objects.filter(worker_life.without_lease()).exists() == is_free


@pytest.mark.parametrize(("seconds", "agrees"), [(60, True), (3600, False), (-3600, False)])
def test_a_clock_that_differs_from_the_databases_is_found_out(db, monkeypatch, seconds, agrees):
    assert worker_life.clock_agrees(), "nothing to compare with"
    worker_life.give_sign()
    now = timezone.now() + timedelta(seconds=seconds)
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert worker_life.clock_agrees() == agrees


@pytest.mark.parametrize("lease", [4, 30, 60])
def test_a_job_without_a_sign_for_ten_seconds_has_stalled(db, settings, lease):
    settings.JOB_LEASE_SECONDS, settings.SWEEP_SECONDS = lease, 3
    job = in_hand(ago(9), settings)
    assert not worker_life.is_stalled(job)
    job.delete()
    assert worker_life.is_stalled(in_hand(ago(11), settings))


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "queued", "lease_until": None},
        {"state": "done", "lease_until": None},
        {"error": "OSError"},
    ],
)
def test_what_waits_or_is_done_or_will_be_repeated_has_not_stalled(db, settings, fields):
    assert not worker_life.is_stalled(in_hand(ago(40), settings, **fields))


def test_signs_are_given_while_the_work_lasts_and_not_after(transactional_db, settings):
    settings.JOB_LEASE_SECONDS = 0.2
    renewed = threading.Semaphore(0)
    with worker_life.signs_of_life(renewed.release):
        assert renewed.acquire(timeout=10)
        assert renewed.acquire(timeout=10)
    assert worker_life.answers()
    Pulse.objects.all().delete()
    time.sleep(0.3)
    assert not Pulse.objects.exists()


def test_a_database_that_is_locked_for_a_moment_does_not_end_them(transactional_db, settings):
    settings.JOB_LEASE_SECONDS = 0.2
    calls, third = [], threading.Event()

    def renew() -> None:
        calls.append(None)
        if len(calls) < 3:
            raise OperationalError("database is locked")
        third.set()

    with worker_life.signs_of_life(renew):
        assert third.wait(timeout=10)


# --- While no scheduler asks for sweeps -----------------------------------------------------------


@pytest.mark.parametrize(("silent", "asked"), [(None, True), (7, True), (5, False)])
def test_a_sweep_is_asked_for_when_none_was_done_for_the_time_of_two(db, settings, silent, asked):
    settings.SWEEP_SECONDS = 3
    if silent:
        Pulse.objects.create(name="worker", at=ago(silent))
    Pulse.objects.create(name="scheduler", at=timezone.now())
    with mock.patch.object(worker_life, "current_app") as app:
        assert worker_life.ask_for_sweep() is asked
    sent = [mock.call("surveys.sweep", retry=False, expires=6.0)] if asked else []
    assert app.send_task.call_args_list == sent


def test_workers_ask_before_their_own_silence_would_be_told_of(settings):
    for settings.SWEEP_SECONDS in (1, 3, 20):
        longest = (worker_life.SWEEPS_LATE + 0.5) * settings.SWEEP_SECONDS
        assert longest < worker_life.silence().total_seconds()
