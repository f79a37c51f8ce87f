"""Reads a workbook (XLSX) as rows of text. What would fill the memory is refused unread."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from defusedxml.ElementTree import ParseError, XMLParser
from django.utils.translation import gettext as _

from surveys.uploads.errors import UnreadableFileError

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# What may stand before the first tag of XML, in any encoding.
BEFORE_XML = b"\0\xff\xfe\xef\xbb\xbf \t\r\n"
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Limits:
    """How much a workbook may hold: more than any list of people or sheet of texts has.

    Its parts, their bytes unpacked, and the tags and the cells of all its sheets together.
    """

    parts: int = 500
    bytes: int = 20_000_000
    tags: int = 1_000_000
    cells: int = 120_000


LIMITS = Limits()


@dataclass(frozen=True)
class Row:
    """A row of a sheet, with the texts of its cells.

    ``formulas`` are the names of cells with a formula, whose text stands in them; ``errors`` are
    the (name, text) of those in which the program that saved it met an error.
    """

    number: int
    cells: tuple[str, ...]
    formulas: tuple[str, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """The first sheet that is not hidden, and what of the workbook was not read, in words."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def is_workbook(content: bytes) -> bool:
    return content.startswith((ZIP, OLD_EXCEL))


def read_workbook(content: bytes, limits: Limits = LIMITS) -> Sheet:
    """Return the first sheet that is not hidden. Raises UnreadableFileError.

    Every row is there, also where it is empty. Dates and numbers are as a reader would write them.
    """
    book = _opened(content, limits)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not shown:
        raise UnreadableFileError([_("The workbook has no sheet that is not hidden.")])
    return Sheet(tuple(_rows(shown[0])), tuple(_unread(book, shown[0])))


def read_sheets(content: bytes, limits: Limits = LIMITS) -> dict[str, tuple[Row, ...]]:
    """Return the rows of every sheet that is not hidden, by its name; errors as `read_workbook`."""
    shown = (sheet for sheet in _opened(content, limits).worksheets)
    return {sheet.title: tuple(_rows(sheet)) for sheet in shown if sheet.sheet_state == "visible"}


def _opened(content: bytes, limits: Limits) -> "Workbook":
    from openpyxl import load_workbook

    if content.startswith(OLD_EXCEL):
        old = _("This is a workbook of an old Excel: save it as XLSX, or CSV.")
        raise UnreadableFileError([old])
    try:
        _require_small_parts(content, limits)
        _require_few_cells(content, limits)
        return load_workbook(io.BytesIO(content), keep_links=False)
    except UnreadableFileError:
        raise
    except Exception as problem:  # The readers raise what comes to hand for a damaged file.
        raise UnreadableFileError([_not_a_workbook()]) from problem


def _require_small_parts(content: bytes, limits: Limits) -> None:
    """Refuse what unpacks to very much, or has definitions in it that could grow without end.

    What a part claims to unpack to is never exceeded: it would be cut off there.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.bytes:
            raise UnreadableFileError([_too_large()])
        tags, merged = 0, _MergedCells()
        for part in parts:
            text = archive.read(part)
            # A sheet may have any name.
            if text.lstrip(BEFORE_XML).startswith(b"<"):
                tags += text.count(b"<")
                if tags > limits.tags:
                    raise UnreadableFileError([_too_large()])
                # What is not well-formed here, as old drawings are, is read by nobody.
                with suppress(ParseError):
                    parser = XMLParser(target=merged, forbid_dtd=True)
                    parser.feed(text)
                    parser.close()
        if merged.number > limits.cells:
            raise UnreadableFileError([_too_large()])


class _MergedCells:
    """Counts the cells that are merged: a few letters can merge a whole sheet, each cell of it."""

    def __init__(self) -> None:
        self.number = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Count the cells of a range."""
        from openpyxl.worksheet.cell_range import CellRange

        if tag.endswith("}mergeCell"):
            size = CellRange(attributes["ref"]).size
            self.number += size["rows"] * size["columns"]

    def close(self) -> None:
        """Nothing is made of a part that is only checked."""


def _require_few_cells(content: bytes, limits: Limits) -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    cells = 0
    for sheet in book.worksheets:
        # A sheet says how large it is, which need not be true.
        sheet.reset_dimensions()
        for row in sheet.iter_rows():
            cells += max(1, len(row))
            if cells > limits.cells:
                raise UnreadableFileError([_too_large()])


def _too_large() -> str:
    return _("The file is larger than any table that is read here. Was it the right one?")


def _not_a_workbook() -> str:
    return _("The file is no workbook that can be read: save it as XLSX or CSV once more.")


def _rows(sheet: "Worksheet") -> Iterator[Row]:
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield Row(
            number,
            tuple(_written(cell.value) for cell in cells),
            tuple(cell.coordinate for cell in cells if cell.data_type == "f"),
            tuple((cell.coordinate, str(cell.value)) for cell in cells if cell.data_type == "e"),
        )


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


def _unread(book: "Workbook", read: "Worksheet") -> Iterator[str]:
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
