"""Tables as Parquet: exact texts, whole numbers and floats that may be null, labels as metadata.

In a column of marks a reason for a missing value is its number (`Missing`); in all others it is
null. What a column is and what its values mean stands in every language in the metadata of its
field, as JSON under `labels`, `values` and `missing`; what the table is under `title` in the
schema's. The file names the version of Parquet's own library that wrote it, and no time.
"""

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from analytics.export.labels import LabelledColumn, LabelledTable
from analytics.release.schema.columns import Type

if TYPE_CHECKING:
    import pyarrow as pa

# How many rows are in memory at once, and then in one row group of the file.
ROWS_OF_A_GROUP = 50_000

NUMBERS = {"int64": np.int64, "double": np.float64, "date32[day]": np.int32}


TYPES = {
    Type.TEXT: "string",
    Type.INTEGER: "int64",
    Type.NUMBER: "double",
    Type.MARK: "int64",
}


def write(table: LabelledTable, language: str = "") -> bytes:
    """The table, with its words in every language."""
    out = io.BytesIO()
    write_to(table, language, out)
    return out.getvalue()


def write_to(table: LabelledTable, language: str, out: BinaryIO) -> None:
    """Write the table, so many rows at once that a large one fits into memory."""
    import pyarrow as pa

    fields = [
        pa.field(each.name, TYPES[each.column.type], metadata=_metadata(each))
        for each in table.columns
    ]
    schema = pa.schema(fields, metadata={"title": _json(table.titles)})
    rows = table.table.stored_rows()
    # At least one group, so that a table without rows has its columns.
    groups = chain([list(islice(rows, ROWS_OF_A_GROUP))], _groups(rows))
    columns = ([[row[place] for row in group] for place in range(len(fields))] for group in groups)
    _write_groups(schema, columns, out)


def _groups(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while group := list(islice(rows, ROWS_OF_A_GROUP)):
        yield group


def parquet_bytes(schema: "pa.Schema", columns: Sequence[Sequence[Any]]) -> bytes:
    """The values of each column in one file; a day is its number since 1970."""
    out = io.BytesIO()
    _write_groups(schema, [columns], out)
    return out.getvalue()


def _write_groups(
    schema: "pa.Schema", groups: Iterable[Sequence[Sequence[Any]]], out: BinaryIO
) -> None:
    """Write the values of each column, group of rows by group."""
    import pyarrow as pa
    from pyarrow import parquet

    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for columns in groups:
            arrays = [_array(v, f.type) for v, f in zip(columns, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _array(values: Sequence[Any], type: Any) -> Any:
    """The values as Arrow holds them, null where None.

    `pyarrow.array` does the same, but imports pandas, which takes seconds and which only the worker
    needs. TypeError for a fraction among whole numbers.
    """
    import pyarrow as pa

    there = _bits([value is not None for value in values])
    if type == pa.string():
        texts = [b"" if value is None else value.encode() for value in values]
        ends = np.cumsum([0, *map(len, texts)], dtype=np.int32)
        return pa.Array.from_buffers(
            type,
            len(values),
            [pa.py_buffer(part) for part in (there, ends.tobytes(), b"".join(texts))],
        )
    if type == pa.bool_():
        data = _bits([bool(value) for value in values])
    else:
        data = _numbers(values).astype(NUMBERS[str(type)], casting="same_kind").tobytes()
    return pa.Array.from_buffers(type, len(values), [pa.py_buffer(there), pa.py_buffer(data)])


def _numbers(values: Sequence[Any]) -> Any:
    """Whole if all of them are, so that no column of whole numbers takes another."""
    return np.asarray([0, *(0 if value is None else value for value in values)])[1:]


def _bits(flags: Sequence[bool]) -> bytes:
    return np.packbits(np.asarray(flags, dtype=bool), bitorder="little").tobytes()


def _metadata(column: LabelledColumn) -> dict[str, str]:
    return {
        "labels": _json(column.labels),
        "values": _json({str(value): dict(texts) for value, texts in column.values.items()}),
        "missing": _json({str(int(reason)): reason.key for reason in column.reasons}),
    }


def _json(value: Any) -> str:
    return json.dumps(dict(value), ensure_ascii=False)
