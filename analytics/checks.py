"""Says when the database would let somebody change what has been released."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

from analytics.release.triggers import DATABASE, missing


@register(Tags.database)
def released_rows_are_kept(databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """A warning, since `migrate` checks before it makes the triggers again."""
    if DATABASE not in (databases or ()):
        return []
    return [
        Warning(
            f"The database does not refuse to change what is released: the trigger {name} is gone.",
            hint="Run `python manage.py migrate`, which makes every trigger again; then compare "
            "each release with its checksum.",
            id="analytics.W001",
        )
        for name in missing(connections[DATABASE])
    ]
