"""Triggers by which a database itself refuses to change rows, whichever program asks it to.

Models refuse as well, but a shell or another program would pass them by. The triggers are made
anew after every migration, since SQLite loses those of a table that a migration rebuilds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class Trigger(NamedTuple):
    """What a table refuses; `when` is a condition on NEW and OLD, "" always."""

    table: str
    act: str
    event: str
    message: str
    when: str = ""

    @property
    def name(self) -> str:
        return f"{self.table}_no_{self.act}"


@dataclass(frozen=True)
class TriggerSet:
    """The triggers of an app in one database.

    Those of `emptying` refuse TRUNCATE, which SQLite does not have.
    """

    app_label: str
    database: str
    triggers: Sequence[Trigger]
    emptying: Sequence[Trigger]

    @property
    def tables(self) -> set[str]:
        return {trigger.table for trigger in self.triggers}

    def freeze(self, apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        """Make the triggers of the tables that are there, also where some are made already.

        A migration that stops half-way may stand before those that make the rest of the tables.
        """
        connection = editor.connection
        there = set(connection.introspection.table_names())
        kept = replace(
            self,
            triggers=[trigger for trigger in self.triggers if trigger.table in there],
            emptying=[trigger for trigger in self.emptying if trigger.table in there],
        )
        _execute(connection, kept._freezing(connection.vendor))

    def thaw(self, apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        _execute(editor.connection, self._thawing(editor.connection.vendor))

    def missing(self, connection: BaseDatabaseWrapper) -> list[str]:
        """Return the triggers that are not there or not at work; none before the tables are."""
        if not self._has_tables(connection):
            return []
        with connection.cursor() as cursor:
            cursor.execute(AT_WORK[connection.vendor])
            there = {name for (name,) in cursor.fetchall()}
        return [name for name in self._names(connection.vendor) if name not in there]

    # --- Around a migration ----------------------------------------------------------------------

    def thaw_before_migrating(self, using: str, plan: Iterable[Any] = (), **kwargs: Any) -> None:
        """Neither engine changes a table or column while a trigger speaks of it."""
        ours = any(migration.app_label == self.app_label for migration, _backwards in plan)
        if using == self.database and ours:
            connection = connections[using]
            _execute(connection, self._thawing(connection.vendor))

    def freeze_after_migrating(self, using: str, **kwargs: Any) -> None:
        """Make the triggers once the tables are whole; not after a flush: it migrates nothing."""
        connection = connections[using]
        if using == self.database and "plan" in kwargs and self._has_tables(connection):
            _execute(connection, self._freezing(connection.vendor))

    def _has_tables(self, connection: BaseDatabaseWrapper) -> bool:
        return self.tables <= set(connection.introspection.table_names())

    # --- As each engine spells it ----------------------------------------------------------------

    def _names(self, vendor: str) -> list[str]:
        kept = [*self.triggers, *self.emptying] if vendor == "postgresql" else self.triggers
        return [trigger.name for trigger in kept]

    def _freezing(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            return [s for trigger in [*self.triggers, *self.emptying] for s in _postgresql(trigger)]
        return [*self._thawing(vendor), *map(_sqlite, self.triggers)]

    def _thawing(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            return [f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in self._names(vendor)]
        return [f"DROP TRIGGER IF EXISTS {name}" for name in self._names(vendor)]


def _execute(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


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


AT_WORK = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND tgenabled <> 'D' "
        "AND relnamespace = current_schema()::regnamespace"
    ),
}
