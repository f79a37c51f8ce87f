from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.instruments.errors import InstrumentError
from surveys.instruments.interchange.formats import import_form
from surveys.instruments.loader import next_version
from surveys.instruments.rewriting import file_of
from surveys.instruments.versions import content_of
from surveys.management.instruments import instrument_of, write_new


class Command(BaseCommand):
    help = (
        "Reads a form of another program, XLSForm or LimeSurvey's tab-separated file, says what of "
        "it is not carried, and writes it as the YAML of a questionnaire's next version, to be "
        "loaded by load_instrument."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("form", help="the form, .xlsx or .txt")
        parser.add_argument("-o", "--output", required=True, help="the YAML file to write")
        parser.add_argument(
            "--base",
            nargs=2,
            metavar=("SLUG", "VERSION"),
            help="the questionnaire that the questions of a form written elsewhere are added to",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path, base = Path(options["form"]), self._base(options["base"])
        try:
            result = import_form(path.read_bytes(), path.name, base)
        except OSError as problem:
            raise CommandError(f"{path}: {problem.strerror}") from problem
        except InstrumentError as problem:
            raise CommandError(f"{problem}\nNothing was written.") from problem
        for line in result.not_carried:
            self.stdout.write(f"not carried: {line}")
        content = result.content
        content["version"] = max(next_version(content["slug"]), content["version"])
        write_new(options["output"], file_of(content).encode())
        name = f"{content['slug']} version {content['version']}"
        self.stdout.write(f"{options['output']}: {name}; load it with load_instrument")

    def _base(self, named: list[str] | None) -> Any:
        if named is None:
            return None
        slug, version = named
        if not version.isdecimal():
            raise CommandError(f"{version} is no number of a version.")
        return content_of(instrument_of(slug, int(version)))
