from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.models.round import Round
from surveys.own_concerns import drafted_threats


class Command(BaseCommand):
    help = (
        "Writes threats for the next version of a questionnaire from the concerns that were "
        "released after a round, as YAML with places for every language."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round", help="the round's id, as in its address")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            round = Round.objects.select_related("instrument").get(pk=options["round"])
        except (Round.DoesNotExist, ValidationError):
            raise CommandError(f"There is no round {options['round']}.") from None
        if not round.released_concerns.exists():
            raise CommandError(
                "No concern of this round is released; release some on the round's page first."
            )
        self.stdout.write(drafted_threats(round), ending="")
