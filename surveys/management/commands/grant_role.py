from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.management.forms import require_valid, study_of
from surveys.management.two_person import add_by, second_person
from surveys.models.staff import StudyRole
from surveys.people_forms import ColleagueForm
from surveys.setting_up import LastOwnerError, grant_role, password_path


class Command(BaseCommand):
    help = (
        "Gives somebody a role in a study, in place of any earlier one. An account that is not "
        "there is made, and the address printed at which its holder chooses a password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="the study's short name")
        parser.add_argument("username")
        parser.add_argument("role", choices=StudyRole.Role.values)
        add_by(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        study, role = study_of(options["study"]), options["role"]
        form = ColleagueForm({"username": options["username"], "role": role})
        require_valid(form)
        name = form.cleaned_data["username"]
        by = options["by"]
        try:
            with second_person(study, by, "grant_role"):
                user, is_new = grant_role(study=study, username=name, role=role, by=by)
        except LastOwnerError:
            raise CommandError(f"Nothing was done: {name} is the only owner of it.") from None
        self.stdout.write(f"{name} is {role} of {study.slug}.")
        if is_new:
            self.stdout.write(
                "The account is made. Hand this address on; it works once, for three days:\n"
                f"{settings.BASE_URL}{password_path(user)}"
            )
