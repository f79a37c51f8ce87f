"""Reports of errors: nothing of what a request or a job was about, and none by default."""

import http.server
import json
import os
import threading
import time
from collections.abc import Iterator
from unittest import mock

import pytest
from celery.signals import task_failure
from django.core.signals import got_request_exception
from django.test import override_settings

from analytics import SOFTWARE
from cs2survey import checks, error_reports
from cs2survey.error_events import event_of
from surveys import inviting, jobs
from surveys.models.job import Job
from surveys.signals import job_broke

VERSION = SOFTWARE["version"]

SIGNALS = (got_request_exception, job_broke, task_failure)
ANSWER, ADDRESS, HOST = "a1=serious-and-secret", "203.0.113.7", "testserver"


class Sink(http.server.BaseHTTPRequestHandler):
    """Keeps what it is sent, as one text each: line, headers and body."""

    kept: list[tuple[str, str]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.kept.append((f"{self.requestline}\n{self.headers}", body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def sink() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    handler = type("KeepingSink", (Sink,), {"kept": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/errors", handler.kept
        server.shutdown()
        thread.join()


@pytest.fixture
def reporting(settings, sink, monkeypatch) -> Iterator[list[tuple[str, str]]]:
    """Report to the sink, without waiting for the full quarter of an hour."""
    settings.ERROR_REPORTS, kept = sink
    receivers = [list(signal.receivers) for signal in SIGNALS]
    error_reports._reports.cache_clear()
    monkeypatch.setattr(error_reports.Reports, "_pause", lambda self: 0.05)
    monkeypatch.setattr(error_reports.atexit, "register", mock.Mock())
    error_reports.connect()
    yield kept
    for signal, before in zip(SIGNALS, receivers, strict=True):
        signal.receivers = before
        if hasattr(signal, "sender_receivers_cache"):
            signal.sender_receivers_cache.clear()
    error_reports._reports.cache_clear()


def arrived(kept: list[tuple[str, str]], number: int = 1) -> list[tuple[str, str]]:
    give_up = time.monotonic() + 10
    while len(kept) < number and time.monotonic() < give_up:
        time.sleep(0.02)
    assert len(kept) == number
    return kept


def break_a_page(client, token: str) -> None:
    """Have a page fail whose address, fields, cookies and exception hold secrets."""
    client.raise_request_exception = False
    client.cookies["code"] = ANSWER
    with mock.patch("surveys.views.landing.render", side_effect=ValueError(ANSWER)):
        reply = client.get(
            f"/i/{token}/?q={ANSWER}",
            REMOTE_ADDR=ADDRESS,
            HTTP_USER_AGENT=ANSWER,
        )
    assert reply.status_code == 500


# --- What is reported ----------------------------------------------------------------------------


def test_of_a_request_only_the_kind_of_error_and_its_place_arrive(client, open_round, reporting):
    _invitation, token = inviting.invite(round=open_round, seat="participant", side="PRC", by="t")
    break_a_page(client, token)
    ((head, body),) = arrived(reporting)
    for secret in (token, ANSWER, ADDRESS, HOST, "/i/", "serious", "HTTP_", "GET"):
        assert secret not in head + body
    event = json.loads(body)
    assert len(event.pop("event_id")) == 32
    exception = event.pop("exception")
    assert event == {
        "platform": "python",
        "level": "error",
        "release": f"cs2survey@{VERSION}",
        "tags": {"process": "web"},
    }
    (value,) = exception["values"]
    assert (value["type"], value["module"]) == ("ValueError", "builtins")
    last = value["stacktrace"]["frames"][-1]
    assert set(last) == {"module", "function", "lineno", "in_app"}
    assert (last["module"], last["function"]) == ("surveys.views.landing", "landing_page")
    assert head.splitlines()[0] == "POST /errors HTTP/1.1"
    names = {line.partition(":")[0] for line in head.splitlines()[1:] if line}
    assert names == {"Host", "Accept-Encoding", "Content-Length", "Content-Type"}


def test_of_a_job_nothing_tells_which_it_was(db, reporting):
    job = Job.objects.create(kind="test", argument=ANSWER, key=f"test:{ANSWER}")

    def handle(argument, report):
        raise KeyError(argument)

    with mock.patch.dict(jobs.HANDLERS, {"test": handle}):
        jobs.run(str(job.pk))
    ((_head, body),) = arrived(reporting)
    assert ANSWER not in body
    assert str(job.pk) not in body
    event = json.loads(body)
    assert event["tags"] == {"process": "worker"}
    frames = event["exception"]["values"][0]["stacktrace"]["frames"]
    places = [(frame["module"], frame["function"]) for frame in frames]
    assert places == [("surveys.jobs", "run"), ("surveys.jobs", "_do")]


def test_of_a_task_that_is_no_job_too(db, reporting):
    task_failure.send(sender=None, exception=ValueError(ANSWER), args=[ANSWER], kwargs={})
    ((_head, body),) = arrived(reporting)
    assert ANSWER not in body
    assert json.loads(body)["exception"]["values"][0]["type"] == "ValueError"


def test_the_same_error_twice_is_one_report(client, open_round, reporting, monkeypatch):
    monkeypatch.setattr(error_reports.Reports, "_pause", lambda self: 600)
    _invitation, token = inviting.invite(round=open_round, seat="participant", side="PRC", by="t")
    break_a_page(client, token)
    break_a_page(client, token)
    reports = error_reports._reports("web", os.getpid())
    reports._timer.cancel()
    reports.send()
    assert len(reporting) == 1


def test_causes_come_before_what_they_led_to():
    try:
        try:
            raise OSError(ANSWER)
        except OSError as problem:
            raise ValueError(ANSWER) from problem
    except ValueError as problem:
        event = event_of(problem, "web")
    assert [value["type"] for value in event["exception"]["values"]] == ["OSError", "ValueError"]
    assert ANSWER not in json.dumps(event)


def test_a_chain_without_end_is_cut():
    problem = last = ValueError()
    for _ in range(9):
        last.__cause__ = last = ValueError()
    assert len(event_of(problem, "web")["exception"]["values"]) == 5


def test_sentry_s_form_of_an_address_is_understood(db, reporting, settings):
    where = settings.ERROR_REPORTS.replace("//", "//publickey@").replace("errors", "sub/7")
    with override_settings(ERROR_REPORTS=where):
        task_failure.send(sender=None, exception=ValueError(ANSWER))
        ((head, body),) = arrived(reporting)
    assert head.startswith("POST /sub/api/7/envelope/ HTTP/1.1")
    assert "X-Sentry-Auth: Sentry sentry_version=7, sentry_key=publickey" in head
    header, item, event = map(json.loads, body.splitlines())
    assert item == {"type": "event"}
    assert header == {"event_id": event["event_id"]}


# --- When it is reported -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("process", "now", "pause"), [("web", 901.0, 899.0), ("web", 1799.0, 1.0), ("worker", 901.0, 0)]
)
def test_what_happens_to_requests_is_told_at_the_full_quarter(process, now, pause):
    with mock.patch.object(error_reports.time, "time", return_value=now):
        assert error_reports.Reports(process)._pause() == pause


def test_off_by_default_and_then_nothing_listens(settings):
    assert settings.ERROR_REPORTS == ""
    before = [list(signal.receivers) for signal in SIGNALS]
    error_reports.connect()
    assert [list(signal.receivers) for signal in SIGNALS] == before
    ours = error_reports.__name__
    assert ours not in str(before)


def test_nobody_waits_for_an_address_that_cannot_be_reached(client, open_round, reporting):
    """Whoever asks is answered while the report is still on its way, and is lost at the end."""
    _invitation, token = inviting.invite(round=open_round, seat="participant", side="PRC", by="t")
    sending, answered, lost = threading.Event(), threading.Event(), threading.Event()

    def stuck(event):
        sending.set()
        assert answered.wait(30)
        raise ConnectionRefusedError(ADDRESS)

    def log(message, kind):
        texts.append(message % kind)
        lost.set()

    texts: list[str] = []
    with (
        mock.patch.object(error_reports, "_post", stuck),
        mock.patch.object(error_reports.logger, "warning", log),
    ):
        break_a_page(client, token)
        assert sending.wait(30)
        assert client.get("/healthz").status_code == 200
        answered.set()
        assert lost.wait(30)
    assert texts == ["a report of an error was not sent: ConnectionRefusedError"]


def test_no_more_waits_than_a_hundred(settings):
    reports = error_reports.Reports("web")
    with mock.patch.object(error_reports, "Timer"):
        for number in range(150):
            reports.add({"number": number})
    with mock.patch.object(error_reports, "_post") as posted:
        reports.send()
        reports.send()
    assert posted.call_count == 100


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", []),
        ("https://key@errors.example/1", []),
        ("http://127.0.0.1:9000/errors", []),
        ("http://errors.example/1", ["cs2survey.E005"]),
        ("errors.example", ["cs2survey.E005"]),
    ],
)
def test_an_address_that_others_can_listen_at_is_refused(settings, address, found):
    settings.ERROR_REPORTS = address
    assert [message.id for message in checks.check_error_reports()] == found
