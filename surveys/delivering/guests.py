"""Reads the list of those to be invited: every line is checked before anybody is.

A CSV file in UTF-8 with a line of column names, separated by commas, semicolons or tabs.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from surveys import inviting
from surveys.delivering.names import plain_address, plain_name
from surveys.languages import TAGS
from surveys.models.base import Seat
from surveys.models.round import Round

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
OTHER_ENCODINGS = {
    "gb18030": "GB18030",
    "cp932": "Shift_JIS",
    "cp949": "EUC-KR",
    "cp1252": "Windows-1252",
}
MOST_SLIPS = 500


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


class ListRefusedError(ValueError):
    """Something in the list is wrong, and nobody was invited; `problems` says what and where."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


def read_guests(content: bytes, *, round: Round, way: str, encoding: str = "utf-8") -> list[Guest]:
    """Return the people of a list in its order. Raises ListRefusedError, naming every fault."""
    lines = _lines(decoded(content, encoding), COLUMNS[way])
    reader = _LineReader(round, COLUMNS[way])
    read = [reader.guest(number, line) for number, line in lines]
    guests = [guest for guest in read if guest]
    problems = [*reader.problems, *_repeated(guests)]
    if not read:
        problems.append(_("The list names nobody: its first line is that of the columns."))
    if problems:
        raise ListRefusedError(problems)
    return guests


def decoded(content: bytes, encoding: str = "utf-8") -> str:
    """Return the text of a file. Raises ListRefusedError, naming the encodings it may have."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        return content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except (UnicodeError, LookupError):
        fitting = ", ".join(_encodings_that_fit(content))
        problem = _(
            "The file is not in %(encoding)s. Save it as CSV UTF-8, or name its encoding; it can "
            "be read as: %(fitting)s."
        )
        refusal = problem % {"encoding": encoding.upper(), "fitting": fitting}
        raise ListRefusedError([refusal]) from None


def _encodings_that_fit(content: bytes) -> Iterator[str]:
    for codec, name in OTHER_ENCODINGS.items():
        try:
            content.decode(codec)
        except UnicodeError:
            continue
        yield name


def _lines(text: str, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, values by column) of every line that is not empty."""
    header, _newline, _rest = text.partition("\n")
    separator = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    names: list[str] = []
    try:
        for cells in reader:
            if not names:
                names = _columns(cells, columns)
            elif any(cell.strip() for cell in cells):
                yield reader.line_num, _by_column(reader.line_num, names, cells)
    except csv.Error as problem:
        at = {"number": reader.line_num, "problem": problem}
        raise ListRefusedError([_("line %(number)d: %(problem)s") % at]) from None


def _columns(cells: Sequence[str], wanted: Sequence[str]) -> list[str]:
    names = [cell.strip().casefold() for cell in cells]
    unknown = sorted({*names} - {*wanted, *OPTIONAL})
    missing = [name for name in wanted if name not in names]
    if unknown or missing or len({*names}) < len(names):
        problem = _(
            "The first line must name these columns once each: %(wanted)s. It has: %(names)s."
        )
        told = {"wanted": ", ".join((*wanted, *OPTIONAL)), "names": ", ".join(names)}
        raise ListRefusedError([problem % told])
    return names


def _by_column(number: int, names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        problem = _("line %(number)d: it has more fields than the first line names columns")
        raise ListRefusedError([problem % {"number": number}])
    return dict(zip(names, [*cells, *[""] * len(names)], strict=False))


class _LineReader:
    """Reads lines one by one and collects what is wrong with them."""

    def __init__(self, round: Round, columns: Sequence[str]) -> None:
        self.columns = columns
        self.places = inviting.places(round)
        self.languages = round.languages or list(TAGS.values())
        self.problems: list[str] = []

    def guest(self, number: int, line: Mapping[str, str]) -> Guest | None:
        """Return the guest of a line; None where something is wrong with it."""
        before = len(self.problems)
        seat = line.get("seat", "").strip().casefold() or Seat.PARTICIPANT.value
        fields: dict[str, Any] = {
            "side": self._one_of(number, "side", line["side"], {side for _s, side in self.places}),
            "seat": self._one_of(number, "seat", seat, set(Seat.values)),
            "language": self._one_of(number, "language", line["language"], self.languages),
        }
        for column, read in (
            ("name", _given_name),
            ("address", plain_address),
            ("number", _number),
        ):
            if column in self.columns:
                fields[column] = self._checked(number, read, line[column])
        return Guest(number, **fields) if len(self.problems) == before else None

    def _one_of(self, number: int, column: str, text: str, known: Sequence[str] | set[str]) -> str:
        """Return the value as the round writes it, whatever its case."""
        fitting = [value for value in known if value.casefold() == text.strip().casefold()]
        if not fitting:
            problem = _(
                "line %(number)d: the %(column)s is %(text)s, and must be one of: %(known)s"
            )
            values = {"column": column, "text": repr(text), "known": ", ".join(sorted(known))}
            self.problems.append(problem % {"number": number, **values})
        return fitting[0] if fitting else ""

    def _checked(self, number: int, read: Callable[[str], Any], text: str) -> Any:
        try:
            return read(text)
        except ValueError as problem:
            told = {"number": number, "problem": problem}
            self.problems.append(_("line %(number)d: %(problem)s") % told)


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


def _repeated(guests: Sequence[Guest]) -> Iterator[str]:
    """Yield a problem for everybody who stands in the list a second time."""
    first: dict[tuple[str, ...], int] = {}
    for guest in guests:
        for key in _keys(guest):
            earlier = first.setdefault(key, guest.line)
            if earlier != guest.line:
                values = {"number": guest.line, "what": key[-1], "earlier": earlier}
                yield _("line %(number)d: %(what)s stands in line %(earlier)d already") % values


def _keys(guest: Guest) -> Iterator[tuple[str, ...]]:
    """Yield what only one person can have: an address, and a name within a group."""
    if guest.address:
        yield "address", guest.address.casefold()
    if guest.name:
        yield "name", guest.seat, guest.side, guest.name.casefold()
