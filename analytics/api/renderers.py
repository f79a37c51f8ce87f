"""Tables as CSV and as Parquet: those of a release by the schema, others by their serializers."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from rest_framework import serializers
from rest_framework.renderers import BaseRenderer

from analytics.export import csv, parquet
from analytics.export.labels import LabelledTable
from analytics.release.schema.columns import Table

EPOCH = datetime.date(1970, 1, 1)
Row = Mapping[str, Any]
Field = serializers.Field[Any, Any, Any, Any]


class Sheet(NamedTuple):
    """Rows as a serializer gives them, and the field behind each column.

    A column without a field holds texts.
    """

    rows: Sequence[Row]
    fields: Mapping[str, Field]

    def flat(self) -> tuple[list[str], list[list[Any]]]:
        """The names of the columns, in the order in which they first appear, and the rows."""
        rows = [flattened(row) for row in self.rows]
        names = list(dict.fromkeys(name for row in rows for name in row)) or list(self.fields)
        return names, [[row.get(name) for name in names] for row in rows]


class CSVRenderer(BaseRenderer):
    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return csv.table_csv(data) if isinstance(data, Table) else csv.csv_bytes(*data.flat())


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
        return parquet.write(data) if isinstance(data, LabelledTable) else sheet_parquet(data)


def sheet_parquet(sheet: Sheet) -> bytes:
    """The rows as Parquet, each column described by its field."""
    import pyarrow as pa

    names, rows = sheet.flat()
    fields = [
        pa.field(name, _type_of(sheet.fields.get(name)), metadata=_description(sheet, name))
        for name in names
    ]
    columns = [
        [_as_type(row[place], field.type) for row in rows] for place, field in enumerate(fields)
    ]
    return parquet.parquet_bytes(pa.schema(fields), columns)


def _type_of(field: Field | None) -> Any:
    import pyarrow as pa

    types = (
        (serializers.BooleanField, pa.bool_()),
        (serializers.IntegerField, pa.int64()),
        (serializers.FloatField, pa.float64()),
        (serializers.DateField, pa.date32()),
    )
    return next((type for kind, type in types if isinstance(field, kind)), pa.string())


def _as_type(value: Any, type: Any) -> Any:
    import pyarrow as pa

    if value is None:
        return None
    if type == pa.string():
        return str(value)
    return (datetime.date.fromisoformat(value) - EPOCH).days if type == pa.date32() else value


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
