"""What people read first, in Markdown and in one language: the codebook and the README."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from analytics.export import sentences
from analytics.export.codebook import status_of, table_codebook
from analytics.export.publication import Publication
from analytics.export.wordings import published_questions
from analytics.vocabulary.missing import MISSING

# The name of a file, and what says what it is.
Described = tuple[str, Callable[[], str]]


def codebook_document(publication: Publication, language: str) -> bytes:
    """The whole codebook in the language; what has no text in it says so in its place."""
    questions = published_questions(publication.content, publication.document, [language])
    words = partial(sentences.text_or_note, language=language)
    with sentences.in_language(language):
        return _rendered(
            "codebook.md",
            publication,
            language,
            {
                "questions": [(question, words(question.texts)) for question in questions],
                "answers": [
                    (key, words(text.plain())) for key, text in publication.document.marks.items()
                ],
                "origin": _origin(publication, language),
                "tables": [table_codebook(table, words) for table in publication.tables],
            },
        )


def readme(publication: Publication, language: str, files: Sequence[Described]) -> bytes:
    """What this is, how to cite it, what each of the ``files`` is and how to verify them."""
    with sentences.in_language(language):
        described = [(name, describe()) for name, describe in files]
        return _rendered("readme.md", publication, language, {"files": described})


def _rendered(
    template: str, publication: Publication, language: str, context: dict[str, Any]
) -> bytes:
    notes = (
        sentences.DISCLOSURE,
        sentences.records_words(publication),
        sentences.WEIGHTING,
        sentences.EMPTY,
        sentences.pooling_words(publication),
        sentences.changes_words(publication),
    )
    about = {
        "publication": publication,
        "heading": sentences.heading(publication, language),
        "warning": sentences.SIMULATED if publication.simulated else "",
        "confidentiality": sentences.CONFIDENTIALITY,
        "notes": [note for note in notes if note],
        "reasons": [(reason, int(reason), words) for reason, words in MISSING.items()],
    }
    return render_to_string(f"analytics/export/{template}", about | context).encode()


def _origin(publication: Publication, language: str) -> str:
    """Where the questions' texts in the language come from."""
    if status := sentences.STATUSES[status_of(publication, language)]:
        return _("The questions below are %(status)s.") % {"status": status}
    return _("The questionnaire has no texts in this language (%(language)s).") % {
        "language": language
    }
