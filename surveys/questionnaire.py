"""The pages of the questionnaire in words, for a seat, a side and a language. Pure: no Django."""

from collections.abc import Collection, Sequence
from functools import partial

from surveys.instruments.about_questions import About
from surveys.instruments.batteries import BATTERY, BatteryLens
from surveys.instruments.choices import (
    Choice,
    about_choices,
    battery_choices,
    extra_question,
    impression_choices,
    marks,
    reported_choices,
)
from surveys.instruments.document import ABOUT, Document, Lens, QuestionSpec
from surveys.instruments.evidence import EvidenceLink
from surveys.instruments.labels import (
    answer_said,
    battery_item,
    entry,
    forms,
    impression,
    reported_change,
)
from surveys.instruments.logic import is_required
from surveys.instruments.optional_parts import REPORTED_CHANGES, Heading, ReportedChange, Vignettes
from surveys.instruments.sequence import (
    KIND_OF_LENS,
    PageSpec,
    SectionSpec,
    Step,
    name_of,
    page_specs,
)
from surveys.instruments.slots import lines
from surveys.pages import Page, PageQuestion, Section

AnyHeading = Lens | Heading | Vignettes | ReportedChange | About | BatteryLens

# The kinds of the pages of some lenses; those of the others are marks.
KINDS_OF_PAGES = {
    "first": "impression",
    "revised": "impression",
    "anchored": "vignettes",
    "recalled": "reported_changes",
    "reflected": "reported_changes",
    ABOUT: ABOUT,
}


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
    heading = _heading(document, page.step)
    extras = heading.extras if isinstance(heading, Lens) else ()
    return Page(
        number=number,
        kind=BATTERY if page.step.battery else KINDS_OF_PAGES.get(page.lens, "marks"),
        step=page.step,
        language=language,
        preface=document.preface.read(language),
        guidance=heading.guidance.read(language) if heading.guidance else None,
        sections=tuple(
            _section(document, page.step, section, language, said) for section in page.sections
        ),
        marks=_marks(document, page, language, party_order),
        extras=tuple(extra_question(document, key, language) for key in extras),
        evidence=_evidence(document, page.step, set(), language),
        question_title=_question_title(document, page.step, language),
    )


def _question_title(document: Document, step: Step, language: str) -> str:
    if not step.battery:
        return ""
    return document.battery(step.battery).question(step.question).title.read(language)


def _section(
    document: Document, step: Step, section: SectionSpec, language: str, said: frozenset[str]
) -> Section:
    heading = _heading(document, step)
    names = forms(document, language, section.perceiver, section.target)
    return Section(
        perceiver=section.perceiver,
        target=section.target,
        title=heading.title.read(language).format(**names),
        stem=_stem(document, heading, language).format(**names),
        questions=tuple(
            _question(document, step, spec, names, language, said) for spec in section.questions
        ),
        evidence=_evidence(document, step, {section.perceiver, section.target}, language),
    )


def _evidence(
    document: Document, step: Step, parties: set[str], language: str
) -> tuple[EvidenceLink, ...]:
    """Return the documents about just these parties, which are those about all for an empty set."""
    return tuple(
        EvidenceLink(each.title.read(language), each.url)
        for each in document.evidence
        if step.lens == "assessed" and set(each.parties) == parties
    )


def _heading(document: Document, step: Step) -> AnyHeading:
    if step.battery:
        return document.battery(step.battery).question(step.question).lenses[step.lens]
    heading = {
        "first": document.impression.first if document.impression else None,
        "revised": document.impression.revised if document.impression else None,
        "anchored": document.vignettes,
        "recalled": document.trend,
        "reflected": document.reflection,
        ABOUT: document.about,
        **document.lenses,
    }[step.lens]
    assert heading is not None
    return heading


def _stem(document: Document, heading: AnyHeading, language: str) -> str:
    """Return the words in which the names of the parties are to be filled in; "" for none."""
    if isinstance(heading, Lens | Vignettes | BatteryLens):
        return heading.stem.read(language)
    if isinstance(heading, About | ReportedChange):
        return ""
    assert document.impression is not None
    return document.impression.question.read(language)


def _marks(
    document: Document, page: PageSpec, language: str, party_order: Sequence[str] | None
) -> tuple[Choice, ...]:
    if page.step.battery:
        return battery_choices(document, page.step.battery, page.step.question, language)
    if page.lens in ("first", "revised"):
        return impression_choices(document, page.sections[0].perceiver, language, party_order)
    kind = KIND_OF_LENS.get(page.lens)
    if kind in REPORTED_CHANGES:
        return reported_choices(document, kind, language)
    return () if kind == ABOUT else marks(document, language)


def _question(
    document: Document,
    step: Step,
    spec: QuestionSpec,
    names: dict[str, str],
    language: str,
    said: frozenset[str],
) -> PageQuestion:
    name = name_of(step.lens, spec.key)
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
    if spec.kind == BATTERY:
        item = battery_item(document, spec, language)
        heading = _heading(document, step)
        assert isinstance(heading, BatteryLens)
        return in_words(
            item=item, question=heading.question.read(language).format(item=item, **names)
        )
    wording, subject = document.lenses[step.lens], entry(document, spec)
    item = subject.item.read(language).format(**names)
    referent = subject.referent.read(language).format(**names)
    return in_words(
        item=item,
        question=wording.question.read(language).format(item=item, referent=referent, **names),
        referent=referent,
        referent_line=wording.referent_line.read(language).format(referent=referent),
    )
