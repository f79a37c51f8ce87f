"""As the role by which the application connects to PostgreSQL: all it does, and what it cannot."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connections, transaction

from analytics.release.audience import widen
from attacks.databases import connected, from_urls
from cs2survey.privileges import application_account
from surveys import facilitating, jobs
from surveys.audit_verifying import Kind, verify
from surveys.auditing import audit_answers, audit_identity
from surveys.checks import audit_is_not_ours
from surveys.models.audit import CHAINS, AnswerAudit
from surveys.models.job import Job
from tests import factories, services
from tests.analytics.made import make_release

pytestmark = pytest.mark.services

ROLE = f"cs2test_{os.getpid()}_application"
PASSWORD = "of the application's role"
BOTH = pytest.mark.parametrize("database", ["default", "identity"])


@pytest.fixture(scope="module")
def owners(needs_postgres: str) -> Iterator[dict[str, str]]:
    """Two migrated databases, and the addresses of the role that owns their tables."""
    with ExitStack() as stack:
        stack.callback(services.drop_role, ROLE)
        yield {
            alias: services.url_of(stack.enter_context(services.new_database(alias)))
            for alias in ("default", "identity")
        }


@pytest.fixture(scope="module", autouse=True)
def application(owners: dict[str, str], django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """Connected by the role that the command makes, whose addresses these are."""
    urls = {
        alias: urlsplit(url)._replace(netloc=f"{ROLE}@{urlsplit(url).netloc.rpartition('@')[2]}")
        for alias, url in owners.items()
    }
    addresses = {alias: url.geturl() for alias, url in urls.items()}
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "APPLICATION_DATABASE_URLS", _with_password(addresses))
        with connected(from_urls(owners)):
            for alias in owners:
                call_command("migrate", verbosity=0, database=alias)
            for _twice in range(2):
                call_command("grant_privileges")
            assert [warning.id for warning in audit_is_not_ours(list(owners))] == [
                "surveys.W002",
                "surveys.W002",
            ]
        with connected(from_urls(addresses)):
            yield addresses


def _with_password(addresses: dict[str, str]) -> dict[str, str]:
    return {a: url.replace("@", f":{PASSWORD}@", 1) for a, url in addresses.items()}


def ask(database: str, query: str) -> list[tuple[Any, ...]]:
    with connections[database].cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def refused(database: str, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(using=database),
        connections[database].cursor() as cursor,
    ):
        cursor.execute(statement)


# --- What it does ---------------------------------------------------------------------------------


def test_a_round_is_answered_closed_scrubbed_published_and_widened(tmp_path, settings) -> None:
    settings.AUDIT_ANCHORS = tmp_path / "anchors"
    round = factories.make_round()
    assert ask("default", "SELECT current_user") == [(ROLE,)]
    for _ in range(6):
        factories.respond(round)
    job = facilitating.request_closing(round=round, by="test")
    for _attempt in range(3):
        jobs.run(str(job.pk))
        job.refresh_from_db()
        if job.error != "StillInUseError":
            break
        # Other tests use the same server, and may keep old rows for a while: it is tried again.
        Job.objects.filter(pk=job.pk).update(lease_until=None)
    assert (job.state, job.error) == (Job.State.DONE, "")
    release = make_release(factories.make_study())
    widen(release=release, to="room", by="test")
    call_command("purge")
    assert audit_is_not_ours(["default", "identity"]) == []
    assert [fault for fault in verify() if fault.kind != Kind.NOT_ANCHORED] == []


# --- What it cannot -------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET actor = 'eve'",
        "UPDATE {table} SET detail = detail",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "TRUNCATE {table} CASCADE",
        "DROP TABLE {table}",
        "DROP TRIGGER {table}_no_update ON {table}",
        "DROP FUNCTION {table}_no_update() CASCADE",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "ALTER TABLE {table} ADD COLUMN other integer",
        "ALTER TABLE {table} OWNER TO CURRENT_USER",
        "CREATE OR REPLACE FUNCTION {table}_no_update() RETURNS trigger LANGUAGE sql AS ''",
        "CREATE RULE other AS ON INSERT TO {table} DO INSTEAD NOTHING",
        "CREATE TABLE other (number integer)",
        "SELECT * FROM {table} FOR UPDATE",
        "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
        "GRANT ALL ON {table} TO CURRENT_USER WITH GRANT OPTION; DELETE FROM {table}",
        "SET session_replication_role = replica",
        "UPDATE django_migrations SET name = name",
    ],
)
def test_the_audit_is_not_its_to_change(database: str, statement: str) -> None:
    audit_answers(by="test", act="act", subject="it")
    audit_identity(by="test", act="act", subject="it")
    (table,) = (c._meta.db_table for c in CHAINS if c.database == database)
    before = ask(database, f"SELECT count(*) FROM {table}")
    refused(database, statement.format(table=table))
    assert ask(database, f"SELECT count(*) FROM {table}") == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE analytics_release SET checksum = checksum",
        "DELETE FROM analytics_release",
        "UPDATE analytics_block SET n = n",
        "DELETE FROM analytics_record",
        "TRUNCATE analytics_gapcell",
        "ALTER TABLE analytics_release DISABLE TRIGGER ALL",
    ],
)
def test_a_release_is_not_its_to_change(statement: str) -> None:
    refused("default", statement)


@BOTH
def test_it_owns_only_what_is_rewritten_when_something_was_erased(database: str) -> None:
    query = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relowner = current_user::regrole"
    owned = {name for (name,) in ask(database, query)}
    assert (
        owned
        == {
            "default": {f"surveys_{n}" for n in ("envelope", "round", "response", "rating")}
            | {"surveys_ownconcern", "surveys_seminar", "surveys_seminarseat"},
            "identity": {"surveys_invitation", "surveys_mail", "mfa_authenticator"},
        }[database]
    )
    assert ask(database, "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles "
               "WHERE rolname = current_user") == [(False, False, False)]  # fmt: skip


def test_the_owner_alone_can_still_migrate(owners: dict[str, str]) -> None:
    """Even a table that is the application's from now on."""
    with (
        connected(from_urls(owners)),
        connections["default"].cursor() as cursor,
        transaction.atomic(),
    ):
        cursor.execute("ALTER TABLE surveys_envelope ADD COLUMN other integer")
        cursor.execute("ALTER TABLE surveys_answeraudit ADD COLUMN other integer")
        transaction.set_rollback(True)


