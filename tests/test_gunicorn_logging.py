"""gunicorn's log never names a client or an address."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from gunicorn.config import Config

from cs2survey.gunicorn_logging import WebLogger

TOKEN = "q8Zt-not-a-real-token-B4"
PATH = f"/i/{TOKEN}/"


@pytest.fixture
def log() -> Iterator[tuple[WebLogger, StringIO]]:
    """The logger as gunicorn makes it, at its most talkative, writing to a string."""
    cfg = Config()
    cfg.set("loglevel", "debug")
    cfg.set("accesslog", "-")
    logger = WebLogger(cfg)
    written = StringIO()
    for handler in logger.error_log.handlers + logger.access_log.handlers:
        handler.setStream(written)
    yield logger, written
    for name in ("gunicorn.error", "gunicorn.access"):
        logging.getLogger(name).handlers.clear()


def test_refused_request_is_reported_without_address_or_content(log) -> None:
    logger, written = log
    logger.warning(f"Invalid request from ip=203.0.113.7: Invalid Request Line '{PATH}'")
    assert "A request could not be handled" in written.getvalue()
    assert "203.0.113.7" not in written.getvalue()
    assert TOKEN not in written.getvalue()


def test_failure_is_logged_with_its_place_and_kind_only(log) -> None:
    logger, written = log
    problem = ValueError(f"no such page as {PATH}answer for 203.0.113.7")
    try:
        raise problem
    except ValueError:
        logger.exception("Error handling request %s %s", "GET", PATH)
    text = written.getvalue()
    assert "A request could not be handled" in text
    assert "test_failure_is_logged_with_its_place_and_kind_only" in text
    assert "ValueError" in text
    assert "203.0.113.7" not in text
    assert TOKEN not in text


def test_other_failures_keep_their_explanation_but_no_token(log) -> None:
    logger, written = log
    try:
        raise RuntimeError(f"CS2_SEAL_KEY is missing, seen at {PATH}")
    except RuntimeError:
        logger.exception("Exception in worker process")
    assert "CS2_SEAL_KEY is missing" in written.getvalue()
    assert TOKEN not in written.getvalue()


def test_no_request_is_reported_at_any_level(log) -> None:
    logger, written = log
    logger.debug("%s %s", "GET", PATH)
    logger.access(None, None, {"RAW_URI": PATH}, None)
    assert written.getvalue() == ""
