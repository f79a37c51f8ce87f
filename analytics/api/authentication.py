"""API tokens: `Authorization: Bearer cs2_...`, looked up by their hash."""

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from surveys.inviting import digest
from surveys.models.staff import ApiToken, User

SCHEME = "Bearer"


class TokenAuthentication(BaseAuthentication):
    """`request.auth` is the ApiToken; what it opens is decided by `surveys.access`."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.casefold() != SCHEME.casefold():
            return None
        tokens = ApiToken.objects.select_related("user")
        token = tokens.filter(digest=digest(key.strip()), user__is_active=True).first()
        if token is None:
            raise AuthenticationFailed("There is no such token.")
        if token.expires_on < timezone.localdate():
            raise AuthenticationFailed(
                f"This token expired on {token.expires_on}. "
                "Ask the owner of the study for a new one."
            )
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="cs2survey"'


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "cs2_…",
            "description": (
                "A token for one study, valid for at most 90 days, from the owner of the study."
            ),
        }
