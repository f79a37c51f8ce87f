"""Tables as CSV and as Parquet: a column for each field, one row for each row."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from rest_framework import serializers
from rest_framework.renderers import BaseRenderer

from analytics.export import csv, parquet

EPOCH = datetime.date(1970, 1, 1)
Row = Mapping[str, Any]
Field = serializers.Field[Any, Any, Any, Any]


class Sheet(NamedTuple):
    """Rows, the columns that are there even without any, and the fields behind columns.

    A column without a field holds texts.
    """

    columns: Sequence[str]
    rows: Sequence[Row]
    fields: Mapping[str, Field] = {}


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


class ParquetRenderer(BaseRenderer):
    """The same rows with types: whole numbers, floats, yes or no, dates, and exact texts."""

    media_type = "application/vnd.apache.parquet"
    format = "parquet"
    charset = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return typed(data)


def table(sheet: Sheet) -> str:
    """The rows as CSV (RFC 4180), with the columns of all rows in the order they first appear."""
    names, rows = _laid_out(sheet)
    return csv.written(names, ([row.get(name) for name in names] for row in rows))


def typed(sheet: Sheet) -> bytes:
    """The same rows as Parquet, each column described by its field."""
    import pyarrow as pa

    names, rows = _laid_out(sheet)
    fields = [
        pa.field(name, _type_of(sheet.fields.get(name)), metadata=_description(sheet, name))
        for name in names
    ]
    columns = [
        [_as_typed(row.get(name), field.type) for row in rows]
        for name, field in zip(names, fields, strict=True)
    ]
    return parquet.written(pa.schema(fields), columns)


def _laid_out(sheet: Sheet) -> tuple[Sequence[str], list[dict[str, Any]]]:
    flat = [flattened(row) for row in sheet.rows]
    names = list(dict.fromkeys(name for row in flat for name in row))
    return names or sheet.columns, flat


def _type_of(field: Field | None) -> Any:
    import pyarrow as pa

    types = (
        (serializers.BooleanField, pa.bool_()),
        (serializers.IntegerField, pa.int64()),
        (serializers.FloatField, pa.float64()),
        (serializers.DateField, pa.date32()),
    )
    return next((told for kind, told in types if isinstance(field, kind)), pa.string())


def _as_typed(value: Any, told: Any) -> Any:
    import pyarrow as pa

    if value is None:
        return None
    if told == pa.string():
        return str(value)
    return (datetime.date.fromisoformat(value) - EPOCH).days if told == pa.date32() else value


def _description(sheet: Sheet, name: str) -> dict[str, str]:
    field = sheet.fields.get(name)
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
