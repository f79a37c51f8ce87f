"""A kept connection is asked whether it works once the server has sent something unasked."""

import os

import psycopg
import pytest
from django.db.backends.postgresql import base

from attacks.databases import from_urls
from cs2survey.postgresql.base import DatabaseWrapper, _has_something_to_read
from tests import services
from tests.services import needs_postgres  # noqa: F401  a fixture

pytestmark = pytest.mark.services


@pytest.fixture
def connection(needs_postgres, django_db_blocker):  # noqa: F811
    with services.new_database("kept") as name, django_db_blocker.unblock():
        settings = from_urls({"kept": services.url_of(name)})["kept"]
        filled = {"AUTOCOMMIT": True, "CONN_MAX_AGE": None, "TIME_ZONE": None, "OPTIONS": {}}
        made = DatabaseWrapper({**settings, **filled, "CONN_HEALTH_CHECKS": True}, "kept")
        made.ensure_connection()
        yield made
        made.close()


def test_a_silent_connection_is_used_without_a_query(connection, monkeypatch):
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda self: pytest.fail("queried"))
    assert connection.is_usable()


def test_one_that_the_server_has_ended_is_not_used_but_made_anew(connection):
    before = connection.connection
    services.execute(f"SELECT pg_terminate_backend({before.info.backend_pid})")
    wait_for_something(before)
    assert not connection.is_usable()
    connection.health_check_done = False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert connection.connection is not before


def test_one_that_says_something_else_is_asked(connection):
    with connection.cursor() as cursor:
        cursor.execute("LISTEN anything")
    services.execute("NOTIFY anything", services.url_of(connection.settings_dict["NAME"]))
    wait_for_something(connection.connection)
    assert connection.is_usable()


def test_a_closed_one_is_not_used(connection):
    connection.connection.close()
    assert not connection.is_usable()


def test_the_end_of_a_connection_is_something_to_read():
    reading, writing = os.pipe()
    assert not _has_something_to_read(reading)
    os.close(writing)
    assert _has_something_to_read(reading)
    os.close(reading)


def wait_for_something(connection: psycopg.Connection) -> None:
    for _ in range(500):
        if _has_something_to_read(connection.fileno()):
            return
        services.execute("SELECT pg_sleep(0.01)")
    pytest.fail("the server has sent nothing")
