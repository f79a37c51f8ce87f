from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.delivering.outbox import NoMailServerError
from surveys.delivering.reminding import NotRemindedError, remind
from surveys.management.rounds import add_round, round_of


class Command(BaseCommand):
    help = "Sends a reminder to everybody whose invitation was mailed, whether they began or not."

    def add_arguments(self, parser: CommandParser) -> None:
        add_round(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = remind(round=round_of(options["round"]), by="operator")
        except (NotRemindedError, NoMailServerError) as problem:
            raise CommandError(f"Nobody is reminded: {problem}.") from None
        self.stdout.write(f"{number} reminders go out from the next minute on.")
