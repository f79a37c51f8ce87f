"""Names and mail addresses as organisers write them: put into one form, or refused with why."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

from surveys.models.invitation import Invitation

LONGEST_NAME: int = Invitation._meta.get_field("label").max_length or 0
# Line breaks and other controls, marks that turn the direction of writing, and what is not seen.
UNSEEN = ("Cc", "Cf", "Zl", "Zp")


def plain_name(text: str) -> str:
    """Return a name with single spaces. Raises ValueError, in words for whoever wrote it."""
    name = text.strip(" ")
    for place, letter in enumerate(name, start=1):
        if unicodedata.category(letter) in UNSEEN:
            raise ValueError(
                _(
                    "the name has a character that cannot be seen (U+%(code)s, place %(place)d), "
                    "such as a line break or a mark of direction: type the name anew"
                )
                % {"code": f"{ord(letter):04X}", "place": place}
            )
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if len(name) > LONGEST_NAME:
        raise ValueError(_("the name is longer than %(most)d characters") % {"most": LONGEST_NAME})
    return name


def plain_address(text: str) -> str:
    """Return a mail address with its domain in ASCII letters.

    Full-width letters are corrected. Raises ValueError, in words for whoever wrote it.
    """
    address = unicodedata.normalize("NFKC", text).strip()
    local, at, domain = address.rpartition("@")
    if at and not local.isascii():
        raise ValueError(
            _("%(address)s: mail servers do not take letters before the @ that are not ASCII")
            % {"address": address}
        )
    try:
        plain = f"{local}@{punycode(domain.lower())}"
        validate_email(plain)
    except (ValidationError, UnicodeError):
        raise ValueError(
            _("%(address)s is not a mail address") % {"address": ascii(text)}
        ) from None
    return plain
