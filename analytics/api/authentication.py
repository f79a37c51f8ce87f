"""API tokens: `Authorization: Bearer cs2_...`, looked up by their hash (RFC 6750)."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from surveys.api_tokens import has_form_of_token
from surveys.inviting import digest
from surveys.models.staff import ApiToken, User

SCHEME = "Bearer"
CHALLENGE = f'{SCHEME} realm="cs2survey"'

HOW_TO_SEND = _("Send the token as: Authorization: Bearer cs2_... Public releases need none.")
NO_TOKEN = _("The header has no token after Bearer.")
MALFORMED = _(
    "This is no token of this site: one begins with cs2_ and has 47 letters, digits, hyphens and "
    "underscores. Copy it whole, without quotation marks."
)
# The same for all three: whoever sends it need not learn which.
UNKNOWN = _(
    "This token opens nothing: it was revoked, replaced, or never issued here. Make one on your "
    "page of tokens, or ask the owner of the study."
)
EXPIRED = _(
    "This token expired on %(day)s. Replace it on your page of tokens, or ask the owner of the "
    "study."
)

Describe = Callable[[], str]


def challenge(error: str, describe: Describe, scope: str = "") -> str:
    """Return what WWW-Authenticate says of a token that is refused (RFC 6750, section 3).

    In English: the header takes no other letters.
    """
    needed = f', scope="{scope}"' if scope else ""
    with override("en"):
        return f'{CHALLENGE}, error="{error}", error_description="{describe()}"{needed}'


class TokenAuthentication(BaseAuthentication):
    """`request.auth` is the ApiToken; what it opens is decided by `surveys.access`."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, rest = request.headers.get("Authorization", "").partition(" ")
        if scheme.casefold() != SCHEME.casefold():
            return None
        key = rest.strip()
        if not key:
            raise self._refused(request, lambda: f"{NO_TOKEN} {HOW_TO_SEND}")
        if not has_form_of_token(key):
            raise self._refused(request, lambda: str(MALFORMED))
        tokens = ApiToken.objects.select_related("user")
        token = tokens.filter(digest=digest(key), user__is_active=True).first()
        if token is None:
            raise self._refused(request, lambda: str(UNKNOWN))
        if token.expires_on < timezone.localdate():
            day = token.expires_on.isoformat()
            raise self._refused(request, lambda: EXPIRED % {"day": day})
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return str(getattr(request, "refused_token", CHALLENGE))

    def _refused(self, request: Request, why: Describe) -> AuthenticationFailed:
        # The header is asked for later, of another instance: it is kept with the request.
        request.refused_token = challenge("invalid_token", why)  # type: ignore[attr-defined]
        return AuthenticationFailed(why())


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "cs2_…",
            "description": (
                "A token for one study, valid for at most 90 days, which whoever has a role in the "
                "study makes on their page of tokens. It opens what its scopes name: `metadata`, "
                "`tables`, `records`, `files`. Public releases are read without."
            ),
        }
