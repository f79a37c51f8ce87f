"""The formats in which tables are written. The same table gives the same bytes on any day."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from analytics.export import csv, parquet, spss, stata
from analytics.export.labels import LabelledTable


@dataclass(frozen=True)
class Format:
    """How a table is written: ``write_to(table, language, out)``.

    ``extension`` is all that follows the table's name and the dot, unlike that of any other format.
    Where ``in_languages`` is false the file is the same in every language. A table of more than
    ``most_rows`` is not written: the libraries of some formats take it whole into memory.
    """

    extension: str
    media_type: str
    in_languages: bool
    write_to: Callable[[LabelledTable, str, BinaryIO], object]
    most_rows: int | None = None

    def takes(self, table: LabelledTable) -> bool:
        return self.most_rows is None or len(table.table.rows) <= self.most_rows

    def write(self, table: LabelledTable, language: str) -> bytes:
        """The whole file."""
        out = io.BytesIO()
        self.write_to(table, language, out)
        return out.getvalue()


# With some three kilobytes of memory for each row.
MOST_ROWS_AT_ONCE = 100_000


def _at_once(write: Callable[[LabelledTable, str], bytes], extension: str, type: str) -> Format:
    """A format of which the library writes a table at once, with labels in one language."""

    def write_to(table: LabelledTable, language: str, out: BinaryIO) -> None:
        out.write(write(table, language))

    return Format(extension, type, True, write_to, MOST_ROWS_AT_ONCE)


FORMATS = {
    "csv": Format("csv", "text/csv", False, csv.write_to),
    "csv-bom": Format("excel.csv", "text/csv", False, csv.write_to_for_excel),
    "parquet": Format("parquet", "application/vnd.apache.parquet", False, parquet.write_to),
    "sav": _at_once(spss.write, "sav", "application/x-spss-sav"),
    "dta": _at_once(stata.write, "dta", "application/x-stata-dta"),
}
