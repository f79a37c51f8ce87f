"""The questions, word for word, in every language in which there are words. Pure.

Unlike on pages, nothing here is filled up from another language: what has no text is None.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter

from analytics.release.rows import Content
from analytics.release.stored_records import with_every_name
from surveys.instruments.batteries import BATTERY, STATED, battery_part
from surveys.instruments.document import ABOUT, Document, QuestionSpec, all_questions
from surveys.instruments.labels import entry, form_texts
from surveys.instruments.sequence import name_of
from surveys.instruments.text import Text, match

# From the text that was written first to the one that no native reader has checked.
STATUSES = ("source", "reviewed", "draft")
OF_IMPRESSIONS = ("first", "revised")
OF_REPORTED_CHANGES = ("recalled", "reflected")


@dataclass(frozen=True)
class Wording:
    """A text in one language, and whether it is the source, a reviewed translation or a draft."""

    text: str
    status: str


@dataclass(frozen=True)
class QuestionWordings:
    """A question through one lens; ``name`` is that of its answer (`surveys.instruments.sequence`).

    ``wordings`` has every language: None where the questionnaire has no text in it.
    """

    name: str
    lens: str
    spec: QuestionSpec
    wordings: Mapping[str, Wording | None]

    @property
    def texts(self) -> dict[str, str]:
        return {tag: wording.text for tag, wording in self.wordings.items() if wording}


def published_questions(
    content: Content, document: Document, languages: Iterable[str]
) -> list[QuestionWordings]:
    """The questions of which the release publishes answers, in the questionnaire's order.

    One through two lenses is there twice. What participants and the panel are asked in their own
    lens has one name but two wordings.
    """
    tags = tuple(languages)
    published = {(row.lens, row.perceiver, row.target, row.item) for row in content.blocks}
    records = with_every_name(content.records)
    published |= {(ABOUT, "", "", key) for record in records for key in record.about}
    return [
        QuestionWordings(
            name=name_of(lens, spec.key),
            lens=lens,
            spec=spec,
            wordings={tag: wording_of(document, lens, spec, tag) for tag in tags},
        )
        for spec in all_questions(document)
        for lens in _lenses(document)
        if (lens, spec.perceiver, spec.target, spec.item) in published
    ]


def _lenses(document: Document) -> tuple[str, ...]:
    return (
        *OF_IMPRESSIONS,
        *document.lenses,
        "anchored",
        ABOUT,
        *OF_REPORTED_CHANGES,
        *((STATED,) if document.batteries else ()),
    )


def wording_of(document: Document, lens: str, spec: QuestionSpec, language: str) -> Wording | None:
    """The question as it was put in this language; None if a part of it has no text in it."""
    names = form_texts(document, spec.perceiver, spec.target)
    if lens in OF_IMPRESSIONS:
        assert document.impression is not None
        return filled(document.impression.question, language, names)
    if lens == "anchored":
        assert document.vignettes is not None
        parts = {"item": document.vignette(spec.item).text}
        return filled(document.vignettes.question, language, parts)
    if lens == ABOUT:
        return filled(document.about_question(spec.item).question, language)
    if lens in OF_REPORTED_CHANGES:
        return filled(document.reported_changes[spec.kind].question, language, names)
    if spec.kind == BATTERY:
        part = battery_part(spec.item)
        battery = document.battery(part.battery)
        parts = {"item": battery.item(part.item).text, **names}
        return filled(battery.question(part.question).lenses[lens].question, language, parts)
    about = entry(document, spec)
    parts = {"item": about.item, "referent": about.referent, **names}
    return filled(document.lenses[lens].question, language, parts)


def filled(text: Text, language: str, parts: Mapping[str, Text] | None = None) -> Wording | None:
    """The text in this language and no other, its placeholders filled in the same language.

    It is a draft as soon as one of its parts is. None if it or a part has no text.
    """
    version = match(language, tuple(text.versions))
    if version is None:
        return None
    status, words = text.versions[version]
    names = [name for _, name, _, _ in Formatter().parse(words) if name] if parts else []
    inner = {name: filled((parts or {})[name], language, parts) for name in names}
    complete = {name: part for name, part in inner.items() if part is not None}
    if len(complete) < len(inner):
        return None
    return Wording(
        words.format(**{name: part.text for name, part in complete.items()}) if parts else words,
        max([status, *(part.status for part in complete.values())], key=STATUSES.index),
    )
