import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.export.formats import FORMATS
from analytics.release.schema.columns import Type
from surveys.spreadsheets import FORMULA_STARTS, without_guard
from tests.analytics.export.reading_back import read_csv
from tests.analytics.export.small import EMPTY, LONG, TABLE, column_of, table_of


def write(table):
    return FORMATS["csv"].write(table, "")


def test_every_cell():
    assert read_csv(write(TABLE), TABLE) == [
        ["'=1+1", "12", "0.30000000000000004", "0", "1"],
        ['a "b", c\nd', "0", "-0.7844767371234208", "3", "2"],
        ["", "", "", "-3", "3"],
        ["", "", "", "", ""],
        ["朝鮮半島", "1099511627776", "1e-12", "-2", "-1"],
        [LONG.strip(), "7", "-1.0", "-1", "0"],
        ["'-1", "5", "0.0", "-4", "4"],
    ]


def test_lines_end_and_fields_are_quoted_as_the_standard_says():
    content = write(TABLE)
    assert content.startswith(b"side,people,delta,mark,place\r\n'=1+1,12,")
    assert b'"a ""b"", c\nd",0,' in content
    assert content.endswith(b"\r\n")


def test_a_table_without_rows_is_its_header():
    assert write(EMPTY) == b"side,people,delta,mark,place\r\n"


def test_excel_is_marked_so_that_it_is_utf_8_and_nothing_else_differs():
    assert FORMATS["csv-bom"].write(TABLE, "") == b"\xef\xbb\xbf" + write(TABLE)


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_nothing_runs_as_a_formula(start):
    table = table_of((column_of("x", Type.TEXT, {}),), [(f"{start}1+1",)])
    assert read_csv(write(table), table) == [[f"'{start}1+1"]]


texts = st.text(st.characters(exclude_categories=["Cs"]))
numbers = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.tuples(texts, st.integers(), numbers)))
def test_texts_and_numbers_come_back_exactly(rows):
    columns = (
        column_of("text", Type.TEXT, {}),
        column_of("whole", Type.INTEGER, {}),
        column_of("number", Type.NUMBER, {}),
    )
    content = write(table_of(columns, rows))
    _names, *found = csv.reader(io.StringIO(content.decode(), newline=""))
    assert [without_guard(line[0]) for line in found] == [text for text, _, _ in rows]
    assert not any(line[0].startswith(FORMULA_STARTS) for line in found)
    assert [(int(line[1]), float(line[2])) for line in found] == [row[1:] for row in rows]
