"""Reads a list of people from a workbook (XLSX) as lines of text; what it may not hold is named."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from surveys.delivering.refused_lists import ListRefusedError

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Of a workbook as it lies unpacked, and of all its sheets together: no list of people has more.
MOST_BYTES, MOST_CELLS = 20_000_000, 50_000
# Formulas that are named one by one.
MOST_NAMED = 10


class SheetText(NamedTuple):
    """The first sheet as lines with tabs between cells, and what of the workbook was not read."""

    text: str
    notes: list[str]


def is_workbook(content: bytes) -> bool:
    return content.startswith((ZIP, OLD_EXCEL))


def sheet_text(content: bytes) -> SheetText:
    """Return the first sheet that is not hidden. Raises ListRefusedError.

    A line of the text is a row of the sheet, also where it is empty. Dates and numbers are as a
    reader would write them. Formulas are refused: what they amount to was worked out elsewhere.
    """
    if content.startswith(OLD_EXCEL):
        raise ListRefusedError([_("This is a workbook of an old Excel: save it as XLSX, or CSV.")])
    _require_small(content)
    book = _workbook(content)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not shown:
        raise ListRefusedError([_("The workbook has no sheet that is not hidden.")])
    rows = [list(row) for row in shown[0].iter_rows()]
    _refuse_formulas(rows)
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerows([_written(cell.value) for cell in row] or [""] for row in rows)
    return SheetText(text.getvalue(), list(_unread(book, shown[0])))


def _require_small(content: bytes) -> None:
    """Refuse a file that unpacks to very much, or has very many cells, before it is built."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
                raise ListRefusedError([_too_large()])
            parts = [n for n in archive.namelist() if n.endswith((".xml", ".rels"))]
            if any(b"<!" in archive.read(part).replace(b"<!--", b"") for part in parts):
                raise ListRefusedError([_not_a_workbook()])
        book = load_workbook(io.BytesIO(content), read_only=True)
        cells = 0
        for sheet in book.worksheets:
            # A sheet says how large it is, which need not be true.
            sheet.reset_dimensions()
            for row in sheet.iter_rows():
                cells += max(1, len(row))
                if cells > MOST_CELLS:
                    raise ListRefusedError([_too_large()])
    except ListRefusedError:
        raise
    except Exception as problem:  # The reader raises what comes to hand for a damaged file.
        raise ListRefusedError([_not_a_workbook()]) from problem


def _workbook(content: bytes) -> Workbook:
    try:
        return load_workbook(io.BytesIO(content), keep_links=False)
    except Exception as problem:  # As above.
        raise ListRefusedError([_not_a_workbook()]) from problem


def _too_large() -> str:
    return _("The workbook is larger than a list of people can be. Was it the right one?")


def _not_a_workbook() -> str:
    return _("The file is no workbook that can be read: save it as XLSX or CSV once more.")


def _refuse_formulas(rows: Sequence[Sequence[Cell | MergedCell]]) -> None:
    cells = [cell for row in rows for cell in row]
    problems = [
        _("cell %(address)s has a formula: put its value there instead")
        % {"address": cell.coordinate}
        for cell in cells
        if cell.data_type == "f"
    ]
    problems += [
        _("cell %(address)s has an error: %(error)s")
        % {"address": cell.coordinate, "error": cell.value}
        for cell in cells
        if cell.data_type == "e"
    ]
    if len(problems) > MOST_NAMED:
        more = _("and %(count)d more cells of this kind") % {"count": len(problems) - MOST_NAMED}
        problems = [*problems[:MOST_NAMED], more]
    if problems:
        raise ListRefusedError(problems)


def _written(value: Any) -> str:
    """Return what stands in a cell as its writer would type it.

    >>> _written(7.0), _written(2.5), _written(None), _written(datetime(2026, 12, 5))
    ('7', '2.5', '', '2026-12-05')
    """
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _unread(book: Workbook, read: Worksheet) -> Iterator[str]:
    """Yield what was not read, or was although it is hidden."""
    for sheet in book.worksheets:
        if sheet is not read and sheet.sheet_state != "visible":
            yield _("The hidden sheet “%(name)s” was not read.") % {"name": sheet.title}
        elif sheet is not read and sheet.max_row > 1:
            yield _("The sheet “%(name)s” was not read, only the first one.") % {
                "name": sheet.title
            }
    columns = [name for name, of in read.column_dimensions.items() if of.hidden]
    if columns:
        yield _("Hidden columns were read as well: %(columns)s.") % {"columns": ", ".join(columns)}
    lines = [str(number) for number, of in read.row_dimensions.items() if of.hidden]
    if lines:
        yield _("Hidden rows were read as well: %(rows)s.") % {"rows": ", ".join(lines)}
