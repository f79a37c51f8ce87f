"""The pages of the questionnaire in words, for a seat, a side and a language. Pure: no Django."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

from surveys.instruments.about_questions import About
from surveys.instruments.choices import (
    Choice,
    ExtraQuestion,
    about_choices,
    extra_question,
    impression_choices,
    marks,
)
from surveys.instruments.document import ABOUT, Document, Heading, Lens, QuestionSpec, Vignettes
from surveys.instruments.labels import entry, forms, impression
from surveys.instruments.sequence import PageSpec, name_of, page_specs


@dataclass(frozen=True)
class PageQuestion:
    """A question in words: ``question`` in full, ``item`` and ``referent_line`` under a stem.

    ``name`` is unique among the answers of one respondent, ``position`` (that of the question in
    the instrument) among those of a page. An impression, a vignette and a question about oneself
    have no referent: "". ``choices`` are the answers where they are not those of the page.
    """

    key: str
    name: str
    position: int
    kind: str
    item: str
    question: str
    referent: str = ""
    referent_line: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Page:
    """The questions of one page in words: those of a directed dyad through one lens, an impression,
    the vignettes, or what respondents say about themselves.

    ``kind`` is marks, impression, vignettes or about; ``marks`` are the answers to choose from, the
    same for every question of the page unless it has its own. ``number`` counts from 1;
    ``language`` is that of the words, which is the source language if there are no words in the
    requested one. ``guidance`` may be None. An impression has no ``target``, vignettes and
    questions about oneself neither party: they are "" there. An impression's stem is its only
    question; questions about oneself have none: "".
    """

    number: int
    kind: str
    lens: str
    perceiver: str
    target: str
    language: str
    title: str
    preface: str
    guidance: str | None
    stem: str
    questions: tuple[PageQuestion, ...]
    marks: tuple[Choice, ...] = ()
    extras: tuple[ExtraQuestion, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether the answers are drawn without the three-step bar, since they are no levels."""
        return self.kind in ("impression", ABOUT)

    @property
    def listed(self) -> bool:
        """Whether the answers stand one below the other: they are many, or long."""
        return self.kind == ABOUT

    def choices(self, question: PageQuestion) -> tuple[Choice, ...]:
        """Return the answers to choose from for a question of this page."""
        return question.choices or self.marks


def pages(
    document: Document,
    seat: str,
    side: str,
    language: str,
    side_order: Sequence[str] | None = None,
    modules: Collection[str] = (),
) -> tuple[Page, ...]:
    """Return the pages of one respondent in order, in words.

    ``side_order`` orders perceivers, targets and the answers of an impression; it changes no
    stored value. ValueError for a seat, side or module that does not fit.
    """
    language = document.language(language)
    return tuple(
        _page(document, number, page, language, side_order)
        for number, page in enumerate(page_specs(document, seat, side, modules, side_order), 1)
    )


def _page(
    document: Document, number: int, page: PageSpec, language: str, side_order: Sequence[str] | None
) -> Page:
    new_page = partial(
        Page,
        number=number,
        lens=page.lens,
        perceiver=page.perceiver,
        target=page.target,
        language=language,
        preface=document.preface.read(language),
    )
    if page.lens in ("first", "revised"):
        return _impression_page(new_page, document, page, language, side_order)
    if page.lens == "anchored":
        return _vignettes_page(new_page, document, page, language)
    if page.lens == ABOUT:
        return _about_page(new_page, document, page, language)
    return _marks_page(new_page, document, page, language)


def _guidance(wording: Lens | Heading | Vignettes | About, language: str) -> str | None:
    return wording.guidance.read(language) if wording.guidance else None


# --- Concerns and threats of a directed dyad -----------------------------------------------------


def _marks_page(
    new_page: Callable[..., Page], document: Document, page: PageSpec, language: str
) -> Page:
    wording = document.lenses[page.lens]
    names = forms(document, language, page.perceiver, page.target)
    return new_page(
        kind="marks",
        title=wording.title.read(language).format(**names),
        guidance=_guidance(wording, language),
        stem=wording.stem.read(language).format(**names),
        questions=tuple(
            _question(document, page.lens, spec, names, language) for spec in page.questions
        ),
        marks=marks(document, language),
        extras=tuple(extra_question(document, key, language) for key in wording.extras),
    )


def _question(
    document: Document, lens: str, spec: QuestionSpec, names: dict[str, str], language: str
) -> PageQuestion:
    wording, subject = document.lenses[lens], entry(document, spec)
    item = subject.item.read(language).format(**names)
    referent = subject.referent.read(language).format(**names)
    return PageQuestion(
        key=spec.key,
        name=name_of(lens, spec.key),
        position=spec.position,
        kind=spec.kind,
        item=item,
        question=wording.question.read(language).format(item=item, referent=referent, **names),
        referent=referent,
        referent_line=wording.referent_line.read(language).format(referent=referent),
    )


# --- Questions without a referent ----------------------------------------------------------------


def _impression_page(
    new_page: Callable[..., Page],
    document: Document,
    page: PageSpec,
    language: str,
    side_order: Sequence[str] | None,
) -> Page:
    assert document.impression is not None
    heading = document.impression.first if page.lens == "first" else document.impression.revised
    question = impression(document, page.perceiver, language)
    return new_page(
        kind="impression",
        title=heading.title.read(language),
        guidance=_guidance(heading, language),
        stem=question,
        questions=tuple(
            _without_referent(page.lens, spec, question, question) for spec in page.questions
        ),
        marks=impression_choices(document, page.perceiver, language, side_order),
    )


def _vignettes_page(
    new_page: Callable[..., Page], document: Document, page: PageSpec, language: str
) -> Page:
    wording = document.vignettes
    assert wording is not None
    return new_page(
        kind="vignettes",
        title=wording.title.read(language),
        guidance=_guidance(wording, language),
        stem=wording.stem.read(language),
        questions=tuple(_vignette(document, wording, spec, language) for spec in page.questions),
        marks=marks(document, language),
    )


def _vignette(
    document: Document, wording: Vignettes, spec: QuestionSpec, language: str
) -> PageQuestion:
    item = document.vignette(spec.item).text.read(language)
    question = wording.question.read(language).format(item=item)
    return _without_referent("anchored", spec, item, question)


def _about_page(
    new_page: Callable[..., Page], document: Document, page: PageSpec, language: str
) -> Page:
    wording = document.about
    assert wording is not None
    return new_page(
        kind=ABOUT,
        title=wording.title.read(language),
        guidance=_guidance(wording, language),
        stem="",
        questions=tuple(_about_question(document, spec, language) for spec in page.questions),
    )


def _about_question(document: Document, spec: QuestionSpec, language: str) -> PageQuestion:
    question = document.about_question(spec.item).question.read(language)
    choices = about_choices(document, spec.item, language)
    return _without_referent(ABOUT, spec, question, question, choices)


def _without_referent(
    lens: str, spec: QuestionSpec, item: str, question: str, choices: tuple[Choice, ...] = ()
) -> PageQuestion:
    return PageQuestion(
        key=spec.key,
        name=name_of(lens, spec.key),
        position=spec.position,
        kind=spec.kind,
        item=item,
        question=question,
        choices=choices,
    )
