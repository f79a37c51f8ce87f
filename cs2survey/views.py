"""Health and readiness of the service, and the pages for forms that cannot be taken."""

from collections.abc import Callable
from contextlib import suppress

from celery import current_app
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from surveys.views import carrying
from surveys.worker_life import require_worker

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
CHUNK = 64 * 1024
MOST_BYTES_READ_AWAY = 512 * CHUNK


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"process": "up"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Return the state of the databases, the broker and the worker; 503 unless all are up."""
    parts: dict[str, Callable[[], None]] = {
        "answers": lambda: _query("default"),
        "identity": lambda: _query("identity"),
        "broker": _reach_broker,
        "worker": require_worker,
    }
    states = {name: _state(check) for name, check in parts.items()}
    ready = all(state == "up" for state in states.values())
    return JsonResponse(states, status=200 if ready else 503)


def _state(check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as problem:
        return f"down: {type(problem).__name__}"
    return "up"


def _query(database: str) -> None:
    with connections[database].cursor() as cursor:
        cursor.execute("SELECT 1")


def _reach_broker() -> None:
    with current_app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, timeout=2)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose cookie is gone; the marks of a page of questions are carried on."""
    number = carrying.page_carried(request)
    if number is not None and carrying.sent_from_here(request):
        return carrying.ask(request, number)
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what is too large or cannot be read, with the way back to the page."""
    _read_away(request)
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    context = {"too_much": isinstance(exception, TOO_MUCH)}
    response = render(request, "400.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _read_away(request: HttpRequest) -> None:
    """Read what is still being sent: a browser that is cut off while sending shows no page."""
    with suppress(UnreadablePostError, OSError):
        for _ in range(MOST_BYTES_READ_AWAY // CHUNK):
            if not request.read(CHUNK):
                break
