from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.instruments.importing import CHANGED, REFUSED, SAME, understand
from surveys.instruments.rewriting import NotRewritableError
from surveys.instruments.sheets import SheetError, read_sheet
from surveys.instruments.versions import content_of, next_file_text
from surveys.management.instruments import add_instrument, instrument_of, write_new


class Command(BaseCommand):
    help = (
        "Reads a translator's sheet, says line by line what was not understood, and writes the "
        "YAML of the next version with the texts in it, to be loaded by load_instrument."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_instrument(parser)
        parser.add_argument("sheet", help="the sheet, .xlsx or .csv")
        parser.add_argument("file", help="the YAML file to write")
        parser.add_argument(
            "--allow-left-out",
            action="store_true",
            help="write the file although some lines of the sheet are left out",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        instrument = instrument_of(options["slug"], options["version"])
        try:
            sheet = read_sheet(Path(options["sheet"]).read_bytes())
            understood = understand(content_of(instrument), sheet)
        except OSError as problem:
            raise CommandError(f"{options['sheet']}: {problem.strerror}") from problem
        except SheetError as problem:
            raise CommandError(f"{options['sheet']}: {problem}") from problem
        refused = understood.of(REFUSED)
        for line in refused:
            self.stdout.write(f"line {line.number}: {line.key}: {line.remark}")
        counts = f"{len(understood.of(CHANGED))} changed, {len(understood.of(SAME))} as before"
        self.stdout.write(f"{understood.language}: {counts}, {len(refused)} left out")
        if refused and not options["allow_left_out"]:
            raise CommandError("Nothing was written. Mend these lines, or add --allow-left-out.")
        if not understood.new_texts:
            raise CommandError("Nothing was written: the sheet changes no text.")
        try:
            text = next_file_text(instrument, understood.new_texts)
        except NotRewritableError as problem:
            raise CommandError(f"Nothing was written: {problem}") from problem
        write_new(options["file"], text.encode())
        self.stdout.write(f"{options['file']}: written; load it with load_instrument")
