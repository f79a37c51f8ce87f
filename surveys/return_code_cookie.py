"""The return code kept for one browser session, in an encrypted cookie no script can read."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from surveys import inviting, sealing
from surveys.envelope_contents import Holder
from surveys.models.round import Round
from surveys.responding import holder_by_code
from surveys.server_keys import lock_cookie, unlock_cookie


def cookie_name() -> str:
    return f"{settings.COOKIE_PREFIX}cs2survey"


def remember(response: HttpResponse, holder: Holder, *, token: str = "") -> HttpResponse:
    """Set the cookie, so that the code need not be typed again until the browser is closed.

    `token` is that of the invitation link that led here. The cookie then recognises the link when
    it is opened again (`came_by`).
    """
    content = {"round": str(holder.round.pk), "code": holder.code}
    if token:
        content["link"] = _recognition(token, holder.code)
    response.set_cookie(
        cookie_name(),
        lock_cookie(content),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(cookie_name(), samesite="Lax")
    return response


def came_by(request: HttpRequest, token: str) -> bool:
    """Return whether this browser has begun by the invitation link with this token."""
    content = _content(request) or {}
    recognised = _recognition(token, content.get("code", ""))
    return constant_time_compare(content.get("link", ""), recognised)


def _recognition(token: str, code: str) -> str:
    """Return what recognises a link and is worth nothing without it.

    The token is stored nowhere, and the roll has only its hash: whoever held this value, the code
    and both databases could still not tell whose invitation it came by.
    """
    link = inviting.normal_token(token)
    return salted_hmac("surveys.return_code_cookie", link, secret=code).hexdigest()


def code_from(request: HttpRequest) -> str:
    """Return the code in the cookie, whatever has become of its round; "" without one."""
    return (_content(request) or {}).get("code", "")


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
        return unlock_cookie(cookie)
    except (KeyError, sealing.UnreadableError):
        return None
