from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cs2survey.backup.keyring import destroy_expired_keys, destroy_keys
from surveys.auditing import audit_identity


class Command(BaseCommand):
    help = (
        "Destroys the keys of a backup, so that no copy of its archives can be read any more; or "
        "of all whose days are over."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("backup", nargs="?", help="as the names of its files begin")
        which.add_argument("--expired", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["expired"]:
            names = destroy_expired_keys(timezone.localdate())
        else:
            names = destroy_keys(options["backup"])
            if not names:
                raise CommandError(f"There is no key of a backup {options['backup']}.")
        if names:
            audit_identity(
                by="operator", act="destroy_backup_key", subject=names[0].split(".")[0], keys=names
            )
        for name in names:
            self.stdout.write(f"destroyed {name}; destroy every copy of it that you have")
