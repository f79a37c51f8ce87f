"""Pages of a table. A cursor is signed, and goes on with the table that it was given out for.

It holds where the next page begins, how long pages are, and three digests: of the table's address,
of the parameters that decide what a row is, and of the state of the table. So no two tables, and no
two states of one, are ever mixed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from analytics.api.parameters import CURSOR, FORMAT, LIMIT, MOST_ROWS
from analytics.api.problems import InvalidCursor, OutdatedCursor

SALT = "analytics.api.cursors"
DIGEST_LENGTH = 16
# They decide how rows are sent, not which rows there are and what is in them.
OF_THE_PAGE = (CURSOR.name, LIMIT.name, FORMAT)


@dataclass(frozen=True)
class Page:
    """The rows from ``start``, at most ``limit`` of them; None: all that there are."""

    start: int
    limit: int | None

    @property
    def rows(self) -> slice:
        return slice(self.start, None if self.limit is None else self.start + self.limit)

    def has_next(self, total: int) -> bool:
        return self.limit is not None and self.start + self.limit < total


def requested_page(request: Request, state: str) -> Page:
    """The page that the request asks for, of a table in this state.

    Raises ValidationError for a limit that is none, InvalidCursor for a cursor that is damaged or
    of another table or query, and OutdatedCursor for one of another state.
    """
    query = request.query_params
    limit = _limit(query)
    if CURSOR.name not in query:
        return Page(0, limit)
    given = _read(str(query[CURSOR.name]))
    _check(given, _digests(request, state))
    return Page(given["start"], limit or given["limit"])


def link_to_next(request: Request, page: Page, state: str) -> str:
    """The Link header's value that leads to the next page (RFC 8288)."""
    assert page.limit is not None
    position = {"start": page.start + page.limit, "limit": page.limit}
    cursor = Signer(salt=SALT).sign_object(position | _digests(request, state), compress=False)
    query = request.query_params.copy()
    query[CURSOR.name] = cursor
    address = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return f'<{address}>; rel="next"'


def _limit(query: QueryDict) -> int | None:
    given = query.get(LIMIT.name)
    if given is None:
        return None
    if given.isascii() and given.isdecimal() and len(given) <= len(str(MOST_ROWS)):
        limit = int(given)
        if 1 <= limit <= MOST_ROWS:
            return limit
    message = _("%(given)s is not a whole number from 1 to %(most)s.")
    raise ValidationError({LIMIT.name: [message % {"given": repr(given), "most": MOST_ROWS}]})


def _read(cursor: str) -> dict[str, Any]:
    try:
        return dict(Signer(salt=SALT).unsign_object(cursor))
    except (BadSignature, ValueError):
        message = _("This is not a cursor that was given out here, or not the whole of it.")
        raise InvalidCursor({CURSOR.name: [message]}) from None


def _check(given: Mapping[str, object], expected: Mapping[str, str]) -> None:
    if given["table"] != expected["table"]:
        raise InvalidCursor({CURSOR.name: [_("This cursor is of another table.")]})
    if given["query"] != expected["query"]:
        message = _("This cursor was given out with other filters or fields.")
        raise InvalidCursor({CURSOR.name: [message]})
    if given["state"] != expected["state"]:
        message = _("The table has changed since this cursor was given out.")
        raise OutdatedCursor({CURSOR.name: [message]})


def _digests(request: Request, state: str) -> dict[str, str]:
    query = sorted(
        (name, values) for name, values in request.query_params.lists() if name not in OF_THE_PAGE
    )
    parts = {"table": request.path, "query": repr(query), "state": state}
    return {
        name: hashlib.sha256(part.encode()).hexdigest()[:DIGEST_LENGTH]
        for name, part in parts.items()
    }
