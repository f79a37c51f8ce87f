"""The instrument document: a validated questionnaire as plain, frozen data."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from surveys.instruments.about_questions import About, AboutQuestion
from surveys.instruments.batteries import BATTERY, Battery, battery_part
from surveys.instruments.conditions import Condition
from surveys.instruments.evidence import Citation, Evidence
from surveys.instruments.matters import Concern, Threat
from surveys.instruments.optional_parts import (
    REPORTED_CHANGES,
    Impression,
    ReportedChange,
    Vignette,
    Vignettes,
)
from surveys.instruments.own_concerns import OwnConcerns
from surveys.instruments.text import Text, match, texts

LENSES = ("perceived", "assessed", "predicted", "avowed")
MARKS = ("serious", "moderate", "low", "none", "cannot_determine", "prefer_not_to_say")
# The kinds of the questions that are counted.
KINDS = ("concern", "threat", "impression", "vignette", *REPORTED_CHANGES, BATTERY)
# Those whose answers are not the marks.
KINDS_WITH_OWN_ANSWERS = ("impression", *REPORTED_CHANGES, BATTERY)
ABOUT = "about"  # kind, lens and module of the questions about oneself, never counted
ELSE = "else"  # the last answer of an impression: none of the parties
NO_LEVEL = ("skipped", "prefer_not_to_say", "cannot_determine")
LEVELS = ("none", "low", "moderate", "serious")
MOST_ANSWERS = 12  # to one question: so many tallies were listed, see docs/confidentiality.md


@dataclass(frozen=True)
class Party:
    """A side; ``target_only``: without participants, ``optional``: asked about in some rounds."""

    code: str
    name: Text
    side: Text
    possessive: Text
    participants: Text
    target_only: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Lens:
    """The wording of one lens; ``extras`` are the keys of the questions beside each mark."""

    title: Text
    question: Text
    stem: Text
    referent_line: Text
    guidance: Text | None = None
    extras: tuple[str, ...] = ()
    show_if: Condition | None = None


@dataclass(frozen=True)
class Scale:
    """A question put beside a mark, with its choices in order."""

    question: Text
    choices: Mapping[str, Text]


@dataclass(frozen=True)
class QuestionSpec:
    """One question of an instrument, without words.

    ``kind`` is one of `KINDS` or `ABOUT`, ``item`` the key of the concern, threat, vignette or
    question about oneself, that of a `BatteryPart`, else the kind; ``position`` counts from 1. An
    impression, a reflection and a battery about no side have no ``target``; a vignette and a
    question about oneself neither party: they are "" there.
    """

    key: str
    kind: str
    perceiver: str
    target: str
    item: str
    domain: str | None
    position: int


@dataclass(frozen=True)
class Document:
    """A questionnaire. ``content`` is the same as the plain data it was made from."""

    slug: str
    version: int
    title: Text
    citation: Citation
    languages: tuple[str, ...]
    preface: Text
    parties: tuple[Party, ...]
    concerns: tuple[Concern, ...]
    threats: tuple[Threat, ...]
    lenses: Mapping[str, Lens]
    marks: Mapping[str, Text]
    confidence: Scale
    basis: Scale
    content: Mapping[str, Any] = field(repr=False, compare=False)
    impression: Impression | None = None
    vignettes: Vignettes | None = None
    about: About | None = None
    trend: ReportedChange | None = None
    reflection: ReportedChange | None = None
    own_concerns: OwnConcerns | None = None
    evidence: tuple[Evidence, ...] = ()
    batteries: tuple[Battery, ...] = ()

    def party(self, code: str) -> Party:
        """Return the party; KeyError if the instrument has none of that code."""
        return {party.code: party for party in self.parties}[code]

    def vignette(self, key: str) -> Vignette:
        """Return the vignette; KeyError if there is none of that key."""
        situations = self.vignettes.situations if self.vignettes else ()
        return {vignette.key: vignette for vignette in situations}[key]

    def battery(self, key: str) -> Battery:
        """Return the battery; KeyError if there is none of that key."""
        return {battery.key: battery for battery in self.batteries}[key]

    def question(self, key: str) -> "QuestionSpec":
        """Return the question; KeyError if there is none of that key."""
        return self._questions[key]

    @property
    def about_questions(self) -> tuple[AboutQuestion, ...]:
        """The questions about oneself in the order of the file; there may be none."""
        return self.about.questions if self.about else ()

    def about_question(self, key: str) -> AboutQuestion:
        """Return the question about oneself; KeyError if there is none of that key."""
        return {question.key: question for question in self.about_questions}[key]

    @property
    def reported_changes(self) -> dict[str, ReportedChange]:
        """The questions whether something has changed for the respondent, by kind."""
        sections = {"trend": self.trend, "reflection": self.reflection}
        return {kind: question for kind, question in sections.items() if question is not None}

    def threats_in(self, perceiver: str, target: str) -> tuple[Threat, ...]:
        """Return the threats of a directed dyad in the order of the file; there may be none."""
        return self._threats_by_dyad.get((perceiver, target), ())

    @cached_property
    def _threats_by_dyad(self) -> Mapping[tuple[str, str], tuple[Threat, ...]]:
        """The threats of each directed dyad: to look through all for every one takes too long."""
        dyads = dict.fromkeys((threat.perceiver, threat.target) for threat in self.threats)
        return {
            dyad: tuple(t for t in self.threats if (t.perceiver, t.target) == dyad)
            for dyad in dyads
        }

    @cached_property
    def _questions(self) -> Mapping[str, "QuestionSpec"]:
        return {question.key: question for question in all_questions(self)}

    @cached_property
    def _in_order(self) -> tuple["QuestionSpec", ...]:
        """All questions: every page of a respondent goes through them."""
        last = {party.code for party in self.parties if party.optional}
        rows = enumerate(sorted(_question_rows(self), key=lambda row: row[3] in last), start=1)
        return tuple(QuestionSpec(*row, position) for position, row in rows)

    @property
    def sides(self) -> tuple[str, ...]:
        """The codes of the parties that have participants."""
        return tuple(party.code for party in self.parties if not party.target_only)

    def language(self, wanted: str) -> str:
        """Return the tag of the language as the file writes it, or the first of the file's."""
        return match(wanted, self.languages) or self.languages[0]


