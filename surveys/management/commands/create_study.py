from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from surveys.languages import TAGS
from surveys.management.forms import filled, require_valid, titles, user_of
from surveys.models.study import PARTICULARS, Study
from surveys.setting_up import create_study
from surveys.setup_forms import StudyForm

OPTIONS = ("languages", "retention_days", "ends_on", *PARTICULARS)


class Command(BaseCommand):
    help = "Sets up a study; all that is not named is as the page would offer it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="its short name in addresses, such as welch-2026")
        parser.add_argument("--owner", required=True, help="the user name of who owns it")
        parser.add_argument(
            "--title", action="append", metavar="LANGUAGE=TITLE", help="once for each language"
        )
        parser.add_argument("--languages", nargs="+", choices=list(TAGS.values()))
        parser.add_argument("--retention-days", type=int)
        parser.add_argument(
            "--ends-on", metavar="YYYY-MM-DD", help="when the list of those invited is erased"
        )
        for name in PARTICULARS:
            parser.add_argument(f"--{name.replace('_', '-')}")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = user_of(options["owner"])
        given = {"slug": options["slug"], **{name: options[name] for name in OPTIONS}}
        data = filled(StudyForm(instance=Study()), given | titles(options["title"]))
        form = StudyForm(data, instance=Study())
        require_valid(form)
        study = create_study(study=form.save(commit=False), owner=owner)
        self.stdout.write(f"The study {study.slug} is set up; {owner.get_username()} owns it.")
