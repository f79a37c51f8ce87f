"""Inserts many plain rows at once, past the objects that Django would make of each."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections
from django.db.models import JSONField

from surveys.models.base import AnswerSide


def insert_rows(
    model: type[AnswerSide], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows in their order; call inside a transaction.

    Each has a value for each of the named fields, of the field's own type, of a foreign key the key
    itself; None is null. PostgreSQL takes them as one stream (COPY). No default is filled in: all
    fields must be named that may not be null.
    """
    connection = connections[model.database]
    quoted = connection.ops.quote_name
    fields = [
        field for name in names for field in model._meta.concrete_fields if field.name == name
    ]
    into = f"{quoted(model._meta.db_table)} ({', '.join(quoted(str(f.column)) for f in fields)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # All others psycopg writes by itself.
            json = {n: f for n, f in enumerate(fields) if isinstance(f, JSONField)}
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    values = list(row)
                    for place, field in json.items():
                        values[place] = field.get_db_prep_save(row[place], connection)
                    copy.write_row(values)
            return
        prepared: Any = (
            [f.get_db_prep_save(value, connection) for f, value in zip(fields, row, strict=True)]
            for row in rows
        )
        places = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {into} VALUES ({places})", prepared)  # noqa: S608  # nosec B608
