"""Shows nothing to staff who must set up a second factor and have not, but how to do so."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from surveys.second_factors import is_missing

# Setting one up, leaving, and what is the same for everybody.
OPEN = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "confirm_sign_in",
        "sign_out",
        "language",
        "accessibility",
        "healthz",
        "readyz",
    }
)
# Pages of participants and of links ask nobody to sign in.
PARTICIPANTS = ("/i/", "/r/", "/answer/", "/return/", "/withdraw/", "/leave/")


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.SECOND_FACTOR:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        name = match.url_name if match else None
        if name in OPEN or request.path_info.startswith(PARTICIPANTS):
            return None
        user = request.user
        if not user.is_authenticated or not is_missing(user):
            return None
        return redirect("mfa_index")
