from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.inviting import invitation_counts
from surveys.management.rounds import add_round, round_of
from surveys.management.two_person import add_by, second_person
from surveys.models.round import Round
from surveys.setting_up import NotADraftError, delete_round


class Command(BaseCommand):
    help = "Deletes a round that was never opened, with its invitations."

    def add_arguments(self, parser: CommandParser) -> None:
        add_round(parser)
        add_by(parser)
        parser.add_argument("--yes", action="store_true", help="delete it; without, say what goes")

    def handle(self, *args: Any, **options: Any) -> None:
        round = round_of(options["round"])
        name = f"round {round.number} of {round.study.slug}"
        if not options["yes"]:
            invited = sum(counts["invited"] for counts in invitation_counts(round).values())
            if round.state != Round.State.DRAFT:
                raise CommandError(_opened(name))
            raise CommandError(
                f"Nothing was deleted. Of {name} its settings would go, and {invited} invitations, "
                "whose links then lead nowhere. To delete it, add --yes."
            )
        by = options["by"]
        try:
            with second_person(round.study, by, "delete_round"):
                invitations = delete_round(round=round, by=by)
        except NotADraftError:
            raise CommandError(_opened(name)) from None
        self.stdout.write(f"Deleted: {name}, with {invitations} invitations.")


def _opened(name: str) -> str:
    return f"Nothing was deleted: {name} has been opened."
