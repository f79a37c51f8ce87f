import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.facilitating import RoundStateError, request_closing
from surveys.job_progress import silent_services
from surveys.management.rounds import add_round, round_of
from surveys.models.round import Round
from surveys.sealing import UnreadableError
from surveys.watching_wording import watch

FOR_GOOD = (
    "The round is still open. Closing takes no more answers, opens all envelopes together and "
    "destroys them with their key; it cannot be undone. To do it, add --for-good."
)


class Command(BaseCommand):
    help = (
        "Closes a round for good: a worker opens its envelopes and publishes the counts. Without "
        "--for-good it says which groups would be withheld, and closes nothing. A round with a "
        "passphrase asks for it, or reads it as one line of standard input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_round(parser)
        parser.add_argument("--for-good", action="store_true", help="close it")

    def handle(self, *args: Any, **options: Any) -> None:
        round = round_of(options["round"])
        seen = watch(round)
        self.stdout.write(seen.summary)
        for group in seen.withheld.values():
            self.stdout.write(f"  withheld, fewer than five: {group}")
        if not options["for_good"]:
            raise CommandError(FOR_GOOD)
        try:
            request_closing(round=round, by="operator", passphrase=_passphrase(round))
        except RoundStateError as problem:
            raise CommandError(f"Nothing was done: {problem}.") from None
        except UnreadableError:
            raise CommandError(
                "That is not the passphrase this round was opened with. The round is still open."
            ) from None
        self.stdout.write("No answer is taken any more; a worker opens the envelopes.")
        if silent := silent_services():
            self.stdout.write(silent)


def _passphrase(round: Round) -> str | None:
    """Return the passphrase as it was typed; None where the server holds the key."""
    if round.key_holder != Round.KeyHolder.ORGANISERS:
        return None
    if sys.stdin.isatty():
        return getpass.getpass("Passphrase of the organisers: ")
    return sys.stdin.readline().rstrip("\r\n")
