"""Every format holds what the tables of a real release hold, and always in the same bytes."""

import pytest

from analytics.export import spss, stata
from analytics.export.csv import field
from analytics.export.distinct_labels import in_bytes, shortened
from analytics.export.formats import FORMATS
from analytics.export.queries import publication_of
from analytics.export.statistical import Sheet
from analytics.models import Release
from analytics.release.queries import changes_of
from analytics.vocabulary.missing import Missing
from tests.analytics.api.whole import whole_release
from tests.analytics.export.reading_back import (
    read_csv,
    read_dta,
    read_parquet,
    read_sav,
    with_reasons,
    with_reasons_among_marks,
)
from tests.analytics.export.small import EMPTY, TABLE
from tests.analytics.export.test_labels import assert_distinct
from tests.analytics.levels import released_by_level

pytestmark = pytest.mark.slow

PANELS = ("panel/JPN", "panel/PRC")
# Tables of the short questionnaire that have 50 rows or fewer, with how many at the least.
FEWEST = {
    "reported_changes": 11,
    "concern_changes": 41,
    "grounds": 36,
    "ground_gaps": 10,
    "zones": 46,
    "self_images": 48,
    "orders": 16,
    "order_predictions": 48,
}


def tables_in(release):
    return publication_of(release, changes_of(release)).tables


def as_fields(table):
    """The rows as texts of CSV."""
    codes = [
        tuple(int(value) if isinstance(value, Missing) else value for value in row)
        for row in with_reasons_among_marks(table)
    ]
    return [[field(value) for value in row] for row in codes]


def compare(table):
    """Reads every format back; AssertionError where a cell differs."""
    assert read_csv(FORMATS["csv"].write(table, "ja"), table) == as_fields(table)
    parquet = FORMATS["parquet"].write(table, "ja")
    assert read_parquet(parquet, table) == with_reasons_among_marks(table)
    assert read_sav(FORMATS["sav"].write(table, "ja"), table) == with_reasons(table)
    assert read_dta(FORMATS["dta"].write(table, "ja"), table) == with_reasons(table)


def assert_distinct_where_they_are_shortened(table, language):
    for limits in ((spss.VARIABLE, spss.VALUE), (stata.LABEL, 40)):
        sheet = Sheet(table, language, "spss", int)
        columns = [sheet.value_labels(column) for _name, column in sheet.named]
        sets = [(sheet.column_labels, limits[0]), *((labels, limits[1]) for labels in columns)]
        for labels, length in sets:
            short = shortened(labels, length, in_bytes)
            assert len(set(short.values())) == len(labels)


def test_a_whole_release_comes_back_cell_by_cell(study):
    whole_release(study, PANELS)
    tables = tables_in(whole_release(study, PANELS, turn=1))
    assert [table.name for table in tables] == [
        "blocks",
        "cells",
        "means",
        "changes",
        "concern_changes",
        "impressions",
        "reported_changes",
        "batteries",
        "undetermined",
        "grounds",
        "ground_gaps",
        "zones",
        "self_images",
        "orders",
        "order_predictions",
        "records",
    ]
    for table in tables:
        assert len(table.rows) >= FEWEST.get(table.name, 51)
        compare(table)
        for language in ("en", "zh-Hans", "ja", "ko"):
            assert_distinct(table, language)
            assert_distinct_where_they_are_shortened(table, language)
        for row in table.rows:
            for column, value in zip(table.columns, row, strict=True):
                assert not isinstance(value, Missing) or value in column.column.missing
    values = {value for table in tables for row in table.rows for value in row}
    assert {None, Missing.BELOW_FIVE} < values


def test_a_closed_round_comes_back_cell_by_cell(closed_round):
    for table in tables_in(Release.objects.get(round=closed_round)):
        compare(table)


def test_a_divided_side_comes_back_cell_by_cell(study):
    tables = tables_in(released_by_level(study))
    (gaps,) = [table for table in tables if table.name == "level_gaps"]
    assert len(gaps.rows) == 3
    for table in tables:
        compare(table)


# Format → whether it is the same in every language.
EXPECTED = {
    "csv": ("csv", "text/csv", False),
    "csv-bom": ("excel.csv", "text/csv", False),
    "parquet": ("parquet", "application/vnd.apache.parquet", False),
    "sav": ("sav", "application/x-spss-sav", True),
    "dta": ("dta", "application/x-stata-dta", True),
}


def test_the_formats():
    told = {n: (f.extension, f.media_type, f.in_languages) for n, f in FORMATS.items()}
    assert told == EXPECTED
    assert len({format.extension for format in FORMATS.values()}) == len(FORMATS)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_differs_by_language_only_where_it_says_so(name):
    format = FORMATS[name]
    differs = format.write(TABLE, "en") != format.write(TABLE, "ja")
    assert differs == format.in_languages


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("table", [TABLE, EMPTY])
def test_the_same_table_gives_the_same_bytes(name, table):
    write = FORMATS[name].write
    assert write(table, "ja") == write(table, "ja")
