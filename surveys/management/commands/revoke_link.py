from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from surveys.delivering.renewing import revoke_link
from surveys.management.rounds import add_person, add_round, person_of, refusals, round_of


class Command(BaseCommand):
    help = (
        "Has somebody's link lead nowhere, unless they had begun by it. Nothing tells which it "
        "was, and once the round is open no count changes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_round(parser)
        add_person(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        round, person = round_of(options["round"]), person_of(options)
        with refusals():
            revoke_link(round=round, person=person, by="operator")
        self.stdout.write(f"The link of {person[2]} is revoked, if it was not used.")
