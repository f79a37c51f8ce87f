"""A questionnaire as one respondent would see it: the same pages, and nothing to be filled in."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

from surveys.headings import heading_of
from surveys.instruments.document import Document
from surveys.instruments.own_concerns import LONGEST_TEXT
from surveys.instruments.sequence import LENS_OF_SEAT
from surveys.languages import TAGS, django_code
from surveys.mark_field import MarkField
from surveys.own_words import OwnWords, own_words
from surveys.page_form import PageForm, field_name
from surveys.pages import Page, PageQuestion
from surveys.questionnaire import pages


@dataclass(frozen=True)
class Reader:
    """As whom a questionnaire is read: ``language`` is one of its own."""

    seat: str
    side: str
    language: str
    modules: tuple[str, ...]
    threats: bool


@dataclass(frozen=True)
class ReadPage:
    """A page in the language of its reader; ``number`` counts from 1, the own words among them.

    ``about`` names the side that a page of an assessor is about, or is "".
    """

    number: int
    heading: str
    about: str
    html: SafeString


def read_pages(document: Document, reader: Reader, only: int | None = None) -> list[ReadPage]:
    """Return the pages of a respondent in order; all without HTML but ``only``, if one is given."""
    chosen = document if reader.threats else replace(document, threats=())
    shown = pages(chosen, reader.seat, reader.side, reader.language, modules=reader.modules)
    own = own_words(chosen, reader.seat, reader.side, reader.language, modules=reader.modules)
    parts: list[Page | OwnWords] = list(shown)
    if own is not None:
        # Asked before concerns are put into words, as in a round.
        lenses = [page.lens for page in shown]
        parts.insert(lenses.index(LENS_OF_SEAT[reader.seat]), own)
    language = reader.language
    spoken = django_code(language) if language in TAGS.values() else get_language() or "en"
    with override(spoken):
        return [
            ReadPage(
                number,
                part.title if isinstance(part, OwnWords) else heading_of(part),
                _perceiver(chosen, part, language),
                _drawn(part, number, len(parts)) if only in (None, number) else SafeString(""),
            )
            for number, part in enumerate(parts, start=1)
        ]


def _perceiver(document: Document, part: Page | OwnWords, language: str) -> str:
    """Return the side whose concerns a page of an assessor asks about; "" for other pages."""
    if isinstance(part, OwnWords) or part.lens != LENS_OF_SEAT["assessor"]:
        return ""
    return document.party(part.sections[0].perceiver).name.read(language)


def _drawn(part: Page | OwnWords, number: int, pages: int) -> SafeString:
    context: dict[str, Any] = {"number": number, "pages": pages}
    if isinstance(part, OwnWords):
        context |= {"own": part, "heading": part.title, "longest": LONGEST_TEXT}
    else:
        context |= {"page": part, "heading": heading_of(part), "parts": _parts(part, number)}
    return render_to_string("surveys/instruments/components/read_page.html", context)


def _parts(page: Page, number: int) -> list[dict[str, Any]]:
    """Return the sections of a page with the fields of their questions, under ids of this page."""
    form = PageForm(page, {})
    form.prefix = f"page{number}"
    questions = {field_name(question): question for question in page.questions}
    for field in form.fields.values():
        spoken = field.widget.attrs.get("aria-labelledby")
        if spoken:
            ids = (name.replace("id_", f"id_{form.prefix}-", 1) for name in spoken.split())
            field.widget.attrs["aria-labelledby"] = " ".join(ids)
    parts = form.sections()
    for field in form.fields.values():
        # Whoever reads, reads the questions as well that an answer would bring up.
        if isinstance(field, MarkField):
            field.hidden, field.follows = False, ""
    return [
        {
            **part,
            "rows": [
                {"field": bound, "after": _after(questions[bound.name], page.questions)}
                for bound in part["marks"]
            ],
        }
        for part in parts
    ]


def _after(question: PageQuestion, others: Collection[PageQuestion]) -> dict[str, Any] | None:
    """Return the question that this one follows, and the answers that bring it up, in words."""
    answer = question.show_if.answer if question.show_if else None
    if answer is None:
        return None
    followed = next(other for other in others if other.key == answer.question)
    options = [choice.label for choice in followed.choices if choice.key in answer.options]
    return {"question": followed.question, "options": options}
