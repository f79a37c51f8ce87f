"""Queries of one row that are put into SQL once, and not anew for every page.

To find the words of such a query takes Django several times as long as answering it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet


@dataclass(frozen=True)
class _Statement:
    """A query in SQL, the place of the key among its parameters, and how its values are read."""

    sql: str
    parameters: tuple[Any, ...]
    place: int
    readers: dict[int, Any]

    def row(self, connection: BaseDatabaseWrapper, key: Any) -> list[Any] | None:
        parameters = [*self.parameters[: self.place], key, *self.parameters[self.place + 1 :]]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            row = cursor.fetchone()
        return None if row is None else self._read(list(row), connection)

    def _read(self, row: list[Any], connection: BaseDatabaseWrapper) -> list[Any]:
        for place, (readers, expression) in self.readers.items():
            for reader in readers:
                row[place] = reader(row[place], expression, connection)
        return row


class Prepared:
    """The query that `query` makes of a key, by `values_list`; `example` is such a key.

    The key is the primary key or, with `field`, another field that is unique.
    With `shared` nobody may change the row until the transaction ends, but others may share it too:
    FOR SHARE, for which Django has no words. SQLite has none either, but one writer at a time.
    """

    def __init__(
        self,
        query: Callable[[Any], QuerySet[Any, Any]],
        example: Any,
        *,
        shared: bool = False,
        field: str = "pk",
    ) -> None:
        self.query, self.example, self.shared = query, example, shared
        meta = query(example).model._meta
        self.key = meta.pk if field == "pk" else meta.get_field(field)
        self.statements: dict[str, _Statement] = {}

    def row(self, key: Any) -> list[Any] | None:
        """Return the values of the row with this key; None when the query finds none."""
        connection = connections["default"]
        if connection.vendor not in self.statements:
            self.statements[connection.vendor] = self._prepare(connection)
        return self.statements[connection.vendor].row(connection, self._written(key, connection))

    def _prepare(self, connection: BaseDatabaseWrapper) -> _Statement:
        compiler = self.query(self.example).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        if self.shared and connection.features.has_select_for_update:
            sql += " FOR SHARE"
        place = parameters.index(self._written(self.example, connection))
        columns = [column for column, *_rest in compiler.select]
        return _Statement(sql, tuple(parameters), place, compiler.get_converters(columns))

    def _written(self, key: Any, connection: BaseDatabaseWrapper) -> Any:
        """Return a key as this database is given it."""
        return self.key.get_db_prep_value(key, connection)
