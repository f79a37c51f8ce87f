"""Tables that may not fit into memory: written piece by piece, while they are sent."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.renderers import JSONRenderer

from analytics.api.renderers import (
    ROWS_AT_A_TIME,
    CSVRenderer,
    NDJSONRenderer,
    ParquetRenderer,
    batched,
    lines_of_json,
)
from analytics.export import csv, parquet
from analytics.export.file_contents import FileContents
from analytics.export.labels import LabelledTable
from analytics.export.store import Variant, stored_files

# Rows of a table that is made at once.
MOST_AT_ONCE = 10_000


def stream(table: LabelledTable, renderer: Any) -> HttpResponseBase:
    """The table in the format of this renderer."""
    return StreamingHttpResponse(
        PIECES[renderer.format](table), content_type=_content_type(renderer)
    )


def stored_table(checksum: str, table: str, renderer: Any) -> HttpResponseBase | None:
    """The file of a whole table whose rows do not depend on who asks; None where it is not there.

    The file is not made anew while it is read: whoever has it open reads to its end.
    """
    stored = stored_files(checksum, Variant.WITHOUT_CHANGES)
    file = stored.named(f"{table}.{renderer.format}") if stored else None
    if stored is None or file is None:
        return None
    opened = Path(stored.folder, file.name).open("rb")  # noqa: SIM115  the response closes it
    return FileResponse(opened, content_type=_content_type(renderer))


def _content_type(renderer: Any) -> str:
    charset = f"; charset={renderer.charset}" if renderer.charset else ""
    return f"{renderer.media_type}{charset}"


def _json(table: LabelledTable) -> Iterator[bytes]:
    """One list, as the framework writes it."""
    write, before = JSONRenderer().render, b"["
    for rows in batched(table.table.by_name(), ROWS_AT_A_TIME):
        yield before + b",".join(map(write, rows))
        before = b","
    yield b"]" if before == b"," else b"[]"


def _lines(table: LabelledTable) -> Iterator[bytes]:
    return lines_of_json(table.table.by_name())


def _csv(table: LabelledTable) -> Iterator[bytes]:
    rows = batched(table.table.stored_rows(), ROWS_AT_A_TIME)
    return chain(
        [csv.csv_bytes(table.table.names, [])], (csv.csv_bytes(None, several) for several in rows)
    )


def _parquet(table: LabelledTable) -> Iterator[bytes]:
    """Made whole before it is sent: on the disk, if it is large."""
    return FileContents(partial(parquet.write_to, table, "")).pieces()


PIECES: Mapping[str, Callable[[LabelledTable], Iterator[bytes]]] = {
    JSONRenderer.format: _json,
    NDJSONRenderer.format: _lines,
    CSVRenderer.format: _csv,
    ParquetRenderer.format: _parquet,
}
