"""Reads LimeSurvey's tab-separated structure of a survey, ours and others', as a form."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from surveys.instruments.interchange.faults import Faults, one_fault
from surveys.instruments.interchange.form import VARIABLES, Choice, Form, Kind, Row, Words
from surveys.instruments.interchange.limesurvey import CODES, KEYS, TYPES
from surveys.instruments.interchange.names import PART, parted
from surveys.instruments.text import match
from surveys.uploads.encodings import decoded
from surveys.uploads.errors import UnreadableFileError
from surveys.uploads.text_tables import lines_of

NEEDED = ("class", "type/scale", "name", "text")
LONGEST_TEXT = 20_000
MOST_LINES = 100_000
PLACEHOLDERS = {code: placeholder for placeholder, code in CODES.items()}
REFERENCE = re.compile("{(" + "|".join(PLACEHOLDERS) + ")}")
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
KINDS = {letter: kind for kind, letter in TYPES.items()} | {
    "!": Kind.CHOOSE, "S": Kind.WRITE, "U": Kind.WRITE,
}  # fmt: skip
ARRAY = "F"
# Conditions under which a question is asked of everybody.
ALWAYS = {"", "1"}


@dataclass
class _Entry:
    """A group, question, subquestion or answer, gathered from its lines in every language."""

    line: int
    code: str
    type: str = ""
    relevance: str = ""
    mandatory: str = ""
    css: str = ""
    other: str = ""
    words: dict[str, str] = field(default_factory=dict)
    help: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    inside: dict[str, dict[str, "_Entry"]] = field(default_factory=dict)

    def places(self) -> dict[tuple[str, str], str]:
        by_language = {
            (part, tag): f"line {number}"
            for tag, number in self.lines.items()
            for part in ("label", "hint")
        }
        return by_language | {("", ""): f"line {self.line}"}


def read_limesurvey(content: bytes, file: str, base_language: str) -> Form:
    """Return the form that a file holds. InstrumentError, by line, if it is none.

    ``base_language`` is that of a survey that names none.
    """
    try:
        lines = lines_of(decoded(content).text)
        _number, first = next(lines, (1, ()))
        header = _header(first, file)
        rows = [
            (number, dict(zip(header, cells, strict=False)))
            for number, cells in islice(lines, MOST_LINES + 1)
        ]
    except UnreadableFileError as problem:
        raise one_fault(file, problem.problems) from problem
    if len(rows) > MOST_LINES:
        raise one_fault(file, ["has more lines than any survey that is read here"])
    return _Reader(rows, Faults(file), base_language).form()


def _header(first: Sequence[str], file: str) -> list[str]:
    """Return the names of the columns. InstrumentError where they are not LimeSurvey's."""
    header = [name.strip().casefold() for name in first]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        message = f"has no column {', '.join(missing)} in its first line, as LimeSurvey's TSV has"
        raise one_fault(file, [message])
    if len({*header}) < len(header):
        raise one_fault(file, ["line 1: names a column twice; leave one out"])
    return header