def directed_dyads(document: Document) -> tuple[tuple[str, str], ...]:
    """Return every (perceiver, target): each side with each other party, in the file's order."""
    return tuple(
        (perceiver, target.code)
        for perceiver in document.sides
        for target in document.parties
        if target.code != perceiver
    )


def questions(document: Document) -> tuple[QuestionSpec, ...]:
    """Return the concerns and then the threats of every directed dyad, dyad by dyad."""
    return tuple(q for q in all_questions(document) if q.kind in ("concern", "threat"))


def all_questions(document: Document) -> tuple[QuestionSpec, ...]:
    """Return every question.

    First those of `questions`, then each side's impression, the vignettes, the questions about
    oneself, whether something has changed, the batteries, and last those about optional parties.
    """
    return document._in_order


def _question_rows(document: Document) -> Iterator[tuple[str, str, str, str, str, str | None]]:
    """Yield the key, kind, perceiver, target, item and domain of every question."""
    for perceiver, target in directed_dyads(document):
        for concern in document.concerns:
            key = question_key(perceiver, target, concern.key)
            yield key, "concern", perceiver, target, concern.key, concern.domain
        for threat in document.threats_in(perceiver, target):
            key = question_key(perceiver, target, threat.key)
            yield key, "threat", perceiver, target, threat.key, threat.domain
    for side in document.sides if document.impression else ():
        yield side, "impression", side, "", "impression", None
    if document.vignettes:
        for vignette in document.vignettes.situations:
            yield vignette.key, "vignette", "", "", vignette.key, document.vignettes.domain
    for question in document.about_questions:
        yield question.key, ABOUT, "", "", question.key, None
    for perceiver, target in directed_dyads(document) if document.trend else ():
        yield question_key(perceiver, target, "trend"), "trend", perceiver, target, "trend", None
    for side in document.sides if document.reflection else ():
        yield question_key(side, "", "reflection"), "reflection", side, "", "reflection", None
    for battery in document.batteries:
        for perceiver, target in battery.dyads(document.sides):
            for part in battery.parts(perceiver, target):
                key = question_key(perceiver, target, str(part))
                yield key, BATTERY, perceiver, target, str(part), None


def answers_of(
    document: Document, kind: str, perceiver: str = "", item: str = ""
) -> tuple[str, ...]:
    """Return the answers to a question of the kind, in the order in which counts are published.

    Levels ascend; the answers to a side's impression are its `impression_options`, those to a
    battery's ``item`` its own. Whether something has changed is always for the respondent to say,
    so that *cannot be determined* is no answer to it. ValueError for a kind that is not in `KINDS`,
    and for an impression of a party without participants.
    """
    if kind not in KINDS:
        raise ValueError(f"no such kind of question: {kind!r}")
    if kind in REPORTED_CHANGES:
        return (*NO_LEVEL[:-1], *REPORTED_CHANGES[kind])
    if kind == "impression":
        return (*NO_LEVEL, *impression_options(document, perceiver))
    if kind == BATTERY:
        part = battery_part(item)
        question = document.battery(part.battery).question(part.question)
        return (*NO_LEVEL, *(answer.key for answer in question.answers))
    return (*NO_LEVEL, *LEVELS)


def stored_marks(answers: Sequence[str]) -> tuple[int, ...]:
    """Return the number as which each of the answers to a question is stored.

    >>> stored_marks(("skipped", "prefer_not_to_say", "lessened", "same", "grown"))
    (-3, -2, 0, 1, 2)
    """
    without = [NO_LEVEL.index(key) - len(NO_LEVEL) for key in answers if key in NO_LEVEL]
    return (*without, *range(len(answers) - len(without)))


def impression_options(document: Document, side: str) -> tuple[str, ...]:
    """Return the other parties, the further ones and `ELSE`: an answer is stored as its place."""
    if side not in document.sides:
        raise ValueError(f"no side with participants: {side!r}")
    others = (party.code for party in document.parties if party.code != side)
    further = document.impression.further if document.impression else ()
    return (*others, *(party.code for party in further), ELSE)


def question_key(perceiver: str, target: str, item: str) -> str:
    """Return the key of a question, such as ``PRC>JPN:military``; ``target`` may be ""."""
    return f"{perceiver}>{target}:{item}"


def checksum(document: Document) -> str:
    """Return the SHA-256, in hex, of the content as canonical JSON (keys sorted, UTF-8)."""
    canonical = json.dumps(
        document.content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def draft_languages(document: Document) -> tuple[str, ...]:
    """Return the languages in which some text has not been checked by a native speaker."""
    statuses = [versions for _, versions in texts(document.content)]
    return tuple(
        language
        for language in document.languages
        if any("draft" in versions[language] for versions in statuses)
    )
