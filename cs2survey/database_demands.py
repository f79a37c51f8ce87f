"""The settings of PostgreSQL without which it keeps what we promise is not kept."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connections

from surveys.write_ahead_log import may_remove_log


class Demand(NamedTuple):
    """A setting, what it must be, as `pg_settings` gives it, and what it would keep otherwise."""

    setting: str
    value: str
    reason: str


ORDER = "the write-ahead log says in which order people began and holds what was erased"
TIMES = "PostgreSQL's log would say when somebody came, wrote or withdrew"
VALUES = "PostgreSQL's log would hold what was written"

DEMANDS = (
    Demand("wal_recycle", "off", f"{ORDER}; segments kept for reuse keep it for days"),
    Demand("archive_mode", "off", f"{ORDER}; an archive keeps it for good"),
    Demand("max_wal_senders", "0", f"{ORDER}; whoever receives it keeps it"),
    Demand("wal_keep_size", "0", f"{ORDER}; segments would be kept for others"),
    Demand("summarize_wal", "off", "summaries would keep which pages were written, in order"),
    Demand("track_commit_timestamp", "off", "the time of every transaction would be kept"),
    Demand("vacuum_defer_cleanup_age", "0", "erased rows would stay in the files"),
    Demand("log_statement", "none", VALUES),
    Demand("log_min_duration_statement", "-1", VALUES),
    Demand("log_min_duration_sample", "-1", VALUES),
    Demand("log_transaction_sample_rate", "0", VALUES),
    Demand("log_min_error_statement", "panic", VALUES),
    Demand("log_error_verbosity", "terse", f"{VALUES}, in the details of errors"),
    Demand("log_parameter_max_length", "0", VALUES),
    Demand("log_parameter_max_length_on_error", "0", VALUES),
    Demand("debug_print_parse", "off", VALUES),
    Demand("debug_print_rewritten", "off", VALUES),
    Demand("debug_print_plan", "off", VALUES),
    Demand("log_duration", "off", TIMES),
    Demand("log_connections", "off", TIMES),
    Demand("log_disconnections", "off", TIMES),
    Demand("log_checkpoints", "off", TIMES),
    Demand("log_lock_waits", "off", TIMES),
    Demand("log_autovacuum_min_duration", "-1", TIMES),
    Demand("log_temp_files", "-1", TIMES),
    Demand("auto_explain.log_min_duration", "-1", VALUES),
    Demand("pgaudit.log", "none", VALUES),
)


class Unmet(NamedTuple):
    """A demand that a database does not meet, and how that is mended."""

    name: str
    reason: str
    remedy: str


def unmet_demands(database: str) -> Iterator[Unmet]:
    """Yield what a database's server keeps that it must not; SQLite keeps no log at all.

    A setting that the server's version or its extensions do not have is not demanded. What is set
    for our account or this database alone counts, since it is looked at over our own connection.
    """
    if connections[database].vendor != "postgresql":
        return
    found = _settings(database)
    for setting, value, reason in DEMANDS:
        if found.get(setting, value) != value:
            remedy = f"ALTER SYSTEM SET {setting} = '{value}', then start the server anew."
            yield Unmet(setting, reason, remedy)
    if slots := _replication_slots(database):
        remedy = " ".join(f"SELECT pg_drop_replication_slot('{slot}');" for slot in slots)
        yield Unmet("replication slots", f"{ORDER}; a slot keeps it for whoever reads it", remedy)
    if not may_remove_log(database):
        account = connections[database].settings_dict["USER"]
        remedy = (
            f'GRANT pg_checkpoint TO "{account}"; '
            f'GRANT EXECUTE ON FUNCTION pg_switch_wal() TO "{account}";'
        )
        yield Unmet("rights", f"{ORDER}; our account may not have it removed", remedy)


def _settings(database: str) -> dict[str, str]:
    names = [demand.setting for demand in DEMANDS]
    with connections[database].cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names])
        return dict(cursor.fetchall())


def _replication_slots(database: str) -> list[str]:
    with connections[database].cursor() as cursor:
        cursor.execute("SELECT slot_name FROM pg_replication_slots ORDER BY slot_name")
        return [str(name) for (name,) in cursor.fetchall()]
