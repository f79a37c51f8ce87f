"""Celery beat's scheduler and the processes of a worker leave their signs of life."""

import os
from unittest import mock

import pytest
from celery.beat import PersistentScheduler
from django.db import OperationalError

from cs2survey import scheduler, worker_watch
from cs2survey.celery import app
from cs2survey.schedule import SWEEP, beat_schedule
from surveys import worker_life
from surveys.models.job import Pulse


@pytest.fixture
def beat(tmp_path, monkeypatch):
    monkeypatch.setattr(scheduler, "_clock", lambda: 0)
    return scheduler.Scheduler(app=app, schedule_filename=str(tmp_path / "schedule"), lazy=True)


@pytest.fixture
def sending():
    with mock.patch.object(PersistentScheduler, "tick", return_value=300.0) as tick:
        yield tick


@pytest.fixture
def clock():
    with mock.patch.object(scheduler, "monotonic", return_value=1000.0) as clock:
        yield clock


def test_it_is_the_one_that_is_started():
    assert app.conf.beat_scheduler == "cs2survey.scheduler:Scheduler"


def test_it_gives_a_sign_with_each_sweep_and_not_with_every_task(
    db, settings, beat, sending, clock
):
    settings.SWEEP_SECONDS = 3
    assert beat.tick() == 3
    first = Pulse.objects.get(name="scheduler").at
    clock.return_value += 2
    beat.tick()
    assert Pulse.objects.get(name="scheduler").at == first
    clock.return_value += 1
    beat.tick()
    assert Pulse.objects.get(name="scheduler").at > first
    assert sending.call_count == 3


def test_a_scheduler_that_cannot_send_gives_no_sign(db, beat, sending):
    sending.side_effect = ConnectionError
    with pytest.raises(ConnectionError):
        beat.tick()
    assert not Pulse.objects.exists()


def test_it_goes_on_while_the_database_is_away(beat, sending):
    closed = mock.patch.object(scheduler.connections["default"], "close")
    away = mock.patch.object(scheduler, "give_sign", side_effect=OperationalError)
    with away, closed as close:
        assert beat.tick() == min(300, scheduler.settings.SWEEP_SECONDS)
    close.assert_called_once()


def test_a_process_of_a_worker_renews_its_file_and_asks_for_what_is_late(tmp_path, settings):
    settings.SIGN_FILE = str(tmp_path / "sign")
    with mock.patch.object(worker_watch, "ask_for_sweep") as ask:
        worker_watch.watch_once()
        os.utime(settings.SIGN_FILE, (0, 0))
        ask.side_effect = OperationalError
        worker_watch.watch_once()
    assert os.stat(settings.SIGN_FILE).st_mtime > 0
    assert ask.call_count == 2


def test_the_scheduler_and_the_workers_ask_for_the_same_task():
    assert worker_life.SWEEP == SWEEP == beat_schedule(3)["sweep"]["task"]
