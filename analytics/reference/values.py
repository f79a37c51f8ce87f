"""Checks what stands in one field of a file of figures, and says how to mend it."""

import re
from collections.abc import Collection
from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.plain_text import one_line
from surveys.spreadsheets import FORMULA_STARTS
from surveys.text_validators import validate_plain

# As sources print figures: with a point, and neither an exponent nor a separator of thousands.
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,6})?", re.ASCII)
DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)
EARLIEST_YEAR = 1900
MOST_PEOPLE = 100_000_000


def one_of(text: str, choices: Collection[str]) -> str:
    """Return the choice, whatever its case. ValueError names those that there are."""
    choice = {choice.casefold(): choice for choice in choices}.get(text.casefold())
    if choice is None:
        raise ValueError(
            _("is %(text)s, and must be one of: %(choices)s")
            % {"text": repr(text), "choices": ", ".join(choices)}
        )
    return choice


def plain(text: str, longest: int) -> str:
    """Return a text of one line. ValueError for one that is not plain, too long or a formula."""
    text = one_line(text)
    if len(text) > longest:
        raise ValueError(
            _("has %(length)d characters, and may have %(longest)d")
            % {"length": len(text), "longest": longest}
        )
    if text.startswith(FORMULA_STARTS):
        raise ValueError(
            _("begins with %(start)s, which a spreadsheet would run as a formula: begin otherwise")
            % {"start": text[0]}
        )
    try:
        validate_plain(text)
    except ValidationError as problem:
        raise ValueError(problem.messages[0]) from None
    return text


def number(text: str) -> str:
    """Return the number as it was written. ValueError for anything else."""
    if not NUMBER.fullmatch(text):
        raise ValueError(
            _("is %(text)s, and must be a number such as 54.3, with nothing behind it")
            % {"text": repr(text)}
        )
    return text


def within(text: str, lowest: float, highest: float) -> str:
    """Return the number as it was written. ValueError unless it lies between the two."""
    if not lowest <= float(number(text)) <= highest:
        raise ValueError(
            _("is %(text)s, and must be from %(lowest)s to %(highest)s")
            % {"text": text, "lowest": f"{lowest:g}", "highest": f"{highest:g}"}
        )
    return text


def people(text: str) -> int:
    """Return a number of people. ValueError unless it is a whole number from 1."""
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= MOST_PEOPLE:
        raise ValueError(
            _("is %(text)s, and must be a whole number from 1, in digits alone")
            % {"text": repr(text)}
        )
    return int(text)


def past_date(text: str) -> str:
    """Return a year, month or day as ISO 8601 has it. ValueError for none, or one to come."""
    match = DATE.fullmatch(text)
    try:
        year, month, day = (int(part or 1) for part in match.groups()) if match else (0, 0, 0)
        first_day = date(year, month, day)
    except ValueError:
        first_day = date.min
    if first_day.year < EARLIEST_YEAR:
        raise ValueError(
            _("is %(text)s, and must be YYYY, YYYY-MM or YYYY-MM-DD") % {"text": repr(text)}
        )
    if first_day > timezone.localdate():
        raise ValueError(_("is %(text)s, which is still to come") % {"text": repr(text)})
    return text


def https(text: str, longest: int) -> str:
    """Return an address that a browser opens by HTTPS. ValueError for any other."""
    try:
        parts = urlsplit(text)
        good = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        good = False
    if not good or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError(
            _("is %(text)s, and must be an address that begins with https://")
            % {"text": repr(text)}
        )
    return plain(text, longest)


def language_tag(text: str) -> str:
    """Return the tag of a language. ValueError for what is none, such as its name."""
    if not LANGUAGE_TAG.fullmatch(text):
        raise ValueError(
            _("is %(text)s, and must be the tag of a language, such as en, ja or zh-Hans")
            % {"text": repr(text)}
        )
    return text
