from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from cs2survey.backup.keyring import WrongRecipientError, recipient_of
from cs2survey.backup.making import RoundClosingError, back_up

DAYS = 30


class Command(BaseCommand):
    help = (
        "Backs up both databases and the files of releases into two encrypted archives, which only "
        "the holder of a private key that is not on this server can read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, required=True, help="the folder of the archives")
        parser.add_argument(
            "--recipient",
            action="append",
            required=True,
            help="a public key of the age format (age1…) that can read both; may be repeated",
        )
        parser.add_argument(
            "--identity-recipient",
            action="append",
            help="public keys that can read the archive of identities, instead of --recipient",
        )
        parser.add_argument(
            "--days", type=int, default=DAYS, help=f"until its key is destroyed ({DAYS})"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for_identity = options["identity_recipient"] or options["recipient"]
        try:
            recipients = {
                "answers": [recipient_of(text) for text in options["recipient"]],
                "identity": [recipient_of(text) for text in for_identity],
            }
            paths = back_up(
                to=options["to"], recipients=recipients, days=options["days"], by="operator"
            )
        except (WrongRecipientError, ValueError) as problem:
            raise CommandError(f"Nothing was backed up: {problem}.") from None
        except RoundClosingError:
            raise CommandError(
                "Nothing was backed up: a round is closing. Take the backup when it has closed."
            ) from None
        except OperationalError:
            raise CommandError("Nothing was backed up: the databases are busy.") from None
        for path in paths:
            self.stdout.write(f"made {path}")
        self.stdout.write(
            f"Take the two to different places, and their keys ({settings.BACKUP_KEYS}) to a third."
        )
