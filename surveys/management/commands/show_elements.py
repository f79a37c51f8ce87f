from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.instruments.elements import elements_table
from surveys.instruments.errors import InstrumentError
from surveys.instruments.parser import read


class Command(BaseCommand):
    help = "Shows what each question of a file is made of, language by language, as a table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a YAML file; see docs/instrument.md")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document = read(options["file"])
        except InstrumentError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(elements_table(document.content), ending="")
