"""Crockford's letters, for secrets that people read aloud and copy by hand. Pure: no Django."""

import secrets
import unicodedata

# No I, L, O or U: they are taken for 1, 0 and V.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOK_ALIKES = str.maketrans("OIL", "011")


def random_letters(number: int) -> str:
    """Return so many letters, each of 5 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(number))


def normal_letters(text: str, number: int) -> str | None:
    """Return the letters that somebody typed, or None unless there are `number` valid ones.

    Full-width letters, spaces, hyphens, lower case and the look-alikes O, I and L are corrected.
    """
    wide = unicodedata.normalize("NFKC", text).upper()
    letters = "".join(c for c in wide if c.isalnum()).translate(LOOK_ALIKES)
    valid = len(letters) == number and all(c in ALPHABET for c in letters)
    return letters if valid else None
