"""The return code kept for one browser session, in an encrypted cookie no script can read."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from surveys import sealing
from surveys.models.round import Round
from surveys.responding import Holder, holder_by_code


def cookie_name() -> str:
    return "__Host-cs2survey" if settings.HTTPS else "cs2survey"


def remember(response: HttpResponse, holder: Holder) -> HttpResponse:
    """Set the cookie, so that the code need not be typed again until the browser is closed."""
    content = {"round": str(holder.round.pk), "code": holder.code}
    response.set_cookie(
        cookie_name(),
        sealing.lock_cookie(content, secret_key=settings.SECRET_KEY),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(cookie_name(), samesite="Lax")
    return response


def holder_from(request: HttpRequest) -> Holder | None:
    """Return the holder of the code in the cookie; None without a code or once the round closed."""
    content = _content(request)
    return holder_by_code(code=content["code"], round_id=content["round"]) if content else None


def round_from(request: HttpRequest) -> Round | None:
    """Return the round of the cookie in whatever state; None without a cookie or a round."""
    content = _content(request)
    return Round.objects.filter(pk=content["round"]).first() if content else None


def _content(request: HttpRequest) -> dict[str, str] | None:
    try:
        cookie = request.COOKIES[cookie_name()]
        return sealing.unlock_cookie(cookie, secret_key=settings.SECRET_KEY)
    except (KeyError, sealing.UnreadableError):
        return None
