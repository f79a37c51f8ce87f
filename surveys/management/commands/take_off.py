from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.delivering.taking_off import take_off
from surveys.personal_data import invitations_of
from surveys.scrubbing import PEOPLE, scrub


class Command(BaseCommand):
    help = (
        "Takes somebody off every roll who asks for it: name, addresses, and links not used. What "
        "they answered stays until they withdraw it with their return code."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="", help="to which they had mail")
        parser.add_argument("--name", default="", help="as on the roll")
        parser.add_argument("--yes", action="store_true", help="do it; without, say what would go")

    def handle(self, *args: Any, **options: Any) -> None:
        who = {"address": options["address"], "name": options["name"]}
        try:
            rounds = invitations_of(**who).values("round").distinct().count()
        except ValueError:
            raise CommandError("Give --address and --name, or one of them.") from None
        if not rounds:
            raise CommandError("Nobody on any roll is that.")
        if not options["yes"]:
            raise CommandError(
                f"They are on the rolls of {rounds} rounds. To take them off: --yes."
            )
        take_off(**who, by="operator")
        scrub(PEOPLE)
        self.stdout.write(f"Taken off the rolls of {rounds} rounds.")
