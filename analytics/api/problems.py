"""Every error of the API as problem details (RFC 9457), in the language of the request.

Each kind has an address of its own, a section of the API's page, that a program can tell it by.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import (
    APIException,
    MethodNotAllowed,
    NotAuthenticated,
    ParseError,
    PermissionDenied,
    Throttled,
    ValidationError,
)
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

API = "/api/v1/"
MEDIA_TYPE = "application/problem+json"
# What their exceptions say is the framework's and not ours.
_WITHOUT_OWN_WORDS = (MethodNotAllowed, NotAuthenticated, ParseError, PermissionDenied, Throttled)


@dataclass(frozen=True)
class Kind:
    """One kind of problem: its status, its heading, and what to do about it."""

    status: int
    title: Promise
    meaning: Promise


# By the name that stands in the address of each; of one status the most general comes first.
KINDS: Mapping[str, Kind] = {
    "bad-request": Kind(
        400,
        gettext_lazy("The request cannot be read"),
        gettext_lazy("Something in the request is not as the protocol has it. Send it anew."),
    ),
    "unknown-parameter": Kind(
        400,
        gettext_lazy("There is no such parameter"),
        gettext_lazy("The address has parameters that this route does not have."),
    ),
    "invalid-parameter": Kind(
        400,
        gettext_lazy("A parameter has a value that it cannot have"),
        gettext_lazy("Each parameter that is wrong is named, with the values that there are."),
    ),
    "invalid-cursor": Kind(
        400,
        gettext_lazy("The cursor does not belong to this request"),
        gettext_lazy(
            "A cursor goes on with the very table, filters and fields that it was given out for. "
            "Follow the address in the Link header as it is, or begin again without a cursor."
        ),
    ),
    "outdated-cursor": Kind(
        400,
        gettext_lazy("The table has changed since the cursor was given out"),
        gettext_lazy(
            "To go on would mix two states of the table. Begin again without a cursor; of a "
            "release, revision asks for an earlier revision."
        ),
    ),
    "not-authenticated": Kind(
        401,
        gettext_lazy("A token is needed"),
        gettext_lazy(
            "Send a token that is valid with the request: Authorization: Bearer cs2_… The owner "
            "of the study issues them."
        ),
    ),
    "forbidden": Kind(
        403,
        gettext_lazy("The request is not allowed"),
        gettext_lazy("Whoever sends it may not do this."),
    ),
    "not-found": Kind(
        404,
        gettext_lazy("There is nothing at this address"),
        gettext_lazy("Nothing is there, or it is not open to you: the answer is the same."),
    ),
    "method-not-allowed": Kind(
        405,
        gettext_lazy("The API can only be read"),
        gettext_lazy("The Allow header names the methods that there are."),
    ),
    "not-acceptable": Kind(
        406,
        gettext_lazy("There is no such format"),
        gettext_lazy("The Accept header names none of the formats that there are."),
    ),
    "precondition-failed": Kind(
        412,
        gettext_lazy("It is not the version that was asked for"),
        gettext_lazy(
            "The ETag or the date in the request is that of another version. Ask again without it "
            "for the version that there is."
        ),
    ),
    "too-large": Kind(
        413,
        gettext_lazy("The request is too large"),
        gettext_lazy("The API reads nothing that is sent to it. Send a request without a body."),
    ),
    "range-not-satisfiable": Kind(
        416,
        gettext_lazy("The file has no such bytes"),
        gettext_lazy(
            "The range begins beyond the end of the file, whose size is in Content-Range."
        ),
    ),
    "too-many-requests": Kind(
        429,
        gettext_lazy("Too many requests"),
        gettext_lazy("Retry-After says in how many seconds to ask again."),
    ),
    "server-error": Kind(
        500,
        gettext_lazy("The server made a mistake"),
        gettext_lazy("The request may be right. Whoever runs the server finds it in the log."),
    ),
    "unavailable": Kind(
        503,
        gettext_lazy("It is not there yet"),
        gettext_lazy("Retry-After says in how many seconds to ask again."),
    ),
}


class UnknownParameter(ValidationError):
    """Parameters that a route does not have."""

    kind = "unknown-parameter"


class InvalidCursor(ValidationError):
    """A cursor that was given out for something else, or by nobody."""

    kind = "invalid-cursor"


class OutdatedCursor(ValidationError):
    """A cursor from before the table changed."""

    kind = "outdated-cursor"


def is_for_the_api(request: HttpRequest) -> bool:
    """Whether the address is below those of the API, also where no route is."""
    return request.path_info.startswith(API)


def kind_of_status(status: int) -> str:
    """The most general kind of this status; of one that has none, that of its hundred."""
    general = 500 if status >= 500 else 400
    found = {kind.status: name for name, kind in reversed([*KINDS.items()])}
    return found.get(status, found[general])


def type_of(kind: str) -> str:
    """The address by which a program tells this kind, and at which a reader finds it explained."""
    return f"{settings.BASE_URL}{reverse('api_docs')}#{kind}"


def problem(
    request: HttpRequest | Request,
    kind: str,
    detail: str = "",
    errors: Sequence[Mapping[str, str]] = (),
    status: int | None = None,
) -> HttpResponse:
    """The problem as a response; without a ``detail`` what its kind means."""
    content = {
        "type": type_of(kind),
        "title": str(KINDS[kind].title),
        "status": status or KINDS[kind].status,
        "detail": detail or str(KINDS[kind].meaning),
        "instance": escape_uri_path(request.path),
    }
    if errors:
        content["errors"] = list(errors)
    text = json.dumps(content, ensure_ascii=False)
    response = HttpResponse(text.encode(), content_type=MEDIA_TYPE, status=content["status"])
    response["Cache-Control"] = "no-store"
    return response


def answer_with_problem(exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """REST framework's handler of exceptions: None for what nobody expected, which becomes 500."""
    answered: Response | None = exception_handler(exc, dict(context))
    if answered is None:
        return None
    kind = getattr(exc, "kind", "")
    errors = list(_errors(exc))
    if errors and not kind:
        kind = "invalid-parameter"
    status = answered.status_code
    response = problem(
        context["request"],
        kind or kind_of_status(status),
        _for_parameters(errors) if errors else _own_words(exc),
        errors,
        status,
    )
    for name in ("WWW-Authenticate", "Retry-After"):
        if name in answered:
            response[name] = answered[name]
    return response


def _errors(exc: Exception) -> Iterator[dict[str, str]]:
    """What is wrong with each parameter."""
    if isinstance(exc, ValidationError) and isinstance(exc.detail, dict):
        for name, messages in exc.detail.items():
            for message in messages:
                yield {"parameter": str(name), "detail": str(message)}


def _for_parameters(errors: Sequence[Mapping[str, str]]) -> str:
    names = ", ".join(dict.fromkeys(error["parameter"] for error in errors))
    return _("These parameters cannot be used as they are: %(names)s. “errors” says why.") % {
        "names": names
    }


def _own_words(exc: Exception) -> str:
    """What the exception says for itself; nothing where only its kind is meant."""
    if not isinstance(exc, APIException) or type(exc) in _WITHOUT_OWN_WORDS:
        return ""
    detail = str(exc.detail)
    return "" if detail == str(exc.default_detail) else detail
