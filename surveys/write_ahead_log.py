"""PostgreSQL's write-ahead log: what it holds of the past is removed.

The log repeats every change in the order of time: who began after whom, and what was erased. A
segment is deleted by the first checkpoint after the next segment was begun, if nothing else keeps
it (`cs2survey/database_demands.py` has the settings that would).
"""

import logging

from django.db import connections

logger = logging.getLogger(__name__)

MAY_REMOVE = """
    SELECT has_function_privilege('pg_switch_wal()', 'EXECUTE') AND EXISTS (
        SELECT FROM pg_roles
        WHERE (rolname = 'pg_checkpoint' AND pg_has_role(oid, 'USAGE'))
           OR (rolname = current_user AND rolsuper)
    )
"""


def may_remove_log(database: str) -> bool:
    """Return whether our account may begin a segment and ask for a checkpoint, on PostgreSQL."""
    with connections[database].cursor() as cursor:
        cursor.execute(MAY_REMOVE)
        return bool(cursor.fetchone()[0])


def remove_log(database: str) -> None:
    """Remove all of the write-ahead log that was written until now; does nothing on SQLite.

    Without the right to do so it says so in our log: what was asked for goes on.
    """
    if connections[database].vendor != "postgresql":
        return
    if not may_remove_log(database):
        logger.warning("the write-ahead log stays: see docs/operations.md, Rights of the accounts")
        return
    with connections[database].cursor() as cursor:
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("CHECKPOINT")
