"""Signing in: how often somebody may try, and what follows (allauth's adapter).

Attempts are counted by account, whether there is one or not, and by a keyed hash of the address.
Where a proxy ends TLS, it alone knows the address: it passes it on in X-Real-IP, and only for pages
of the staff (docs/operations.md). Without it, attempts are counted by account alone.
"""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from surveys import known_browsers
from surveys.models.staff import User

TOO_MANY = _(
    "There were too many attempts, so none is taken just now. Wait five minutes, then try again. "
    "A forgotten password can be replaced meanwhile."
)


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks of an installation: no sign-up, no mails, no address kept as it is."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Return False: our own pages see to it (`surveys.views.confirming`)."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return source_of(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth's own folds case, by which two of our accounts would be one.
        username = str(credentials["username"])
        return f"{username} {known_browsers.number_of(request, username)}"

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        return known_browsers.remember(response, user.get_username())

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: pages say themselves what was done."""


def source_of(request: HttpRequest) -> str:
    """Return where a request comes from: a known browser, or else an address, in a keyed hash.

    Behind a proxy that names no address it is different every time, so that nobody is refused
    for what others do.
    """
    address = request.META.get("HTTP_X_REAL_IP" if settings.BEHIND_PROXY else "REMOTE_ADDR", "")
    source = known_browsers.number_of(request) or address or secrets.token_hex(16)
    return salted_hmac("surveys.signing_in", source, algorithm="sha256").hexdigest()


def may_try(request: HttpRequest, action: str, user: User | None = None) -> bool:
    """Return whether one more attempt is taken, and count it: see ACCOUNT_RATE_LIMITS."""
    return bool(ratelimit.consume(request, action=action, user=user))


def spend_as_long(password: str) -> None:
    """Take the time that looking at a password takes, where none is looked at."""
    User().set_password(password)


def refusal() -> ValidationError:
    return ValidationError(TOO_MANY, code="too_many_login_attempts")
