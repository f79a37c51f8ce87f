"""The words that a list of people may use in each language: columns, sides, seats, languages."""

import unicodedata
from collections.abc import Iterable, Mapping

from django.utils.translation import get_language_info, gettext, override
from django.utils.translation import gettext_noop as _

from surveys.instruments.labels import labels
from surveys.instruments.loader import document_of
from surveys.languages import TAGS
from surveys.models.base import Seat
from surveys.models.round import Round
from surveys.respondent_groups import LEVEL_NAMES

# By the name of a column, or of a seat.
COLUMN_WORDS = {
    "name": _("Name"),
    "address": _("Address"),
    "side": _("Side"),
    "seat": _("Seat"),
    "level": _("Level"),
    "language": _("Language"),
    "number": _("Number"),
}
SEAT_WORDS = {Seat.PARTICIPANT.value: _("participant"), Seat.ASSESSOR.value: _("assessor")}

# {value: the words for it, itself first}
Words = Mapping[str, list[str]]


def side_words(round: Round) -> Words:
    """Return the code of each side, and its names in all languages of the questionnaire."""
    document = document_of(round.instrument)
    names = [labels(document, tag).parties for tag in document.languages]
    return {side: _unlike([side, *(of[side] for of in names)]) for side in document.sides}


def seat_words() -> Words:
    return {seat: _unlike([seat, *_in_all(word)]) for seat, word in SEAT_WORDS.items()}


def level_words(levels: Iterable[str]) -> Words:
    """Return the key of each of these levels, and its names in all languages."""
    return {level: _unlike([level, *_in_all(LEVEL_NAMES[level])]) for level in levels}


def column_words() -> Words:
    return {name: _unlike([name, *_in_all(word)]) for name, word in COLUMN_WORDS.items()}


def language_words(tags: Iterable[str]) -> Words:
    """Return the tag of each of these languages, and its names in itself and in English."""
    named = {tag: get_language_info(code) for code, tag in TAGS.items()}
    return {tag: _unlike([tag, named[tag]["name_local"], named[tag]["name"]]) for tag in tags}


def meant(text: str, words: Words) -> str:
    """Return the value that a word stands for, whatever its case or width; "" for no such word."""
    plain = _plain(text)
    return next((value for value, known in words.items() if plain in map(_plain, known)), "")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _in_all(word: str) -> list[str]:
    found = []
    for code in TAGS:
        with override(code):
            found.append(gettext(word))
    return found


def _unlike(words: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(_plain(word), word)
    return list(found.values())
