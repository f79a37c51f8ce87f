"""The pages of a questionnaire in words, as they are put to a respondent. Pure: no Django."""

from dataclasses import dataclass

from surveys.instruments.batteries import BATTERY
from surveys.instruments.choices import Choice, ExtraQuestion
from surveys.instruments.conditions import Condition
from surveys.instruments.document import ABOUT
from surveys.instruments.evidence import EvidenceLink
from surveys.instruments.sequence import Step

MOST_IN_A_ROW = 7  # answers of a battery that stand beside each other, those without a level too


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
    """The sections of one page in words, all of one step.

    ``kind`` is marks, impression, vignettes, reported_changes, battery or about; ``marks`` are the
    answers to choose from, the same for every question of the page unless it has its own;
    ``extras`` are the questions beside each mark. ``number`` counts from 1; ``language`` is that of
    the words,
    which is the source language if there are no words in the requested one. ``guidance`` may be
    None; ``evidence`` are the documents about all dyads, for assessors alone. ``question_title`` is
    what results call the question of a battery, or "".
    """

    number: int
    kind: str
    step: Step
    language: str
    preface: str
    guidance: str | None
    sections: tuple[Section, ...]
    marks: tuple[Choice, ...] = ()
    extras: tuple[ExtraQuestion, ...] = ()
    evidence: tuple[EvidenceLink, ...] = ()
    question_title: str = ""

    @property
    def lens(self) -> str:
        return self.step.lens

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
        return self.kind in ("impression", "reported_changes", BATTERY, ABOUT)

    @property
    def listed(self) -> bool:
        """Whether the answers stand one below the other: they are many, or long."""
        return self.kind == ABOUT or (self.kind == BATTERY and len(self.marks) > MOST_IN_A_ROW)

    def choices(self, question: PageQuestion) -> tuple[Choice, ...]:
        """Return the answers to choose from for a question of this page."""
        return question.choices or self.marks
