"""Second factors of staff: an app's codes, passkeys and recovery codes, kept by allauth."""

import logging
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys import sealing
from surveys.models.staff import User

logger = logging.getLogger(__name__)
PURPOSE = "second factor"
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
        return sealing.lock_text(text, key=settings.SEAL_KEY, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; one that no code fits when the seal key is another than it was."""
        try:
            return sealing.unlock_text(encrypted_text, key=settings.SEAL_KEY, purpose=PURPOSE)
        except sealing.UnreadableError:
            logger.error("a second factor was kept under another seal key: `reset_sign_in` helps")
            return str(generate_totp_secret())

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        return "cs2survey"

    def _get_user_identifier(self, user: User) -> str:
        return user.username

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
