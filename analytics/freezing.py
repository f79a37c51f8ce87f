"""Triggers by which the database itself keeps what has been released as it is.

The models refuse as well, but a shell or another program would pass them by.
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MESSAGE = "what has been released cannot be changed"
# Every column of these tables; and of releases all but the audience, which widens.
TABLES = (
    "analytics_block",
    "analytics_gapmatrix",
    "analytics_gapcell",
    "analytics_gapmean",
    "analytics_change",
    "analytics_record",
)
RELEASES, RELEASED_COLUMNS = "analytics_release", ("id", "round_id", "metadata", "checksum")


def freeze(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers; for a migration's RunPython. Of the answer database only."""
    _execute(editor.connection, _CREATE)


def thaw(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away again."""
    _execute(editor.connection, _DROP)


def _execute(connection: BaseDatabaseWrapper, statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


def _acts() -> Iterator[tuple[str, str, str]]:
    """Table, name of the act and the act itself, as both engines spell it."""
    for table in (*TABLES, RELEASES):
        yield table, "delete", "DELETE"
        columns = f" OF {', '.join(RELEASED_COLUMNS)}" if table == RELEASES else ""
        yield table, "update", f"UPDATE{columns}"


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{name} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for table, name, act in _acts()
    ]


def _postgresql() -> list[str]:
    function = (
        "CREATE FUNCTION analytics_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    rows = [
        f"CREATE TRIGGER {table}_no_{name} BEFORE {act} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION analytics_frozen()"
        for table, name, act in _acts()
    ]
    whole = [
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION analytics_frozen()"
        for table in (*TABLES, RELEASES)
    ]
    return [function, *rows, *whole]


_CREATE = {"sqlite": _sqlite(), "postgresql": _postgresql()}
_DROP = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {table}_no_{name}" for table, name, _ in _acts()],
    "postgresql": ["DROP FUNCTION IF EXISTS analytics_frozen() CASCADE"],
}
