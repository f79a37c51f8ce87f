"""Records in columns are the rows that they are made of."""

import numpy as np

from analytics.release.canonical import canonical_bytes, checksum
from analytics.release.record_columns import CHUNK, RecordColumns, random_order
from analytics.release.rows import Content, in_order

AGES = np.array(["age-under-45", None], dtype=object)


def group(name, people=5, about=True):
    """People whose first mark is their number, and whose age follows from it."""
    numbers = np.arange(people)
    marks = np.stack([numbers % 100, numbers % 4], axis=1).astype(np.int8)
    said = {"age": AGES[numbers % 2]} if about else {}
    return random_order(name, said, ("number", "q"), marks)


def test_a_row_holds_what_one_person_answered_and_said():
    rows = list(RecordColumns([group("PRC", 100)]))
    assert sorted(row.answers["number"] for row in rows) == list(range(100))
    for row in rows:
        number = row.answers["number"]
        assert (row.group, row.answers) == ("PRC", {"number": number, "q": number % 4})
        assert row.about == {"age": AGES[number % 2]}
        assert type(row.answers["q"]) is int


def test_rows_are_in_the_order_in_which_they_are_published():
    records = RecordColumns([group("PRC", 40), group("JPN", 40)])
    rows = list(records)
    assert rows == in_order(rows)
    assert [row.group for row in rows] == ["JPN"] * 40 + ["PRC"] * 40
    assert len(records) == 80
    assert rows[0] in records
    assert list(RecordColumns()) == []


def test_identifiers_are_random_and_order_people_anew():
    first, second = group("PRC", 60), group("PRC", 60)
    ids = {row.id for row in RecordColumns([first])}
    assert len(ids) == 60
    assert {identifier.version for identifier in ids} == {4}
    assert {identifier.variant for identifier in ids} == {"specified in RFC 4122"}
    assert not ids & {row.id for row in RecordColumns([second])}
    assert first.marks[:, 0].tolist() != second.marks[:, 0].tolist()
    assert first.marks[:, 0].tolist() != list(range(60))


def test_more_people_than_are_made_at_once_are_all_there_and_nothing_need_be_said():
    rows = list(group("PRC", CHUNK + 3, about=False).rows())
    assert len({row.id for row in rows}) == CHUNK + 3
    assert rows[-1].about == {}


def test_the_checksum_is_that_of_the_same_rows():
    records = RecordColumns([group("PRC"), group("JPN")])
    contents = [Content([], [], [], records=each) for each in (records, list(records)[::-1])]
    columns, rows = (checksum({"a": 1}, content) for content in contents)
    assert columns == rows
    assert canonical_bytes({"b": 1, "a": 2}) == b'{"a":2,"b":1}'
