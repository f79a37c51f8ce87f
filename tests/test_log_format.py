"""Entries as JSON: one object a line, as free of secrets as lines of text, and about which job."""

import json
import logging
import logging.config
from datetime import UTC, datetime
from io import StringIO

import pytest
from celery import current_app
from celery.app.log import Logging
from gunicorn.config import Config

from cs2survey.gunicorn_logging import WebLogger
from cs2survey.log_settings import logging_at
from surveys import jobs, log_context
from surveys.models.job import Job
from surveys.tasks import run_job

TOKEN = "q8Zt-not-a-real-token-B4"
FORGED = '2026-11-29 ERROR "all": {"level": "ERROR"}'


@pytest.fixture
def handler() -> logging.Handler:
    """The console's handler as the settings make it, writing to a string."""
    configurator = logging.config.DictConfigurator(logging_at("DEBUG", "json"))
    for part in ("filters", "formatters"):
        configured = configurator.config[part]
        for name in configured:
            make = getattr(configurator, f"configure_{part[:-1]}")
            configured[name] = make(configured[name])
    console = configurator.configure_handler(configurator.config["handlers"]["console"])
    console.setStream(StringIO())
    return console


@pytest.fixture
def log(handler) -> logging.Logger:
    logger = logging.getLogger("tests.log")
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    yield logger
    logger.removeHandler(handler)


def entries(handler: logging.Handler) -> list[dict]:
    return [json.loads(line) for line in handler.stream.getvalue().splitlines()]


def test_an_entry_is_one_object_on_one_line(log, handler):
    log.warning("two\nlines of %s", f"/i/{TOKEN}/\u2028{FORGED}")
    (line,) = handler.stream.getvalue().splitlines()
    assert line.isascii()
    (entry,) = entries(handler)
    at = datetime.fromisoformat(entry.pop("time"))
    assert abs((datetime.now(UTC) - at).total_seconds()) < 60
    assert entry == {
        "level": "WARNING",
        "logger": "tests.log",
        "message": f"two\n    lines of /i/…/\\x2028{FORGED}",
    }


def test_a_traceback_is_blanked_and_nothing_is_taken_from_extra(log, handler):
    try:
        raise ValueError(f"/i/{TOKEN}/\n{FORGED}")
    except ValueError:
        log.exception("broken", extra={"address": "203.0.113.7"})
    (entry,) = entries(handler)
    assert "ValueError: /i/…/" in entry["traceback"]
    assert TOKEN not in str(entry)
    assert set(entry) == {"time", "level", "logger", "message", "traceback"}


def test_what_is_logged_of_a_job_says_which_and_afterwards_nothing_does(log, handler):
    with log_context.about_job("0f8fad5b"):
        log.info("taken")
        log_context.add(kind="close", attempt=2)
        log_context.add(step="opening")
        log.info("at work")
    log_context.add(kind="none")
    log.info("free")
    about = [
        {name: value for name, value in entry.items() if name in ("job", "kind", "attempt", "step")}
        for entry in entries(handler)
    ]
    whole = {"job": "0f8fad5b", "kind": "close", "attempt": 2, "step": "opening"}
    assert about == [{"job": "0f8fad5b"}, whole, {}]


def test_a_job_that_a_worker_takes_is_known_to_what_is_logged_meanwhile(monkeypatch, db):
    seen = []

    def handle(argument, report):
        report(40, "opening")
        seen.append(dict(log_context.fields()))

    monkeypatch.setitem(jobs.HANDLERS, "test", handle)
    job = Job.objects.create(kind="test", argument="it", key="test:it")
    run_job(str(job.pk))
    assert seen == [{"job": str(job.pk), "kind": "test", "attempt": 1, "step": "opening"}]
    assert log_context.fields() == {}


def test_gunicorn_s_lines_are_objects_too(settings):
    settings.LOG_FORMAT = "json"
    logger, written = WebLogger(Config()), StringIO()
    for handler in logger.error_log.handlers:
        handler.setStream(written)
    logger.warning(f"Invalid request from ip=203.0.113.7: '/i/{TOKEN}/'")
    logging.getLogger("gunicorn.error").handlers.clear()
    entry = json.loads(written.getvalue())
    assert (entry["logger"], entry["message"]) == (
        "gunicorn.error",
        "A request could not be handled",
    )


def test_celery_adds_no_handler_of_its_own(monkeypatch):
    """Else worker and scheduler would write lines that no filter has seen."""
    monkeypatch.setattr(Logging, "_setup", False)
    loggers = [logging.getLogger(name) for name in ("", "celery", "celery.task", "multiprocessing")]
    before = [(list(logger.handlers), logger.level) for logger in loggers]
    try:
        assert Logging(current_app).setup_logging_subsystem(loglevel="ERROR")
        assert [list(logger.handlers) for logger in loggers] == [kept for kept, _level in before]
        assert logging.getLogger().level == logging.ERROR
        assert logging.getLogger("multiprocessing").propagate
    finally:
        for logger, (_handlers, level) in zip(loggers, before, strict=True):
            logger.setLevel(level)
