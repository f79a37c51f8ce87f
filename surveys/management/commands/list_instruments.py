from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count

from surveys.instruments.document import draft_languages
from surveys.instruments.loader import document_of
from surveys.models.instrument import Instrument


class Command(BaseCommand):
    help = "Lists the versions of questionnaires that are loaded, and which of them are in use."

    def handle(self, *args: Any, **options: Any) -> None:
        counted = Instrument.objects.defer("file_text").annotate(
            asked=Count("questions", distinct=True), used=Count("rounds", distinct=True)
        )
        for instrument in counted.order_by("slug", "version"):
            document = document_of(instrument)
            drafts = ", ".join(draft_languages(document)) or "none"
            self.stdout.write(
                f"{instrument}: {instrument.asked} questions, in {', '.join(document.languages)}; "
                f"with drafts: {drafts}; rounds: {instrument.used}"
            )
