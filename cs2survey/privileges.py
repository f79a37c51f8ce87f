"""The rights of the role by which the application connects to a PostgreSQL database.

It reads and writes the tables, but of the audit and of what is released it can only add rows: no
trigger that keeps them is its to drop. It owns no table but those that are rewritten after
something was erased (`surveys.scrubbing`), which PostgreSQL lets nobody but their owner do.
"""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from analytics.release.triggers import TRIGGERS as RELEASED
from surveys.audit_triggers import APPEND_ONLY
from surveys.scrubbing import EVERYTHING

READ, ADD = "SELECT", "SELECT, INSERT"
ALL = "SELECT, INSERT, UPDATE, DELETE"
# The audience of a release widens; its other columns stay.
AUDIENCE = ("analytics_release", "UPDATE (audience)")
# By these the write-ahead log of what was erased is removed. Only a superuser may grant them.
REMOVE_LOG = (
    "GRANT pg_checkpoint TO {role}",
    "GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {role}",
)


class NotPostgreSQLError(Exception):
    """Only PostgreSQL has roles; who may read SQLite's file may do all."""


def application_account(database: str) -> tuple[str, str]:
    """Return name and password of the application's role, as in its address in the settings.

    Raises ImproperlyConfigured where the address is not set or names no role.
    """
    address = urlsplit(settings.APPLICATION_DATABASE_URLS[database])
    if not address.username:
        variable = {"default": "DATABASE_URL", "identity": "IDENTITY_DATABASE_URL"}[database]
        raise ImproperlyConfigured(
            f"CS2_APPLICATION_{variable} names no role for the application to connect by"
        )
    return unquote(address.username), unquote(address.password or "")


def grant_privileges(*, database: str, role: str, password: str) -> None:
    """Make the role, where it is not there, and give it the rights of the application alone.

    Repeated after every migration, which may have brought new tables. Raises NotPostgreSQLError.
    """
    connection = connections[database]
    if connection.vendor != "postgresql":
        raise NotPostgreSQLError(database)
    with transaction.atomic(using=database), connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        is_superuser = cursor.fetchone()[0]
        statements = [*_making(connection, role, password), *_granting(connection, database)]
        statements += REMOVE_LOG if is_superuser else ()
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(role=sql.Identifier(role)))


def _making(connection: BaseDatabaseWrapper, role: str, password: str) -> Iterator[str]:
    """Yield what makes the role or sets its password, which the server is sent as a hash alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        act = "ALTER" if cursor.fetchone() else "CREATE"
    yield f"{act} ROLE {{role}} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    if password:
        hashed = connection.connection.pgconn.encrypt_password(
            password.encode(), role.encode(), b"scram-sha-256"
        ).decode()
        yield f"ALTER ROLE {{role}} PASSWORD '{hashed}'"


def _granting(connection: BaseDatabaseWrapper, database: str) -> Iterator[str]:
    """Yield what takes every right from the role and gives it those that it needs."""
    tables = set(connection.introspection.table_names())
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}"
    yield "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role}"
    yield "GRANT USAGE ON SCHEMA public TO {role}"
    yield "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}"
    for table in sorted(tables):
        yield f"GRANT {_rights(table)} ON {_quoted(table)} TO {{role}}"
    table, right = AUDIENCE
    if table in tables:
        yield f"GRANT {right} ON {_quoted(table)} TO {{role}}"
    # The owner goes on to migrate the tables that are the application's from now on.
    yield "GRANT {role} TO CURRENT_USER"
    yield "GRANT CREATE ON SCHEMA public TO {role}"
    for table in sorted(tables & _rewritten(database)):
        yield f"ALTER TABLE {_quoted(table)} OWNER TO {{role}}"
    yield "REVOKE CREATE ON SCHEMA public FROM {role}"


def _rights(table: str) -> str:
    if table == MigrationRecorder.Migration._meta.db_table:
        return READ
    append_only = {*RELEASED.tables}.union(*(kept.tables for kept in APPEND_ONLY.values()))
    return ADD if table in append_only else ALL


def _rewritten(database: str) -> set[str]:
    return {t for erased in EVERYTHING if erased.database == database for t in erased.tables}


def _quoted(table: str) -> str:
    return f'"{table}"'
