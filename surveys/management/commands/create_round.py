from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.languages import TAGS
from surveys.management.forms import filled, require_valid, study_of, titles
from surveys.models.base import Level
from surveys.models.instrument import Instrument
from surveys.models.round import Round
from surveys.setting_up import create_round, next_number
from surveys.setup_forms import RoundForm

OPTIONS = (
    "languages",
    "modules",
    "widest_audience",
    "publishes_records",
    "withstands",
    "levels",
    "shows_last_round",
)


class Command(BaseCommand):
    help = "Sets up a round of a study as a draft, and prints its id."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="the study's short name")
        parser.add_argument(
            "--questionnaire",
            metavar="NAME:VERSION",
            help="such as welch2013:2; without it the one that was loaded last",
        )
        parser.add_argument(
            "--title", action="append", metavar="LANGUAGE=TITLE", help="once for each language"
        )
        parser.add_argument("--languages", nargs="+", choices=list(TAGS.values()))
        parser.add_argument("--modules", nargs="*", metavar="MODULE")
        parser.add_argument("--widest-audience", choices=Round.Widest.values)
        parser.add_argument("--publishes-records", action="store_true", default=None)
        parser.add_argument("--withstands", type=int, choices=Round.Withstands.values)
        parser.add_argument(
            "--levels",
            nargs="*",
            choices=Level.values,
            help="by which the participants of a side are divided; each needs five people or none",
        )
        parser.add_argument("--shows-last-round", choices=Round.LastRound.values)
        parser.add_argument("--without-threats", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        study = study_of(options["study"])
        number = next_number(study)
        given = {name: options[name] for name in OPTIONS} | titles(options["title"])
        given["instrument"] = _instrument(options["questionnaire"])
        if options["without_threats"]:
            given["asks_threats"] = False
        data = filled(RoundForm(study=study, number=number), given)
        form = RoundForm(data, study=study, number=number)
        require_valid(form, {"instrument": "questionnaire"})
        round = create_round(round=form.save(commit=False), by="operator")
        self.stdout.write(f"Round {round.number} of {study.slug} is set up: {round.pk}")


def _instrument(name: str | None) -> Instrument | None:
    """Return the questionnaire that is named. Raises CommandError if there is none."""
    if name is None:
        return None
    slug, _colon, version = name.partition(":")
    found = Instrument.objects.filter(slug=slug)
    found = found.filter(version=version) if version.isdecimal() else found.none()
    if not found:
        known = ", ".join(f"{i.slug}:{i.version}" for i in Instrument.objects.all())
        raise CommandError(f"There is no questionnaire {name!r}; loaded are: {known or 'none'}.")
    return found.get()
