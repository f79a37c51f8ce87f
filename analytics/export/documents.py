"""What people read first, in Markdown and in one language: the codebook and the README."""

from collections.abc import Callable, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from analytics.export import sentences
from analytics.export.codebook import status_of, variables
from analytics.export.labels import LabelledTable, Texts
from analytics.export.publication import Publication
from analytics.export.wordings import published_questions
from analytics.vocabulary.missing import MISSING

# The name of a file, and what says what it is.
Described = tuple[str, Callable[[], str]]


def codebook_document(publication: Publication, language: str) -> bytes:
    """The whole codebook in the language; what has no text in it says so in its place."""
    questions = published_questions(publication.content, publication.document, [language])
    with sentences.in_language(language):
        return _rendered(
            "codebook.md",
            publication,
            language,
            {
                "questions": [
                    (q, sentences.wording_or_note(q.wordings[language], language))
                    for q in questions
                ],
                "answers": [
                    (key, sentences.text_or_note(text.plain(), language))
                    for key, text in publication.document.marks.items()
                ],
                "origin": _origin(publication, language),
                "tables": [_table(table, language) for table in publication.tables],
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
        sentences.disclosure(),
        sentences.records_words(publication),
        sentences.weighting(),
        sentences.empty_words(),
        sentences.changes_words(publication),
    )
    about = {
        "publication": publication,
        "heading": sentences.heading(publication, language),
        "warning": sentences.simulated_warning() if publication.simulated else "",
        "confidentiality": sentences.confidentiality(),
        "notes": [note for note in notes if note],
        "reasons": [(reason, int(reason), words) for reason, words in MISSING.items()],
    }
    return render_to_string(f"analytics/export/{template}", about | context).encode()


def _origin(publication: Publication, language: str) -> str:
    """Where the questions' texts in the language come from."""
    if status := sentences.status_words(status_of(publication, language)):
        return _("The questions below are %(status)s.") % {"status": status}
    return _("The questionnaire has no texts in this language (%(language)s).") % {
        "language": language
    }


def _table(table: LabelledTable, language: str) -> dict[str, Any]:
    def words(texts: Texts) -> str:
        return sentences.text_or_note(texts, language)

    return {
        "name": table.name,
        "title": words(table.titles),
        "rows": len(table.rows),
        "columns": [
            {
                **description,
                "label": words(column.labels),
                "values": [(value, words(texts)) for value, texts in column.values.items()],
                "reasons": [(int(reason), MISSING[reason]) for reason in column.reasons],
            }
            for column, description in variables(table)
        ],
    }
