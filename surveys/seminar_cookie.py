"""The secret of a phone in a seminar, in an encrypted cookie of its own that no script can read."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from surveys import sealing
from surveys.models.seminar import Seminar, SeminarSeat
from surveys.seminars.seats import seat_of
from surveys.server_keys import lock_cookie, unlock_cookie


def cookie_name() -> str:
    return f"{settings.COOKIE_PREFIX}cs2survey-seminar"


def remember_seat(response: HttpResponse, seminar: Seminar, secret: str) -> HttpResponse:
    """Set the cookie, for as long as the browser is open, in the place of any earlier seminar's."""
    response.set_cookie(
        cookie_name(),
        lock_cookie({"seminar": str(seminar.pk), "secret": secret}),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def seat_from(request: HttpRequest, seminar: Seminar) -> SeminarSeat | None:
    """Return the seat of this browser in the seminar; None if it has not joined."""
    try:
        content = unlock_cookie(request.COOKIES[cookie_name()])
    except (KeyError, sealing.UnreadableError):
        return None
    if content["seminar"] != str(seminar.pk):
        return None
    return seat_of(seminar, content["secret"])
