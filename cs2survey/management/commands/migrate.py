from time import sleep
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoCommand
from django.db import OperationalError, connections

PAUSE_SECONDS = 2


class Command(DjangoCommand):
    """Django's own, which on PostgreSQL makes nobody wait long.

    A migration that needs a table to itself queues behind whoever uses it, and everybody else
    queues behind the migration. So it gives up after CS2_MIGRATION_LOCK_SECONDS, lets all others
    through, and tries again.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        from psycopg.errors import LockNotAvailable

        seconds = settings.MIGRATION_LOCK_SECONDS
        for _attempt in range(settings.MIGRATION_ATTEMPTS):
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{seconds}s"])
            try:
                super().handle(*args, **options)
            except OperationalError as problem:
                if not isinstance(problem.__cause__, LockNotAvailable):
                    raise
                connection.close()
                sleep(PAUSE_SECONDS)
            else:
                with connection.cursor() as cursor:
                    cursor.execute("RESET lock_timeout")
                return
        raise CommandError(
            "A table was in use each time that a migration needed it to itself. What was migrated "
            "stays, and nothing is half done: try again, at a quieter hour."
        )
