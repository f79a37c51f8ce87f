"""Instrument + seat + side + language -> ordered pages, and the labels of results. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from surveys.instruments.choices import (
    Choice,
    Extra,
    about_choices,
    extra,
    impression_choices,
    marks,
)
from surveys.instruments.document import (
    ABOUT,
    Document,
    QuestionSpec,
    Vignettes,
    all_questions,
    answers_of,
)
from surveys.instruments.labels import Labels, QuestionLabel, entry, forms, impression, labels
from surveys.instruments.sequence import (
    ALL_LENSES,
    DEFAULT_MODULES,
    MODULES,
    Step,
    answer_names,
    modules_of,
    name_of,
    split_name,
    steps,
)

__all__ = [
    "ABOUT",
    "ALL_LENSES",
    "DEFAULT_MODULES",
    "MODULES",
    "Choice",
    "Extra",
    "Labels",
    "Page",
    "PageQuestion",
    "QuestionLabel",
    "all_questions",
    "answer_names",
    "answers_of",
    "labels",
    "marks",
    "modules_of",
    "pages",
    "split_name",
]


@dataclass(frozen=True)
class PageQuestion:
    """A question in words: ``question`` in full, ``item`` and ``referent_line`` under a stem.

    ``name`` is unique among all that one respondent is asked, ``position`` (that of the question in
    the instrument) among those of a page. An impression, a vignette and a question about oneself
    have no referent: "". ``choices`` are the answers where they are not those of the page.
    """

    key: str
    name: str
    position: int
    kind: str
    item: str
    referent: str
    referent_line: str
    question: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Page:
    """What is asked together through one lens: a directed dyad, an impression, the vignettes, or
    what respondents say about themselves.

    ``kind`` is marks, impression, vignettes or about; ``marks`` are the answers to choose from, the
    same for every question of the page unless it has its own. ``number`` counts from 1;
    ``language`` is that of the words, which is the source language if the one asked for is not
    there. ``guidance`` may be None. An impression has no ``target``, vignettes and questions about
    oneself neither party: they are "" there. An impression's stem is its only question; questions
    about oneself have none: "".
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
    marks: tuple[Choice, ...]
    extras: tuple[Extra, ...]

    @property
    def plain(self) -> bool:
        """Whether the answers are drawn without the three-step bar, since they are no levels."""
        return self.kind in ("impression", ABOUT)

    @property
    def listed(self) -> bool:
        """Whether the answers stand one below the other: they are many, or long."""
        return self.kind == ABOUT

    def choices(self, question: PageQuestion) -> tuple[Choice, ...]:
        """Return what there is to choose from as the answer to a question of this page."""
        return question.choices or self.marks


def pages(
    document: Document,
    seat: str,
    side: str,
    language: str,
    side_order: Sequence[str] | None = None,
    modules: Collection[str] = (),
) -> tuple[Page, ...]:
    """Return a respondent's whole way as `steps` has it: what `asked` names, in words.

    ``side_order`` orders perceivers, targets and the answers of an impression; it changes no
    stored value. ValueError for a seat, side or module that does not fit.
    """
    language = document.language(language)
    way = steps(document, seat, side, modules, side_order)
    return tuple(
        _page(document, number, step, language, side_order)
        for number, step in enumerate(way, start=1)
    )


def _page(
    document: Document, number: int, step: Step, language: str, side_order: Sequence[str] | None
) -> Page:
    if step.lens in ("first", "revised"):
        return _impression_page(document, number, step, language, side_order)
    if step.lens == "anchored":
        return _vignettes_page(document, number, step, language)
    if step.lens == ABOUT:
        return _about_page(document, number, step, language)
    return _marks_page(document, number, step, language)


# --- Concerns and threats of a directed dyad -----------------------------------------------------


