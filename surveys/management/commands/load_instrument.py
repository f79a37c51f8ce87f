from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.instruments.errors import InstrumentError
from surveys.instruments.loader import FrozenInstrumentError, load_instrument
from surveys.instruments.parser import parse, read_text, shipped


class Command(BaseCommand):
    help = "Loads questionnaires from their files; those we ship when no file is named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", help="YAML files; see docs/instrument.md")

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["files"] or shipped():
            try:
                text = read_text(path)
                document = parse(text, Path(path).name)
                instrument = load_instrument(document, by="load_instrument", file_text=text)
            except (InstrumentError, FrozenInstrumentError, OSError) as problem:
                raise CommandError(str(problem)) from problem
            self.stdout.write(f"{instrument}: {instrument.questions.count()} questions")
