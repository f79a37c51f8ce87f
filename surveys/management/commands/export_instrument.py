from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.instrument_ddi import instrument_ddi
from surveys.instruments.interchange.carrying import left_out
from surveys.instruments.interchange.formats import FORMATS
from surveys.instruments.loader import document_of
from surveys.instruments.versions import content_of, file_text_of
from surveys.management.instruments import add_instrument, instrument_of, write_new

YAML, DDI = "yaml", "ddi"


class Command(BaseCommand):
    help = (
        "Writes the YAML of a questionnaire as it was loaded, or a form of it for another program "
        "(--format), and says what of it that form does not carry."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_instrument(parser)
        parser.add_argument("--format", choices=[YAML, *FORMATS, DDI], default=YAML)
        parser.add_argument("-o", "--output", help="the file to write, which is not there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        instrument = instrument_of(options["slug"], options["version"])
        kind, path = options["format"], options["output"]
        if kind == YAML:
            written = file_text_of(instrument).encode()
        elif kind == DDI:
            written = instrument_ddi(document_of(instrument))
        else:
            written = FORMATS[kind].file_of(content_of(instrument))
        if path:
            write_new(path, written)
        elif kind in (YAML, DDI):
            self.stdout.write(written.decode(), ending="")
        else:
            raise CommandError("Name the file to write: -o FILE.")
        if kind in FORMATS:
            for each in left_out(content_of(instrument)):
                self.stdout.write(f"not carried: {each.address}: {each.reason}")
