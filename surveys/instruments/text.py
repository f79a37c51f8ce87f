"""A text in several languages, each version with its translation status."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

STATUSES = ("source", "draft", "reviewed")


@dataclass(frozen=True)
class Text:
    """One text in several languages.

    ``versions`` maps a language tag to (translation status, words); ``source`` is the language in
    which it was written.
    """

    source: str
    versions: Mapping[str, tuple[str, str]]

    def read(self, language: str) -> str:
        """Return the words in the language, in any case of its tag; else in the source language."""
        return self.versions[match(language, tuple(self.versions)) or self.source][1]

    def plain(self) -> dict[str, str]:
        """Return {language: words}."""
        return {language: words for language, (_, words) in self.versions.items()}


def match(wanted: str, languages: tuple[str, ...]) -> str | None:
    """Return the tag among the languages that means the one wanted; None if there is none."""
    folded = wanted.replace("_", "-").casefold()
    return next((language for language in languages if language.casefold() == folded), None)


def texts(
    content: Any, path: tuple[str | int, ...] = ()
) -> list[tuple[tuple[str | int, ...], Any]]:
    """Return (path, {language: {status: words}}) for every text in valid content."""
    if is_text(content):
        return [(path, content)]
    if isinstance(content, dict):
        return [text for key, value in content.items() for text in texts(value, (*path, key))]
    if isinstance(content, list):
        return [text for i, value in enumerate(content) for text in texts(value, (*path, i))]
    return []


def is_text(content: Any) -> bool:
    return (
        isinstance(content, dict)
        and bool(content)
        and all(
            isinstance(v, dict) and len(v) == 1 and set(v) < set(STATUSES) for v in content.values()
        )
    )
