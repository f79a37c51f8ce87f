"""The formats in which tables are written. The same table gives the same bytes on any day."""

from collections.abc import Callable
from dataclasses import dataclass

from analytics.export import csv, parquet, spss, stata
from analytics.export.labels import LabelledTable


@dataclass(frozen=True)
class Format:
    """How a table is written: ``write(table, language)``.

    ``extension`` is all that follows the table's name and the dot, unlike that of any other format.
    Where ``in_languages`` is false the file is the same in every language.
    """

    extension: str
    media_type: str
    in_languages: bool
    write: Callable[[LabelledTable, str], bytes]


FORMATS = {
    "csv": Format("csv", "text/csv", False, csv.write),
    "csv-bom": Format("excel.csv", "text/csv", False, csv.write_for_excel),
    "parquet": Format("parquet", "application/vnd.apache.parquet", False, parquet.write),
    "sav": Format("sav", "application/x-spss-sav", True, spss.write),
    "dta": Format("dta", "application/x-stata-dta", True, stata.write),
}
