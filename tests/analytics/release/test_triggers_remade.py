"""Triggers that a migration or a person took away are missed, and come back."""

from types import SimpleNamespace

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection, models

from analytics.models import GapMatrix, Release
from analytics.release.triggers import TABLES, TRIGGERS, missing, thaw
from tests.analytics.made import make_release
from tests.analytics.release.triggered import refused, triggers

NAME = "analytics_block_no_update"


@pytest.fixture
def frozen(study):
    release = make_release(study)
    with triggers():
        yield release


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def drop(name, table):
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    execute(f"DROP TRIGGER {name}{on}")


def warnings():
    found = run_checks(tags=["database"], databases=["default", "identity"])
    return [warning.msg for warning in found if warning.id == "analytics.W001"]


def test_a_whole_database_has_them_all(frozen):
    assert missing(connection) == []
    assert warnings() == []


def test_the_check_names_the_one_that_is_gone_and_migrating_brings_it_back(frozen):
    drop(NAME, "analytics_block")
    assert missing(connection) == [NAME]
    (told,) = warnings()
    assert NAME in told
    execute("UPDATE analytics_block SET n = n")
    call_command("migrate", database="default", verbosity=0)
    assert warnings() == []
    with refused():
        execute("UPDATE analytics_block SET n = n")


def test_the_check_speaks_of_the_answers_alone(frozen):
    drop(NAME, "analytics_block")
    for databases in (["identity"], [], None):
        found = run_checks(tags=["database"], databases=databases)
        assert not [warning for warning in found if warning.id == "analytics.W001"]


def test_a_trigger_that_is_switched_off_is_missed(frozen):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL's DISABLE TRIGGER")
    execute(f"ALTER TABLE analytics_block DISABLE TRIGGER {NAME}")
    assert missing(connection) == [NAME]


def test_migrating_again_makes_each_once(frozen):
    for _ in range(2):
        call_command("migrate", database="default", verbosity=0)
    assert missing(connection) == []
    with refused():
        execute("DELETE FROM analytics_block")


def test_the_database_of_identities_has_none(frozen):
    call_command("migrate", database="identity", verbosity=0)
    assert missing(connection) == []


def test_a_flush_between_tests_makes_none(study):
    """It sends the signal of a migration, and has none to tell of."""
    assert NAME in missing(connection)
    TRIGGERS.freeze_after_migrating(using="default")
    assert NAME in missing(connection)


def test_an_empty_database_misses_nothing(monkeypatch, db):
    monkeypatch.setattr(connection.introspection, "table_names", lambda: list(TABLES))
    assert missing(connection) == []
    TRIGGERS.freeze_after_migrating(using="default", plan=[])
    monkeypatch.undo()
    assert NAME in missing(connection), "before the tables are whole nothing is made"


PLAN = [(SimpleNamespace(app_label="analytics"), False)]
ELSEWHERE = [(SimpleNamespace(app_label="surveys"), False)]


def test_only_a_migration_of_these_tables_thaws(frozen):
    TRIGGERS.thaw_before_migrating(using="identity", plan=PLAN)
    TRIGGERS.thaw_before_migrating(using="default", plan=ELSEWHERE)
    TRIGGERS.thaw_before_migrating(using="default")
    assert missing(connection) == []
    TRIGGERS.thaw_before_migrating(using="default", plan=PLAN)
    assert NAME in missing(connection)


@pytest.mark.django_db(transaction=True)
def test_a_table_can_be_rebuilt_and_is_frozen_again(study):
    """A changed column makes SQLite rebuild its table, which takes the triggers with it."""
    TRIGGERS.freeze_after_migrating(using="default", plan=PLAN)
    try:
        TRIGGERS.thaw_before_migrating(using="default", plan=PLAN)
        for model, name in ((Release, "checksum"), (GapMatrix, "checksum")):
            before = model._meta.get_field(name)
            after = models.CharField(max_length=70, default="")
            after.set_attributes_from_name(name)
            after.model = model
            with connection.schema_editor() as editor:
                editor.alter_field(model, before, after)
            with connection.schema_editor() as editor:
                editor.alter_field(model, after, before)
        TRIGGERS.freeze_after_migrating(using="default", plan=PLAN)
        assert missing(connection) == []
    finally:
        with connection.schema_editor() as editor:
            thaw(None, editor)
