from datetime import datetime
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.closing_time import ClosingTimeError, closing_time_in_words, read_closing_time
from surveys.facilitating import DraftTextsError, RoundStateError, StudyEndedError, open_round
from surveys.few_invited import FewInvitedError, LevelsRefusedError
from surveys.few_invited_wording import few_lines, level_advice, level_lines
from surveys.group_changes import GroupChangedError
from surveys.management.rounds import add_round, round_of, unconfirmed
from surveys.module_rules import ModulesRefusedError
from surveys.passphrases import WeakPassphraseError


class Command(BaseCommand):
    help = "Opens a round, whose key this server then holds unless a passphrase is asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        add_round(parser)
        parser.add_argument(
            "--confirm-roll",
            action="store_true",
            help="open it although one to four people of a group differ from an earlier round",
        )
        parser.add_argument(
            "--confirm-few",
            action="store_true",
            help="open it although nobody, or fewer than five of a side, are invited",
        )
        parser.add_argument(
            "--ask-passphrase",
            action="store_true",
            help="ask, twice, for a passphrase without which nobody can close it",
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
        parser.add_argument(
            "--closes-at",
            metavar="TIME",
            help="take answers until then, as 2026-12-05 18:00; it is shown to all participants",
        )
        parser.add_argument(
            "--zone",
            help="the time zone in which clocks show that, by its IANA name, as Asia/Seoul",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        round = round_of(options["round"])
        try:
            open_round(
                round=round,
                closes_at=_closing_time(options["closes_at"], options["zone"]),
                by="operator",
                allow_drafts=options["allow_drafts"],
                passphrase=_passphrase() if options["ask_passphrase"] else None,
                confirmed_roll=options["confirm_roll"],
                confirmed_few=options["confirm_few"],
                without_threats=options["without_threats"],
            )
        except (RoundStateError, StudyEndedError, ModulesRefusedError, ClosingTimeError) as problem:
            raise CommandError(f"Nothing was done: {problem}.") from None
        except WeakPassphraseError as weak:
            raise CommandError(f"The round is not open. {weak}") from None
        except LevelsRefusedError as problem:
            lines = "\n".join(f"  {line}" for line in level_lines(round, problem.groups))
            raise CommandError(
                f"The round is not open: levels have too few people.\n{lines}\n"
                f"{level_advice(round)}"
            ) from None
        except FewInvitedError as problem:
            lines = "\n".join(f"  {line}" for line in few_lines(round, problem.groups))
            raise CommandError(
                f"The round is not open: too few are invited.\n{lines}\n"
                "Invite more people, or add --confirm-few."
            ) from None
        except DraftTextsError as problem:
            raise CommandError(
                f"The round is not open: its {problem}. Have them reviewed, leave these languages "
                "out of the round, or add --allow-drafts."
            ) from None
        except GroupChangedError as problem:
            raise unconfirmed(
                round,
                problem,
                "The round is not open: it has almost the same people as an earlier one.",
            ) from None
        round.refresh_from_db()
        until = f" until {closing_time_in_words(round)}" if round.closes_at else ""
        self.stdout.write(f"Round {round.number} of {round.study.slug} is open{until}.")


def _passphrase() -> str:
    """Ask for a passphrase twice, as it was typed. Raises CommandError unless both are the same."""
    first, again = getpass("Passphrase: "), getpass("The passphrase once more: ")
    if first != again or not first:
        raise CommandError("The round is not open: the two are not the same, or empty.")
    return first


def _closing_time(text: str | None, zone: str | None) -> datetime | None:
    if bool(text) != bool(zone):
        raise ClosingTimeError("--closes-at and --zone go together")
    return read_closing_time(text, zone) if text and zone else None
