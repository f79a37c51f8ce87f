from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.instruments.comparing import GROUPS, Comparison, Matter, compare
from surveys.instruments.comparison_words import (
    ASKED_ANEW,
    COMPARE,
    DO_NOT_COMPARE,
    GROUP_HEADINGS,
    NO_LONGER_ASKED,
    NOTHING_DIFFERS,
)
from surveys.instruments.document import Document
from surveys.instruments.errors import InstrumentError
from surveys.instruments.loader import document_of
from surveys.instruments.parser import read
from surveys.instruments.word_changes import ADDED, REMOVED, Piece
from surveys.management.instruments import instrument_of

SIGNS = {REMOVED: "[-{}-]", ADDED: "[+{}+]"}


class Command(BaseCommand):
    help = "Shows what two versions of a questionnaire ask differently, word by word."

    def add_arguments(self, parser: CommandParser) -> None:
        help = "a loaded version, such as welch2013:3, or a YAML file"
        parser.add_argument("before", help=help)
        parser.add_argument("after", help=help)

    def handle(self, *args: Any, **options: Any) -> None:
        comparison = compare(_document(options["before"]), _document(options["after"]))
        if comparison.is_empty:
            self.stdout.write(str(NOTHING_DIFFERS))
            return
        self.stdout.write(str(DO_NOT_COMPARE if comparison.incomparable else COMPARE))
        self._matters(str(ASKED_ANEW), comparison.added)
        self._matters(str(NO_LONGER_ASKED), comparison.removed)
        for group in GROUPS:
            self._group(comparison, group)
        for language, number in comparison.statuses.items():
            self.stdout.write(f"{language}: {number} texts have another status")

    def _matters(self, heading: str, matters: tuple[Matter, ...]) -> None:
        if matters:
            self.stdout.write(f"\n{heading}")
        for matter in matters:
            self.stdout.write(f"  {matter.address}: {matter.words}")

    def _group(self, comparison: Comparison, group: str) -> None:
        texts, settings = comparison.texts_of(group), comparison.settings_of(group)
        if texts or settings:
            self.stdout.write(f"\n{GROUP_HEADINGS[group]}")
        for text in texts:
            words = "".join(map(_signed, text.pieces))
            self.stdout.write(f"  {text.address}, {text.language}: {words}")
        for setting in settings:
            change = f"{setting.before or '–'} → {setting.after or '–'}"
            self.stdout.write(f"  {setting.address}: {change}")


def _document(named: str) -> Document:
    slug, colon, version = named.partition(":")
    if colon and version.isdecimal():
        return document_of(instrument_of(slug, int(version)))
    try:
        return read(named)
    except InstrumentError as problem:
        raise CommandError(str(problem)) from problem


def _signed(piece: Piece) -> str:
    return SIGNS.get(piece.kind, "{}").format(piece.words)
