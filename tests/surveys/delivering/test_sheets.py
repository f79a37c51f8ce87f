"""A workbook is read as its writer sees it, and what it may not hold is refused by cell."""

import io
import zipfile
from datetime import datetime

import pytest

from surveys.delivering.guests import Guest, read_list
from surveys.delivering.refused_lists import ListRefusedError
from surveys.delivering.sheets import MOST_BYTES, MOST_CELLS, is_workbook, sheet_text
from tests.surveys.delivering.books import book_of, saved

PEOPLE = [("Name", "Side", "Language"), ("李娜", "PRC", "zh-Hans"), ("佐藤", "日本", "日本語")]


def refused(content: bytes) -> list[str]:
    with pytest.raises(ListRefusedError) as refusal:
        sheet_text(content)
    return refusal.value.problems


def test_people_are_read_from_a_workbook(open_round):
    reading = read_list(saved(book_of(PEOPLE)), round=open_round, way="list")
    assert reading.guests == [
        Guest(2, "participant", "PRC", "zh-Hans", "李娜"),
        Guest(3, "participant", "JPN", "ja", "佐藤"),
    ]
    assert (reading.encoding, reading.notes) == ("", [])


def test_a_line_is_a_row_also_below_empty_ones(open_round):
    book = book_of([(), *PEOPLE[:1], (), *PEOPLE[1:]])
    reading = read_list(saved(book), round=open_round, way="list")
    assert [guest.line for guest in reading.guests] == [4, 5]


def test_numbers_and_dates_are_text_as_one_writes_them():
    rows = [(7, 7.0, 2.5, datetime(2026, 12, 5), datetime(2026, 12, 5, 18, 30), True, None, "x")]
    text = "7\t7\t2.5\t2026-12-05\t2026-12-05T18:30:00\tTrue\t\tx\n"
    assert sheet_text(saved(book_of(rows))).text == text


def test_slips_are_counted_by_a_number_in_a_cell(open_round):
    book = book_of([("side", "language", "number"), ("PRC", "en", 12)])
    (guest,) = read_list(saved(book), round=open_round, way="hat").guests
    assert guest.number == 12


def test_formulas_and_errors_are_refused_by_cell():
    book = book_of([*PEOPLE, ("=A2", "PRC", "#N/A")])
    assert refused(saved(book)) == [
        "cell A4 has a formula: put its value there instead",
        "cell C4 has an error: #N/A",
    ]
    many = refused(saved(book_of([["=A1"] * 5] * 5)))
    assert len(many) == 11
    assert many[-1] == "and 15 more cells of this kind"


def test_what_was_not_read_or_is_hidden_is_said():
    book = book_of(PEOPLE)
    for name, state in (("Last year", "visible"), ("Notes", "hidden"), ("Empty", "visible")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        if name != "Empty":
            sheet.append(["a"])
            sheet.append(["b"])
    book.active.column_dimensions["B"].hidden = True
    book.active.row_dimensions[3].hidden = True
    assert sheet_text(saved(book)).notes == [
        "The sheet “Last year” was not read, only the first one.",
        "The hidden sheet “Notes” was not read.",
        "Hidden columns were read as well: B.",
        "Hidden rows were read as well: 3.",
    ]


def test_the_first_sheet_that_is_not_hidden_is_read():
    book = book_of([("nobody",)])
    book.active.sheet_state = "hidden"
    book.create_sheet("People").append(["name"])
    assert sheet_text(saved(book)).text == "name\n"


# --- Files that are no list ----------------------------------------------------------------------


def with_part(name: str, content: bytes) -> bytes:
    """A workbook of which one part is another, or one more."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(book_of(PEOPLE)))) as book,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for part in book.namelist():
            if part != name:
                changed.writestr(part, book.read(part))
        changed.writestr(name, content)
    return packed.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(rows: str, size: str = "A1:C3") -> bytes:
    return (
        f'<worksheet xmlns="{NAMESPACE}"><dimension ref="{size}"/>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    ).encode()


def test_a_bomb_is_refused_by_what_it_would_unpack_to():
    bomb = with_part("xl/media/image1.png", b"0" * (MOST_BYTES + 1))
    assert len(bomb) < 100_000
    assert "larger than a list" in refused(bomb)[0]


@pytest.mark.parametrize(
    "rows",
    [
        "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, MOST_CELLS + 2)),
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 5)),
    ],
    ids=["many", "far down", "far out"],
)
def test_very_many_cells_are_refused_before_they_are_built(rows):
    assert "larger than a list" in refused(with_part(SHEET, sheet(rows)))[0]


def test_a_sheet_that_claims_to_be_huge_is_read_as_it_is():
    rows = '<row r="1"><c r="A1"><v>7</v></c></row>'
    assert sheet_text(with_part(SHEET, sheet(rows, "A1:XFD1048576"))).text == "7\n"


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 and no more",
        with_part(SHEET, b"<worksheet"),
        with_part(SHEET, b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet("")),
        with_part("[Content_Types].xml", b"<nothing/>"),
    ],
    ids=["cut off", "damaged", "entities", "another"],
)
def test_what_is_no_workbook_is_refused(content):
    assert is_workbook(content)
    assert "no workbook that can be read" in refused(content)[0]


def test_a_workbook_of_an_old_excel_is_named():
    assert "save it as XLSX" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")[0]
