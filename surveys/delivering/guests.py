"""Reads the list of those to be invited: every line is checked before anybody is.

A workbook, or a table of text in any encoding that is named or can be recognised, with a line of
column names; in text these and the fields are separated by commas, semicolons or tabs.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from surveys.delivering.accepted_words import (
    Words,
    column_words,
    language_words,
    level_words,
    meant,
    seat_words,
    side_words,
)
from surveys.delivering.names import plain_address, plain_name
from surveys.delivering.refused_lists import ListRefusedError
from surveys.delivering.workbook_lists import workbook_text
from surveys.languages import TAGS
from surveys.models.base import Seat
from surveys.models.round import Round
from surveys.plain_text import without_unseen
from surveys.uploads.encodings import decoded
from surveys.uploads.errors import UnreadableFileError
from surveys.uploads.text_tables import lines_of
from surveys.uploads.workbooks import is_workbook

# How invitations are handed out, with the columns that the list must have for it.
BY_MAIL, BY_SLIPS, BY_LIST, BY_HAT = "email", "slips", "list", "hat"
COLUMNS = {
    BY_MAIL: ("name", "address", "side", "language"),
    BY_SLIPS: ("name", "side", "language"),
    BY_LIST: ("name", "side", "language"),
    BY_HAT: ("side", "language", "number"),
}
# Without it everybody is a participant.
OPTIONAL = ("seat",)
MOST_SLIPS = 500
# In bytes: some ten thousand lines.
LARGEST_LIST = 1_000_000


@dataclass(frozen=True)
class Guest:
    """A line of the list: a person, or `number` nameless slips of a group."""

    line: int
    seat: str
    side: str
    language: str
    name: str = ""
    address: str = ""
    number: int = 1
    level: str = ""


@dataclass
class Line:
    """A line as it was written, by column; the guest in it, None where something is wrong."""

    number: int
    cells: Mapping[str, str]
    guest: Guest | None = None
    problems: list[str] = field(default_factory=list)


@dataclass
class Reading:
    """What was understood of a list: every line, what was not read, and the text that was.

    ``encoding`` is the codec of the file, "" of a workbook; ``accepted`` the words for what has
    a word that is none of them.
    """

    lines: list[Line]
    text: str
    encoding: str
    notes: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)

    @property
    def guests(self) -> list[Guest]:
        return [line.guest for line in self.lines if line.guest]

    def refuse_faults(self) -> None:
        """Raise ListRefusedError, naming every fault by its line, if there is any."""
        problems = [
            _("line %(number)d: %(problem)s") % {"number": line.number, "problem": problem}
            for line in self.lines
            for problem in line.problems
        ]
        if problems:
            raise ListRefusedError(problems, self.accepted)


def read_guests(content: bytes, *, round: Round, way: str, encoding: str = "") -> list[Guest]:
    """Return the people of a list in its order. Raises ListRefusedError, naming every fault."""
    reading = read_list(content, round=round, way=way, encoding=encoding)
    reading.refuse_faults()
    return reading.guests


def read_list(content: bytes, *, round: Round, way: str, encoding: str = "") -> Reading:
    """Return what was understood of a list, with the faults of each line.

    Raises ListRefusedError for a list that cannot be read, or that names nobody.
    """
    if len(content) > LARGEST_LIST:
        raise ListRefusedError([too_large()])
    sides = side_words(round)
    likely = [word for words in (sides, column_words()) for of in words.values() for word in of]
    try:
        text, codec, notes = _text(content, encoding, likely)
        reader = _LineReader(round, sides, COLUMNS[way])
        optional = (*OPTIONAL, *(("level",) if round.levels else ()))
        rows = _lines(text, COLUMNS[way], optional)
        lines = [reader.line(number, cells) for number, cells in rows]
    except UnreadableFileError as problem:
        raise ListRefusedError(problem.problems) from None
    if not lines:
        nobody = _("The list names nobody: its first line is that of the columns.")
        raise ListRefusedError([nobody])
    _mark_repeated(lines)
    return Reading(lines, text, codec, notes, reader.accepted())


def too_large() -> str:
    return _("The file is larger than a list of people can be. Was it the right one?")


def _text(content: bytes, encoding: str, likely: Sequence[str]) -> tuple[str, str, list[str]]:
    """Return the text of a list, the codec it was read in, and what was not read."""
    if not is_workbook(content):
        return *decoded(content, encoding, likely), []
    text, notes = workbook_text(content)
    return text, "", notes


# --- Lines and columns ---------------------------------------------------------------------------


def _lines(
    text: str, columns: Sequence[str], optional: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, values by column) of every line that is not empty."""
    names: list[str] = []
    for number, cells in lines_of(text):
        if names:
            yield number, _by_column(number, names, cells)
        else:
            names = _columns(cells, columns, optional)


