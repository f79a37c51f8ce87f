"""What commands about one round share."""

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from surveys.group_change_wording import advice, change_lines, why_confirm
from surveys.group_changes import GroupChangedError
from surveys.models.round import Round


def add_round(parser: ArgumentParser) -> None:
    parser.add_argument("round", help="the round's id, as in its address")


def round_of(pk: str) -> Round:
    """Return the round with its study and instrument. Raises CommandError if there is none."""
    try:
        round: Round = Round.objects.select_related("study", "instrument").get(pk=pk)
    except (Round.DoesNotExist, ValidationError):
        raise CommandError(f"There is no round {pk}.") from None
    return round


def unconfirmed(round: Round, problem: GroupChangedError, nothing_done: str) -> CommandError:
    """Return the error that says which groups differ, why it matters and how to confirm."""
    return CommandError(
        "\n".join(
            [
                nothing_done,
                *(f"  {line}" for line in change_lines(round, problem.changes)),
                why_confirm(),
                advice(),
                "To confirm, add --confirm-roll.",
            ]
        )
    )
