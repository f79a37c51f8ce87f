"""What a passphrase must be before a round is opened with it.

Whoever steals the database of answers can try passphrases at home, for as long as they like; what
slows them down is that each try takes half a second and a quarter of a gigabyte (Argon2id). A
password known from other thefts is then found within hours, and a short one within weeks. Twelve
letters that were not chosen by a person's habits would take longer than anybody waits.
"""

import unicodedata

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.utils.translation import gettext as _

SHORTEST, FEWEST_LETTERS = 12, 6


class WeakPassphraseError(ValueError):
    """The passphrase would be guessed; the message says why and what would do."""


def require_strong(passphrase: str) -> None:
    """Raise WeakPassphraseError for one that is short, common or of few different letters.

    Spaces count for nothing here, although they count as typed when the round is closed.
    """
    letters = "".join(unicodedata.normalize("NFKC", passphrase).casefold().split())
    if len(letters) < SHORTEST:
        raise WeakPassphraseError(
            _(
                "The passphrase needs at least %(count)d letters, spaces not counted. Four words "
                "that belong together only for you will do."
            )
            % {"count": SHORTEST}
        )
    if letters in CommonPasswordValidator().passwords or len({*letters}) < FEWEST_LETTERS:
        raise WeakPassphraseError(
            _(
                "The passphrase is among those that are tried first. Choose four words that belong "
                "together only for you."
            )
        )
