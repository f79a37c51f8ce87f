import csv
import io

import pytest
from openpyxl import Workbook, load_workbook

from surveys.instruments.sheets import (
    CSV,
    KINDS,
    LARGEST_SHEET,
    LONGEST_CELL,
    MOST_ROWS,
    XLSX,
    SheetError,
    read_sheet,
    written,
)
from surveys.spreadsheets import FORMULA_STARTS

HEADER = ("key", "place", "en", "ja", "status", "note")
ROWS = [
    ("title", "Title", "=1+1", "表題", "draft", ""),
    ("preface", "Preface", "two\nlines, “quoted”", '"前書き"', "reviewed", "+ a note"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_is_read_back_as_it_was_written(kind):
    sheet = read_sheet(written(kind, HEADER, ROWS))
    assert sheet.header == HEADER
    assert [cells for _number, cells in sheet.lines] == ROWS
    assert [number for number, _cells in sheet.lines] == ([2, 3] if kind == XLSX else [2, 4])
    assert (sheet.encoding, sheet.formulas) == ("", frozenset())


def test_nothing_in_a_sheet_is_run_as_a_formula():
    book = load_workbook(io.BytesIO(written(XLSX, HEADER, ROWS)))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "'=1+1" in {cell.value for cell in cells}
    assert ",'=1+1," in written(CSV, HEADER, ROWS).decode("utf-8-sig")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("start", [*FORMULA_STARTS, "'=", "''＋"])
def test_whatever_a_text_begins_with_goes_out_guarded_and_comes_back(kind, start):
    row = ("title", "Title", f"{start}1", f"{start}表", "draft", start)
    written_row = read_plain(kind, written(kind, HEADER, [row]))
    assert written_row[2:4] == (f"'{start}1", f"'{start}表")
    assert read_sheet(written(kind, HEADER, [row])).lines[0][1] == row


def read_plain(kind, content):
    """The second row of a sheet as a spreadsheet finds it."""
    if kind == XLSX:
        rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    else:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return tuple(list(rows)[1])


def test_a_text_with_a_character_that_no_sheet_can_hold_is_written_without_it():
    assert read_sheet(written(XLSX, HEADER, [("a\x07b",)])).lines[0][1][0] == "ab"


def book_of(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_formula_is_taken_as_its_text_and_told():
    sheet = read_sheet(book_of(HEADER, ["title", "", "x", "=A1&A2", "draft"], ["n", None, 5, 1.5]))
    assert sheet.lines[0][1][3] == "=A1&A2"
    assert sheet.formulas == {2}
    assert sheet.lines[1][1][:4] == ("n", "", "5", "1.5")


@pytest.mark.parametrize(
    ("language", "words", "codec", "name"),
    [
        ("ja", "懸念の度合い", "cp932", "Shift_JIS"),
        ("zh-Hans", "关切的程度", "gb18030", "GB18030"),
        ("ko", "우려의 정도", "cp949", "EUC-KR"),
        ("ja", "懸念の度合い", "utf-16", "UTF-16"),
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_another_encoding_is_recognised_by_the_language_of_the_sheet(
    language, words, codec, name, separator
):
    lines = [("key", "en", language, "status"), ("title", "Title", words, "draft")]
    text = "\r\n".join(separator.join(line) for line in lines)
    sheet = read_sheet(text.encode(codec))
    assert sheet.encoding == name
    assert sheet.lines == ((2, lines[1]),)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (b"", "no rows"),
        (b"\n \n", "no rows"),
        (b"x" * (LARGEST_SHEET + 1), "larger than a sheet"),
        (b"key,en\n\xff\xff\xff", "no encoding that is known"),
        (b"key,ja\n\x81", "no encoding that is known"),
        (b"a\n" * (MOST_ROWS + 2), "more rows"),
        (b"a," + b"b" * (LONGEST_CELL + 1), "longer than any text"),
        (b'a\n"' + b"b" * 140_000, "line 2: field larger"),
        (b"PK\x03\x04 but no archive", "no workbook that can be read"),
        (b"key," * 300, "more than 200 columns"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_with_the_reason(file, message):
    with pytest.raises(SheetError, match=message):
        read_sheet(file)
