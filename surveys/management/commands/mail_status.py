from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from surveys.delivering.reminding import bounced, mail_counts
from surveys.management.rounds import add_round, round_of


class Command(BaseCommand):
    help = "Shows how many mails of a round were sent, and whose came back and why."

    def add_arguments(self, parser: CommandParser) -> None:
        add_round(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        round = round_of(options["round"])
        for (kind, state), number in sorted(mail_counts(round).items()):
            self.stdout.write(f"{kind} {state}: {number}")
        for mail in bounced(round):
            self.stdout.write(
                f"{mail.name} ({mail.seat}, {mail.side}), {mail.address}: {mail.reason}"
            )
