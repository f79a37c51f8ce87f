"""Translators' sheets as files: CSV in UTF-8 and XLSX, written and read as rows of plain text."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from surveys.spreadsheets import BYTE_ORDER_MARK, harmless, without_guard
from surveys.uploads.encodings import ENCODINGS, decoded
from surveys.uploads.errors import UnreadableFileError
from surveys.uploads.text_tables import lines_of
from surveys.uploads.workbooks import is_workbook, read_workbook

CSV, XLSX = "csv", "xlsx"
KINDS = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LARGEST_SHEET = 2_000_000  # bytes, as it comes
MOST_ROWS = 20_000
LONGEST_CELL = 10_000
WIDTHS = (38, 38, 60, 60, 12, 50)
# As spreadsheets save CSV in these languages, if they are not told to use UTF-8.
CODECS = {"zh-Hans": "gb18030", "ja": "cp932", "ko": "cp949"}


class SheetError(Exception):
    """A file that cannot be read as a sheet; the message says what to do."""


@dataclass(frozen=True)
class Sheet:
    """What a file holds: the names of its columns, and (number of the line, cells) of the others.

    ``encoding`` is the name of the one that was recognised, "" where it is UTF-8 or XLSX.
    ``formulas`` are the numbers of lines with a formula, whose text stands in its cell.
    """

    header: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str = ""
    formulas: frozenset[int] = frozenset()


# --- Writing -------------------------------------------------------------------------------------


def written(kind: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the bytes of a sheet of this kind, in which nothing would be run as a formula."""
    safe = [[harmless(cell) for cell in row] for row in rows]
    return _as_xlsx(header, safe) if kind == XLSX else _as_csv(header, safe)


def _as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def _as_xlsx(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet: Any = book.active
    for number, row in enumerate([header, *rows], start=1):
        for column, words in enumerate(row, start=1):
            cell = sheet.cell(number, column, ILLEGAL_CHARACTERS_RE.sub("", words))
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}1"].font = Font(bold=True)
    sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- Reading -------------------------------------------------------------------------------------


def read_sheet(file: bytes) -> Sheet:
    """Return what a CSV or XLSX file holds. Raises SheetError."""
    if len(file) > LARGEST_SHEET:
        raise SheetError(
            _("The file is larger than a sheet of texts can be. Was it the right one?")
        )
    try:
        rows, encoding, formulas = (_rows_of_xlsx if is_workbook(file) else _rows_of_csv)(file)
    except UnreadableFileError as problem:
        raise SheetError(" ".join(problem.problems)) from problem
    if not rows:
        raise SheetError(_("The file has no rows. Its first line names the columns."))
    if len(rows) > MOST_ROWS:
        raise SheetError(_("The file has more rows than a questionnaire can have texts."))
    if any(len(cell) > LONGEST_CELL for _number, row in rows for cell in row):
        raise SheetError(_("A cell of the file is longer than any text can be."))
    (_number, header), *lines = rows
    names = tuple(name.strip() for name in header)
    return Sheet(names, tuple(lines), encoding, frozenset(formulas))


Rows = list[tuple[int, tuple[str, ...]]]


def _rows_of_xlsx(file: bytes) -> tuple[Rows, str, set[int]]:
    rows = read_workbook(file).rows
    filled = [row for row in rows if any(cell.strip() for cell in row.cells)]
    texts = [(row.number, tuple(map(without_guard, row.cells))) for row in filled]
    return texts, "", {row.number for row in filled if row.formulas}


def _rows_of_csv(file: bytes) -> tuple[Rows, str, set[int]]:
    text, codec = _decoded(file)
    rows = [(number, tuple(map(without_guard, cells))) for number, cells in lines_of(text)]
    return rows, "" if codec == "utf-8" else ENCODINGS[codec], set()


def _decoded(file: bytes) -> tuple[str, str]:
    """Return the text of a CSV file, and its codec.

    Which one it may have besides UTF follows from the language in the first line, which every
    encoding writes alike.
    """
    named = _cells(file.partition(b"\n")[0].decode("latin-1"))
    try:
        return decoded(file, among=[codec for tag, codec in CODECS.items() if tag in named])
    except UnreadableFileError as problem:
        raise SheetError(
            _("The file is in no encoding that is known here. Save it as CSV in UTF-8.")
        ) from problem


def _cells(line: str) -> set[str]:
    for separator in ";\t\"'":
        line = line.replace(separator, ",")
    return {cell.strip() for cell in line.split(",")}
