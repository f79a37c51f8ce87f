"""The files opened by the programs of researchers, as the table in docs/files.md says.

A test is skipped where its program is not on this machine, also in continuous integration, which
installs none of them. DuckDB and polars are looked for in the Python that runs the tests, or in the
one that CS2_CLIENTS_PYTHON names. What a program cannot do is pinned too: when such a test fails, a
later version may be recommended.
"""

import importlib.util
import json
import os
import sys
import textwrap

import pandas as pd
import pytest

from analytics.export.formats import FORMATS
from analytics.release.schema.columns import Type
from tests.analytics.export.clients import LACKING, Files, assert_same, out, read, run, succeeded
from tests.analytics.export.publications import (
    BLOCKS,
    IMPRESSION,
    RECORD,
    ROSE,
    VIGNETTE,
    publication,
)
from tests.analytics.export.small import column_of, table_of

LANGUAGE = "ja"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A small release in every format, with groups below five and one text in a column."""
    folder = tmp_path_factory.mktemp("clients")
    blocks = [*BLOCKS, VIGNETTE, IMPRESSION]
    tables = publication(blocks=blocks, changes=[ROSE], records=[RECORD]).tables
    for table in tables:
        for format in FORMATS.values():
            name = f"{table.name}.{format.extension}"
            (folder / name).write_bytes(format.write(table, LANGUAGE))
    return Files(folder, {table.name: table for table in tables})


@pytest.mark.parametrize("extension", ["csv", "excel.csv"])
def test_pandas_reads_csv(files, extension):
    for name, table in files.tables.items():
        frame = pd.read_csv(files.folder / f"{name}.{extension}")
        frame.to_csv(files.folder / f"{name}.out.csv", index=False)
        assert_same(out(files, name), table, "csv", codes=True)


# --- R --------------------------------------------------------------------------------------------

R = """
if (!requireNamespace("%(package)s", quietly = TRUE)) {
  cat("R has no package %(package)s"); quit(status = 77)
}
for (name in strsplit("%(names)s", " ")[[1]]) {
  found <- %(read)s
  %(check)s
  write.csv(found, paste0(name, ".out.csv"), row.names = FALSE, na = "", fileEncoding = "UTF-8")
}
"""


def in_r(files, package, read, check=""):
    values = {"package": package, "names": " ".join(files.tables), "read": read, "check": check}
    return succeeded(run(files, "Rscript", "-", script=R % values))


def test_r_reads_csv_as_it_is(files):
    in_r(files, "utils", 'read.csv(paste0(name, ".csv"), fileEncoding = "UTF-8")')
    for name, table in files.tables.items():
        assert_same(out(files, name), table, "csv", codes=True)


# No two labels of a column or of the columns are alike.
DISTINCT = """
for (column in found) stopifnot(!anyDuplicated(names(attr(column, "labels"))))
stopifnot(!anyDuplicated(unlist(lapply(found, attr, "label"))))
"""


@pytest.mark.parametrize(("extension", "format"), [("sav", "spss"), ("dta", "stata")])
def test_haven_reads_values_and_labels(files, extension, format):
    in_r(files, "haven", f'haven::read_{extension}(paste0(name, ".{extension}"))', DISTINCT)
    for name, table in files.tables.items():
        assert_same(out(files, name), table, format)


def test_haven_keeps_the_reasons_why_a_value_is_missing(files):
    few = 'if (name == "blocks") { x <- found$cum_low_low; cat(%s) }'
    read = 'haven::read_sav(paste0(name, ".sav"), user_na = TRUE)'
    assert in_r(files, "haven", read, few % 'attr(x, "na_values"), x[is.na(x)]') == "-5 -5"
    read = 'haven::read_dta(paste0(name, ".dta"))'
    assert in_r(files, "haven", read, few % "haven::na_tag(x[is.na(x)])") == "e"


def test_foreign_reads_sav_without_the_labels_of_long_texts_and_no_dta(files):
    named = """
        labels <- lapply(Filter(is.character, found), attr, "value.labels")
        if (name == "blocks") cat(names(Filter(length, labels)))
    """
    said = in_r(
        files,
        "foreign",
        'suppressWarnings(foreign::read.spss(paste0(name, ".sav"), use.value.labels = FALSE, '
        'to.data.frame = TRUE, use.missings = TRUE, reencode = "UTF-8"))',
        named,
    )
    for name, table in files.tables.items():
        assert_same(out(files, name), table, "spss")
    assert said.split() == ["perceiver", "target", "item", "item_kind", "domain", "group"]
    labelled = [c.name for c in files.tables["blocks"].columns if c.column.type is Type.TEXT]
    assert set(labelled) - set(said.split()) == {"question", "lens"}
    done = run(files, "Rscript", "-e", 'foreign::read.dta("blocks.dta")')
    assert "not a Stata version 5-12 .dta file" in done.stderr


# --- PSPP and gretl -------------------------------------------------------------------------------


def test_pspp_reads_sav(files):
    for name, table in files.tables.items():
        script = (
            f"GET FILE='{name}.sav'.\n"
            f"SAVE TRANSLATE /OUTFILE='{name}.out.csv' /TYPE=CSV /FIELDNAMES /REPLACE\n"
            "  /MISSING=RECODE /CELLS=VALUES.\n"
        )
        succeeded(run(files, "pspp", "-", script=script))
        assert_same(out(files, name), table, "spss", tolerance=1e-4)


def in_gretl(files, opened, script):
    (files.folder / "script.inp").write_text(f"open {opened} --quiet\n{script}\n")
    return run(files, "gretlcli", "-b", "script.inp")


def test_gretl_reads_dta(files):
    for name, table in files.tables.items():
        script = f"set csv_digits 15\nstore {name}.out.csv"
        succeeded(in_gretl(files, f"{name}.dta", script))
        assert_same(out(files, name), table, "stata")


def test_gretl_takes_the_reasons_in_sav_for_values(files):
    """Of a group of three, among four groups; `.dta` has three values."""
    script = 'printf "there: %d, least: %d\\n", nobs(cum_low_low), min(cum_low_low)'
    counted = {
        extension: succeeded(in_gretl(files, f"blocks.{extension}", script))
        for extension in ("sav", "dta")
    }
    assert "there: 4, least: -5\n" in counted["sav"]
    assert "there: 3, least: 0\n" in counted["dta"]


@pytest.mark.parametrize("format", ["csv", "csv-bom"])
@pytest.mark.parametrize("texts", [1, 2])
def test_gretl_does_not_open_csv_with_a_column_of_a_single_text(files, texts, format):
    columns = column_of("number", Type.INTEGER, {}), column_of("kind", Type.TEXT, {})
    rows = [(place, None) for place in range(20)] + [(0, "aligned")] * texts
    (files.folder / "one.csv").write_bytes(FORMATS[format].write(table_of(columns, rows), ""))
    done = in_gretl(files, "one.csv", "")
    refused = "variable 2 (kind), observation 21, expected numeric value"
    assert (refused in done.stdout) == (texts == 1)


# --- Spreadsheets and databases -------------------------------------------------------------------


def converted(files, name, *filter):
    """What LibreOffice makes of a CSV file, written as CSV again."""
    succeeded(
        run(
            files,
            *("soffice", f"-env:UserInstallation=file://{files.folder}/profile", "--headless"),
            *filter,
            *("--convert-to", "out.csv:Text - txt - csv (StarCalc):44,34,76", f"{name}.csv"),
        )
    )
    return read(files.folder / f"{name}.out.csv")


def test_libreoffice_reads_csv_where_it_is_said_to_be_utf_8(files):
    """Comma, quotation mark and UTF-8 are 44, 34 and 76; the mark at the beginning does not do."""
    words = [("問い", "日本から見た中国："), ("式", "=1+1")]
    table = table_of([column_of(name, Type.TEXT, {}) for name in ("a", "b")], words)
    (files.folder / "words.csv").write_bytes(FORMATS["csv-bom"].write(table, ""))
    utf_8 = "--infilter=CSV:44,34,76"
    assert converted(files, "words", utf_8)[1:] == [["問い", "日本から見た中国："], ["式", "'=1+1"]]
    assert converted(files, "words")[1] != ["問い", "日本から見た中国："]
    found = converted(files, "blocks.excel", utf_8)
    assert_same(found, files.tables["blocks"], "csv", codes=True)


DATABASES = {
    "duckdb": """
