import pytest

from surveys.uploads.errors import UnreadableFileError
from surveys.uploads.text_tables import MOST_COLUMNS, as_lines, lines_of


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_whatever_separates_the_fields_they_are_read(separator):
    text = f'\n a {separator}b\n\n"1{separator}\n2"{separator}3\n{separator}\n'
    assert [*lines_of(text)] == [(2, [" a ", "b"]), (5, [f"1{separator}\n2", "3"])]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('a,b\n"1', "line 2: unexpected end"),
        ('a,b\n"1"2,3', "line 2: "),
        ("a\n" + "b" * 140_000, "line 2: field larger"),
        ("," * MOST_COLUMNS, "names more than 200 columns"),
    ],
)
def test_what_is_no_table_is_refused_by_line(text, problem):
    with pytest.raises(UnreadableFileError, match=problem):
        [*lines_of(text)]


def test_an_empty_text_has_no_lines():
    assert [*lines_of(" \n")] == []


def test_rows_as_lines_are_read_as_they_were():
    rows = [["a", "b\tc"], [], ['"', "d\ne"]]
    lines = as_lines(rows)
    assert [cells for _number, cells in lines_of(lines)] == [rows[0], rows[2]]
    assert lines.count("\n") == 4
