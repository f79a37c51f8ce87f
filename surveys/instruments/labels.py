"""The words in which results name parties, questions and answers, in one language."""

from dataclasses import dataclass

from surveys.instruments.about_questions import AboutQuestion
from surveys.instruments.batteries import BATTERY, battery_part
from surveys.instruments.document import (
    ELSE,
    Document,
    Party,
    QuestionSpec,
    all_questions,
    directed_dyads,
    questions,
)
from surveys.instruments.matters import Concern, Quotation, Threat
from surveys.instruments.optional_parts import REPORTED_CHANGES, FurtherParty
from surveys.instruments.own_answers import answer_to_say
from surveys.instruments.text import Text


@dataclass(frozen=True)
class QuestionLabel:
    """A question as results name it. ``quotation`` is never shown to respondents."""

    key: str
    kind: str
    item: str
    referent: str
    quotation: Quotation | None


@dataclass(frozen=True)
class Labels:
    """The words of results in one language.

    ``parties``, ``sides`` and ``participants`` by code, ``concerns`` and ``marks`` by key,
    ``questions`` (those of dyads) by question key, ``domains`` by domain (those that have a
    concern). ``impressions`` by side and ``options``, their answers, by party code and else;
    ``vignettes`` by key; ``about``, the questions about oneself, by key, ``options_about`` by that
    key their answers and groups of answers by theirs; ``reported_changes``, the questions whether
    something has changed, by key, ``reported_answers`` their answers by key. ``batteries``, the
    titles of further batteries and their modules, by key; ``battery_items`` what each of their
    questions is about by the question's key; ``battery_questions`` the titles of their questions,
    ``battery_answers`` the answers by key, and ``battery_groups`` the headings of items, by
    ``battery.question`` and ``battery.group``. All are empty where the instrument has none.
    """

    parties: dict[str, str]
    sides: dict[str, str]
    participants: dict[str, str]
    concerns: dict[str, str]
    domains: dict[str, str]
    marks: dict[str, str]
    questions: dict[str, QuestionLabel]
    impressions: dict[str, str]
    options: dict[str, str]
    vignettes: dict[str, str]
    about: dict[str, str]
    options_about: dict[str, dict[str, str]]
    reported_changes: dict[str, str]
    reported_answers: dict[str, str]
    batteries: dict[str, str]
    battery_items: dict[str, str]
    battery_questions: dict[str, str]
    battery_answers: dict[str, dict[str, str]]
    battery_groups: dict[str, str]


def labels(document: Document, language: str) -> Labels:
    """Return every label that pages of results need, in the language or else the source one."""
    language = document.language(language)
    parties, concerns = document.parties, document.concerns
    impressed = document.sides if document.impression else ()
    situations = document.vignettes.situations if document.vignettes else ()
    return Labels(
        parties={party.code: party.name.read(language) for party in parties},
        sides={party.code: party.side.read(language) for party in parties},
        participants={party.code: party.participants.read(language) for party in parties},
        concerns={concern.key: concern.label.read(language) for concern in concerns},
        domains={c.domain: c.label.read(language) for c in concerns if c.domain},
        marks={key: label.read(language) for key, label in document.marks.items()},
        questions={spec.key: _label(document, spec, language) for spec in questions(document)},
        impressions={side: impression(document, side, language) for side in impressed},
        options=options(document, language),
        vignettes={vignette.key: vignette.text.read(language) for vignette in situations},
        about={q.key: q.question.read(language) for q in document.about_questions},
        options_about={q.key: _option_labels(q, language) for q in document.about_questions},
        reported_changes={
            spec.key: reported_change(document, spec, language)
            for spec in all_questions(document)
            if spec.kind in REPORTED_CHANGES
        },
        reported_answers={
            key: answer.read(language)
            for question in document.reported_changes.values()
            for key, answer in question.answers.items()
        },
        batteries={each.key: each.title.read(language) for each in document.batteries},
        battery_items={
            spec.key: battery_item(document, spec, language)
            for spec in all_questions(document)
            if spec.kind == BATTERY
        },
        battery_questions={
            f"{battery.key}.{question.key}": question.title.read(language)
            for battery in document.batteries
            for question in battery.questions
        },
        battery_answers={
            f"{battery.key}.{question.key}": {
                answer.key: answer.text.read(language) for answer in question.answers
            }
            for battery in document.batteries
            for question in battery.questions
        },
        battery_groups={
            f"{battery.key}.{group.key}": group.text.read(language)
            for battery in document.batteries
            for group in battery.groups
        },
    )


