"""Triggers by which each database keeps its audit chain append-only."""

from surveys.models.audit import CHAINS, Entry
from surveys.triggers import Trigger, TriggerSet

MESSAGE = "entries of the audit are appended and never changed"


def _append_only(chain: type[Entry]) -> TriggerSet:
    table = chain._meta.db_table
    return TriggerSet(
        app_label="surveys",
        database=chain.database,
        triggers=[
            Trigger(table, "update", "UPDATE", MESSAGE),
            Trigger(table, "delete", "DELETE", MESSAGE),
        ],
        emptying=[Trigger(table, "truncate", "TRUNCATE", MESSAGE)],
    )


APPEND_ONLY = {chain.database: _append_only(chain) for chain in CHAINS}
