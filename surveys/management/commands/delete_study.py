from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.management.forms import study_of
from surveys.management.two_person import add_by, second_person
from surveys.models.staff import StudyRole
from surveys.setting_up import StudyHasRoundsError, delete_study


class Command(BaseCommand):
    help = "Deletes a study without rounds, with the roles that people have in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="the study's short name")
        add_by(parser)
        parser.add_argument("--yes", action="store_true", help="delete it; without, say what goes")

    def handle(self, *args: Any, **options: Any) -> None:
        study = study_of(options["study"])
        if not options["yes"]:
            roles = StudyRole.objects.filter(study=study.pk).count()
            raise CommandError(
                f"Nothing was deleted. Of {study.slug} its settings would go, and {roles} roles. "
                "To delete it, add --yes."
            )
        by = options["by"]
        try:
            with second_person(study, by, "delete_study"):
                delete_study(study=study, by=by)
        except StudyHasRoundsError:
            raise CommandError(
                f"Nothing was deleted: {study.slug} has rounds; delete those that are drafts by "
                "`delete_round`. One that was opened stays."
            ) from None
        self.stdout.write(f"Deleted: {options['study']}.")
