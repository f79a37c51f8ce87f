"""The questionnaire on paper: the pages of a seat in one or two languages, to be filled in by pen.

The questions are those that `questionnaire.pages` puts on screen, in their order and words.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from surveys.headings import heading_of, line_label
from surveys.instruments.document import Document, draft_languages
from surveys.instruments.labels import labels
from surveys.instruments.sequence import LENS_OF_SEAT
from surveys.languages import django_code, join_sentences
from surveys.own_words import OwnWords, own_words
from surveys.page_logic import values_that_show
from surveys.pages import Page, PageQuestion, Section
from surveys.plain_text import fault_of
from surveys.questionnaire import pages
from surveys.text_validators import fault_in_words
from surveys.typesetting import typeset_pdf

SHEET = "paper_form.typ"
MOST_LANGUAGES = 2

# What a sheet says, in each of its languages: as many texts as it has.
Texts = list[str]


@dataclass(frozen=True)
class PaperForm:
    """Whom a form is for, and in which languages; ``heading`` is whatever it should say on top.

    ``languages`` are one or two tags, the first of which is that of the file.
    """

    document: Document
    seat: str
    side: str
    languages: Sequence[str]
    modules: Collection[str] = ()
    heading: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError unless it has one or two languages, and a plain heading."""
        wanted = list(dict.fromkeys(self.languages))
        if not 1 <= len(wanted) <= MOST_LANGUAGES or len(wanted) != len(self.languages):
            raise ValueError("a paper form has one language, or two that differ")
        if missing := [tag for tag in wanted if tag not in self.document.languages]:
            raise ValueError(f"the questionnaire has no texts in {missing[0]!r}")
        if fault := fault_of(self.heading):
            raise ValueError(f"the heading cannot be printed: {fault_in_words(fault)}")


def paper_form_pdf(form: PaperForm) -> bytes:
    """Return the form as PDF on A4.

    Raises FontMissingError as `typeset_pdf`, and ValueError for a seat, side or module that does
    not fit.
    """
    return typeset_pdf(SHEET, sheet_of(form), form.languages)


def number_of_questions(form: PaperForm) -> int:
    """Return how many questions the form has; raises ValueError as `paper_form_pdf`."""
    return sum(len(page.questions) for page in _pages_in(form, form.languages[0]))


def sheet_of(form: PaperForm) -> dict[str, Any]:
    """Return what the sheet says, as `templates/typst/paper_form.typ` describes it."""
    in_languages = [_pages_in(form, tag) for tag in form.languages]
    numbers = count(1)
    numbered = {
        question.name: next(numbers) for page in in_languages[0] for question in page.questions
    }
    parts = [_part(form, versions, numbered) for versions in zip(*in_languages, strict=True)]
    if own := _own_words(form):
        lenses = [page.lens for page in in_languages[0]]
        parts.insert(lenses.index(LENS_OF_SEAT[form.seat]), own)
    return {
        "languages": list(form.languages),
        "title": form.document.title.read(form.languages[0]),
        "heading": form.heading,
        "version": f"{form.document.slug} {form.document.version}",
        **_front(form, in_languages),
        "parts": parts,
    }


# --- The first page ------------------------------------------------------------------------------


def _front(form: PaperForm, in_languages: Sequence[Sequence[Page]]) -> dict[str, Any]:
    fronts = [_front_in(form, tag) for tag in form.languages]
    front: dict[str, Any] = {name: [front[name] for front in fronts] for name in fronts[0]}
    return front | {"preface": [its_pages[0].preface for its_pages in in_languages]}


def _front_in(form: PaperForm, tag: str) -> dict[str, str]:
    """Return the words around the questions, in a language."""
    document = form.document
    with override(django_code(tag)):
        drafts = _(
            "The words in this language are machine drafts that no native reader has reviewed yet."
        )
        return {
            "name": document.title.read(tag),
            "whom": _("For %(participants)s") % {"participants": _group(form, tag)},
            "purpose": _purpose(form.seat),
            "warning": _("Paper is not sealed"),
            "warned": _(
                "Whoever holds these sheets can read them, and whoever types them in does. Write "
                "no name on them, keep them with you until you hand them to somebody you trust, "
                "and have them destroyed once they are typed in."
            ),
            "promised": _(
                "Only once they are typed in are your answers sealed like all others: opened "
                "together with them when the round closes, and published as counts alone."
            ),
            "how": _(
                "Mark one box for each question. You may leave any question open. On screen the "
                "other sides stand in an order drawn for each respondent, here in one for all."
            ),
            "number": _("No."),
            "question": _("Question"),
            "together": _("For all of these answers together"),
            "differing": _("Different for some of them"),
            "draft": drafts if tag in draft_languages(document) else "",
        }


def _group(form: PaperForm, tag: str) -> str:
    names = labels(form.document, tag)
    if form.seat == "assessor":
        return _("assessors nominated by %(side)s") % {"side": names.sides[form.side]}
    return names.participants[form.side]


