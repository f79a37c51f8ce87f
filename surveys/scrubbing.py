"""Removes from the files of a database what its tables no longer hold.

Whoever erases something marks in the same transaction that its tables are to be scrubbed
(`mark_due`); a worker does it within minutes (`scrub_what_is_due`), of several erasures at once.
"""

import logging
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F

from surveys.models.scrub_due import ScrubDue
from surveys.write_ahead_log import remove_log

if TYPE_CHECKING:
    from psycopg.errors import Diagnostic

logger = logging.getLogger(__name__)


class Erased(NamedTuple):
    """The tables of a database of which no old version of a row may stay."""

    name: str
    database: str
    tables: tuple[str, ...]


# They could show who sealed what, the private key that opens it, and answers that were withdrawn or
# whose day has come.
ANSWERS = Erased(
    "answers",
    "default",
    (
        "surveys_envelope",
        "surveys_round",
        "surveys_response",
        "surveys_rating",
        "surveys_ownconcern",
    ),
)
# What of these is destroyed when a round closes: of the answers of a large round nothing is, and to
# write them all anew would take longer than to insert them.
SEALED = Erased("sealed", "default", ("surveys_envelope", "surveys_round", "surveys_ownconcern"))
# Old versions of their rows show who began, saved and sealed before whom.
ENVELOPES = Erased("envelopes", "default", ("surveys_envelope",))
ROLL = Erased("roll", "identity", ("surveys_invitation",))
# They hold addresses.
MAILS = Erased("mails", "identity", ("surveys_mail",))
# They hold the names of those who were invited, too.
PEOPLE = Erased("people", "identity", (*ROLL.tables, *MAILS.tables))
# They hold secrets under a seal key that may have been replaced.
SECOND_FACTORS = Erased("second factors", "identity", ("mfa_authenticator",))
# They hold sealed answers and the key of their step.
SEMINARS = Erased("seminars", "default", ("surveys_seminarseat", "surveys_seminar"))
EVERYTHING = (ANSWERS, ENVELOPES, SEMINARS, ROLL, MAILS, PEOPLE, SECOND_FACTORS)

PATIENCE_SECONDS = 20
# What is tried again two minutes later anyway.
SHORT_PATIENCE_SECONDS = 5
# While a round is open, whoever answers waits no longer than this for a table to be rewritten
# that somebody else, a backup for example, is reading.
LONGEST_WAIT_MILLISECONDS = 2_000
# From then on the operator is told (`require_scrubbed`): ten minutes, at one try in two.
FAILURES_TOLERATED = 5


class StillInUseError(Exception):
    """Another connection kept the old pages in use; scrubbing has to be tried again."""


# --- What is due ---------------------------------------------------------------------------------


def mark_due(erased: Erased = ANSWERS) -> None:
    """Have these tables scrubbed within minutes; call inside the transaction that erases."""
    ScrubDue.objects.update_or_create(name=erased.name, defaults={"token": uuid.uuid4()})


def mark_order_due() -> None:
    """Have old versions of envelopes and roll scrubbed, where the engine leaves any."""
    if keeps_old_rows(ENVELOPES.database):
        mark_due(ENVELOPES)
        mark_due(ROLL)


def scrub_what_is_due() -> None:
    """Scrub the tables that are marked. What is still in use stays marked, for the next time.

    One mark stands for all erasures since the last time; one that is made meanwhile stays.
    """
    for erased in EVERYTHING:
        due = ScrubDue.objects.filter(name=erased.name).first()
        if due is None:
            continue
        mark = ScrubDue.objects.filter(name=due.name, token=due.token)
        try:
            scrub(erased, patience=SHORT_PATIENCE_SECONDS)
        except StillInUseError as problem:
            logger.warning("%s: %s; tried again within minutes", erased.name, problem)
            ScrubDue.objects.filter(name=due.name).update(failed=F("failed") + 1)
        else:
            mark.delete()
            rewrite(Erased("marks", "default", (ScrubDue._meta.db_table,)))


def require_scrubbed() -> None:
    """Raise StillInUseError if something erased could not be scrubbed for ten minutes."""
    if ScrubDue.objects.filter(failed__gte=FAILURES_TOLERATED).exists():
        raise StillInUseError("what was erased cannot be removed from the files")


# --- Scrubbing -----------------------------------------------------------------------------------


def scrub(erased: Erased = ANSWERS, patience: float | None = None) -> None:
    """Rewrite the files without what was deleted, and remove the log of it.

    Call outside any transaction. Raises StillInUseError if others have kept the old rows for so
    many seconds (PATIENCE_SECONDS).
    """
    rewrite(erased, patience)
    remove_log(erased.database)


def rewrite(erased: Erased, patience: float | None = None) -> None:
    """Rewrite the files without what was deleted. As `scrub`, but for the log."""
    vendor = connections[erased.database].vendor
    if vendor == "sqlite":
        _rewrite_sqlite(erased)
    elif vendor == "postgresql":
        _rewrite_postgresql(erased, PATIENCE_SECONDS if patience is None else patience)
    else:
        raise NotImplementedError(f"scrubbing is not implemented for {vendor}")


def keeps_old_rows(database: str) -> bool:
    """Return whether the engine leaves what was replaced in its files; SQLite overwrites it."""
    return connections[database].vendor != "sqlite"


def _rewrite_sqlite(erased: Erased) -> None:
    """VACUUM rewrites the file; what was erased has been overwritten before (secure_delete)."""
    try:
        with connections[erased.database].cursor() as cursor:
            cursor.execute("VACUUM")
    except OperationalError as problem:
        raise StillInUseError("readers kept SQLite's file in use") from problem


def _rewrite_postgresql(erased: Erased, patience: float) -> None:
    """VACUUM FULL, of each table until it has not kept what some older transaction may look at."""
    give_up = time.monotonic() + patience
    tables = erased.tables
    while tables := _tables_with_old_rows(erased.database, tables):
        if time.monotonic() >= give_up:
            raise StillInUseError("an older transaction keeps PostgreSQL from erasing old rows")
        time.sleep(0.5)


def _tables_with_old_rows(database: str, tables: tuple[str, ...]) -> tuple[str, ...]:
    """Rewrite the tables; returns those in which PostgreSQL had to keep erased rows."""
    connection = connections[database]
    with _waiting_briefly(connection):
        return tuple(table for table in tables if _kept_by_vacuum(connection, table))


def _kept_by_vacuum(connection: BaseDatabaseWrapper, table: str) -> bool:
    """Rewrite a table; returns whether it was in use, or PostgreSQL says that it kept rows."""
    from psycopg.errors import LockNotAvailable

    kept: list[int] = []

    def read_notice(notice: "Diagnostic") -> None:
        number = re.match(r"\d+", notice.message_detail or "")
        kept.append(int(number[0]) if number else 0)

    connection.connection.add_notice_handler(read_notice)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM (FULL, VERBOSE) {connection.ops.quote_name(table)}")
    except OperationalError as problem:
        if isinstance(problem.__cause__, LockNotAvailable):
            return True
        raise
    finally:
        connection.connection.remove_notice_handler(read_notice)
    if not kept:
        raise StillInUseError("PostgreSQL did not say what it erased")
    return sum(kept) > 0


@contextmanager
def _waiting_briefly(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Give up a lock that is not had soon: behind whoever waits for a table everybody waits."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {LONGEST_WAIT_MILLISECONDS}")
        try:
            yield
        finally:
            cursor.execute("RESET lock_timeout")
