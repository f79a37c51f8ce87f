"""Health and readiness of the service, and the pages for forms that cannot be taken."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from celery import current_app
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views import defaults
from django.views.decorators.http import require_safe

from analytics.api.problems import is_for_the_api, kind_of_status, problem
from cs2survey.database_demands import unmet_demands
from surveys.scrubbing import require_scrubbed
from surveys.views import carrying
from surveys.worker_life import require_scheduler, require_worker

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
DATABASES = {"answers": "default", "identity": "identity"}
CHUNK = 64 * 1024
MOST_BYTES_READ_AWAY = 512 * CHUNK


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"process": "up"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Return the state of every part of the service; 503 unless all are up.

    A database's server that keeps what it must not is named, and under HTTPS counts as down: a
    machine for trying out may go on with it.
    """
    parts: dict[str, Callable[[], None]] = {
        **{name: partial(_query, alias) for name, alias in DATABASES.items()},
        "broker": _reach_broker,
        "worker": require_worker,
        "scheduler": require_scheduler,
        "erasing": require_scrubbed,
    }
    states = {name: _state(check) for name, check in parts.items()}
    states |= {f"{name}_settings": _settings_of(alias) for name, alias in DATABASES.items()}
    ready = not any(state.startswith("down") for state in states.values())
    return JsonResponse(states, status=200 if ready else 503)


def _settings_of(alias: str) -> str:
    """Return "up", or the settings by which the server of a database keeps what it must not."""
    try:
        unmet = ", ".join(unmet.name for unmet in unmet_demands(alias))
    except Exception as problem:
        return f"down: {type(problem).__name__}"
    if not unmet:
        return "up"
    return f"down: {unmet}" if settings.HTTPS else f"not for production: {unmet}"


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
    if is_for_the_api(request):
        return problem(request, kind_of_status(status))
    context = {"too_much": isinstance(exception, TOO_MUCH)}
    response = render(request, "400.html", context, status=status)
    add_never_cache_headers(response)
    return response


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_for_the_api(request):
        return problem(request, "forbidden")
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_for_the_api(request):
        return problem(request, "not-found")
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if is_for_the_api(request):
        return problem(request, "server-error")
    return defaults.server_error(request)


def _read_away(request: HttpRequest) -> None:
    """Read what is still being sent: a browser that is cut off while sending shows no page."""
    with suppress(UnreadablePostError, OSError):
        for _ in range(MOST_BYTES_READ_AWAY // CHUNK):
            if not request.read(CHUNK):
                break
