from surveys.instruments.parser import parse
from surveys.instruments.text import texts
from surveys.instruments.translating import (
    NewText,
    sheet_header,
    sheet_rows,
    text_rows,
    with_texts,
)
from tests.factories import welch
from tests.surveys.instruments.small import SMALL


def small():
    return parse(SMALL.replace('ko: {draft: "일본"}', 'ko: {reviewed: "일본"}', 1), "x").content


def row_at(content, address):
    (row,) = [row for row in text_rows(content) if row.address == address]
    return row


def test_every_text_and_every_element_has_a_row_in_the_order_of_the_file():
    content = welch().content
    rows = text_rows(content)
    elements = [row for row in rows if "elements" in row.path]
    assert {row.path for row in rows} - {row.path for row in elements} == {
        path for path, _versions in texts(content)
    }
    assert len(elements) == sum(
        len(entry.get("elements", ()))
        for entry in (*content["concerns"], *content["lenses"].values(), content["vignettes"])
    )
    addresses = [row.address for row in rows]
    item = addresses.index("concerns[military].item")
    element = addresses.index("concerns[military].elements[actor].words")
    assert addresses.index("preface") < item < element < addresses.index("concerns[political].item")


def test_a_row_has_the_words_and_status_of_each_language_and_the_nearest_note():
    content = small()
    row = row_at(content, "parties[JPN].name")
    assert row.versions == {"en": ("source", "Japan"), "ko": ("reviewed", "일본")}
    assert not row.is_unreviewed(["en", "ko"])
    assert row_at(content, "parties[JPN].side").is_unreviewed(["ko"])
    assert not row_at(content, "parties[JPN].side").is_unreviewed(["en"])
    assert row_at(content, "parties[JPN].side").is_unreviewed(["ja"])
    noted = row_at(welch().content, "threats[JPN>PRC:regional-hegemony].item")
    assert noted.note.startswith("Do not bring back")
    element = row_at(welch().content, "concerns[military].elements[possibility].words")
    assert element.versions["ko"] == ("", "가능성")


def test_the_rows_of_a_sheet_stand_under_its_columns():
    content = small()
    assert sheet_header(content, "ko") == ("key", "place", "en", "ko", "status", "note")
    rows = sheet_rows(content, "ko")
    assert ("parties[JPN].name", "Sides · JPN · Name", "Japan", "일본", "reviewed", "") in rows
    assert len(rows) == len(text_rows(content))


def test_texts_are_put_into_a_copy():
    content = small()
    (path,) = [row.path for row in text_rows(content) if row.address == "preface"]
    changed = with_texts(content, [NewText(path, "ko", "reviewed", "새 머리말.")], version=9)
    assert changed["preface"]["ko"] == {"reviewed": "새 머리말."}
    assert changed["version"] == 9
    assert content["preface"]["ko"] == {"draft": "머리말."}
    assert with_texts(content, []) == content
