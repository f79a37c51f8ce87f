"""What is never in a log line, whoever writes it."""

import logging
import logging.config
import re
import sys
from io import StringIO
from unittest import mock

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from cs2survey.log_filters import SecretsFilter
from surveys import inviting, sealing
from tests import factories
from tests.surveys.views import walking

TOKEN = "Zx-9_kQ3vTnLm0aBcDeFgH"
CODE = "0123456789ABCDEFGHJKMNPQRS"
GROUPED = sealing.grouped(CODE)


def filtered(message: str, *args, **more) -> logging.LogRecord:
    record = logging.LogRecord("name", logging.INFO, "path", 1, message, args, None, **more)
    assert SecretsFilter().filter(record) is True
    return record


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (f"Not Found: /i/{TOKEN}/", "Not Found: /i/…/"),
        (f"POST /i/{TOKEN}/begin/ 403", "POST /i/…/begin/ 403"),
        (f"https://survey.example/i/{TOKEN}", "https://survey.example/i/…"),
        (f"code {CODE} typed", "code … typed"),
        (f"code {GROUPED} typed", "code … typed"),
        (f"code {GROUPED.replace(' ', '-')} typed", "code … typed"),
        ("to 01234-56789-ABCDE-FGHJK by hand", "to … by hand"),
        ("token cs2_abcdefghijklmnopqrstuvwxyz.", "token …."),
        ("job close:0f8fad5b-d9cb-469f-a165-70867728950e", None),
        ("entry 3 was altered", None),
    ],
)
def test_tokens_and_codes_are_blanked_and_nothing_else(message, kept):
    assert filtered(message).getMessage() == (kept or message)


def test_what_comes_by_arguments_is_blanked_too():
    record = filtered("%s: %s", "Not Found", f"/i/{TOKEN}/")
    assert record.getMessage() == "Not Found: /i/…/"
    assert TOKEN not in str(vars(record))


def test_nothing_that_somebody_sent_looks_like_an_entry_of_its_own():
    forged = "2026-11-29 12:00:00 ERROR surveys: all answers were read"
    breaks = ["\n", "\r\n", "\r", "\x85", "\u2028", "\x0b"]
    try:
        raise ValueError("".join(f"{end}{forged}" for end in breaks))
    except ValueError:
        record = logging.LogRecord(
            "x", logging.ERROR, "", 1, "refused %s", (f"\n{forged}\x1b[2K",), sys.exc_info()
        )
    SecretsFilter().filter(record)
    first, *others = logging.Formatter("entry %(message)s").format(record).splitlines()
    assert first == "entry refused "
    assert not [line for line in others if line.startswith("2026")]
    assert len([line for line in others if forged in line]) == 3
    assert "\x1b" not in record.msg


def test_the_request_with_its_address_is_dropped():
    record = logging.makeLogRecord({"name": "x", "msg": "x", "request": object()})
    SecretsFilter().filter(record)
    assert not hasattr(record, "request")


def test_a_traceback_is_blanked():
    try:
        raise ValueError(f"/i/{TOKEN}/ {GROUPED}")
    except ValueError:
        record = logging.makeLogRecord({"name": "x", "msg": "x", "exc_info": sys.exc_info()})
    SecretsFilter().filter(record)
    text = logging.Formatter().format(record)
    assert "ValueError" in text
    assert TOKEN not in text
    assert GROUPED not in text


@pytest.fixture
def written(db):
    """All that the console handler of the settings writes, from every logger at every level."""
    handler = logging.StreamHandler(StringIO())
    handler.addFilter(SecretsFilter())
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler.stream
    root.setLevel(before)
    root.removeHandler(handler)


def test_a_walk_through_the_site_leaves_no_secret_in_the_log(client, open_round, written):
    _invitation, token = inviting.invite(round=open_round, seat="participant", side="PRC", by="t")
    client.raise_request_exception = False
    client.get(f"/i/{TOKEN}/")
    client.get(f"/i/{token}/nowhere/", REMOTE_ADDR="203.0.113.7")
    client.get(f"/i/{token}/begin/", REMOTE_ADDR="203.0.113.7")
    page = walking.offered(client, f"/i/{token}/")
    code, offer = walking.code_of(page), page.context["offer"]
    walking.confirm(client, f"/i/{token}/", page)
    client.post("/answer/1/", {"q1": "3"})
    client.post("/return/", {"code": sealing.grouped(sealing.new_code())})
    client.delete("/answer/1/", REMOTE_ADDR="203.0.113.7")
    text = written.getvalue()
    assert not re.search(r"/i/|/answer/|/return/", text)
    for secret in (TOKEN, token, code, offer, sealing.grouped(code), "203.0.113.7"):
        assert secret not in text


def test_every_handler_of_the_settings_hides_secrets():
    handlers = settings.LOGGING["handlers"]
    assert all(handler["filters"] == ["secrets"] for handler in handlers.values())
    assert settings.LOGGING["filters"]["secrets"]["()"] == "cs2survey.log_filters.SecretsFilter"
    for name, logger in settings.LOGGING["loggers"].items():
        assert set(logger.get("handlers", [])) <= set(handlers), name
    assert settings.LOGGING["root"]["handlers"] == ["console"]


def test_sql_with_its_values_is_never_logged(study, written, caplog):
    """At DEBUG, Django's database logger writes every statement with what is inserted."""
    caplog.set_level(logging.DEBUG, logger="django.db.backends")
    with CaptureQueriesContext(connection) as queries:
        factories.make_study(slug="inserted")
    assert "inserted" in str(queries.captured_queries)
    assert "INSERT" not in written.getvalue()
    logging.getLogger("django.db.backends").warning("kept")
    assert "kept" in written.getvalue()


def test_no_log_says_whose_passkey_was_used():
    assert not logging.getLogger("fido2.server").isEnabledFor(logging.INFO)


# --- Exceptions that nobody caught ---------------------------------------------------------------

ROW = 'duplicate key: DETAIL: Key (locator)=("serious, from 203.0.113.7") exists'


def test_of_a_page_that_breaks_only_type_and_place_are_logged(client, open_round, written):
    _invitation, token = inviting.invite(round=open_round, seat="participant", side="PRC", by="t")
    client.raise_request_exception = False
    with mock.patch("surveys.views.landing.render", side_effect=IntegrityError(ROW)):
        assert client.get(f"/i/{token}/").status_code == 500
    text = written.getvalue()
    assert 'surveys/views/landing.py", line' in text
    assert "IntegrityError" in text
    for secret in ("serious", "203.0.113.7", token):
        assert secret not in text


def test_of_a_task_that_breaks_too(written):
    """As Celery logs it: the exception stands in the message as well."""
    celery = logging.getLogger("celery.app.trace")
    about = {"name": "surveys.tidy", "id": "0f8fad5b", "description": "raised", "exc": ROW}
    try:
        raise IntegrityError(ROW)
    except IntegrityError:
        celery.error(
            "Task %(name)s[%(id)s] %(description)s: %(exc)s", about, exc_info=sys.exc_info()
        )
    text = written.getvalue()
    assert "Task surveys.tidy failed" in text
    assert "IntegrityError" in text
    assert "serious" not in text
