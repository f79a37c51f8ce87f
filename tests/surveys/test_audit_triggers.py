from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connections, transaction

from surveys.audit_triggers import APPEND_ONLY, MESSAGE
from surveys.auditing import audit_answers, audit_identity
from surveys.checks import audit_is_append_only, audit_is_not_ours
from surveys.models.audit import CHAINS, AnswerAudit, IdentityAudit

BOTH = pytest.mark.parametrize("chain", CHAINS)
AUDITS = {AnswerAudit: audit_answers, IdentityAudit: audit_identity}


@pytest.fixture
def append_only(db):
    """Both databases with their triggers, which go with the test's transaction."""
    for audit in AUDITS.values():
        audit(by="ada", act="act", subject="it")
    for triggers in APPEND_ONLY.values():
        connection = connections[triggers.database]
        if connection.vendor == "postgresql":
            connection.check_constraints()
        triggers.freeze(None, SimpleNamespace(connection=connection))
    yield
    for triggers in APPEND_ONLY.values():
        triggers.thaw(None, SimpleNamespace(connection=connections[triggers.database]))


def refuses(chain, statement):
    connection = connections[chain.database]
    with (
        pytest.raises(IntegrityError, match=MESSAGE),
        transaction.atomic(using=chain.database),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table=chain._meta.db_table))


@BOTH
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET actor = actor",
        "UPDATE {table} SET digest = 'x' WHERE number = 1",
        "DELETE FROM {table}",
        "DELETE FROM {table} WHERE number = 1",
    ],
)
def test_entries_are_neither_changed_nor_deleted(append_only, chain, statement):
    refuses(chain, statement)
    assert chain.objects.count() == 1


@BOTH
def test_an_entry_is_not_replaced(append_only, chain):
    if connections[chain.database].vendor != "sqlite":
        pytest.skip("SQLite's REPLACE")
    refuses(chain, "REPLACE INTO {table} SELECT * FROM {table}")


@BOTH
def test_postgresql_does_not_truncate(append_only, chain):
    if connections[chain.database].vendor != "postgresql":
        pytest.skip("PostgreSQL's TRUNCATE")
    refuses(chain, "TRUNCATE {table}")


@BOTH
def test_entries_are_still_appended(append_only, chain):
    AUDITS[chain](by="ada", act="act", subject="it")
    assert chain.objects.count() == 2


@BOTH
def test_a_trigger_that_is_gone_is_reported(append_only, chain):
    databases = [chain.database]
    assert audit_is_append_only(databases) == []
    triggers = APPEND_ONLY[chain.database]
    triggers.thaw(None, SimpleNamespace(connection=connections[chain.database]))
    table, names = chain._meta.db_table, ["delete", "update"]
    if connections[chain.database].vendor == "postgresql":
        names.append("truncate")
    found = audit_is_append_only(databases)
    assert {problem.id for problem in found} == {"surveys.W001"}
    assert sorted(p.msg.split()[-3] for p in found) == sorted(f"{table}_no_{n}" for n in names)
    assert audit_is_append_only(None) == []


def test_the_owner_of_the_tables_is_warned_on_postgresql(db):
    on_postgresql = connections["default"].vendor == "postgresql"
    found = audit_is_not_ours(["default"])
    assert [problem.id for problem in found] == (["surveys.W002"] if on_postgresql else [])