def _columns(cells: Sequence[str], wanted: Sequence[str], optional: Sequence[str]) -> list[str]:
    """Return the names of the columns; "" for empty cells at the end of the line."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    words = column_words()
    names = [meant(cell, words) or cell.strip().casefold() for cell in cells]
    unknown = sorted({*names} - {*wanted, *optional})
    missing = [name for name in wanted if name not in names]
    if unknown or missing or len({*names}) < len(names):
        problem = _(
            "The first line must name these columns once each: %(wanted)s. It has: %(names)s."
        )
        told = {
            "wanted": ", ".join((*wanted, *optional)),
            "names": without_unseen(", ".join(names)),
        }
        raise ListRefusedError([problem % told])
    return names


def _by_column(number: int, names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        problem = _("it has more fields than the first line names columns")
        at = {"number": number, "problem": problem}
        raise ListRefusedError([_("line %(number)d: %(problem)s") % at])
    return dict(zip(names, [*cells, *[""] * len(names)], strict=False))


# --- What stands in a line -----------------------------------------------------------------------


class _LineReader:
    """Reads lines one by one, and remembers for which columns it met a word that is none."""

    def __init__(self, round: Round, sides: Words, columns: Sequence[str]) -> None:
        self.columns = columns
        self.words: dict[str, Words] = {
            "side": sides,
            "seat": seat_words(),
            "language": language_words(round.languages or list(TAGS.values())),
            "level": level_words(round.levels),
        }
        self.unknown: Counter[str] = Counter()

    def line(self, number: int, cells: Mapping[str, str]) -> Line:
        line = Line(number, cells)
        seat = cells.get("seat", "").strip() or Seat.PARTICIPANT.value
        fields: dict[str, Any] = {
            "side": self._one_of(line, "side", cells["side"]),
            "seat": self._one_of(line, "seat", seat),
            "language": self._one_of(line, "language", cells["language"]),
        }
        fields["level"] = self._level(line, fields["seat"], cells.get("level", "").strip())
        for column, read in (
            ("name", _given_name),
            ("address", plain_address),
            ("number", _number),
        ):
            if column in self.columns:
                fields[column] = _checked(line, read, cells[column])
        if not line.problems:
            line.guest = Guest(number, **fields)
        return line

    def _level(self, line: Line, seat: str, text: str) -> str:
        """Return the level of a participant where the round has any; nobody else has one."""
        if seat == Seat.PARTICIPANT and self.words["level"]:
            return self._one_of(line, "level", text)
        if text and seat:
            line.problems.append(_("an assessor has no level: leave it empty"))
        return ""

    def _one_of(self, line: Line, column: str, text: str) -> str:
        """Return the value that the round has for a word."""
        value = meant(text, self.words[column])
        if not value:
            self.unknown[column] += 1
            problem = _("the %(column)s is %(text)s, and must be one of: %(known)s")
            known = ", ".join(sorted(self.words[column]))
            line.problems.append(problem % {"column": column, "text": repr(text), "known": known})
        return value

    def accepted(self) -> list[str]:
        """Return which words are accepted, for each column that had another."""
        return [
            _("Accepted for the column %(column)s: %(words)s")
            % {
                "column": column,
                "words": "; ".join(", ".join(words) for words in self.words[column].values()),
            }
            for column in self.words
            if self.unknown[column]
        ]


def _checked(line: Line, read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except ValueError as problem:
        line.problems.append(str(problem))


def _given_name(text: str) -> str:
    name = plain_name(text)
    if not name:
        raise ValueError(_("there is no name"))
    return name


def _number(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 1 <= number <= MOST_SLIPS:
        raise ValueError(
            _("the number is %(text)s, and must be from 1 to %(most)d")
            % {"text": repr(text), "most": MOST_SLIPS}
        )
    return number


def _mark_repeated(lines: Sequence[Line]) -> None:
    """Add a problem for everybody who stands in the list a second time."""
    first: dict[tuple[str, ...], int] = {}
    for line in lines:
        for key in _keys(line.guest) if line.guest else ():
            earlier = first.setdefault(key, line.number)
            if earlier != line.number:
                values = {"what": key[-1], "earlier": earlier}
                line.problems.append(_("%(what)s stands in line %(earlier)d already") % values)


def _keys(guest: Guest) -> Iterator[tuple[str, ...]]:
    """Yield what only one person can have: an address, and a name within a group."""
    if guest.address:
        yield "address", guest.address.casefold()
    if guest.name:
        yield "name", guest.seat, guest.side, guest.name.casefold()
