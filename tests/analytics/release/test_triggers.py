import pytest
from django.db import IntegrityError, connection, transaction

from analytics.models import LevelGap, Record, Release
from analytics.release.audience import widen
from analytics.release.triggers import RELEASED_COLUMNS, RELEASES, TABLES, freeze, thaw
from tests.analytics.made import make_release
from tests.analytics.release.triggered import LEVEL_GAP


@pytest.fixture
def release(study):
    """A release in a database with its triggers, which go with the test's transaction."""
    release = make_release(study)
    Record.objects.create(release=release, group="PRC", about={}, answers={})
    LevelGap.objects.create(matrix=release.matrices.get(), **LEVEL_GAP)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else they wait as events

    class Editor:
        pass

    editor = Editor()
    editor.connection = connection
    freeze(None, editor)
    yield release
    thaw(None, editor)


def refuses(statement):
    with (
        pytest.raises(IntegrityError, match="what has been released cannot be changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("table", [t for t in TABLES if t != "analytics_change"])
def test_the_database_refuses_to_change_or_delete_rows(release, table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0, "a trigger for each row needs a row"
    refuses(f"UPDATE {table} SET id = id")
    refuses(f"DELETE FROM {table}")


@pytest.mark.parametrize("column", RELEASED_COLUMNS)
def test_the_database_refuses_to_change_a_release(release, column):
    refuses(f"UPDATE {RELEASES} SET {column} = {column}")


def test_the_database_refuses_to_delete_a_release(release):
    refuses(f"DELETE FROM {RELEASES}")


@pytest.mark.parametrize("table", [*TABLES, RELEASES])
def test_postgresql_refuses_to_truncate(release, table):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL's TRUNCATE")
    refuses(f"TRUNCATE {table} CASCADE")


def test_an_audience_may_still_widen(release):
    widen(release=release, to="room", by="owner")
    assert Release.objects.get().audience == "room"
