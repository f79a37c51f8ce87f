"""What the API writes beside JSON, and the rows of a serializer as CSV and as Parquet."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer

from analytics.export import csv, parquet

# What Parquet calls the type of a field; all others are texts.
TYPES = {
    serializers.BooleanField: "bool",
    serializers.IntegerField: "int64",
    serializers.FloatField: "double",
    serializers.DateField: "date32",
}
EPOCH = datetime.date(1970, 1, 1)
ROWS_AT_A_TIME = 500
Row = Mapping[str, Any]
Field = serializers.Field[Any, Any, Any, Any]
# The field behind each column.
Fields = Mapping[str, Field]


class WrittenRenderer(BaseRenderer):
    """For what a view has written: bytes, which stay as they are."""

    charset: str | None = "utf-8"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return bytes(data)


class CSVRenderer(WrittenRenderer):
    media_type, format = "text/csv", "csv"


class ParquetRenderer(WrittenRenderer):
    """The same rows with types: whole numbers, floats, yes or no, dates, and exact texts."""

    media_type, format = "application/vnd.apache.parquet", "parquet"
    charset = None
    render_style = "binary"


class NDJSONRenderer(BaseRenderer):
    """One row a line, each as in JSON."""

    media_type, format = "application/x-ndjson", "ndjson"
    # It is UTF-8, as JSON is.
    charset = None

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return b"".join(lines_of_json(data))


TABLE_RENDERERS: Sequence[type[BaseRenderer]] = [
    JSONRenderer,
    NDJSONRenderer,
    CSVRenderer,
    ParquetRenderer,
]


def lines_of_json(rows: Iterable[Row]) -> Iterator[bytes]:
    """The lines of so many rows at a time, written while they are sent."""
    write = JSONRenderer().render
    for several in batched(rows, ROWS_AT_A_TIME):
        yield b"".join(write(row) + b"\n" for row in several)


def batched(rows: Iterable[Any], number: int) -> Iterator[list[Any]]:
    """So many rows at a time, and the rest."""
    remaining = iter(rows)
    while several := list(islice(remaining, number)):
        yield several


def rows_csv(rows: Sequence[Row], fields: Fields) -> bytes:
    """Rows as a serializer gives them."""
    return csv.csv_bytes(*_flat(rows, fields))


def rows_parquet(rows: Sequence[Row], fields: Fields) -> bytes:
    """The same, each column described by its field; one without a field holds texts."""
    import pyarrow as pa

    names, flat_rows = _flat(rows, fields)
    types = [_type_of(fields.get(name)) for name in names]
    schema = pa.schema(
        pa.field(name, type, metadata=_description(fields.get(name)))
        for name, type in zip(names, types, strict=True)
    )
    columns = [[_as_type(row[i], type) for row in flat_rows] for i, type in enumerate(types)]
    return parquet.parquet_bytes(schema, columns)


def _flat(rows: Sequence[Row], fields: Fields) -> tuple[list[str], list[list[Any]]]:
    """The names of the columns, in the order in which they first appear, and the rows."""
    flat = [flattened(row) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row)) or list(fields)
    return names, [[row.get(name) for name in names] for row in flat]


def _type_of(field: Field | None) -> str:
    return next((type for kind, type in TYPES.items() if isinstance(field, kind)), "string")


def _as_type(value: Any, type: str) -> Any:
    if value is None:
        return None
    if type == "string":
        return str(value)
    return (datetime.date.fromisoformat(value) - EPOCH).days if type == "date32" else value


def _description(field: Field | None) -> dict[str, str]:
    return {"description": str(field.help_text)} if field is not None and field.help_text else {}


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
