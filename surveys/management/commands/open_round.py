from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.facilitating import DraftTextsError, RoundStateError, open_round
from surveys.group_change_wording import advice, change_lines, why_confirm
from surveys.group_changes import GroupChangedError
from surveys.models.round import Round
from surveys.module_rules import ModulesRefusedError


class Command(BaseCommand):
    help = (
        "Opens a round, whose key this server then holds. To open one with a passphrase, use the "
        "round's page."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round", help="the round's id, as in its address")
        parser.add_argument(
            "--confirm-roll",
            action="store_true",
            help="open it although one to four people of a group differ from an earlier round",
        )
        parser.add_argument(
            "--without-threats",
            action="store_true",
            help="ask the common battery alone, without the articulated threats of each dyad",
        )
        parser.add_argument(
            "--allow-drafts",
            action="store_true",
            help="open it in languages whose texts no native reader has reviewed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        round = _round(options["round"])
        try:
            open_round(
                round=round,
                by="operator",
                allow_drafts=options["allow_drafts"],
                confirmed_roll=options["confirm_roll"],
                without_threats=options["without_threats"],
            )
        except (RoundStateError, ModulesRefusedError) as problem:
            raise CommandError(f"Nothing was done: {problem}.") from None
        except DraftTextsError as problem:
            raise CommandError(
                f"The round is not open: its {problem}. Have them reviewed, leave these languages "
                "out of the round, or add --allow-drafts."
            ) from None
        except GroupChangedError as problem:
            raise CommandError(_unconfirmed(round, problem)) from None
        self.stdout.write(f"Round {round.number} of {round.study.slug} is open.")


def _unconfirmed(round: Round, problem: GroupChangedError) -> str:
    return "\n".join(
        [
            "The round is not open: it has almost the same people as an earlier one.",
            *(f"  {line}" for line in change_lines(round, problem.changes)),
            why_confirm(),
            advice(),
            "To confirm, add --confirm-roll.",
        ]
    )


def _round(pk: str) -> Round:
    try:
        round: Round = Round.objects.select_related("study", "instrument").get(pk=pk)
    except (Round.DoesNotExist, ValidationError):
        raise CommandError(f"There is no round {pk}.") from None
    return round
