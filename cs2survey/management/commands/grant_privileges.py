from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from cs2survey.privileges import NotPostgreSQLError, application_account, grant_privileges


class Command(BaseCommand):
    help = (
        "Makes the roles by which the application connects to PostgreSQL, and gives them the "
        "rights it needs: of the audit and of releases, to read and to add. To be run by the "
        "role that owns the tables, after every migration."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for database in connections:
            try:
                role, password = application_account(database)
                grant_privileges(database=database, role=role, password=password)
            except ImproperlyConfigured as problem:
                raise CommandError(f"{problem}; see .env.example.") from None
            except NotPostgreSQLError:
                raise CommandError(
                    f"The database {database} is not PostgreSQL, which alone has roles. On SQLite "
                    "triggers keep the audit, and whoever may write the file can drop them."
                ) from None
            self.stdout.write(f"{database}: {role} has the rights of the application.")
