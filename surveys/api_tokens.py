"""Tokens by which programs read a study's releases: issued, replaced, revoked, and counted.

Of the use of a token only counts by day are kept: never what was read, from where, or when.
"""

import secrets
import uuid
from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from surveys.auditing import audit_identity
from surveys.inviting import digest
from surveys.models.staff import ApiToken, TokenUse, User

PREFIX = "cs2_"
TOKEN_BYTES = 32
TOKEN_DAYS = 90
# For so long whoever sends an expired token is answered with the day on which it expired.
KEPT_AFTER_EXPIRY_DAYS = 30
USE_KEPT_DAYS = 90
SCOPES: tuple[str, ...] = tuple(ApiToken.Scope.values)


# --- Issuing and revoking ------------------------------------------------------------------------


def issue_api_token(
    *,
    user: User,
    study: uuid.UUID,
    name: str,
    by: str,
    days: int = TOKEN_DAYS,
    scopes: Collection[str] = SCOPES,
) -> str:
    """Return a new token for one study, stored as a digest.

    Raises ValueError for less than one day or more than TOKEN_DAYS, and for scopes that are none
    or that there are not.
    """
    require_days(days)
    chosen = [scope for scope in SCOPES if scope in scopes]
    if not chosen or len(chosen) != len(set(scopes)):
        raise ValueError(f"the scopes of a token are one or more of {', '.join(SCOPES)}")
    secret, today = _new_secret(), timezone.localdate()
    with transaction.atomic(using="identity"):
        token = ApiToken.objects.create(
            user=user,
            study=study,
            name=name,
            digest=digest(secret),
            scopes=chosen,
            issued_on=today,
            expires_on=today + timedelta(days=days),
        )
        audit_identity(by=by, act="issue_token", subject=user.pk, **_audited(token))
    return secret


def renew_api_token(*, token: ApiToken, by: str) -> str:
    """Return a new secret in place of the token's own, which opens nothing from now on.

    It keeps name, study, scopes and counts, and is valid for as many days as the token first was.
    """
    secret, today = _new_secret(), timezone.localdate()
    days = (token.expires_on - token.issued_on).days if token.issued_on else TOKEN_DAYS
    with transaction.atomic(using="identity"):
        token.digest, token.issued_on = digest(secret), today
        token.expires_on = today + timedelta(days=days)
        token.save(update_fields=["digest", "issued_on", "expires_on"])
        audit_identity(by=by, act="renew_token", subject=token.user_id, **_audited(token))
    return secret


def revoke_api_token(*, token: ApiToken, by: str) -> None:
    """Delete a token with its counts; it then opens nothing."""
    _delete(token, act="revoke_token", by=by)


def require_days(days: int) -> None:
    """Raise ValueError unless a token may be valid for so many days."""
    if not 0 < days <= TOKEN_DAYS:
        raise ValueError(f"a token is valid for 1 to {TOKEN_DAYS} days, not {days}")


def has_form_of_token(text: str) -> bool:
    """Return whether a text looks like one of our tokens, whether or not it is one."""
    letters = text.removeprefix(PREFIX)
    # In base64 without padding, four letters stand for three bytes.
    of_the_length = len(letters) == -(-TOKEN_BYTES * 4 // 3)
    plain = letters.isascii() and letters.replace("-", "").replace("_", "").isalnum()
    return text.startswith(PREFIX) and of_the_length and plain


def _new_secret() -> str:
    return PREFIX + secrets.token_urlsafe(TOKEN_BYTES)


def _delete(token: ApiToken, *, act: str, by: str) -> None:
    with transaction.atomic(using="identity"):
        audit_identity(by=by, act=act, subject=token.user_id, **_audited(token))
        token.delete()


def _audited(token: ApiToken) -> dict[str, object]:
    return {
        "study": str(token.study),
        "name": token.name,
        "scopes": token.scopes,
        "until": str(token.expires_on),
    }


# --- Use -----------------------------------------------------------------------------------------


def count_use(token: ApiToken, sent_bytes: int) -> None:
    """Count one answered request of today, with the bytes of its answer."""
    day = timezone.localdate()
    if _add_to(token, day, sent_bytes):
        return
    with transaction.atomic(using="identity"):
        # One process begins the day, and none where the token was revoked meanwhile.
        held = ApiToken.objects.select_for_update().filter(pk=token.pk).first()
        if held is not None and not _add_to(token, day, sent_bytes):
            TokenUse.objects.create(token=held, day=day, requests=1, sent_bytes=sent_bytes)


def _add_to(token: ApiToken, day: date, sent_bytes: int) -> int:
    return TokenUse.objects.filter(token_id=token.pk, day=day).update(
        requests=F("requests") + 1, sent_bytes=F("sent_bytes") + sent_bytes
    )


def erase_expired_tokens(today: date | None = None) -> int:
    """Delete tokens that expired a month ago, with all counts; returns how many.

    Of other tokens the counts of days long past are deleted.
    """
    today = today or timezone.localdate()
    TokenUse.objects.filter(day__lt=today - timedelta(days=USE_KEPT_DAYS)).delete()
    last_day = today - timedelta(days=KEPT_AFTER_EXPIRY_DAYS)
    expired = list(ApiToken.objects.filter(expires_on__lt=last_day))
    for token in expired:
        _delete(token, act="erase_token", by="worker")
    return len(expired)