found = duckdb.sql(f"SELECT * FROM '{name}'")
names, types, rows = found.columns, found.types, found.fetchall()
""",
    "polars": """
found = getattr(polars, "read_" + name.rpartition(".")[2])(name)
names, types, rows = found.columns, found.dtypes, found.rows()
""",
}
SCRIPT = """
import json, sys
try:
    import {package}
except ImportError:
    print("{package} is not in", sys.executable)
    sys.exit({lacking})
for name in sys.argv[1:]:{read}
    print(json.dumps([names, list(map(str, types)), rows]))
"""
TEXTS, WHOLES, NUMBERS = ("VARCHAR", "String"), ("BIGINT", "Int64"), ("DOUBLE", "Float64")
KINDS = {Type.TEXT: TEXTS, Type.INTEGER: WHOLES, Type.MARK: WHOLES, Type.NUMBER: NUMBERS}


def in_database(files, package, *names):
    """What it reads from each of the files: names, types and rows."""
    here = importlib.util.find_spec(package) is not None
    python = sys.executable if here else os.environ.get("CS2_CLIENTS_PYTHON", sys.executable)
    read = textwrap.indent(DATABASES[package], "    ")
    script = SCRIPT.format(package=package, lacking=LACKING, read=read)
    done = run(files, python, "-c", script, *names)
    return [json.loads(line) for line in succeeded(done).splitlines()]


@pytest.mark.parametrize("package", DATABASES)
def test_databases_read_parquet_with_its_types(files, package):
    every = in_database(files, package, *(f"{name}.parquet" for name in files.tables))
    for (names, types, rows), table in zip(every, files.tables.values(), strict=True):
        columns = [column.column for column in table.columns]
        assert names == table.table.names
        assert all(t in KINDS[c.type] for t, c in zip(types, columns, strict=True))
        assert rows == table.table.stored_rows()


@pytest.mark.parametrize("package", DATABASES)
def test_databases_take_a_column_of_csv_without_a_value_for_texts(files, package):
    ((names, types, rows),) = in_database(files, package, "changes.csv")
    columns = [column.column for column in files.tables["changes"].columns]
    for place, column in enumerate(columns):
        empty = all(row[place] is None for row in rows)
        assert types[place] in (TEXTS if empty else KINDS[column.type]), column.name
    assert types[names.index("delta")] in TEXTS
