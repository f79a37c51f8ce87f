"""A database with the triggers that tests otherwise do without."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from analytics.release.triggers import MESSAGE, freeze, thaw

QUESTION = {"item": "x", "item_kind": "concern", "domain": "military", "position": 900}
LEVEL_GAP = {
    **QUESTION,
    "first_level": "government",
    "second_level": "public",
    "n_left": 5,
    "n_right": 5,
    "kind": "inconclusive",
    "figures": {},
}


@contextmanager
def triggers() -> Iterator[None]:
    """The triggers, which go with the test's transaction."""
    settle()
    editor = SimpleNamespace(connection=connection)
    freeze(None, editor)
    yield
    thaw(None, editor)


def settle() -> None:
    """Have deferred constraints checked now: PostgreSQL alters no table while one waits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def refused(message: str = MESSAGE) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        yield
