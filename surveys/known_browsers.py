"""Browsers in which somebody has signed in before: their attempts are counted apart.

Whoever tries passwords for a name from anywhere is stopped soon, and so is its holder, for as long
as that goes on; not in a browser that knows them. It keeps a signed cookie of nothing but a random
number and a keyed hash of the name.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "surveys.known_browsers"
AGE = timedelta(days=30)


def cookie_name() -> str:
    return "__Host-cs2survey-browser" if settings.HTTPS else "cs2survey-browser"


def remember(response: HttpResponse, username: str) -> HttpResponse:
    """Let this browser be known as one in which the holder of this account has signed in."""
    content = [secrets.token_urlsafe(12), _recognition(username)]
    response.set_cookie(
        cookie_name(),
        signing.dumps(content, salt=SALT),
        max_age=AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )
    return response


def number_of(request: HttpRequest, username: str | None = None) -> str:
    """Return the random number of a browser that knows this account (or any); "" of another."""
    try:
        number, known = signing.loads(
            request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=AGE
        )
    except (signing.BadSignature, ValueError):
        return ""
    if username is not None and not constant_time_compare(known, _recognition(username)):
        return ""
    return str(number)


def _recognition(username: str) -> str:
    return salted_hmac(SALT, username, algorithm="sha256").hexdigest()
