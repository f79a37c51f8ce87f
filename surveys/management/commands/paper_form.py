import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.fonts import FontMissingError
from surveys.instruments.loader import document_with
from surveys.instruments.sequence import DEFAULT_MODULES, available_modules
from surveys.models.base import Seat
from surveys.models.instrument import Instrument
from surveys.paper_form import PaperForm, paper_form_pdf


class Command(BaseCommand):
    help = (
        "Writes a questionnaire as a PDF to be filled in by pen, in one language or two. Paper is "
        "not sealed: whoever holds the sheets can read them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("instrument", help="the short name of the questionnaire")
        parser.add_argument("--version-number", type=int, help="the last version if left out")
        parser.add_argument("--seat", choices=Seat.values, default=Seat.PARTICIPANT.value)
        parser.add_argument("--side", required=True, help="own side, or the one that nominates")
        parser.add_argument(
            "--language", action="append", required=True, help="a tag; twice for two languages"
        )
        parser.add_argument(
            "--module",
            action="append",
            help="asked besides the concerns, once for each; those of a new round if left out",
        )
        parser.add_argument("--without-threats", action="store_true")
        parser.add_argument("--heading", default="", help="on top of the first sheet")
        parser.add_argument(
            "--out", required=True, help="a new file ending in .pdf; - for standard output"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        instrument = _instrument(options["instrument"], options["version_number"])
        document = document_with(instrument.checksum, threats=not options["without_threats"])
        modules = options["module"]
        if modules is None:
            modules = [key for key in DEFAULT_MODULES if key in available_modules(document)]
        try:
            form = PaperForm(
                document=document,
                seat=options["seat"],
                side=options["side"],
                languages=options["language"],
                modules=modules,
                heading=options["heading"],
            )
            pdf = paper_form_pdf(form)
            _write(options["out"], pdf)
        except (ValueError, FontMissingError, OSError) as problem:
            raise CommandError(f"Nothing was written: {problem}.") from None
        if options["out"] != "-":
            self.stdout.write(f"Written: {options['out']}.")


def _instrument(slug: str, version: int | None) -> Instrument:
    versions = Instrument.objects.filter(slug=slug).order_by("version")
    if version is not None:
        versions = versions.filter(version=version)
    instrument: Instrument | None = versions.last()
    if instrument is None:
        wanted = slug if version is None else f"{slug} {version}"
        raise CommandError(f"There is no questionnaire {wanted}.")
    return instrument


def _write(name: str, pdf: bytes) -> None:
    """Write a new file, never over another. Raises OSError, and ValueError for another ending."""
    if name == "-":
        sys.stdout.buffer.write(pdf)
        sys.stdout.buffer.flush()
        return
    if Path(name).suffix != ".pdf":
        raise ValueError("name a new file in --out, ending in .pdf")
    with Path(name).open("xb") as file:
        file.write(pdf)
