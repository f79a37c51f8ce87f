"""Triggers by which the database itself keeps what has been released as it is.

The models refuse as well, but a shell or another program would pass them by. The triggers are made
anew after every migration, since SQLite loses those of a table that a migration rebuilds.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

DATABASE = "default"
MESSAGE = "what has been released cannot be changed"
NARROWED = "the audience of a release only widens"
RELEASES, MATRICES = "analytics_release", "analytics_gapmatrix"
# Rows are written before the release or the matrix that they belong to, which closes them.
OF_A_RELEASE = ("analytics_block", "analytics_record")
OF_A_MATRIX = ("analytics_gapcell", "analytics_gapmean", "analytics_change")
# Every column of these tables; and of releases all but the audience, which widens.
TABLES = (*OF_A_RELEASE, MATRICES, *OF_A_MATRIX)
RELEASED_COLUMNS = ("id", "round_id", "metadata", "checksum")
# From the narrowest to the widest.
AUDIENCES = ("held", "sides", "room", "researchers", "public")


class Trigger(NamedTuple):
    """What a table refuses; `when` is a condition on NEW and OLD, "" always."""

    table: str
    act: str
    event: str
    when: str = ""
    message: str = MESSAGE

    @property
    def name(self) -> str:
        return f"{self.table}_no_{self.act}"


def freeze(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers, also where some are there already. Of the answer database only."""
    _execute(editor.connection, _FREEZE)


def thaw(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    _execute(editor.connection, _THAW)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the triggers that are not there, or not at work; none before the tables are."""
    if not _has_tables(connection):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_AT_WORK[connection.vendor])
        there = {name for (name,) in cursor.fetchall()}
    return [name for name in _names(connection.vendor) if name not in there]


# --- Around a migration --------------------------------------------------------------------------


def thaw_before_migrating(using: str, plan: Iterable[Any] = (), **kwargs: Any) -> None:
    """Neither engine changes a table or column while a trigger speaks of it."""
    ours = any(migration.app_label == "analytics" for migration, _backwards in plan)
    if using == DATABASE and ours:
        _execute(connections[using], _THAW)


def freeze_after_migrating(using: str, **kwargs: Any) -> None:
    """Make the triggers once the tables are whole; not after a flush, which migrates nothing."""
    if using == DATABASE and "plan" in kwargs and _has_tables(connections[using]):
        _execute(connections[using], _FREEZE)


def _has_tables(connection: BaseDatabaseWrapper) -> bool:
    return {*TABLES, RELEASES} <= set(connection.introspection.table_names())


def _execute(connection: BaseDatabaseWrapper, statements: dict[str, list[str]]) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


# --- What is refused -----------------------------------------------------------------------------


def _triggers() -> Iterator[Trigger]:
    for table in (*TABLES, RELEASES):
        yield Trigger(table, "delete", "DELETE")
    for table in TABLES:
        yield Trigger(table, "update", "UPDATE")
    yield Trigger(RELEASES, "update", f"UPDATE OF {', '.join(RELEASED_COLUMNS)}")
    yield Trigger(RELEASES, "narrowing", "UPDATE OF audience", _NOT_WIDER, NARROWED)
    for table in OF_A_RELEASE:
        yield Trigger(table, "insert", "INSERT", _RELEASED)
    for table in OF_A_MATRIX:
        yield Trigger(table, "insert", "INSERT", _COMPUTED)
    # A later revision of what is released may come, but none that was there from the first.
    yield Trigger(MATRICES, "insert", "INSERT", f"NEW.revision <= 1 AND {_RELEASED}")


def _rank(row: str) -> str:
    ranks = " ".join(f"WHEN '{name}' THEN {rank}" for rank, name in enumerate(AUDIENCES))
    return f"CASE {row}.audience {ranks} ELSE -1 END"


_RELEASED = f"EXISTS (SELECT 1 FROM {RELEASES} WHERE id = NEW.release_id)"  # noqa: S608
_COMPUTED = f"EXISTS (SELECT 1 FROM {MATRICES} WHERE id = NEW.matrix_id)"  # noqa: S608
_NOT_WIDER = f"{_rank('NEW')} <= {_rank('OLD')}"
_TRIGGERS = list(_triggers())
_EMPTYING = [Trigger(table, "truncate", "TRUNCATE") for table in (*TABLES, RELEASES)]


def _names(vendor: str) -> list[str]:
    kept = [*_TRIGGERS, *_EMPTYING] if vendor == "postgresql" else _TRIGGERS
    return [trigger.name for trigger in kept]


# --- As each engine spells it --------------------------------------------------------------------


def _sqlite(trigger: Trigger) -> str:
    when = f"WHEN {trigger.when} " if trigger.when else ""
    return (
        f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END"
    )


def _postgresql(trigger: Trigger) -> Iterator[str]:
    each = "STATEMENT" if trigger.act == "truncate" else "ROW"
    yield (
        f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF ({trigger.when or 'true'}) THEN RAISE EXCEPTION '{trigger.message}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} "
        f"FOR EACH {each} EXECUTE FUNCTION {trigger.name}()"
    )


_DROP = [f"DROP TRIGGER IF EXISTS {name}" for name in _names("sqlite")]
_FREEZE = {
    "sqlite": [*_DROP, *map(_sqlite, _TRIGGERS)],
    "postgresql": [s for trigger in [*_TRIGGERS, *_EMPTYING] for s in _postgresql(trigger)],
}
_THAW = {
    "sqlite": _DROP,
    "postgresql": [f"DROP FUNCTION IF EXISTS {n}() CASCADE" for n in _names("postgresql")],
}
_AT_WORK = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND tgenabled <> 'D' "
        "AND relnamespace = current_schema()::regnamespace"
    ),
}
