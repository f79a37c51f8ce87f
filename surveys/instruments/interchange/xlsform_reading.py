"""Reads XLSForm, that of this program and others, as a form."""

import re
from collections.abc import Iterator, Mapping

from surveys.instruments.interchange.faults import Faults, one_fault
from surveys.instruments.interchange.form import REFERENCES, Choice, Form, Kind, Places, Row
from surveys.instruments.interchange.xlsform import (
    CHOICES,
    LISTED,
    SETTINGS,
    SURVEY,
    TYPES,
)
from surveys.instruments.text import match
from surveys.uploads.errors import UnreadableFileError
from surveys.uploads.workbooks import Row as SheetRow
from surveys.uploads.workbooks import read_sheets

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
PLACEHOLDERS = {reference: placeholder for placeholder, reference in REFERENCES.items()}
REFERENCE = re.compile(r"\$\{(" + "|".join(map(re.escape, PLACEHOLDERS)) + r")\}")
KINDS = {name: kind for kind, name in TYPES.items()}
# Other spellings that XLSForm allows.
COLUMNS = {"list name": "list_name", "relevance": "relevant", "read_only": "readonly"}
TYPE_SPELLINGS = {
    "begin group": "begin_group",
    "end group": "end_group",
    "select one": "select_one",
}
# What else may stand on a sheet and says nothing of a question.
SILENT = {"readonly", "appearance", "calculation", "trigger", "parameters", "choice_filter"}
TRANSLATED = ("label", "hint")
YES = {"yes", "true", "true()"}
Cells = Mapping[str, tuple[str, str]]  # what stands in a row's cells, and their names, by column


def read_xlsform(content: bytes, file: str, base_language: str) -> Form:
    """Return the form that a workbook holds. InstrumentError, by sheet and cell, if it is none.

    ``base_language`` is that of labels of no language, if the form names none for them.
    """
    try:
        sheets = {name.strip().casefold(): rows for name, rows in read_sheets(content).items()}
    except UnreadableFileError as problem:
        raise one_fault(file, problem.problems) from problem
    if SURVEY not in sheets:
        raise one_fault(file, ["has no sheet “survey”, which holds the questions of an XLSForm"])
    return _Reader(sheets, Faults(file), base_language).form()