def _marks_page(document: Document, number: int, step: Step, language: str) -> Page:
    wording = document.lenses[step.lens]
    names = forms(document, language, step.perceiver, step.target)
    return Page(
        number=number,
        kind="marks",
        lens=step.lens,
        perceiver=step.perceiver,
        target=step.target,
        language=language,
        title=wording.title.read(language).format(**names),
        preface=document.preface.read(language),
        guidance=wording.guidance.read(language) if wording.guidance else None,
        stem=wording.stem.read(language).format(**names),
        questions=tuple(
            _question(document, step.lens, spec, names, language) for spec in step.questions
        ),
        marks=marks(document, language),
        extras=tuple(extra(document, key, language) for key in wording.extras),
    )


def _question(
    document: Document, lens: str, spec: QuestionSpec, names: dict[str, str], language: str
) -> PageQuestion:
    wording, about = document.lenses[lens], entry(document, spec)
    item = about.item.read(language).format(**names)
    referent = about.referent.read(language).format(**names)
    return PageQuestion(
        key=spec.key,
        name=name_of(lens, spec.key),
        position=spec.position,
        kind=spec.kind,
        item=item,
        referent=referent,
        referent_line=wording.referent_line.read(language).format(referent=referent),
        question=wording.question.read(language).format(item=item, referent=referent, **names),
    )


# --- The first impression and its revision -------------------------------------------------------


def _impression_page(
    document: Document, number: int, step: Step, language: str, side_order: Sequence[str] | None
) -> Page:
    assert document.impression is not None
    heading = document.impression.first if step.lens == "first" else document.impression.revised
    question = impression(document, step.perceiver, language)
    return Page(
        number=number,
        kind="impression",
        lens=step.lens,
        perceiver=step.perceiver,
        target="",
        language=language,
        title=heading.title.read(language),
        preface=document.preface.read(language),
        guidance=heading.guidance.read(language) if heading.guidance else None,
        stem=question,
        questions=tuple(_alone(step.lens, spec, question, question) for spec in step.questions),
        marks=impression_choices(document, step.perceiver, language, side_order),
        extras=(),
    )


# --- Vignettes -----------------------------------------------------------------------------------


def _vignettes_page(document: Document, number: int, step: Step, language: str) -> Page:
    wording = document.vignettes
    assert wording is not None
    return Page(
        number=number,
        kind="vignettes",
        lens=step.lens,
        perceiver="",
        target="",
        language=language,
        title=wording.title.read(language),
        preface=document.preface.read(language),
        guidance=wording.guidance.read(language) if wording.guidance else None,
        stem=wording.stem.read(language),
        questions=tuple(_vignette(document, wording, spec, language) for spec in step.questions),
        marks=marks(document, language),
        extras=(),
    )


def _vignette(
    document: Document, wording: Vignettes, spec: QuestionSpec, language: str
) -> PageQuestion:
    item = document.vignette(spec.item).text.read(language)
    question = wording.question.read(language).format(item=item)
    return _alone("anchored", spec, item, question)


# --- About oneself -------------------------------------------------------------------------------


def _about_page(document: Document, number: int, step: Step, language: str) -> Page:
    wording = document.about
    assert wording is not None
    return Page(
        number=number,
        kind=ABOUT,
        lens=step.lens,
        perceiver="",
        target="",
        language=language,
        title=wording.title.read(language),
        preface=document.preface.read(language),
        guidance=wording.guidance.read(language) if wording.guidance else None,
        stem="",
        questions=tuple(_oneself(document, spec, language) for spec in step.questions),
        marks=(),
        extras=(),
    )


def _oneself(document: Document, spec: QuestionSpec, language: str) -> PageQuestion:
    question = document.about_question(spec.item).question.read(language)
    choices = about_choices(document, spec.item, language)
    return _alone(ABOUT, spec, question, question, choices)


def _alone(
    lens: str, spec: QuestionSpec, item: str, question: str, choices: tuple[Choice, ...] = ()
) -> PageQuestion:
    """A question that has no referent."""
    return PageQuestion(
        key=spec.key,
        name=name_of(lens, spec.key),
        position=spec.position,
        kind=spec.kind,
        item=item,
        referent="",
        referent_line="",
        question=question,
        choices=choices,
    )
