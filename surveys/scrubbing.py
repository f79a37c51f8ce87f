"""Removes from the files of a database what its tables no longer hold."""

import re
import time
from typing import NamedTuple

from django.db import OperationalError, connections
from psycopg.errors import Diagnostic


class Erased(NamedTuple):
    """The tables of a database of which no old version of a row may stay."""

    database: str
    tables: tuple[str, ...]


# They could show who sealed what, the private key that opens it, and answers that were withdrawn or
# whose day has come.
ANSWERS = Erased(
    "default",
    (
        "surveys_envelope",
        "surveys_round",
        "surveys_response",
        "surveys_rating",
        "surveys_ownconcern",
    ),
)
# They hold addresses.
MAILS = Erased("identity", ("surveys_mail",))
PATIENCE_SECONDS = 20


class StillInUseError(Exception):
    """Another connection kept the old pages in use; scrubbing has to be tried again."""


def scrub(erased: Erased = ANSWERS) -> None:
    """Rewrite the files without what was deleted. Call outside any transaction."""
    vendor = connections[erased.database].vendor
    if vendor == "sqlite":
        _scrub_sqlite(erased)
    elif vendor == "postgresql":
        _scrub_postgresql(erased)
    else:
        raise NotImplementedError(f"scrubbing is not implemented for {vendor}")


def _scrub_sqlite(erased: Erased) -> None:
    """VACUUM rewrites the file; what was erased has been overwritten before (secure_delete)."""
    try:
        with connections[erased.database].cursor() as cursor:
            cursor.execute("VACUUM")
    except OperationalError as problem:
        raise StillInUseError("readers kept SQLite's file in use") from problem


def _scrub_postgresql(erased: Erased) -> None:
    """VACUUM FULL, until it has not kept what some older transaction could still look at."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while _kept_by_vacuum(erased):
        if time.monotonic() > give_up:
            raise StillInUseError("an older transaction keeps PostgreSQL from erasing old rows")
        time.sleep(0.5)


def _kept_by_vacuum(erased: Erased) -> int:
    """Rewrite the tables; returns how many erased rows PostgreSQL says it had to keep."""
    connection = connections[erased.database]
    kept: list[int] = []

    def read_notice(notice: Diagnostic) -> None:
        number = re.match(r"\d+", notice.message_detail or "")
        kept.append(int(number[0]) if number else 0)

    with connection.cursor() as cursor:
        connection.connection.add_notice_handler(read_notice)
        try:
            for table in erased.tables:
                cursor.execute(f"VACUUM (FULL, VERBOSE) {connection.ops.quote_name(table)}")
        finally:
            connection.connection.remove_notice_handler(read_notice)
    if len(kept) < len(erased.tables):
        raise StillInUseError("PostgreSQL did not say what it erased")
    return sum(kept)
