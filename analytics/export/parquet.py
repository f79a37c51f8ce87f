"""Tables as Parquet: exact texts, whole numbers and floats that may be null, words in the metadata.

In a column of marks a reason why there is none is its number (`Missing`); in all others it is null.
What a column is and what its values mean stands in every language in the metadata of its field, as
JSON under `labels`, `values` and `missing`; what the table is under `title` in the schema's. The
file names the version of Parquet's own library that wrote it, and no time.
"""

import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.export.columns import Column, Kind, Missing, Table

if TYPE_CHECKING:
    import pyarrow as pa

NUMBERS = {"int64": np.int64, "double": np.float64, "date32[day]": np.int32}


def write(table: Table, language: str = "") -> bytes:
    """The table, with its words in every language."""
    import pyarrow as pa

    types = {
        Kind.TEXT: pa.string(),
        Kind.INTEGER: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.MARK: pa.int64(),
    }
    fields = [
        pa.field(column.name, types[column.kind], metadata=_about(column))
        for column in table.columns
    ]
    columns = [
        [_told(column, row[place]) for row in table.rows]
        for place, column in enumerate(table.columns)
    ]
    return written(pa.schema(fields, metadata={"title": _json(table.titles)}), columns)


def written(schema: "pa.Schema", columns: Sequence[Sequence[Any]]) -> bytes:
    """The values of each column in one file; a day is its number since 1970."""
    import pyarrow as pa
    from pyarrow import parquet

    arrays = [_array(v, f.type) for v, f in zip(columns, schema, strict=True)]
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()


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


def _told(column: Column, value: Any) -> Any:
    if isinstance(value, Missing):
        return int(value) if column.kind is Kind.MARK else None
    return value


def _about(column: Column) -> dict[str, str]:
    return {
        "labels": _json(column.labels),
        "values": _json({str(value): dict(texts) for value, texts in column.values.items()}),
        "missing": _json({str(int(reason)): reason.name.lower() for reason in column.missing}),
    }


def _json(told: Any) -> str:
    return json.dumps(dict(told), ensure_ascii=False)
