"""Migrations on PostgreSQL let others through: they wait for a table briefly, and try again."""

from unittest import mock

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands.migrate import Command as DjangoCommand
from django.db import OperationalError, connections

from attacks.databases import connected, from_urls
from cs2survey.management.commands import migrate
from tests import services
from tests.services import needs_postgres  # noqa: F401  a fixture

pytestmark = pytest.mark.services


@pytest.fixture
def table(needs_postgres, django_db_blocker, settings):  # noqa: F811
    """The address of a database with a table in it, to which `default` is connected."""
    settings.MIGRATION_LOCK_SECONDS, settings.MIGRATION_ATTEMPTS = 1, 3
    with services.new_database("migrating") as name:
        url = services.url_of(name)
        services.execute("CREATE TABLE it (number integer)", url)
        with django_db_blocker.unblock(), connected(from_urls({"default": url})):
            yield url


@pytest.fixture
def altering():
    """Stands in for a migration that needs the table to itself."""

    def alter(self, *args, **options):
        with connections["default"].cursor() as cursor:
            cursor.execute("ALTER TABLE it ADD COLUMN other integer")

    with mock.patch.object(DjangoCommand, "handle", autospec=True, side_effect=alter) as handle:
        yield handle


def columns(url):
    with psycopg.connect(url) as connection:
        return [c.name for c in connection.execute("SELECT * FROM it").description]


def test_a_table_in_use_is_waited_for_a_second_and_tried_again(table, altering):
    with psycopg.connect(table) as other:
        other.execute("SELECT * FROM it")

        def let_go(_seconds):
            # The migration does not stand in the queue: others use the table meanwhile.
            assert columns(table) == ["number"]
            other.rollback()

        with mock.patch.object(migrate, "sleep", side_effect=let_go) as pause:
            call_command("migrate", database="default")
    assert (altering.call_count, pause.call_count) == (2, 1)
    assert columns(table) == ["number", "other"]


def test_a_table_that_stays_in_use_ends_it_with_what_to_do(table, altering):
    with psycopg.connect(table) as other, mock.patch.object(migrate, "sleep"):
        other.execute("SELECT * FROM it")
        with pytest.raises(CommandError, match="try again, at a quieter hour"):
            call_command("migrate", database="default")
    assert altering.call_count == 3
    assert columns(table) == ["number"]


def test_another_error_is_not_tried_again(table, altering):
    altering.side_effect = OperationalError("disk full")
    with pytest.raises(OperationalError, match="disk full"):
        call_command("migrate", database="default")
    assert altering.call_count == 1
