"""Tables as CSV (RFC 4180): UTF-8, a header of names, exact numbers, no value is an empty field.

In a column of marks a reason for a missing value is its number (`Missing`); in all others the field
is empty, and the number of people in the row says whether the group is below five. A text that a
spreadsheet would run as a formula has an apostrophe before it.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO, TextIO

from analytics.export.labels import LabelledTable
from analytics.release.schema.columns import Table
from surveys.spreadsheets import BYTE_ORDER_MARK, harmless


def table_csv(table: Table) -> bytes:
    return csv_bytes(table.names, table.stored_rows())


def write_to(table: LabelledTable, language: str, out: BinaryIO) -> None:
    """Write the table row by row, the same in every language."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    _write_rows(text, table.table.names, table.table.stored_rows())
    # Otherwise it would close what it writes to.
    text.detach()


def write_to_for_excel(table: LabelledTable, language: str, out: BinaryIO) -> None:
    """The same after a byte-order mark, without which Excel takes UTF-8 for something else."""
    out.write(BYTE_ORDER_MARK.encode())
    write_to(table, language, out)


def csv_bytes(names: Sequence[str] | None, rows: Iterable[Iterable[Any]]) -> bytes:
    """A header, unless there are no names, and one line for each row."""
    text = io.StringIO()
    _write_rows(text, names, rows)
    return text.getvalue().encode()


def _write_rows(text: TextIO, names: Sequence[str] | None, rows: Iterable[Iterable[Any]]) -> None:
    writer = csv.writer(text)
    if names is not None:
        writer.writerow(names)
    # Whole numbers are written as they are, and most of a large table are.
    writer.writerows(
        [value if type(value) is int else field(value) for value in row] for row in rows
    )


def field(value: Any) -> str:
    """One field; numbers round-trip and null is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    return harmless(str(value))
