import io
import zipfile

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
        (b"PK\x03\x04 but no archive", "cannot be read as XLSX"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_with_the_reason(file, message):
    with pytest.raises(SheetError, match=message):
        read_sheet(file)


def archive_of(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_an_archive_that_is_no_workbook_is_refused():
    with pytest.raises(SheetError, match="cannot be read as XLSX"):
        read_sheet(archive_of(readme="nothing here"))


def test_an_archive_that_would_fill_the_memory_is_refused_before_it_is_unpacked():
    bomb = archive_of(xl=b"0" * 50_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(SheetError, match="larger than a sheet"):
        read_sheet(bomb)


@pytest.mark.parametrize("broken", ["xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml"])
def test_a_damaged_workbook_is_refused(broken):
    whole = zipfile.ZipFile(io.BytesIO(book_of(HEADER, *ROWS)))
    parts = {name: whole.read(name) for name in whole.namelist()} | {broken: b"<broken"}
    with pytest.raises(SheetError, match="cannot be read as XLSX"):
        read_sheet(archive_of(**parts))


def test_a_workbook_that_was_damaged_on_its_way_is_read_or_refused_in_words():
    whole, refused = book_of(HEADER, *ROWS), 0
    for place in range(30, len(whole), len(whole) // 40):
        damaged = whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]
        try:
            read_sheet(damaged)
        except SheetError:
            refused += 1
    assert refused > 10
