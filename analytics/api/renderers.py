"""Tables as CSV: a header, one line for each row, exact numbers, nothing for null."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from rest_framework.renderers import BaseRenderer

# A spreadsheet would run a text that begins so; the apostrophe makes it a text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Row = Mapping[str, Any]


class Sheet(NamedTuple):
    """Rows, and the columns that are there even without any."""

    columns: Sequence[str]
    rows: Sequence[Row]


class CSVRenderer(BaseRenderer):
    """For list routes, whose serializer may say by `flat` how a row becomes columns."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return table(data).encode()


def table(sheet: Sheet) -> str:
    """The rows as CSV (RFC 4180), with the columns of all rows in the order they first appear."""
    flat = [flattened(row) for row in sheet.rows]
    columns = list(dict.fromkeys(name for row in flat for name in row)) or sheet.columns
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([plain(row.get(name)) for name in columns] for row in flat)
    return text.getvalue()


def flattened(row: Row) -> dict[str, Any]:
    """Inner objects become columns (title_ja), lists a text with spaces between."""
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}_{inner}": part for inner, part in flattened(value).items()}
        elif isinstance(value, list | tuple):
            flat[name] = " ".join(map(str, value))
        else:
            flat[name] = value
    return flat


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
