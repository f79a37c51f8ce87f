"""Triggers by which the database itself keeps what has been released as it is."""

from collections.abc import Iterator

from surveys.triggers import Trigger, TriggerSet

DATABASE = "default"
MESSAGE = "what has been released cannot be changed"
NARROWED = "the audience of a release only widens"
RELEASES, MATRICES = "analytics_release", "analytics_gapmatrix"
# Rows are written before the release or the matrix that they belong to, which closes them.
OF_A_RELEASE = ("analytics_block", "analytics_record")
OF_A_MATRIX = ("analytics_gapcell", "analytics_gapmean", "analytics_levelgap", "analytics_change")
# Every column of these tables; and of releases all but the audience, which widens.
TABLES = (*OF_A_RELEASE, MATRICES, *OF_A_MATRIX)
RELEASED_COLUMNS = ("id", "round_id", "metadata", "checksum")
# From the narrowest to the widest.
AUDIENCES = ("held", "sides", "room", "researchers", "public")


def _triggers() -> Iterator[Trigger]:
    for table in (*TABLES, RELEASES):
        yield Trigger(table, "delete", "DELETE", MESSAGE)
    for table in TABLES:
        yield Trigger(table, "update", "UPDATE", MESSAGE)
    yield Trigger(RELEASES, "update", f"UPDATE OF {', '.join(RELEASED_COLUMNS)}", MESSAGE)
    yield Trigger(RELEASES, "narrowing", "UPDATE OF audience", NARROWED, _NOT_WIDER)
    for table in OF_A_RELEASE:
        yield Trigger(table, "insert", "INSERT", MESSAGE, _RELEASED)
    for table in OF_A_MATRIX:
        yield Trigger(table, "insert", "INSERT", MESSAGE, _COMPUTED)
    # A later revision of what is released may come, but none that was there from the first.
    yield Trigger(MATRICES, "insert", "INSERT", MESSAGE, f"NEW.revision <= 1 AND {_RELEASED}")


def _rank(row: str) -> str:
    ranks = " ".join(f"WHEN '{name}' THEN {rank}" for rank, name in enumerate(AUDIENCES))
    return f"CASE {row}.audience {ranks} ELSE -1 END"


_RELEASED = f"EXISTS (SELECT 1 FROM {RELEASES} WHERE id = NEW.release_id)"  # noqa: S608
_COMPUTED = f"EXISTS (SELECT 1 FROM {MATRICES} WHERE id = NEW.matrix_id)"  # noqa: S608
_NOT_WIDER = f"{_rank('NEW')} <= {_rank('OLD')}"

TRIGGERS = TriggerSet(
    app_label="analytics",
    database=DATABASE,
    triggers=list(_triggers()),
    emptying=[Trigger(table, "truncate", "TRUNCATE", MESSAGE) for table in (*TABLES, RELEASES)],
)
freeze, thaw, missing = TRIGGERS.freeze, TRIGGERS.thaw, TRIGGERS.missing
