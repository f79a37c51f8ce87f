from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.setting_up import add_account, password_path


class Command(BaseCommand):
    help = (
        "Makes an account for somebody who runs or reads a study, and prints the address at which "
        "its holder chooses a password. For an account that is there it prints a new address, so "
        "that a forgotten password can be replaced."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--may-set-up-studies",
            action="store_true",
            help="let the holder set up studies, each of which they then own",
        )
        parser.add_argument(
            "--operates",
            action="store_true",
            help="let the holder see the jobs of all studies, and have them tried again",
        )
        parser.add_argument(
            "--address",
            default="",
            help="the holder's mail address, to which they can have such an address sent later",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user, is_new = add_account(
                username=options["username"],
                may_set_up_studies=options["may_set_up_studies"],
                operates=options["operates"],
                address=options["address"],
            )
        except ValidationError as problem:
            raise CommandError(f"No account was made: {' '.join(problem.messages)}") from None
        made = "The account is made." if is_new else "This account is there already."
        self.stdout.write(
            f"{made} Hand this address on; it works once, for three days:\n"
            f"{settings.BASE_URL}{password_path(user)}"
        )
