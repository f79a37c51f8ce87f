import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from surveys.models.staff import User
from surveys.personal_data import export_invitee, export_staff_member


class Command(BaseCommand):
    help = (
        "Writes all that is held about one person, as JSON, for them to read: about somebody of "
        "the staff, or somebody who was invited. Answers are never among it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", help="the user name of somebody of the staff")
        parser.add_argument("--address", default="", help="to which somebody invited had mail")
        parser.add_argument("--name", default="", help="of somebody invited, as on the roll")
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], default="en"
        )
        parser.add_argument("--out", type=Path, help="a new file; without, standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            held = self._held(options)
        text = json.dumps(held, ensure_ascii=False, indent=2) + "\n"
        if options["out"] is None:
            self.stdout.write(text, ending="")
            return
        try:
            handle = os.open(options["out"], os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode=0o600)
        except OSError as problem:
            raise CommandError(f"{options['out']}: {problem.strerror}") from None
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)

    def _held(self, options: dict[str, Any]) -> dict[str, Any]:
        user, address, name = options["user"], options["address"], options["name"]
        if user and not (address or name):
            found = User.objects.filter(username=user).first()
            if found is None:
                raise CommandError(f"There is no account {user}.")
            return export_staff_member(user=found, by="operator")
        if user or not (address or name):
            raise CommandError("Give --user, or --address and --name or one of them.")
        return export_invitee(address=address, name=name, by="operator")
