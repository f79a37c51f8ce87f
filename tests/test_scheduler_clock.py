"""Celery's scheduler goes on whatever happens to the clock."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import Celery

from cs2survey import scheduler as module
from cs2survey.schedule import beat_schedule
from cs2survey.scheduler import Scheduler

DAY = 24 * 3600


@pytest.fixture
def scheduler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Scheduler:
    """A scheduler that only notes what it would send."""
    settings.SWEEP_SECONDS = 3
    app = Celery("test", broker="memory://", set_as_current=False)
    app.conf.result_expires = None
    app.conf.beat_schedule = beat_schedule(3)
    made = Scheduler(app, schedule_filename=str(tmp_path / "schedule"))
    monkeypatch.setattr(Scheduler, "_give_sign", lambda self: None)
    sent: list[str] = []
    monkeypatch.setattr(made, "apply_entry", lambda entry, producer=None: sent.append(entry.name))
    made.sent = sent  # type: ignore[attr-defined]
    yield made
    made.close()


def put_the_clock(scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    """Let every last run lie so much in the past (or future), as a clock that is put does."""
    for entry in scheduler.schedule.values():
        entry.last_run_at -= timedelta(seconds=seconds)
    before = module._clock()
    monkeypatch.setattr(module, "_clock", lambda: before + seconds)


def all_that_is_sent(scheduler: Scheduler) -> tuple[list[str], float]:
    """The names of what is due now, and the seconds until the next."""
    scheduler.sent.clear()  # type: ignore[attr-defined]
    while not (pause := scheduler.tick()):
        pass
    return scheduler.sent, pause  # type: ignore[attr-defined]


def test_a_clock_put_back_by_a_day_stops_nothing(scheduler, monkeypatch):
    assert all_that_is_sent(scheduler)[0] == []
    put_the_clock(scheduler, monkeypatch, -DAY)
    sent, pause = all_that_is_sent(scheduler)
    assert (sent, 2 < pause <= 3) == ([], True)
    for entry in scheduler.schedule.values():
        entry.last_run_at -= timedelta(seconds=60)
    scheduler._heap = None
    assert {"sweep", "close", "mail", "anchor"} == set(all_that_is_sent(scheduler)[0])


def test_a_clock_put_forward_by_a_day_makes_everything_due_once(scheduler, monkeypatch):
    put_the_clock(scheduler, monkeypatch, DAY)
    sent, pause = all_that_is_sent(scheduler)
    assert {entry.name for entry in scheduler.schedule.values()} == set(sent) > {"sweep", "purge"}
    assert len(sent) == len(set(sent))
    assert 2 < pause <= 3


def test_a_file_from_before_the_clock_was_put_back_stops_nothing(scheduler, monkeypatch, tmp_path):
    for entry in scheduler.schedule.values():
        entry.last_run_at += timedelta(days=1)
    scheduler.close()
    later = Scheduler(scheduler.app, schedule_filename=str(tmp_path / "schedule"))
    assert 2 < later.tick() <= 3
    later.close()
