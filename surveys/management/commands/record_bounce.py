import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.delivering.bounces import NotANotificationError, record_bounce


class Command(BaseCommand):
    help = "Reads, on standard input, a message with which a mail server returns a mail of ours."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = record_bounce(sys.stdin.buffer.read())
        except NotANotificationError as problem:
            raise CommandError(f"Nothing was recorded: {problem}.") from None
        self.stdout.write(f"{number} recorded.")
