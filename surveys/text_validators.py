"""Validates texts of forms and models as plain ones, with the reason in words and the place."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from surveys.plain_text import MOST_MARKS, Fault, Kind, fault_of, without_unseen

LONGEST_SHOWN = 60  # characters of markup


def validate_plain(text: str) -> None:
    """Raise ValidationError, in words for whoever wrote it, unless the text is plain."""
    fault = fault_of(text)
    if fault is not None:
        raise ValidationError(fault_in_words(fault), code=fault.kind.value)


def fault_in_words(fault: Fault) -> str:
    """Return what is wrong with a text, where, and what to do."""
    values = {
        "code": fault.code,
        "place": fault.at,
        "most": MOST_MARKS,
        "found": without_unseen(fault.found)[:LONGEST_SHOWN],
    }
    return _words_of(fault.kind) % values


def _words_of(kind: Kind) -> str:
    if kind is Kind.MARKUP:
        return _(
            "“%(found)s” (place %(place)d) is markup of web pages, which is never read as such "
            "here. Please leave it out."
        )
    if kind is Kind.MARKS:
        return _(
            "More than %(most)d marks stand upon one letter (place %(place)d). Please type the "
            "text anew."
        )
    return _(
        "There is a character that cannot be seen (%(code)s, place %(place)d), such as a line "
        "break or a mark of direction. Please type the text anew."
    )
