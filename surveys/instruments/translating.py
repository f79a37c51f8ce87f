"""The texts of a questionnaire beside each other in its languages, and as a translator's sheet."""

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from surveys.instruments.addresses import address
from surveys.instruments.errors import Path
from surveys.instruments.places import place
from surveys.instruments.text import texts

SOURCE, DRAFT, REVIEWED = "source", "draft", "reviewed"
# Of the words of an element, which are checked with the text they stand in.
WITHOUT_STATUS = ""


@dataclass(frozen=True)
class TextRow:
    """One text in all languages of its questionnaire.

    ``versions`` maps a language to (status, words); the words of an element have the status "".
    ``note`` is the one for translators that stands nearest, or "".
    """

    path: Path
    address: str
    place: str
    note: str
    versions: Mapping[str, tuple[str, str]]

    def is_unreviewed(self, languages: Collection[str]) -> bool:
        """Return whether it is missing, or a draft, in one of these languages."""
        return any(self.versions.get(tag, (DRAFT,))[0] == DRAFT for tag in languages)


def text_rows(content: Any) -> tuple[TextRow, ...]:
    """Return a row for each text of valid content and for the words of each element, in order."""
    rows = [
        (path, {language: next(iter(version.items())) for language, version in versions.items()})
        for path, versions in texts(content)
    ]
    rows += [
        (path, {language: (WITHOUT_STATUS, words) for language, words in versions.items()})
        for path, versions in _element_words(content)
    ]
    places = {path: number for number, path in enumerate(paths(content))}
    return tuple(
        TextRow(path, address(path, content), place(path, content), _note(path, content), versions)
        for path, versions in sorted(rows, key=lambda row: places[row[0]])
    )


def sheet_header(content: Any, language: str) -> tuple[str, ...]:
    """Return the names of the columns of a translator's sheet."""
    return ("key", "place", content["languages"][0], language, "status", "note")


def sheet_rows(content: Any, language: str) -> list[tuple[str, ...]]:
    """Return the rows of a translator's sheet for one language, which is not the source."""
    source = content["languages"][0]
    rows: list[tuple[str, ...]] = []
    for row in text_rows(content):
        status, words = row.versions.get(language, (DRAFT, ""))
        rows.append((row.address, row.place, row.versions[source][1], words, status, row.note))
    return rows


@dataclass(frozen=True)
class NewText:
    """What is to stand at a path in one language; ``status`` is "" for the words of an element."""

    path: Path
    language: str
    status: str
    words: str


def with_texts(content: Any, new_texts: Sequence[NewText], version: int | None = None) -> Any:
    """Return a copy of the content with these texts in it, and if given another version."""
    changed = deepcopy(content)
    if version is not None:
        changed["version"] = version
    for text in new_texts:
        here = changed
        for step in text.path:
            here = here[step]
        here[text.language] = {text.status: text.words} if text.status else text.words
    return changed


def _element_words(content: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    """Return (path, {language: words}) of every element."""
    if isinstance(content, list):
        return [
            found for i, each in enumerate(content) for found in _element_words(each, (*path, i))
        ]
    if not isinstance(content, dict):
        return []
    if len(path) > 1 and path[-2] == "elements":
        return [((*path, "words"), content["words"])]
    return [found for key, each in content.items() for found in _element_words(each, (*path, key))]


def paths(content: Any, path: Path = ()) -> list[Path]:
    """Return every path, in the order of the content."""
    steps: Any = ()
    if isinstance(content, dict):
        steps = content.items()
    elif isinstance(content, list):
        steps = enumerate(content)
    return [path, *(found for step, each in steps for found in paths(each, (*path, step)))]


def _note(path: Path, content: Any) -> str:
    """Return the note for translators of the innermost field around a path that has one."""
    note, here = "", content
    for step in path:
        here = here[step]
        if isinstance(here, dict) and isinstance(here.get("translator_note"), str):
            note = here["translator_note"].strip()
    return note
