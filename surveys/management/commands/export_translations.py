from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.instruments.sheets import KINDS, written
from surveys.instruments.translating import sheet_header, sheet_rows
from surveys.instruments.versions import content_of
from surveys.management.instruments import add_instrument, instrument_of, write_new


class Command(BaseCommand):
    help = "Writes the texts of a questionnaire beside their translation, as a translator's sheet."

    def add_arguments(self, parser: CommandParser) -> None:
        add_instrument(parser)
        parser.add_argument("language", help="a language of the file, but not its first")
        parser.add_argument("sheet", help="the file to write, .xlsx or .csv")

    def handle(self, *args: Any, **options: Any) -> None:
        content = content_of(instrument_of(options["slug"], options["version"]))
        language, kind = options["language"], Path(options["sheet"]).suffix[1:].lower()
        others = content["languages"][1:]
        if language not in others:
            known = ", ".join(others) or "none"
            raise CommandError(f"There is no translation into {language}; there is into: {known}.")
        if kind not in KINDS:
            raise CommandError("Name a file that ends in .xlsx or .csv.")
        rows = sheet_rows(content, language)
        write_new(options["sheet"], written(kind, sheet_header(content, language), rows))
        self.stdout.write(f"{options['sheet']}: {len(rows)} texts")
