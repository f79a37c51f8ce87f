"""Files read back by other programs, cell by cell in the terms of the table they were made of."""

import csv
import io
import math
from pathlib import Path
from tempfile import TemporaryDirectory

import pyreadstat
from pyarrow import parquet

from analytics.release.schema.columns import Type
from analytics.vocabulary.missing import Missing

LETTERS = {reason.stata: reason for reason in Missing}


def read_csv(content, table):
    """Fields as texts after the header, which must be the names."""
    names, *rows = csv.reader(io.StringIO(content.decode(), newline=""))
    assert names == [column.name for column in table.columns]
    return rows


def read_parquet(content, table):
    found = parquet.read_table(io.BytesIO(content))
    assert found.column_names == [column.name for column in table.columns]
    kinds = [column.column.type for column in table.columns]
    return [
        tuple(_mark(kind, value) for kind, value in zip(kinds, row.values(), strict=True))
        for row in found.to_pylist()
    ]


def _mark(kind, value):
    return Missing(value) if kind is Type.MARK and value is not None and value < 0 else value


def read_sav(content, table):
    frame, meta = opened(pyreadstat.read_sav, content, "sav")
    declared = {
        name: [(found["lo"], found["hi"]) for found in ranges]
        for name, ranges in meta.missing_ranges.items()
    }

    def value(column, found):
        if any(
            low <= found <= high for low, high in declared.get(column.column.name_in("spss"), [])
        ):
            return Missing(found)
        return found

    return _rows(frame, table, value, "spss")


def read_dta(content, table):
    frame, _meta = opened(pyreadstat.read_dta, content, "dta")

    def value(column, found):
        return found if column.column.type is Type.TEXT else LETTERS.get(found, found)

    return _rows(frame, table, value, "stata")


def opened(read, content, extension):
    """What pyreadstat reads, and what it reads besides."""
    with TemporaryDirectory() as folder:
        path = Path(folder, f"table.{extension}")
        path.write_bytes(content)
        return read(str(path), user_missing=True)


def _rows(frame, table, value, format):
    assert list(frame.columns) == [column.column.name_in(format) for column in table.columns]
    return [
        tuple(
            None if isinstance(found, float) and math.isnan(found) else value(column, found)
            for column, found in zip(table.columns, row, strict=True)
        )
        for row in frame.astype(object).itertuples(index=False)
    ]


def with_reasons(table):
    """The rows as SPSS and Stata tell them: a text that is not there is empty."""
    return [
        tuple(
            "" if column.column.type is Type.TEXT and value is None else value
            for column, value in zip(table.columns, row, strict=True)
        )
        for row in table.rows
    ]


def with_reasons_among_marks(table):
    """The rows as CSV and Parquet tell them: why there is no value stands in marks alone."""
    return [
        tuple(
            None if isinstance(value, Missing) and column.column.type is not Type.MARK else value
            for column, value in zip(table.columns, row, strict=True)
        )
        for row in table.rows
    ]
