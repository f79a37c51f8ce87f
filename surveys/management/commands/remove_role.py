from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.management.forms import study_of
from surveys.management.two_person import OPERATOR, second_person
from surveys.models.staff import StudyRole
from surveys.setting_up import LastOwnerError, remove_role


class Command(BaseCommand):
    help = "Takes somebody's role in a study, and with it what their tokens open."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="the study's short name")
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        study, name = study_of(options["study"]), options["username"]
        role = StudyRole.objects.filter(study=study.pk, user__username=name).first()
        if role is None:
            raise CommandError(f"Nothing was done: {name} has no role in {study.slug}.")
        try:
            with second_person(study, OPERATOR, "remove_role"):
                remove_role(role=role, study=study, by=OPERATOR)
        except LastOwnerError:
            raise CommandError(f"Nothing was done: {name} is the only owner of it.") from None
        self.stdout.write(f"{name} has no role in {study.slug} any more.")
