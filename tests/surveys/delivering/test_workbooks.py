"""Lists of people in a workbook."""

import pytest

from surveys.delivering.guests import Guest, read_list
from surveys.delivering.refused_lists import ListRefusedError
from surveys.models.round import Round
from tests.surveys.uploads.books import book_of, saved

PEOPLE = [("Name", "Side", "Language"), ("李娜", "PRC", "zh-Hans"), ("佐藤", "日本", "日本語")]


def refused(content: bytes, round: Round) -> list[str]:
    with pytest.raises(ListRefusedError) as refusal:
        read_list(content, round=round, way="list")
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


def test_slips_are_counted_by_a_number_in_a_cell(open_round):
    book = book_of([("side", "language", "number"), ("PRC", "en", 12)])
    (guest,) = read_list(saved(book), round=open_round, way="hat").guests
    assert guest.number == 12


def test_formulas_and_errors_are_refused_by_cell(open_round):
    book = book_of([*PEOPLE, ("=A2", "PRC", "#N/A")])
    assert refused(saved(book), open_round) == [
        "cell A4 has a formula: put its value there instead",
        "cell C4 has an error: #N/A",
    ]
    many = refused(saved(book_of([["=A1"] * 5] * 5)), open_round)
    assert len(many) == 11
    assert many[-1] == "and 15 more cells of this kind"


def test_what_is_no_workbook_is_refused_in_words(open_round):
    (problem,) = refused(b"PK\x03\x04 and no more", open_round)
    assert "no workbook that can be read" in problem
