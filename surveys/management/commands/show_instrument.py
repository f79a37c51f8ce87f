from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.instruments.length import LONGEST_MINUTES, Length, length_of
from surveys.instruments.loader import document_of
from surveys.instruments.sequence import DEFAULT_MODULES, LENS_OF_SEAT, available_modules
from surveys.management.instruments import add_instrument, instrument_of
from surveys.questionnaire import pages


class Command(BaseCommand):
    help = "Shows the questions of a questionnaire, in full, as a person of a seat is asked them."

    def add_arguments(self, parser: CommandParser) -> None:
        add_instrument(parser)
        parser.add_argument("--seat", choices=list(LENS_OF_SEAT), default="participant")
        parser.add_argument("--side", help="the code of a side; the first if it is left out")
        parser.add_argument("--language", help="a language of the file; its first if left out")
        parser.add_argument("--modules", nargs="*", help="optional parts; those usual if left out")
        parser.add_argument("--without-threats", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        document = document_of(instrument_of(options["slug"], options["version"]))
        language = options["language"] or document.languages[0]
        if language not in document.languages:
            languages = ", ".join(document.languages)
            raise CommandError(f"There is no text in {language}; there is in {languages}.")
        modules = options["modules"]
        if modules is None:
            modules = [each for each in DEFAULT_MODULES if each in available_modules(document)]
        questions = replace(document, threats=()) if options["without_threats"] else document
        side = options["side"] or document.sides[0]
        try:
            shown = pages(questions, options["seat"], side, language, modules=modules)
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        for page in shown:
            for section in page.sections:
                self.stdout.write(f"\n{page.number}. {section.title}")
                for question in section.questions:
                    self.stdout.write(f"   {question.name}: {question.question}")
                    answers = " / ".join(choice.label for choice in page.choices(question))
                    self.stdout.write(f"      {answers}")
        self._write_length(length_of(questions, options["seat"], side, modules))

    def _write_length(self, length: Length) -> None:
        fast, slow = length.minutes
        self.stdout.write(
            f"\nMarks: {length.marks}, taps: {length.taps}, texts: {length.texts}, pages: "
            f"{length.pages}, minutes: {fast:.1f} to {slow:.1f}."
        )
        if length.is_long:
            self.stdout.write(
                f"Somebody who takes their time needs over {LONGEST_MINUTES} minutes."
            )
