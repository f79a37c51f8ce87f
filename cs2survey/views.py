"""Whether the process is up, whether its parts answer, and what a stale form is told."""

from collections.abc import Callable
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from surveys.models.job import Pulse


def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"process": "up"})


def readyz(request: HttpRequest) -> HttpResponse:
    """Databases, broker and worker; 503 naming the part that does not answer."""
    parts: dict[str, Callable[[], None]] = {
        "answers": lambda: _ask("default"),
        "identity": lambda: _ask("identity"),
        "broker": _reach_broker,
        "worker": _worker_answered,
    }
    told = {name: _state(check) for name, check in parts.items()}
    ready = all(state == "up" for state in told.values())
    return JsonResponse(told, status=200 if ready else 503)


def _state(check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as problem:
        return f"down: {type(problem).__name__}"
    return "up"


def _ask(database: str) -> None:
    with connections[database].cursor() as cursor:
        cursor.execute("SELECT 1")


def _reach_broker() -> None:
    with current_app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, timeout=2)


def _worker_answered() -> None:
    """A worker did the last sweep, which reached it through the broker."""
    grace = timedelta(seconds=settings.SWEEP_SECONDS * 5 + 5)
    if not Pulse.objects.filter(name="worker", at__gte=timezone.now() - grace).exists():
        raise TimeoutError("no worker has answered")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