class _Reader:
    def __init__(
        self, sheets: Mapping[str, tuple[SheetRow, ...]], faults: Faults, base_language: str
    ) -> None:
        self.sheets, self.faults = sheets, faults
        settings = next(iter(self._lines(SETTINGS)), {})
        self.settings = {column: text for column, (text, _cell) in settings.items()}
        named = self.settings.get("default_language", "")
        self.default = self._tag(named) or base_language
        self.languages: list[str] = []

    def form(self) -> Form:
        rows = [row for cells in self._lines(SURVEY) for row in self._rows(cells)]
        lists = self._lists()
        self._check(rows, lists)
        self.faults.raise_any()
        first = [self.default] if self.default in self.languages else []
        version = self.settings.get("version", "")
        return Form(
            slug=self.settings.get("form_id", ""),
            version=int(version) if version.isdecimal() and len(version) < 6 else 1,
            languages=tuple(dict.fromkeys([*first, *self.languages])),
            title={self.default: self.settings.get("form_title", "")},
            rows=tuple(rows),
            lists={name: tuple(choices) for name, choices in lists.items()},
        )

    # --- Sheets ----------------------------------------------------------------------------------

    def _lines(self, sheet: str) -> Iterator[dict[str, tuple[str, str]]]:
        """Yield the filled cells of every line but the first, by the column's name."""
        from openpyxl.utils import get_column_letter

        filled = [row for row in self.sheets.get(sheet, ()) if any(map(str.strip, row.cells))]
        if not filled:
            return
        columns = self._columns(sheet, filled[0])
        for row in filled[1:]:
            for cell in (*row.formulas, *(name for name, _text in row.errors)):
                self.faults.add(f"{sheet}!{cell}", "is a formula; write the text itself")
            yield {
                columns[place]: (text, f"{sheet}!{get_column_letter(place + 1)}{row.number}")
                for place, text in enumerate(row.cells)
                if place in columns and text.strip()
            } | {"": ("", f"{sheet}!{row.number}")}

    def _columns(self, sheet: str, header: SheetRow) -> dict[int, str]:
        from openpyxl.utils import get_column_letter

        columns: dict[int, str] = {}
        for place, text in enumerate(header.cells):
            where = f"{sheet}!{get_column_letter(place + 1)}{header.number}"
            name = self._column(sheet, text.strip(), where)
            if name and name in columns.values():
                self.faults.add(where, f"is the second column {text.strip()!r}; leave one out")
            elif name:
                columns[place] = name
        return columns

    def _column(self, sheet: str, text: str, cell: str) -> str:
        """Return the name of a column, that of a text with the tag of its language."""
        name, _colons, language = (part.strip() for part in text.partition("::"))
        name = name.casefold()
        name = COLUMNS.get(name, name)
        if name not in TRANSLATED or sheet == SETTINGS:
            return text if language else name
        tag = self._tag(language) if language else self.default
        if not tag:
            known = "such as label::Chinese (zh-Hans)"
            self.faults.add(cell, f"names no language by its tag; write it {known}")
            return ""
        if tag not in self.languages:
            self.languages.append(tag)
        return f"{name}::{tag}"

    def _tag(self, language: str) -> str:
        bracketed = re.search(r"\(([^()]*)\)\s*$", language)
        tag = bracketed[1].strip() if bracketed else language.strip()
        known = match(tag, ("zh-Hans", "ja", "ko", "en")) or tag
        return known if LANGUAGE.fullmatch(known) else ""

    # --- Rows ------------------------------------------------------------------------------------

    def _rows(self, cells: Cells) -> Iterator[Row]:
        type_, place = cells.get("type", ("", cells[""][1]))
        words = " ".join(type_.split())
        for spelling, usual in TYPE_SPELLINGS.items():
            if words.startswith(spelling):
                words = usual + words[len(spelling) :]
        word, _space, list_name = words.partition(" ")
        name = cells.get("name", ("", ""))[0].strip()
        if name in PLACEHOLDERS or name in LISTED.values() or name == "names":
            return
        kind = KINDS.get(word, Kind.OTHER)
        if word == "select_one":
            kind = Kind.CHOOSE
        if not word:
            self.faults.add(place, "has no type; write what kind of row it is, such as note")
        if kind not in (Kind.END, Kind.PARTY):
            yield Row(
                kind,
                name,
                self._words(cells, "label"),
                self._words(cells, "hint"),
                choices=list_name.split(" ")[0] if kind is Kind.CHOOSE else "",
                required=cells.get("required", ("", ""))[0].strip().casefold() in YES,
                places=self._places(cells, place),
                unread=self._unread(cells) | ({"type": words} if kind is Kind.OTHER else {}),
            )
        elif kind is Kind.END:
            yield Row(kind)

    def _words(self, cells: Cells, column: str) -> dict[str, str]:
        return {
            name.partition("::")[2]: REFERENCE.sub(
                lambda found: "{" + PLACEHOLDERS[found[1]] + "}", text
            )
            for name, (text, _cell) in cells.items()
            if name.startswith(f"{column}::")
        }

    def _places(self, cells: Cells, place: str) -> Places:
        places = {("", ""): place}
        for name, (_text, cell) in cells.items():
            part, _colons, tag = name.partition("::")
            places[(part, tag)] = cell
        return places | {("", ""): place}

    def _unread(self, cells: Cells) -> dict[str, str]:
        """Return what else stands in a row, by column."""
        usual = {"", "type", "name", "required", *SILENT}
        return {
            name: text
            for name, (text, _cell) in cells.items()
            if name not in usual and name.partition("::")[0] not in TRANSLATED
        }

    def _lists(self) -> dict[str, list[Choice]]:
        lists: dict[str, list[Choice]] = {}
        for cells in self._lines(CHOICES):
            place = cells[""][1]
            name, list_name = (cells.get(c, ("", ""))[0].strip() for c in ("name", "list_name"))
            if not name or not list_name:
                self.faults.add(place, "needs a list_name and a name")
                continue
            if any(choice.name == name for choice in lists.get(list_name, ())):
                self.faults.add(place, f"is the second answer {name!r} of {list_name!r}")
            choice = Choice(name, self._words(cells, "label"), self._places(cells, place))
            lists.setdefault(list_name, []).append(choice)
        return lists

    def _check(self, rows: list[Row], lists: Mapping[str, list[Choice]]) -> None:
        groups: list[str] = []
        seen: set[tuple[str, ...]] = set()
        for row in rows:
            if row.kind is Kind.END:
                groups = groups[:-1]
                continue
            if not row.name:
                self.faults.add(row.place, "has no name; give it one that no other row has")
            elif (*groups, row.name) in seen:
                self.faults.add(row.place, f"is the second row {row.name!r}; rename one of them")
            seen.add((*groups, row.name))
            groups += [row.name] if row.kind is Kind.GROUP else []
            if row.kind is Kind.CHOOSE and row.choices not in lists:
                message = f"chooses from {row.choices!r}, which is no list of the sheet choices"
                self.faults.add(row.place, message)