def _purpose(seat: str) -> str:
    if seat == "assessor":
        return _(
            "You are asked, as a member of the panel, how serious each concern is on the evidence "
            "supplied. It takes about forty minutes, and you can stop and go on at any time."
        )
    return _(
        "You are asked, in your personal capacity, how serious you find a number of concerns. It "
        "takes about fifteen minutes, and you can stop and go on at any time."
    )


# --- The questions -------------------------------------------------------------------------------


def _pages_in(form: PaperForm, tag: str) -> tuple[Page, ...]:
    return pages(form.document, form.seat, form.side, tag, modules=form.modules)


def _part(form: PaperForm, versions: tuple[Page, ...], numbered: dict[str, int]) -> dict[str, Any]:
    """Return a page of the questionnaire, given in each language of the form."""
    page = versions[0]
    by_place = zip(*(version.sections for version in versions), strict=True)
    return {
        "kind": "questions",
        "title": [_heading(v, tag) for v, tag in zip(versions, form.languages, strict=True)],
        "guidance": [version.guidance or "" for version in versions],
        # The stem of an impression is its only question.
        "stem": ["" if page.kind == "impression" else version.stem for version in versions],
        "graded": not page.plain,
        "listed": page.listed,
        "marks": _choices([version.marks for version in versions]),
        "sections": [_section(versions, sections, numbered) for sections in by_place],
        "extras": [
            {
                "question": [extra.question for extra in extras],
                "choices": _choices([extra.choices for extra in extras]),
            }
            for extras in zip(*(version.extras for version in versions), strict=True)
        ],
    }


def _heading(page: Page, tag: str) -> str:
    with override(django_code(tag)):
        return heading_of(page)


def _section(
    versions: tuple[Page, ...], sections: tuple[Section, ...], numbered: dict[str, int]
) -> dict[str, Any]:
    page = versions[0]
    by_place = zip(*(section.questions for section in sections), strict=True)
    return {
        # That of an only section is the title of its page.
        "title": ["" if page.title else section.title for section in sections],
        "stem": ["" if page.stem else section.stem for section in sections],
        "rows": [_row(versions, questions, numbered) for questions in by_place],
    }


def _row(
    versions: tuple[Page, ...], questions: tuple[PageQuestion, ...], numbered: dict[str, int]
) -> dict[str, Any]:
    both = list(zip(versions, questions, strict=True))
    return {
        "number": numbered[questions[0].name],
        "item": [question.item for question in questions],
        "referent": [question.referent_line for question in questions],
        "only_if": [_only_if(page, question, numbered) for page, question in both],
        "choices": _choices([page.choices(question) for page, question in both]),
        "line": [_line(page, question) for page, question in both],
    }


def _line(page: Page, question: PageQuestion) -> str:
    """Return what stands at the line of text beside a question; "" where there is none."""
    with override(django_code(page.language)):
        return line_label(question.say) if question.say else ""


def _only_if(page: Page, question: PageQuestion, numbered: dict[str, int]) -> str:
    """Return after which answers a question is put, where it follows another; else ""."""
    if question.show_if is None or question.show_if.answer is None:
        return ""
    position, values = values_that_show(question, page.questions)
    (followed,) = (other for other in page.questions if other.position == position)
    shown = [c.label for c in page.choices(followed) if str(c.value) in values.split()]
    with override(django_code(page.language)):
        return _("Only if your answer to question %(number)d is: %(answers)s") % {
            "number": numbered[followed.name],
            "answers": " / ".join(shown),
        }


def _choices(versions: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Return each answer in every language, and how many steps of its bar are filled, or None."""
    return [
        {"label": [choice.label for choice in choices], "steps": choices[0].bar_steps}
        for choices in zip(*versions, strict=True)
    ]


def _own_words(form: PaperForm) -> dict[str, Any] | None:
    """Return the page of one's own concerns in each language; None where none are asked for."""
    found = list(_own_words_in(form))
    if not found:
        return None
    by_place = zip(*(page.parts for page, _style in found), strict=True)
    return {
        "kind": "own_words",
        "title": [page.title for page, _style in found],
        "guidance": [page.guidance for page, _style in found],
        "style": [style for _page, style in found],
        "questions": [
            {"question": [part.question for part in parts], "lines": len(parts[0].slots)}
            for parts in by_place
        ],
    }


def _own_words_in(form: PaperForm) -> Iterator[tuple[OwnWords, str]]:
    for tag in form.languages:
        page = own_words(form.document, form.seat, form.side, tag, modules=form.modules)
        if page is not None:
            with override(django_code(tag)):
                yield page, _style()


def _style() -> str:
    """Return how to write so that one is not recognised by it, in the active language."""
    return join_sentences(
        _("Write plainly and briefly."),
        _("Leave out the name of your institution, and whatever only you could know or have seen."),
        _("On paper your handwriting may give you away too: use block letters, or type it in."),
    )
