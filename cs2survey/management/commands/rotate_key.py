from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cs2survey.management.commands.list_keys import lines
from surveys.key_files import MissingKeyError, RotationUnderWayError
from surveys.key_rotation import TooEarlyError, destroy_old_keys, rotate_key, rotating_keys
from surveys.scrubbing import MAILS, SECOND_FACTORS, SEMINARS, scrub

AFTERWARDS = (
    "Start web, worker and beat anew, so that they use it. Whatever was made under the old one "
    "stays good until `rotate_key secret_key --finish`: then whoever is signed in signs in again, "
    "participants type their return code once more, and links to releases that were handed out "
    "before lead nowhere."
)


class Command(BaseCommand):
    help = (
        "Puts a new key in the place of one of the server's own; the old one is kept for what was "
        "made with it. With --finish, destroys the old ones that nothing needs any more."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=sorted(rotating_keys()))
        parser.add_argument("--finish", action="store_true", help="destroy what is not needed")
        parser.add_argument(
            "--at-once",
            action="store_true",
            help="with --finish: do not wait for what is under way; stop web and worker before",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        try:
            if options["finish"]:
                destroy_old_keys(name=name, by="operator", at_once=options["at_once"])
            else:
                new = rotate_key(name=name, by="operator")
                self.stdout.write(f"{name}: the new key is {new}. Copy the file once more.")
        except TooEarlyError as problem:
            raise CommandError(f"Nothing was destroyed: {problem}.") from None
        except (RotationUnderWayError, MissingKeyError) as problem:
            raise CommandError(f"Nothing was changed: {problem}.") from None
        if name == "seal_key":
            # What was wrapped under the old key is not to be found in the files either.
            scrub()
            scrub(MAILS)
            scrub(SEMINARS)
            scrub(SECOND_FACTORS)
        if name == "secret_key" and not options["finish"]:
            self.stdout.write(AFTERWARDS)
        self.stdout.write("\n".join(lines(name)))
