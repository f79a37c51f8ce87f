from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.reference.loading import SHIPPED, load_figures
from analytics.reference.reading import FiguresRefusedError, read_figures
from surveys.management.forms import study_of
from surveys.uploads.encodings import ENCODINGS


class Command(BaseCommand):
    help = (
        "Loads figures published elsewhere, to be shown beside the releases of a study. "
        "Nothing is loaded if anything is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        named = ", ".join(path.name for path in SHIPPED)
        parser.add_argument(
            "file", help=f"an XLSX or CSV file; see docs/facilitator.md. We ship: {named}"
        )
        parser.add_argument("--study", required=True, help="the study's short name")
        parser.add_argument(
            "--encoding",
            default="",
            help=f"of a CSV file, if it cannot be recognised: {', '.join(ENCODINGS)}",
        )
        parser.add_argument("--check", action="store_true", help="only check the file")

    def handle(self, *args: Any, **options: Any) -> None:
        study = study_of(options["study"])
        try:
            content = _path(options["file"]).read_bytes()
            reading = read_figures(content, study=study, encoding=options["encoding"])
            if options["check"]:
                self.stdout.write(f"The file is in order: {len(reading.figures())} figures.")
                return
            number = load_figures(study=study, reading=reading, by="operator")
        except FiguresRefusedError as refused:
            lines = "\n".join(f"  {problem}" for problem in refused.problems)
            raise CommandError(f"Nothing was loaded.\n{lines}") from None
        except OSError as problem:
            raise CommandError(f"Nothing was loaded: {problem}.") from None
        self.stdout.write(f"{number} figures are loaded beside the releases of {study.slug}.")


def _path(name: str) -> Path:
    """The file of this name, or the one that comes with the program under it."""
    shipped = {path.name: path for path in SHIPPED}
    return shipped[name] if name in shipped and not Path(name).exists() else Path(name)
