"""Second factors of staff: an app's codes, passkeys and recovery codes, kept by allauth."""

import logging
from contextlib import suppress
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys import sealing, server_keys
from surveys.models.staff import User

logger = logging.getLogger(__name__)
# Where allauth keeps what is encrypted, by the type of the factor; a passkey has no secret here.
SECRETS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}
NAME_LENGTH = 40


class MFAAdapter(DefaultMFAAdapter):
    """What allauth asks of an installation: secrets are encrypted under the seal key."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "That is not a code we can take. Codes of an app are good for half a minute, and each "
            "code for one sign-in."
        ),
    }

    def encrypt(self, text: str) -> str:
        return str(server_keys.lock_second_factor(text))

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; one that no code fits when the seal key is another than it was."""
        try:
            return str(server_keys.unlock_second_factor(encrypted_text))
        except sealing.UnreadableError:
            logger.error("a second factor was kept under another seal key: `reset_sign_in` helps")
            return str(generate_totp_secret())

    def get_totp_label(self, user: User) -> str:
        return str(user.username)

    def get_totp_issuer(self) -> str:
        return "cs2survey"

    def _get_user_identifier(self, user: User) -> str:
        return str(user.username)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "cs2survey"}

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}


def has_second_factor(user: User) -> bool:
    """Return whether the user signs in with a second factor; recovery codes alone are none."""
    factors = Authenticator.objects.filter(user_id=user.pk)
    return bool(factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def is_missing(user: User) -> bool:
    """Return whether the user must set up a second factor before anything else."""
    return bool(settings.SECOND_FACTOR) and not has_second_factor(user)


# --- When the seal key rotates -------------------------------------------------------------------


def renew_secrets() -> None:
    """Encrypt anew, each by itself, the secrets that are not under the newest seal key.

    What no key opens is left alone.
    """
    newest = settings.SEAL_KEYS.newest
    for kind, field in SECRETS.items():
        for pk in Authenticator.objects.filter(type=kind).values_list("pk", flat=True):
            with transaction.atomic(using="identity"), suppress(sealing.UnreadableError):
                factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
                if factor is not None and not _is_under(newest, factor.data[field]):
                    secret = server_keys.unlock_second_factor(factor.data[field])
                    factor.data[field] = server_keys.lock_second_factor(secret)
                    factor.save(update_fields=["data"])


def count_under(seal_key: str) -> int:
    """Return how many secrets are encrypted under this seal key."""
    return sum(
        _is_under(seal_key, factor.data[field])
        for kind, field in SECRETS.items()
        for factor in Authenticator.objects.filter(type=kind)
    )


def _is_under(seal_key: str, locked: str) -> bool:
    try:
        sealing.unlock_text(locked, key=seal_key, purpose=server_keys.SECOND_FACTOR)
    except sealing.UnreadableError:
        return False
    return True
