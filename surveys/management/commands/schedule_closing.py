from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.closing_time import ClosingTimeError, closing_time_in_words, read_closing_time
from surveys.facilitating import RoundStateError
from surveys.management.rounds import add_round, round_of
from surveys.models.round import Round
from surveys.scheduling import change_closing_time


class Command(BaseCommand):
    help = (
        "Sets until when an open round takes answers, earlier or later than before. Participants "
        "see it on every page. A round whose key this server holds then closes by itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_round(parser)
        parser.add_argument("closes_at", metavar="TIME", help="as 2026-12-05 18:00")
        parser.add_argument(
            "--zone",
            required=True,
            help="the time zone in which clocks show that, by its IANA name, as Asia/Seoul",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        round = round_of(options["round"])
        try:
            moment = read_closing_time(options["closes_at"], options["zone"])
            change_closing_time(round=round, closes_at=moment, by="operator")
        except (RoundStateError, ClosingTimeError) as problem:
            raise CommandError(f"Nothing was changed: {problem}.") from None
        round.refresh_from_db()
        then = (
            "waits for its passphrase"
            if round.key_holder == Round.KeyHolder.ORGANISERS
            else "closes by itself"
        )
        self.stdout.write(f"Answers are taken until {closing_time_in_words(round)}.")
        self.stdout.write(f"Then the round {then}.")
