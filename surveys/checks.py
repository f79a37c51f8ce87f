"""Says when a database would let somebody change its audit."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

from surveys.audit_triggers import APPEND_ONLY
from surveys.models.audit import CHAINS, Entry


@register(Tags.database)
def audit_is_append_only(databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """A warning, since `migrate` checks before it makes the triggers again."""
    return [
        Warning(
            f"The database does not keep the audit append-only: the trigger {name} is gone.",
            hint="Run `python manage.py migrate`, which makes every trigger again; then "
            "`python manage.py verify_audit`.",
            id="surveys.W001",
        )
        for database in databases or ()
        for name in APPEND_ONLY[database].missing(connections[database])
    ]


@register(Tags.database, deploy=True)
def audit_is_not_ours(databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """On PostgreSQL the application connects by a role that cannot change the audit at all."""
    return [
        Warning(
            f"The role {role} that connects to the database {chain.database} could change the "
            "audit, and take the triggers away that keep it.",
            hint="Let the application connect by a role made by `manage.py grant_privileges`.",
            id="surveys.W002",
        )
        for chain in CHAINS
        if chain.database in (databases or ())
        for role in _masters(chain)
    ]


def _masters(chain: type[Entry]) -> Iterator[str]:
    """Yield the role that connects, if it may change the chain or owns its table."""
    connection = connections[chain.database]
    table = chain._meta.db_table
    if connection.vendor != "postgresql":
        return
    if table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE, TRIGGER') "
            "OR pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = %s::regclass",
            [table, table],
        )
        role, may_change = cursor.fetchone()
    if may_change:
        yield role