def battery_item(document: Document, spec: QuestionSpec, language: str) -> str:
    """Return what a question of a battery is about, with the names of its parties."""
    part = battery_part(spec.item)
    text = document.battery(part.battery).item(part.item).text
    names = forms(document, language, spec.perceiver, spec.target)
    return text.read(language).format(**names)


def impression(document: Document, side: str, language: str) -> str:
    """Return the question of the impression as it is put to a side; it must be there."""
    assert document.impression is not None
    return document.impression.question.read(language).format(**forms(document, language, side))


def reported_change(document: Document, spec: QuestionSpec, language: str) -> str:
    """Return the question whether something has changed, as it is put to a side."""
    names = forms(document, language, spec.perceiver, spec.target)
    return document.reported_changes[spec.kind].question.read(language).format(**names)


def answer_said(document: Document, spec: QuestionSpec, language: str) -> str:
    """Return the answer to a question that can be said in words; it must have one."""
    key = answer_to_say(document, spec)
    if spec.kind == "impression":
        assert document.impression is not None
        return document.impression.other.read(language)
    options = {option.key: option for option in document.about_question(spec.item).options}
    return options[key or ""].text.read(language)


def own_concern_questions(document: Document, side: str, language: str) -> dict[str, str]:
    """Return the question for one's own concerns as put to a side about each other party."""
    assert document.own_concerns is not None
    question = document.own_concerns.question.read(language)
    return {
        target: question.format(**forms(document, language, perceiver, target))
        for perceiver, target in directed_dyads(document)
        if perceiver == side
    }


def options(document: Document, language: str) -> dict[str, str]:
    """Return the answers to the impressions of all sides by key; {} if there is no impression."""
    if document.impression is None:
        return {}
    named: tuple[Party | FurtherParty, ...] = (*document.parties, *document.impression.further)
    parties = {party.code: party.name.read(language) for party in named}
    return parties | {ELSE: document.impression.other.read(language)}


def forms(document: Document, language: str, perceiver: str, target: str = "") -> dict[str, str]:
    """Return what may be filled in for the parties: {placeholder: words}; nothing for ""."""
    texts = form_texts(document, perceiver, target)
    return {placeholder: text.read(language) for placeholder, text in texts.items()}


def form_texts(document: Document, perceiver: str, target: str) -> dict[str, Text]:
    """Return the same in every language; nothing for ""."""
    filled = {}
    for role, code in (("perceiver", perceiver), ("target", target)):
        if code:
            party = document.party(code)
            filled[role] = party.side
            filled[f"{role}_possessive"] = party.possessive
            filled[f"{role}_participants"] = party.participants
    return filled


def entry(document: Document, spec: QuestionSpec) -> Concern | Threat:
    """Return the concern or the threat that a question of a dyad is about."""
    threats = document.threats_in(spec.perceiver, spec.target)
    entries: list[Concern | Threat] = [*document.concerns, *threats]
    return {entry.key: entry for entry in entries}[spec.item]


def _option_labels(question: AboutQuestion, language: str) -> dict[str, str]:
    options = {option.key: option.text.read(language) for option in question.options}
    groups = (group for level in question.levels for group in level)
    return options | {group.key: group.text.read(language) for group in groups}


def _label(document: Document, spec: QuestionSpec, language: str) -> QuestionLabel:
    names = forms(document, language, spec.perceiver, spec.target)
    about = entry(document, spec)
    return QuestionLabel(
        key=spec.key,
        kind=spec.kind,
        item=about.item.read(language).format(**names),
        referent=about.referent.read(language).format(**names),
        quotation=about.quotation if isinstance(about, Threat) else None,
    )
