"""Translators' sheets as files: CSV in UTF-8 and XLSX, written and read as rows of plain text."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException

from surveys.spreadsheets import BYTE_ORDER_MARK, FORMULA_STARTS, harmless

CSV, XLSX = "csv", "xlsx"
KINDS = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LARGEST_SHEET = 2_000_000  # bytes, as it comes
LARGEST_UNPACKED = 40_000_000  # bytes of an XLSX, which is a ZIP
MOST_ROWS = 20_000
LONGEST_CELL = 10_000
WIDTHS = (38, 38, 60, 60, 12, 50)
# As spreadsheets save CSV in these languages, if they are not told to use UTF-8.
ENCODINGS = {
    "zh-Hans": ("gb18030", "GB18030"),
    "ja": ("cp932", "Shift_JIS"),
    "ko": ("cp949", "EUC-KR"),
}
ZIP_START = b"PK\x03\x04"


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
    rows, encoding, formulas = (
        _rows_of_xlsx(file) if file.startswith(ZIP_START) else _rows_of_csv(file)
    )
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
    unreadable = _("The file cannot be read as XLSX. Save it again as XLSX or as CSV in UTF-8.")
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                raise SheetError(
                    _("The file is larger than a sheet of texts can be. Was it the right one?")
                )
        book = load_workbook(io.BytesIO(file), read_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]
        rows, formulas = [], set()
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if number > MOST_ROWS + 1:
                break
            words = tuple("" if c.value is None else str(c.value) for c in cells)
            if any(word.strip() for word in words):
                rows.append((number, tuple(_without_guard(word) for word in words)))
            if any(cell.data_type == "f" for cell in cells):
                formulas.add(number)
    except SheetError:
        raise
    # Whatever the reader meets in a file that is not what it says.
    except (InvalidFileException, zipfile.BadZipFile, OSError, ValueError, LookupError) as error:
        raise SheetError(unreadable) from error
    except (SyntaxError, TypeError, AttributeError, RuntimeError, EOFError, zlib.error) as error:
        raise SheetError(unreadable) from error
    return rows, "", formulas


def _rows_of_csv(file: bytes) -> tuple[Rows, str, set[int]]:
    text, encoding = _decoded(file)
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return list(_filled_lines(reader)), encoding, set()


def _filled_lines(reader: Any) -> Iterator[tuple[int, tuple[str, ...]]]:
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, tuple(_without_guard(cell) for cell in cells)
    except csv.Error as problem:
        at = {"number": reader.line_num, "problem": problem}
        raise SheetError(_("line %(number)d: %(problem)s") % at) from problem


def _decoded(file: bytes) -> tuple[str, str]:
    """Return the text of a CSV file, and its encoding where that is another than UTF-8.

    Which other it may be follows from the language in the first line, which every encoding writes
    alike.
    """
    if file.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = [("utf-16", "UTF-16")]
    else:
        first_line = file.partition(b"\n")[0].decode("latin-1")
        named = [other for tag, other in ENCODINGS.items() if tag in _cells(first_line)]
        candidates = [("utf-8-sig", ""), *named]
    for codec, name in candidates:
        try:
            return file.decode(codec), name
        except UnicodeError:
            continue
    raise SheetError(_("The file is in no encoding that is known here. Save it as CSV in UTF-8."))


def _cells(line: str) -> set[str]:
    for separator in ";\t\"'":
        line = line.replace(separator, ",")
    return {cell.strip() for cell in line.split(",")}


def _without_guard(cell: str) -> str:
    """Return a text without the apostrophe that `harmless` put before it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell
