from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from surveys.instruments.versions import file_text_of
from surveys.management.instruments import add_instrument, instrument_of


class Command(BaseCommand):
    help = "Writes the YAML of a questionnaire as it was loaded."

    def add_arguments(self, parser: CommandParser) -> None:
        add_instrument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        instrument = instrument_of(options["slug"], options["version"])
        self.stdout.write(file_text_of(instrument), ending="")
