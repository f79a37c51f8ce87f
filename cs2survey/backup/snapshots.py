"""The two databases as they were at one moment, at which nobody was about to begin."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# Whoever begins holds rows of this table until the envelope is there and the invitation is used.
ROLL = "surveys_invitation"


@contextmanager
def snapshot() -> Iterator[None]:
    """Open transactions on both databases that see one moment, until the end.

    An envelope without a used invitation would let somebody in twice, and the reverse would cost a
    seat: so it is a moment at which no one has one without the other. On PostgreSQL people go on
    while the snapshot is read; on SQLite whoever writes waits, for 20 seconds at most.
    """
    answers, identity = connections["default"], connections["identity"]
    with ExitStack() as stack:
        for connection in (identity, answers):
            stack.enter_context(transaction.atomic(using=connection.alias))
            _see_one_moment(connection)
        if identity.vendor == "postgresql":
            with identity.cursor() as cursor:
                cursor.execute("SAVEPOINT nobody_begins")
                cursor.execute("SET LOCAL lock_timeout = '20s'")
                cursor.execute(f"LOCK TABLE {ROLL} IN EXCLUSIVE MODE")
        for connection in (identity, answers):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        if identity.vendor == "postgresql":
            with identity.cursor() as cursor:
                cursor.execute("ROLLBACK TO SAVEPOINT nobody_begins")
        yield


def _see_one_moment(connection: BaseDatabaseWrapper) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
