"""Words for the files of a release: each language for itself, never one in place of another."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from django.utils.translation import override

from analytics.export.columns import Texts
from surveys.instruments.document import Document
from surveys.instruments.labels import Labels, labels
from surveys.instruments.text import match
from surveys.languages import TAGS

SOURCE = "en"
CODES = {tag: code for code, tag in TAGS.items()}


def spoken(say: Callable[[], str], language: str) -> str | None:
    """The program's own words in this language; None where its catalogue has none.

    gettext would tell English there, so words that are no different from English count as none.
    """
    if language not in CODES:
        return None
    words, english = (_said(say, code) for code in (CODES[language], SOURCE))
    return None if words == english and language != SOURCE else words


def _said(say: Callable[[], str], code: str) -> str:
    with override(code):
        return str(say())


def _one(say: Callable[[], Mapping[str, str]], key: str) -> str:
    return say()[key]


class Words:
    """The words of one questionnaire and of the program, in the languages asked for."""

    def __init__(self, document: Document, languages: Iterable[str]) -> None:
        self.document = document
        self.languages = tuple(dict.fromkeys(languages))
        self._labels = {
            language: labels(document, language)
            for language in self.languages
            if match(language, document.languages)
        }

    def asked(self, read: Callable[[Labels], str]) -> Texts:
        """What the questionnaire says."""
        return {language: read(known) for language, known in self._labels.items()}

    def ours(self, say: Callable[[], str]) -> Texts:
        """What the program says."""
        return {tag: words for tag in self.languages if (words := spoken(say, tag)) is not None}

    def both(self, say: Callable[[Labels], str]) -> Texts:
        """What the program says with words of the questionnaire in it; both must have some."""
        told = {tag: spoken(partial(say, known), tag) for tag, known in self._labels.items()}
        return {tag: words for tag, words in told.items() if words is not None}

    def ours_by_key(self, say: Callable[[], Mapping[str, str]]) -> dict[str | int, Texts]:
        """A vocabulary of the program: what each key is called."""
        return {key: self.ours(partial(_one, say, key)) for key in say()}

    def asked_by_key(self, read: Callable[[Labels], Mapping[str, str]]) -> dict[str | int, Texts]:
        """A vocabulary of the questionnaire; {} where it has none of the languages."""
        found = {tag: read(known) for tag, known in self._labels.items()}
        keys = dict.fromkeys(key for told in found.values() for key in told)
        return {key: {tag: told[key] for tag, told in found.items() if key in told} for key in keys}


def joined(first: Texts, second: Texts) -> Texts:
    """The first with the second in brackets, in the languages that both have."""
    return {tag: f"{words} ({second[tag]})" for tag, words in first.items() if tag in second}
