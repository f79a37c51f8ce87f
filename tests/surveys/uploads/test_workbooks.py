"""A workbook is read as its writer sees it, and what it may not hold is refused by cell."""

import io
import zipfile
from datetime import datetime

import pytest

from surveys.uploads.errors import UnreadableFileError
from surveys.uploads.workbooks import LIMITS, Limits, Row, is_workbook, read_workbook
from tests.surveys.uploads.books import book_of, saved

PEOPLE = [("Name", "Side", "Language"), ("李娜", "PRC", "zh-Hans"), ("佐藤", "日本", "日本語")]


def refused(content: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(UnreadableFileError) as refusal:
        read_workbook(content, limits)
    (problem,) = refusal.value.problems
    return problem


def cells(content: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read_workbook(content).rows]


def test_numbers_and_dates_are_text_as_one_writes_them():
    rows = [(7, 7.0, 2.5, datetime(2026, 12, 5), datetime(2026, 12, 5, 18, 30), True, None, "x")]
    written = ("7", "7", "2.5", "2026-12-05", "2026-12-05T18:30:00", "True", "", "x")
    assert cells(saved(book_of(rows))) == [written]


def test_every_row_is_there_also_where_it_is_empty():
    rows = read_workbook(saved(book_of([(), ("a",), (), ("b",)]))).rows
    assert [(row.number, *filter(None, row.cells)) for row in rows] == [
        (1,),
        (2, "a"),
        (3,),
        (4, "b"),
    ]


def test_formulas_and_errors_are_named_by_cell():
    *_others, last = read_workbook(saved(book_of([*PEOPLE, ("=A2", "PRC", "#N/A")]))).rows
    assert last == Row(4, ("=A2", "PRC", "#N/A"), ("A4",), (("C4", "#N/A"),))


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
    assert read_workbook(saved(book)).notes == (
        "The sheet “Last year” was not read, only the first one.",
        "The hidden sheet “Notes” was not read.",
        "Hidden columns were read as well: B.",
        "Hidden rows were read as well: 3.",
    )


def test_the_first_sheet_that_is_not_hidden_is_read():
    book = book_of([("nobody",)])
    book.active.sheet_state = "hidden"
    book.create_sheet("People").append(["name"])
    assert cells(saved(book)) == [("name",)]


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
    bomb = with_part("xl/media/image1.png", b"0" * 200_000)
    assert len(bomb) < 20_000
    assert "larger than any table" in refused(bomb, Limits(bytes=200_000))
    assert read_workbook(bomb).rows


def test_what_a_part_claims_to_unpack_to_is_all_that_it_unpacks_to():
    """A size that is not true is no way around the limit: the part is cut off there."""
    honest = with_part(SHEET, sheet("") + b" " * 100_000)
    size = (len(sheet("")) + 100_000).to_bytes(4, "little")
    lying = honest.replace(size, (100).to_bytes(4, "little"))
    assert lying != honest
    assert "no workbook that can be read" in refused(lying)


@pytest.mark.parametrize(
    "limits",
    [Limits(parts=5), Limits(tags=20), Limits(cells=8), Limits(bytes=2_000)],
    ids=["parts", "tags", "cells", "bytes"],
)
def test_what_is_too_much_is_refused(limits):
    assert "larger than any table" in refused(saved(book_of(PEOPLE)), limits)


@pytest.mark.parametrize(
    "rows",
    [
        "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 202)),
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 5)),
    ],
    ids=["many", "far down", "far out"],
)
def test_very_many_cells_are_refused_before_they_are_built(rows):
    assert "larger than any table" in refused(with_part(SHEET, sheet(rows)), Limits(cells=200))


def test_cells_that_are_merged_are_cells():
    book = book_of(PEOPLE)
    book.active.merge_cells("E1:G3")
    book.active.merge_cells("E5:F6")
    assert len(read_workbook(saved(book), Limits(cells=42)).rows) == 6
    assert "larger than any table" in refused(saved(book), Limits(cells=12))


def test_drawings_and_settings_that_are_no_xml_do_no_harm():
    for name, content in (("xl/drawing1.vml", b"<xml><br></xml>"), ("xl/a.bin", b"\0\x01<!")):
        assert cells(with_part(name, content)) == [*PEOPLE]


def test_a_sheet_that_claims_to_be_huge_is_read_as_it_is():
    rows = '<row r="1"><c r="A1"><v>7</v></c></row>'
    assert cells(with_part(SHEET, sheet(rows, "A1:XFD1048576"))) == [("7",)]


ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 and no more",
        with_part(SHEET, b"<worksheet"),
        with_part(SHEET, ENTITY.encode() + sheet("")),
        with_part(SHEET, (ENTITY + sheet("").decode()).encode("utf-16")),
        with_part("xl/unused.xml", (ENTITY + "<a/>").encode()),
        with_part("xl/unused.bin", (" " * 999 + ENTITY + "<a/>").encode("utf-16")),
        with_part("[Content_Types].xml", b"<nothing/>"),
    ],
    ids=[
        "cut off",
        "damaged",
        "entities",
        "entities in UTF-16",
        "unused entities",
        "of any name",
        "another",
    ],
)
def test_what_is_no_workbook_is_refused(content):
    assert is_workbook(content)
    assert "no workbook that can be read" in refused(content)


def test_a_workbook_that_was_damaged_on_its_way_is_read_or_refused_in_words():
    whole, refusals = saved(book_of(PEOPLE)), 0
    for place in range(30, len(whole), len(whole) // 40):
        damaged = whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]
        try:
            read_workbook(damaged)
        except UnreadableFileError:
            refusals += 1
    assert refusals > 10


def test_a_workbook_of_an_old_excel_is_named():
    assert "save it as XLSX" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
