"""The threads of a process take turns at a database, and nobody keeps a turn."""

import threading

import pytest
from django.db import OperationalError, connections, transaction

from cs2survey.sqlite.base import DatabaseWrapper
from surveys.models.study import Study
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def connection():
    connection = connections["default"]
    if not isinstance(connection, DatabaseWrapper):
        pytest.skip("another engine")
    return connection


def in_another_thread(work):
    """Start the work in a thread with connections of its own; returns what it gives, when it has.

    The event of the pair says that it is done.
    """
    given, done = [], threading.Event()

    def run():
        try:
            given.append(work())
        finally:
            connections.close_all()
            done.set()

    threading.Thread(target=run, daemon=True).start()
    return given, done


def slugs():
    return sorted(Study.objects.values_list("slug", flat=True))


def test_a_writer_waits_for_another_and_finds_what_that_has_written(connection):
    def write():
        with transaction.atomic():
            found = slugs()
            factories.make_study("second")
            return found

    with transaction.atomic():
        factories.make_study("first")
        given, done = in_another_thread(write)
        assert not done.wait(0.2)
    assert done.wait(20)
    assert given == [["first"]]
    assert slugs() == ["first", "second"]


def test_a_reader_waits_for_a_writer(connection):
    with transaction.atomic():
        factories.make_study("first")
        given, done = in_another_thread(slugs)
        assert not done.wait(0.2)
    assert done.wait(20)
    assert given == [["first"]]


def test_the_turn_ends_with_the_transaction_however_that_ends(connection):
    for ending in (None, ZeroDivisionError, "closed"):
        try:
            with transaction.atomic():
                assert connection.has_turn
                factories.make_study()
                with transaction.atomic():
                    assert connection.has_turn, "a savepoint takes no other turn"
                assert connection.has_turn
                if ending == "closed":
                    connection.close()
                elif ending:
                    raise ending
        except ZeroDivisionError:
            pass
        assert not connection.has_turn
        assert not connection._turn.locked()


def test_a_transaction_that_cannot_begin_gives_its_turn_back(connection, monkeypatch):
    def locked(self, *args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("django.db.backends.sqlite3.base.DatabaseWrapper.set_autocommit", locked)
    with pytest.raises(OperationalError), transaction.atomic():
        raise AssertionError("it has begun")
    monkeypatch.undo()
    assert not connection._turn.locked()


def test_after_its_patience_sqlite_decides(connection, monkeypatch):
    """Two who wait for each other do not wait for ever."""
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
    with connection._turn:
        assert slugs() == []
        with transaction.atomic():
            assert not connection.has_turn
            factories.make_study("one")
    assert slugs() == ["one"]


def test_the_other_database_has_turns_of_its_own(connection):
    assert connections["identity"]._turn is not connection._turn
    with transaction.atomic(using="identity"):
        given, done = in_another_thread(slugs)
        assert done.wait(20)
    assert given == [[]]