class _Reader:
    def __init__(
        self, rows: list[tuple[int, dict[str, str]]], faults: Faults, base_language: str
    ) -> None:
        self.rows, self.faults = rows, faults
        self.settings = {
            row.get("name", ""): row.get("text", "") for _n, row in rows if row["class"] == "S"
        }
        source = self._tag(self.settings.get("language", "")) or base_language
        others = map(self._tag, self.settings.get("additional_languages", "").split())
        self.languages = tuple(dict.fromkeys([source, *others]))
        self.groups: dict[str, _Entry] = {}
        self.questions: dict[str, tuple[str, _Entry]] = {}

    def _tag(self, written: str) -> str:
        return match(written.strip(), ("zh-Hans", "ja", "ko", "en")) or written.strip()

    def form(self) -> Form:
        self._gather()
        titles = {
            self._tag(row.get("language", "")) or self.languages[0]: _text(row.get("text", ""))
            for _number, row in self.rows
            if row["class"] == "SL" and row.get("name") == "surveyls_title"
        }
        lists: dict[str, tuple[Choice, ...]] = {}
        keys = self._keys()
        rows = [row for group in self.groups for row in self._group(group, lists, keys)]
        self.faults.raise_any()
        return Form("", 1, self.languages, titles, tuple(rows), lists)

    # --- Gathering -------------------------------------------------------------------------------

    def _gather(self) -> None:
        """Sort the lines into entries; those of a further language add their words to the first."""
        group, question, counted = "", None, dict.fromkeys(self.languages, 0)
        for number, row in self.rows:
            class_, tag = row["class"].strip(), self._language(number, row)
            if not tag or class_ not in ("G", "Q", "SQ", "A"):
                continue
            if class_ == "G":
                counted[tag] += 1
                group = row["type/scale"] or f"G{counted[tag]}"
                self._merge(self.groups, group, number, row, tag, row["name"])
            elif class_ == "Q":
                question = self._question(number, row, tag, group)
            elif question is None:
                self.faults.add(f"line {number}", f"is a row {class_} that follows no question")
            else:
                entries = question.inside.setdefault(class_, {})
                self._merge(entries, row["name"], number, row, tag, row["text"])

    def _language(self, number: int, row: Mapping[str, str]) -> str:
        tag = self._tag(row.get("language", "")) or self.languages[0]
        if tag in self.languages:
            return tag
        message = f"is in {tag!r}, which is not among the survey's languages"
        self.faults.add(f"line {number}", message)
        return ""

    def _question(self, number: int, row: Mapping[str, str], tag: str, group: str) -> _Entry:
        name = row["name"].strip()
        if not name:
            self.faults.add(f"line {number}", "is a question without a code; give it one")
        entries = {code: entry for code, (_group, entry) in self.questions.items()}
        entry = self._merge(entries, name, number, row, tag, row["text"])
        self.questions.setdefault(name, (group, entry))
        return entry

    def _merge(
        self,
        entries: dict[str, _Entry],
        code: str,
        number: int,
        row: Mapping[str, str],
        tag: str,
        words: str,
    ) -> _Entry:
        entry = entries.setdefault(code, _Entry(number, code))
        if tag in entry.lines:
            message = f"is the second {code!r} in {tag} after line {entry.lines[tag]}; rename one"
            self.faults.add(f"line {number}", message)
        if not entry.lines:
            entry.type, entry.relevance = row["type/scale"].strip(), row.get("relevance", "")
            entry.mandatory, entry.css = row.get("mandatory", ""), row.get("cssclass", "")
            entry.other = row.get("other", "")
        if len(words) > LONGEST_TEXT:
            self.faults.add(f"line {number}", "has a text that is longer than any can be")
        entry.lines[tag] = number
        if text := _text(words):
            entry.words[tag] = text
        if text := _text(row.get("help", "")):
            entry.help[tag] = text
        return entry

    # --- Rows ------------------------------------------------------------------------------------

    def _keys(self) -> dict[str, dict[str, str]]:
        """Return the key that each code of an answer stands for, by list."""
        found = {}
        for _group, entry in self.questions.values():
            if entry.css.startswith(f"{KEYS}."):
                pairs = (pair.partition("=") for pair in _any(entry.words).split())
                found[entry.css.removeprefix(f"{KEYS}.")] = {code: key for code, _is, key in pairs}
        return found

    def _group(
        self, group: str, lists: dict[str, tuple[Choice, ...]], keys: dict[str, dict[str, str]]
    ) -> Iterator[Row]:
        entry = self.groups[group]
        inside = [each for of, each in self.questions.values() if of == group]
        yield Row(Kind.GROUP, f"group {group}", entry.words, places=entry.places())
        for question in inside:
            if not question.css.startswith(f"{KEYS}.") and question.code not in PLACEHOLDERS:
                yield from self._row(entry, question, lists, keys)
        yield Row(Kind.END)

    def _row(
        self,
        group: _Entry,
        entry: _Entry,
        lists: dict[str, tuple[Choice, ...]],
        keys: dict[str, dict[str, str]],
    ) -> Iterator[Row]:
        name, _space, own_list = entry.css.partition(" ")
        is_own = parted(name) is not None or entry.code in VARIABLES
        name, list_name = (name, own_list) if is_own else (entry.code, entry.code)
        kind = KINDS.get(entry.type, Kind.OTHER)
        unread = {"type": f"{entry.type} of LimeSurvey"} if kind is Kind.OTHER else {}
        # The title of one of our groups stands in a question that is never asked.
        asked_if = group.relevance if name.startswith(f"{PART}.") else entry.relevance
        if asked_if.strip() not in ALWAYS:
            unread["relevant"] = asked_if
        if entry.other == "Y":
            unread["other"] = entry.other
        if kind is Kind.CHOOSE or entry.type == ARRAY:
            self._list(entry, list_name, lists, keys.get(own_list, {}))
        row = Row(
            kind, name, entry.words, entry.help, list_name if kind is Kind.CHOOSE else "",
            required=entry.mandatory in ("Y", "S"), places=entry.places(), unread=unread,
        )  # fmt: skip
        yield from self._array(row, entry, list_name) if entry.type == ARRAY else [row]

    def _array(self, row: Row, entry: _Entry, list_name: str) -> Iterator[Row]:
        """Yield a group for a question with items, in which each item is a question."""
        unread = {name: text for name, text in row.unread.items() if name != "type"}
        yield Row(Kind.GROUP, row.name, row.label, places=row.places, unread=unread)
        for item in entry.inside.get("SQ", {}).values():
            places = item.places()
            yield Row(Kind.CHOOSE, item.code, item.words, choices=list_name, places=places)
        yield Row(Kind.END)

    def _list(
        self,
        entry: _Entry,
        name: str,
        lists: dict[str, tuple[Choice, ...]],
        keys: Mapping[str, str],
    ) -> None:
        choices = tuple(
            Choice(keys.get(code, code), answer.words, answer.places())
            for code, answer in entry.inside.get("A", {}).items()
        )
        if lists.setdefault(name, choices) != choices:
            line = f"line {entry.line}"
            self.faults.add(line, f"has other answers than those before it of {name!r}")


def _text(written: str) -> str:
    """Return a text without HTML, with the names of its placeholders."""
    named = REFERENCE.sub(lambda found: "{" + PLACEHOLDERS[found[1]] + "}", TAG.sub("", written))
    return html.unescape(named)


def _any(words: Words) -> str:
    return next(iter(words.values()), "")
