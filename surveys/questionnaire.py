"""The pages of the questionnaire in words, for a seat, a side and a language. Pure: no Django."""

from collections.abc import Collection, Sequence
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
    reported_choices,
)
from surveys.instruments.conditions import Condition
from surveys.instruments.document import ABOUT, Document, Lens, QuestionSpec
from surveys.instruments.evidence import EvidenceLink
from surveys.instruments.labels import answer_said, entry, forms, impression, reported_change
from surveys.instruments.logic import is_required
from surveys.instruments.optional_parts import REPORTED_CHANGES, Heading, ReportedChange, Vignettes
from surveys.instruments.sequence import KIND_OF_LENS, PageSpec, SectionSpec, name_of, page_specs
from surveys.instruments.slots import lines

AnyHeading = Lens | Heading | Vignettes | ReportedChange | About

# The kinds of the pages of some lenses; those of the others are marks.
KINDS_OF_PAGES = {
    "first": "impression",
    "revised": "impression",
    "anchored": "vignettes",
    "recalled": "reported_changes",
    "reflected": "reported_changes",
    ABOUT: ABOUT,
}


@dataclass(frozen=True)
class PageQuestion:
    """A question in words: ``question`` in full, ``item`` and ``referent_line`` under a stem.

    ``name`` is unique among the answers of one respondent, ``position`` (that of the question in
    the instrument) among those of a page. Only concerns and threats have a referent, else it is "".
    ``choices`` are the answers where they are not those of the page; ``show_if`` only those about
    oneself may have. ``say`` is the answer that a line of text is for; "" where there is none.
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
    required: bool = False
    show_if: Condition | None = None
    say: str = ""


@dataclass(frozen=True)
class Section:
    """The questions of one dyad on a page, in words.

    Parties are "" where `SectionSpec` has none. An impression's stem is its only question;
    questions that are put in full have none: "".
    ``evidence`` are the documents about its dyad, for assessors alone.
    """

    perceiver: str
    target: str
    title: str
    stem: str
    questions: tuple[PageQuestion, ...]
    evidence: tuple[EvidenceLink, ...] = ()


@dataclass(frozen=True)
class Page:
    """The sections of one page in words, all through one lens.

    ``kind`` is marks, impression, vignettes, reported_changes or about; ``marks`` are the answers
    to choose from, the same for every question of the page unless it has its own; ``extras`` are
    the questions beside each mark. ``number`` counts from 1; ``language`` is that of the words,
    which is the source language if there are no words in the requested one. ``guidance`` may be
    None; ``evidence`` are the documents about all dyads, for assessors alone.
    """

    number: int
    kind: str
    lens: str
    language: str
    preface: str
    guidance: str | None
    sections: tuple[Section, ...]
    marks: tuple[Choice, ...] = ()
    extras: tuple[ExtraQuestion, ...] = ()
    evidence: tuple[EvidenceLink, ...] = ()

    @property
    def title(self) -> str:
        """The title of the only section; "" where there are several, each with its own."""
        return self.sections[0].title if len(self.sections) == 1 else ""

    @property
    def stem(self) -> str:
        """The stem that all sections share; "" if they differ."""
        stems = {section.stem for section in self.sections}
        return stems.pop() if len(stems) == 1 else ""

    @property
    def questions(self) -> tuple[PageQuestion, ...]:
        """The questions of all sections."""
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def plain(self) -> bool:
        """Whether the answers are drawn without the three-step bar, since they are no levels."""
        return self.kind in ("impression", "reported_changes", ABOUT)

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
    party_order: Sequence[str] | None = None,
    modules: Collection[str] = (),
) -> tuple[Page, ...]:
    """Return the pages of one respondent in order, in words.

    ``party_order`` orders perceivers, targets and the answers of an impression; it changes no
    stored value. ValueError for a seat, side or module that does not fit.
    """
    language = document.language(language)
    said = frozenset(lines(document, seat, side, modules))
    return tuple(
        _page(document, number, page, language, party_order, said)
        for number, page in enumerate(page_specs(document, seat, side, modules, party_order), 1)
    )


def _page(
    document: Document,
    number: int,
    page: PageSpec,
    language: str,
    party_order: Sequence[str] | None,
    said: frozenset[str],
) -> Page:
    heading = _heading(document, page.lens)
    extras = heading.extras if isinstance(heading, Lens) else ()
    return Page(
        number=number,
        kind=KINDS_OF_PAGES.get(page.lens, "marks"),
        lens=page.lens,
        language=language,
        preface=document.preface.read(language),
        guidance=heading.guidance.read(language) if heading.guidance else None,
        sections=tuple(
            _section(document, page.lens, section, language, said) for section in page.sections
        ),
        marks=_marks(document, page, language, party_order),
        extras=tuple(extra_question(document, key, language) for key in extras),
        evidence=_evidence(document, page.lens, set(), language),
    )


def _section(
    document: Document, lens: str, section: SectionSpec, language: str, said: frozenset[str]
) -> Section:
    heading = _heading(document, lens)
    names = forms(document, language, section.perceiver, section.target)
    return Section(
        perceiver=section.perceiver,
        target=section.target,
        title=heading.title.read(language).format(**names),
        stem=_stem(document, heading, language).format(**names),
        questions=tuple(
            _question(document, lens, spec, names, language, said) for spec in section.questions
        ),
        evidence=_evidence(document, lens, {section.perceiver, section.target}, language),
    )


def _evidence(
    document: Document, lens: str, parties: set[str], language: str
) -> tuple[EvidenceLink, ...]:
    """Return the documents about just these parties, which are those about all for an empty set."""
    return tuple(
        EvidenceLink(each.title.read(language), each.url)
        for each in document.evidence
        if lens == "assessed" and set(each.parties) == parties
    )


def _heading(document: Document, lens: str) -> AnyHeading:
    heading = {
        "first": document.impression.first if document.impression else None,
        "revised": document.impression.revised if document.impression else None,
        "anchored": document.vignettes,
        "recalled": document.trend,
        "reflected": document.reflection,
        ABOUT: document.about,
        **document.lenses,
    }[lens]
    assert heading is not None
    return heading


def _stem(document: Document, heading: AnyHeading, language: str) -> str:
    """Return the words in which the names of the parties are to be filled in; "" for none."""
    if isinstance(heading, Lens | Vignettes):
        return heading.stem.read(language)
    if isinstance(heading, About | ReportedChange):
        return ""
    assert document.impression is not None
    return document.impression.question.read(language)


def _marks(
    document: Document, page: PageSpec, language: str, party_order: Sequence[str] | None
) -> tuple[Choice, ...]:
    if page.lens in ("first", "revised"):
        return impression_choices(document, page.sections[0].perceiver, language, party_order)
    kind = KIND_OF_LENS.get(page.lens)
    if kind in REPORTED_CHANGES:
        return reported_choices(document, kind, language)
    return () if kind == ABOUT else marks(document, language)


def _question(
    document: Document,
    lens: str,
    spec: QuestionSpec,
    names: dict[str, str],
    language: str,
    said: frozenset[str],
) -> PageQuestion:
    name = name_of(lens, spec.key)
    in_words = partial(
        PageQuestion,
        key=spec.key,
        name=name,
        position=spec.position,
        kind=spec.kind,
        required=is_required(document, spec),
        say=answer_said(document, spec, language) if name in said else "",
    )
    if spec.kind == "impression":
        question = impression(document, spec.perceiver, language)
        return in_words(item=question, question=question)
    if spec.kind == ABOUT:
        about = document.about_question(spec.item)
        question = about.question.read(language)
        choices = about_choices(document, spec.item, language)
        return in_words(item=question, question=question, choices=choices, show_if=about.show_if)
    if spec.kind in REPORTED_CHANGES:
        question = reported_change(document, spec, language)
        return in_words(item=question, question=question)
    if spec.kind == "vignette":
        assert document.vignettes is not None
        item = document.vignette(spec.item).text.read(language)
        question = document.vignettes.question.read(language).format(item=item)
        return in_words(item=item, question=question)
    wording, subject = document.lenses[lens], entry(document, spec)
    item = subject.item.read(language).format(**names)
    referent = subject.referent.read(language).format(**names)
    return in_words(
        item=item,
        question=wording.question.read(language).format(item=item, referent=referent, **names),
        referent=referent,
        referent_line=wording.referent_line.read(language).format(referent=referent),
    )
