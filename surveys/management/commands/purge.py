from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys import trial_drafts
from surveys.models.round import Round
from surveys.purging import NotYetError, due, erase_mails, erase_rolls, purge, rolls_to_erase
from surveys.scrubbing import PEOPLE, scrub


class Command(BaseCommand):
    help = (
        "Destroys the answers of closed rounds whose day has come, and the addresses that mail was "
        "sent to, the lists of those invited to studies that have ended, and tests of "
        "questionnaires that are over; published counts stay."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only list what is due")

    def handle(self, *args: Any, **options: Any) -> None:
        rounds, rolls = due(), rolls_to_erase()
        if not rounds and not rolls:
            self.stdout.write("Nothing is due.")
        if options["dry_run"]:
            for round in rounds:
                self.stdout.write(f"due: {_name(round)}")
            for study, roll in rolls:
                self.stdout.write(
                    f"due: {study.slug}, ended {study.ends_on}: {roll.count()} invitations"
                )
            return
        refused = [problem for round in rounds if (problem := self._purge(round))]
        # Also when nothing is due: an earlier run may have been stopped before this.
        scrub()
        if mails := erase_mails():
            self.stdout.write(f"erased: {mails} mails with their addresses")
        if invitations := erase_rolls(by="operator"):
            self.stdout.write(f"erased: {invitations} invitations of studies that have ended")
        scrub(PEOPLE)
        trial_drafts.erase_expired()
        if refused:
            raise CommandError("\n".join([*refused, "Let a worker finish, then purge again."]))

    def _purge(self, round: Round) -> str:
        """Purge a round; returns why it cannot be purged, or "" when it was."""
        try:
            people = purge(round=round, by="operator")
        except NotYetError as problem:
            return str(problem)
        self.stdout.write(f"destroyed: {_name(round)}: {people} people")
        return ""


def _name(round: Round) -> str:
    return f"{round.study.slug}, round {round.number}, closed {round.closed_on}"
