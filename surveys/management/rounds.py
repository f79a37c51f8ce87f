"""What commands about one round share."""

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from surveys.delivering.handing_out import RoundOverError
from surveys.delivering.outbox import NoMailServerError
from surveys.delivering.renewing import NotOnTheRollError, OpenRoundError
from surveys.group_change_wording import advice, change_lines, why_confirm
from surveys.group_changes import GroupChangedError
from surveys.models.base import Seat
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


def add_person(parser: ArgumentParser) -> None:
    parser.add_argument("name", help="of somebody on the roll, exactly as they were invited")
    parser.add_argument("--side", required=True, help="its code, such as PRC")
    parser.add_argument("--seat", choices=Seat.values, default=Seat.PARTICIPANT.value)


def person_of(options: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return who an option names, as `surveys.delivering.renewing` names people."""
    return options["seat"], options["side"], options["name"]


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what keeps somebody from a new link into a CommandError that says how to mend it."""
    try:
        yield
    except NotOnTheRollError:
        raise CommandError(
            "Nothing was done: nobody, or more than one, is invited by this name to this seat."
        ) from None
    except OpenRoundError:
        raise CommandError(
            "Nothing was done: the round is open, and whoever sees a new link learns whether the "
            "old one was used. Send it by --mail."
        ) from None
    except (RoundOverError, NoMailServerError) as problem:
        raise CommandError(f"Nothing was done: {problem}.") from None


def unconfirmed(round: Round, problem: GroupChangedError, nothing_done: str) -> CommandError:
    """Return the error that says which groups differ, why it matters and how to confirm."""
    return CommandError(
        "\n".join(
            [
                nothing_done,
                *(f"  {line}" for line in change_lines(round, problem.changes)),
                why_confirm(),
                advice(problem.may_be_confirmed),
                *(["To confirm, add --confirm-roll."] if problem.may_be_confirmed else []),
            ]
        )
    )
