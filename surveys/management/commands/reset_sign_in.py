from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from surveys.accounts import reset_sign_in
from surveys.management.forms import user_of
from surveys.setting_up import password_path


class Command(BaseCommand):
    help = (
        "For somebody who lost their telephone or passkey: takes away the second factors and the "
        "recovery codes of an account and ends its sessions. Its holder signs in with the password "
        "and is asked to set up another. Make sure that it is really they who ask."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--password",
            action="store_true",
            help="take the password away too, and print an address at which to choose one",
        )
        parser.add_argument("--by", default="operator", help="who is written into the audit")

    def handle(self, *args: Any, **options: Any) -> None:
        user = user_of(options["username"])
        count = reset_sign_in(user=user, by=options["by"], password=options["password"])
        self.stdout.write(f"Second factors taken away: {count}. All sessions have ended.")
        if options["password"]:
            self.stdout.write(
                "Hand this address on; it works once, for three days:\n"
                f"{settings.BASE_URL}{password_path(user)}"
            )
