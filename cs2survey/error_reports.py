"""Reports exceptions that nobody caught to an address of the operator's; off by default.

Those of web processes leave at the full quarters of an hour, each once, so that neither their time
nor their number tells when somebody did something. No request waits for a report: a thread sends
it, and gives up soon.
"""

import atexit
import json
import logging
import os
import sys
import time
import uuid
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Lock, Timer
from typing import Any
from urllib.parse import urlsplit

from celery.signals import task_failure
from django.conf import settings
from django.core.signals import got_request_exception

from cs2survey.error_events import Event, event_of
from surveys.signals import job_broke
from surveys.watching import PAUSE

logger = logging.getLogger(__name__)

WEB, WORKER = "web", "worker"
TIMEOUT_SECONDS = 5
# More kinds of exceptions than that at a time need nobody to count them.
MOST_WAITING = 100


def connect() -> None:
    """Report from now on, if the settings say where to."""
    if not settings.ERROR_REPORTS:
        return
    got_request_exception.connect(_report_of_request, dispatch_uid="report errors of requests")
    job_broke.connect(_report_of_job, dispatch_uid="report errors of jobs")
    task_failure.connect(_report_of_task, dispatch_uid="report errors of tasks")


def _report_of_request(**kwargs: Any) -> None:
    problem = sys.exception()
    if problem is not None:
        _reports(WEB, os.getpid()).add(event_of(problem, WEB))


def _report_of_job(problem: BaseException, **kwargs: Any) -> None:
    _reports(WORKER, os.getpid()).add(event_of(problem, WORKER))


def _report_of_task(exception: BaseException, **kwargs: Any) -> None:
    _report_of_job(exception)


class Reports:
    """Events that wait to be sent, each kind of them once."""

    def __init__(self, process: str) -> None:
        self.process = process
        self._lock = Lock()
        self._waiting: dict[str, None] = {}
        self._timer: Timer | None = None

    def add(self, event: Event) -> None:
        """Have the event sent when it is time, unless too much waits already."""
        with self._lock:
            if len(self._waiting) < MOST_WAITING:
                self._waiting[json.dumps(event, sort_keys=True)] = None
            if self._timer is None:
                self._timer = Timer(self._pause(), self.send)
                self._timer.daemon = True
                self._timer.start()

    def _pause(self) -> float:
        """Return for how many seconds what comes now has to wait."""
        quarter = PAUSE.total_seconds()
        return quarter - time.time() % quarter if self.process == WEB else 0

    def send(self) -> None:
        """Send all that waits; what cannot be sent is lost, and the log says so."""
        with self._lock:
            events, self._waiting, self._timer = list(self._waiting), {}, None
        try:
            for event in events:
                _post(json.loads(event))
        except (OSError, HTTPException) as problem:
            kind = type(problem).__name__
            logger.warning("a report of an error was not sent: %s", kind)


@cache
def _reports(process: str, process_id: int) -> Reports:
    """Return those of this process: what another waits with when it forks is not this one's."""
    reports = Reports(process)
    atexit.register(reports.send)
    return reports


def _post(event: Event) -> None:
    """Send one event. Raises OSError or HTTPException; what is answered is not looked at."""
    address = urlsplit(settings.ERROR_REPORTS)
    event |= {"event_id": uuid.uuid4().hex}
    path, body, headers = address.path or "/", json.dumps(event), {}
    headers["Content-Type"] = "application/json"
    if address.username:
        # Sentry's form, https://KEY@HOST/PROJECT.
        folder, _slash, project = address.path.rpartition("/")
        path = f"{folder}/api/{project}/envelope/"
        body = "\n".join([json.dumps({"event_id": event["event_id"]}), '{"type": "event"}', body])
        headers["Content-Type"] = "application/x-sentry-envelope"
        headers["X-Sentry-Auth"] = f"Sentry sentry_version=7, sentry_key={address.username}"
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("POST", path, body=body.encode(), headers=headers)
        connection.getresponse().read()
    finally:
        connection.close()