def test_the_owner_is_kept_by_the_triggers_at_least(owners: dict[str, str]) -> None:
    audit_answers(by="test", act="act", subject="it")
    with connected(from_urls(owners)):
        for statement in ("DELETE FROM surveys_answeraudit", "TRUNCATE surveys_answeraudit"):
            with pytest.raises(Exception, match="appended and never changed"):
                connections["default"].cursor().execute(statement)
        assert AnswerAudit.objects.exists()


# --- The account ----------------------------------------------------------------------------------


def test_the_server_has_the_password_as_a_hash_of_its_own(owners: dict[str, str]) -> None:
    with psycopg.connect(owners["default"]) as connection:
        (kept,) = connection.execute(
            "SELECT rolpassword FROM pg_authid WHERE rolname = %s", [ROLE]
        ).fetchone()
    assert kept.startswith("SCRAM-SHA-256$4096:")
    assert PASSWORD not in kept


def test_an_account_is_read_from_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    urls = {"default": "postgres://us%40er:p%3Aw@host/name", "identity": ""}
    monkeypatch.setattr(settings, "APPLICATION_DATABASE_URLS", urls)
    assert application_account("default") == ("us@er", "p:w")
    with pytest.raises(ImproperlyConfigured, match="CS2_APPLICATION_IDENTITY_DATABASE_URL names"):
        application_account("identity")
    monkeypatch.setattr(settings, "APPLICATION_DATABASE_URLS", dict.fromkeys(urls, ""))
    with pytest.raises(CommandError, match=r"CS2_APPLICATION_DATABASE_URL .*\.env\.example"):
        call_command("grant_privileges")


def test_sqlite_has_no_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    urls = dict.fromkeys(("default", "identity"), "postgres://role:word@host/name")
    monkeypatch.setattr(settings, "APPLICATION_DATABASE_URLS", urls)
    monkeypatch.setattr(connections["default"], "vendor", "sqlite")
    with pytest.raises(CommandError, match="whoever may write the file can drop them"):
        call_command("grant_privileges")
