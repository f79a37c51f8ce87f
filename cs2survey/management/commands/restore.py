import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cs2survey.backup.contents import PARTS
from cs2survey.backup.keyring import WrongRecipientError, identities_in
from cs2survey.backup.restoring import NotRestoredError, Sealed, restore
from cs2survey.backup.streams import DamagedArchiveError


class Command(BaseCommand):
    help = (
        "Restores a backup into two empty databases. The private keys of its recipients are read "
        "from standard input, and are kept nowhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for part in PARTS:
            parser.add_argument(f"--{part}", type=Path, required=True, help="the archive")
            parser.add_argument(
                f"--{part}-key", type=Path, required=True, help="its file of the keyring"
            )

    def handle(self, *args: Any, **options: Any) -> None:
        parts = {part: Sealed(options[part], options[f"{part}_key"]) for part in PARTS}
        try:
            private = identities_in(sys.stdin.read())
            rows = restore(parts=parts, private=private, by="operator")
        except FileNotFoundError as problem:
            raise CommandError(f"Nothing was restored: {problem.filename} is not there.") from None
        except (DamagedArchiveError, NotRestoredError, WrongRecipientError) as problem:
            raise CommandError(f"Nothing was restored: {problem}.") from None
        self.stdout.write(f"Restored: {rows} rows. Now run verify_audit, then start the services.")
