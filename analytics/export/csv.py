"""Tables as CSV (RFC 4180): UTF-8, a header of names, exact numbers, no value is an empty field.

In a column of marks a reason why there is none is its number (`Missing`), of which respondents'
records have four; in all others the field is empty, and the number of people in the row tells
whether the group is below five. A text that a spreadsheet would run as a formula has an apostrophe
before it.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from analytics.export.columns import Column, Kind, Missing, Table

# A spreadsheet would run a text that begins so; the apostrophe makes it a text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"


def write(table: Table, language: str = "") -> bytes:
    """The table, the same in every language."""
    rows = (
        [_told(column, value) for column, value in zip(table.columns, row, strict=True)]
        for row in table.rows
    )
    return written([column.name for column in table.columns], rows).encode()


def write_for_excel(table: Table, language: str = "") -> bytes:
    """The same after a byte-order mark, without which Excel takes UTF-8 for something else."""
    return BYTE_ORDER_MARK.encode() + write(table, language)


def _told(column: Column, value: Any) -> Any:
    if isinstance(value, Missing):
        return int(value) if column.kind is Kind.MARK else None
    return value


def written(names: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    """A header and one line for each row."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([plain(value) for value in row] for row in rows)
    return text.getvalue()


def plain(value: Any) -> str:
    """One field; numbers round-trip and null is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
