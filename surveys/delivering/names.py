"""Names and mail addresses as organisers write them: put into one form, or refused with why."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

from surveys.models.invitation import Invitation
from surveys.plain_text import fault_of, one_line, without_unseen
from surveys.text_validators import fault_in_words, validate_plain

LONGEST_NAME: int = Invitation._meta.get_field("label").max_length or 0


def plain_name(text: str) -> str:
    """Return a name with single spaces. Raises ValueError, in words for whoever wrote it."""
    name = text.strip(" ")
    if fault := fault_of(name):
        raise ValueError(_("in the name: %(problem)s") % {"problem": fault_in_words(fault)})
    name = one_line(name)
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
            % {"address": without_unseen(address)}
        )
    try:
        plain = f"{local}@{punycode(domain.lower())}"
        validate_email(plain)
        validate_plain(plain)
    except (ValidationError, UnicodeError):
        raise ValueError(
            _("%(address)s is not a mail address") % {"address": ascii(text)}
        ) from None
    return plain
