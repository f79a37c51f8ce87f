"""Records are read some at a time, each once, in the order in which they are published."""

import random
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.models import Record, Release
from analytics.release import stored_records
from analytics.release.rows import RecordRow, in_order
from analytics.release.stored_records import StoredRecords, with_every_name

RELEASE, OTHER = UUID(int=1), UUID(int=2)
# Of one group as many as are read at once, of another one more, of a third one alone.
PEOPLE = {"USA/public": 8, "JPN": 5, "PRC": 4}


@pytest.fixture
def few_at_once(monkeypatch):
    monkeypatch.setattr(stored_records, "CHUNK", 4)


@pytest.fixture
def rows(db, few_at_once):
    """Rows as they are published, of which the database got the last first."""
    dice = random.Random(7)
    made = [
        RecordRow(UUID(int=dice.getrandbits(128)), group, {"age": None}, {f"{group}>ROK:x": n % 4})
        for group, people in PEOPLE.items()
        for n in range(people)
    ]
    others = [RecordRow(UUID(int=n), "KOR", {}, {}) for n in (3, 2**128 - 1)]
    for release, records in ((RELEASE, made[::-1]), (OTHER, others)):
        Record.objects.bulk_create(
            Record(release=Release(pk=release), **vars(row)) for row in records
        )
    yield in_order(made)
    # No release is there to which they would belong.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM analytics_record")


def test_they_are_in_the_order_in_which_rows_are_published(rows):
    records = StoredRecords(RELEASE)
    assert list(records) == rows == list(records)
    assert [row.group for row in records] == ["JPN"] * 5 + ["PRC"] * 4 + ["USA/public"] * 8
    assert len(records) == 17
    assert (rows[5] in records, RecordRow(UUID(int=3), "KOR", {}, {}) in records) == (True, False)


def test_no_more_are_read_than_are_wanted(rows):
    records = StoredRecords(RELEASE)
    assert len(records)
    with CaptureQueriesContext(connection) as queries:
        reading = iter(records)
        assert [next(reading) for _ in range(4)] == rows[:4]
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        assert list(records) == rows
    # Two for the five of the first group, and one more where a chunk was full.
    assert len(queries) == 3 + 2 + 3


def test_one_of_each_group_has_every_name(rows):
    records = StoredRecords(RELEASE)
    assert [row.group for row in with_every_name(records)] == ["JPN", "PRC", "USA/public"]
    assert all(row in rows for row in with_every_name(records))
    assert with_every_name(rows) is rows


def test_of_a_release_without_records_there_are_none(rows):
    records = StoredRecords(UUID(int=4))
    assert (list(records), len(records), bool(records)) == ([], 0, False)
    assert records.one_of_each_group() == []


@pytest.mark.parametrize(
    ("start", "most"),
    [(0, 3), (0, 5), (4, 2), (5, None), (6, 9), (8, 1), (16, 5), (17, 2), (0, 99)],
)
def test_a_part_of_them_is_the_same_as_of_the_list(rows, start, most):
    places = slice(start, None if most is None else start + most)
    part, expected = StoredRecords(RELEASE)[places], rows[places]
    assert (list(part), len(part)) == (expected, len(expected))


def test_one_group_has_parts_too(rows):
    group = StoredRecords(RELEASE).of_group("USA/public")
    assert (list(group), group.people) == (rows[9:], {"USA/public": 8})
    assert list(group[3:7]) == rows[12:16]
    assert list(StoredRecords(RELEASE).of_group("ROK")) == []


def test_a_small_part_reads_no_more_than_that(rows):
    with CaptureQueriesContext(connection) as queries:
        assert list(StoredRecords(RELEASE)[10:12]) == rows[10:12]
    assert "LIMIT 2 OFFSET 1" in queries[-1]["sql"]
