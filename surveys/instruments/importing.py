"""Understands a translator's sheet, line by line, before anything is made of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from surveys.instruments.errors import Path, Problem, field
from surveys.instruments.sheets import Sheet, SheetError
from surveys.instruments.translating import (
    DRAFT,
    REVIEWED,
    NewText,
    TextRow,
    text_rows,
    with_texts,
)
from surveys.instruments.validation import check
from surveys.plain_text import one_line, without_unseen

CHANGED, SAME, REFUSED = "changed", "same", "refused"
LONGEST_SHOWN = 200  # characters of what could not be understood


@dataclass(frozen=True)
class Line:
    """What was understood of one line of a sheet, or why it was not.

    ``outcome`` is changed, same or refused; ``before`` and ``after`` are (status, words) in the
    language of the sheet, ``remark`` says what is wrong or worth knowing, or is "".
    """

    number: int
    key: str
    place: str
    outcome: str
    before: tuple[str, str] = ("", "")
    after: tuple[str, str] = ("", "")
    remark: str = ""
    path: Path = ()


@dataclass(frozen=True)
class Understood:
    """A sheet against a questionnaire; ``absent`` are the addresses of texts it does not have."""

    language: str
    encoding: str
    lines: tuple[Line, ...]
    absent: tuple[str, ...]

    def of(self, outcome: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.outcome == outcome)

    @property
    def new_texts(self) -> tuple[NewText, ...]:
        """The texts to be put in, none of them a fault."""
        return tuple(NewText(x.path, self.language, *x.after) for x in self.of(CHANGED))


def understand(content: Any, sheet: Sheet) -> Understood:
    """Compare a sheet with valid content. SheetError where its columns are not those of a sheet."""
    language, columns = _columns(content, sheet.header)
    rows = {row.address: row for row in text_rows(content)}
    reader = _Reader(rows, content["languages"][0], language, sheet.formulas)
    lines = [
        reader.line(number, {name: _cell(cells, at) for name, at in columns.items()})
        for number, cells in sheet.lines
    ]
    present = {line.key for line in lines}
    absent = tuple(key for key in rows if key not in present)
    return Understood(language, sheet.encoding, tuple(_checked(content, language, lines)), absent)


def _columns(content: Any, header: Sequence[str]) -> tuple[str, dict[str, int]]:
    source, *others = content["languages"]
    languages = [name for name in header if name in others]
    wanted = ["key", source, *languages[:1], "status"]
    missing = [name for name in wanted if name not in header]
    if missing or len(languages) != 1 or len({*header} & {*wanted}) < len(wanted):
        raise SheetError(
            _(
                "The columns of the sheet must be key, place, %(source)s, one of %(languages)s, "
                "status and note, as in the sheet that is downloaded here."
            )
            % {"source": source, "languages": ", ".join(others)}
        )
    names = {"key": "key", "source": source, "words": languages[0], "status": "status"}
    return languages[0], {name: header.index(column) for name, column in names.items()}


def _cell(cells: Sequence[str], at: int) -> str:
    return one_line(cells[at]) if at < len(cells) else ""


def _plain(text: str) -> str:
    """Return a text in one line, as cells and files may break it in different places."""
    return without_unseen(one_line(text))


class _Reader:
    """Reads the lines of a sheet one after the other."""

    def __init__(
        self, rows: dict[str, TextRow], source: str, language: str, formulas: frozenset[int]
    ) -> None:
        self.rows, self.source, self.language = rows, source, language
        self.formulas = formulas
        self.seen: dict[str, int] = {}

    def line(self, number: int, cells: dict[str, str]) -> Line:
        key = without_unseen(cells["key"])
        row = self.rows.get(key)
        if row is None:
            return Line(number, key[:LONGEST_SHOWN], "", REFUSED, remark=self._no_key(key))
        before = row.versions.get(self.language, (DRAFT, ""))
        read = Line(number, key, row.place, SAME, before, before, path=row.path)
        if key in self.seen:
            remark = _("This key stands in line %(number)d already.") % {"number": self.seen[key]}
            return replace(read, outcome=REFUSED, remark=remark)
        self.seen[key] = number
        if not cells["words"]:
            return replace(read, remark=_("Empty in the sheet: the text stays as it is."))
        status = without_unseen(cells["status"]).casefold()
        if before[0] and status not in (DRAFT, REVIEWED):
            remark = _("The status must be draft or reviewed, not “%(status)s”.")
            shown = {"status": status[:LONGEST_SHOWN]}
            return replace(read, outcome=REFUSED, remark=remark % shown)
        after = (status if before[0] else "", cells["words"])
        if after == (before[0], _plain(before[1])):
            return read
        read = replace(read, outcome=CHANGED, after=after)
        if _plain(cells["source"]) != _plain(row.versions[self.source][1]):
            remark = _(
                "The %(source)s text has changed since the sheet was downloaded. It now reads "
                "“%(words)s”: translate that, and put it into the column %(source)s."
            )
            now = {"source": self.source, "words": row.versions[self.source][1]}
            return replace(read, outcome=REFUSED, remark=remark % now)
        if number in self.formulas:
            return replace(read, remark=_("There is a formula in this line; it is taken as text."))
        return read

    def _no_key(self, key: str) -> str:
        if not key:
            return _("This line has no key, so that nobody can tell where its text belongs.")
        return _("This questionnaire has no text with this key.")


def _checked(content: Any, language: str, lines: Iterable[Line]) -> list[Line]:
    """Refuse the changes of which the reader of questionnaires says that they are faults.

    One that is taken out may leave another as a fault, as a text and the elements in it.
    """
    checked = list(lines)
    while True:
        changed = [line for line in checked if line.outcome == CHANGED]
        new = [NewText(line.path, language, *line.after) for line in changed]
        new_content = with_texts(content, new)
        faults = [_fault_of(problem, changed, new_content) for problem in check(new_content)]
        refused = dict(fault for fault in faults if fault is not None)
        if not refused:
            return checked
        checked = [
            replace(line, outcome=REFUSED, remark=refused[line.number])
            if line.outcome == CHANGED and line.number in refused
            else line
            for line in checked
        ]


def _fault_of(problem: Problem, changed: Sequence[Line], content: Any) -> tuple[int, str] | None:
    """Return the number of the changed line that a problem is about, and what it says.

    That is the one that stands there, else one beside it, as the text in which an element has to
    be found.
    """
    for within in range(len(problem.path), 0, -1):
        around = problem.path[:within]
        for line in changed:
            if line.path[:within] == around or line.path == around:
                elsewhere = problem.path[: len(line.path)] != line.path
                where = f"{field(problem.path, content)}: " if elsewhere else ""
                return line.number, where + problem.message
    return None
