"""The steps of a seminar, and the question of each in words: those of the questionnaire.

First everybody says which side gives most cause for concern; then the concerns about one side are
gone through one by one; then the first question is put once more.
"""

from dataclasses import dataclass
from functools import lru_cache

from surveys.instruments.document import (
    NO_LEVEL,
    Document,
    answers_of,
    directed_dyads,
    question_key,
    stored_marks,
)
from surveys.instruments.loader import document_of, document_with
from surveys.models.base import Seat
from surveys.models.seminar import Seminar
from surveys.pages import Page
from surveys.questionnaire import pages

# Their keys are the lenses of the same questions in a round.
FIRST, AGAIN = "first", "revised"
IMPRESSION = "impression"
PERCEIVED = "perceived"


@dataclass(frozen=True)
class StepChoice:
    """An answer to choose: its place among those of its step, where *skipped* has place 0.

    ``bar_steps`` of the three-step bar are filled; it is None for an answer without a bar.
    ``declines`` is an answer that names neither a level nor a side.
    """

    place: int
    label: str
    bar_steps: int | None
    declines: bool


@dataclass(frozen=True)
class StepQuestion:
    """What is asked of one side in one step, in one language; ``guidance`` may be ""."""

    title: str
    question: str
    guidance: str
    choices: tuple[StepChoice, ...]


def has_steps(document: Document) -> bool:
    """Whether the questionnaire has the questions of a seminar."""
    return document.impression is not None


def steps_of(document: Document) -> tuple[str, ...]:
    """Return the keys of the steps in order: `FIRST`, those of the concerns, `AGAIN`."""
    return (FIRST, *(concern.key for concern in document.concerns), AGAIN)


def key_of(seminar: Seminar, step: int | None = None) -> str:
    """Return the key of the step with this number from 1, by default of the one it has come to."""
    number = seminar.step if step is None else step
    return steps_of(document_of(seminar.instrument))[number - 1]


def is_impression(key: str) -> bool:
    """Whether a step asks which side gives most cause for concern."""
    return key in (FIRST, AGAIN)


def is_last(seminar: Seminar) -> bool:
    """Whether the seminar has come to its last step."""
    return bool(seminar.step == len(steps_of(document_of(seminar.instrument))))


def targets_of(document: Document, side: str) -> tuple[str, ...]:
    """Return the parties about which a side can go through its concerns."""
    return tuple(target for perceiver, target in directed_dyads(document) if perceiver == side)


def step_answers(document: Document, key: str, side: str) -> tuple[str, ...]:
    """Return the answers to a step in the order in which they are counted, *skipped* first."""
    return answers_of(document, IMPRESSION if is_impression(key) else "concern", side)


def question_of(seminar: Seminar, key: str, side: str, language: str) -> StepQuestion:
    """Return the question of a step as it is put to a side; of a concern, about its target."""
    target = "" if is_impression(key) else seminar.targets[side]
    order = tuple(seminar.study.side_order.get(language, ()))
    return _question(seminar.instrument.checksum, key, side, target, language, order)


@lru_cache(maxsize=512)
def _question(
    checksum: str, key: str, side: str, target: str, language: str, order: tuple[str, ...]
) -> StepQuestion:
    document = document_with(checksum)
    asked = question_key(side, target, key) if target else side
    page = _page(checksum, key if is_impression(key) else PERCEIVED, side, language, order)
    (question,) = [each for each in page.questions if each.key == asked]
    (title,) = [each.title for each in page.sections if question in each.questions]
    answers = step_answers(document, key, side)
    places = {value: place for place, value in enumerate(stored_marks(answers))}
    return StepQuestion(
        title=_label(document, key, language) or title,
        question=question.question,
        guidance=page.guidance or "",
        choices=tuple(
            StepChoice(places[choice.value], choice.label, choice.bar_steps, choice.key in NO_LEVEL)
            for choice in page.choices(question)
        ),
    )


@lru_cache(maxsize=64)
def _page(checksum: str, lens: str, side: str, language: str, order: tuple[str, ...]) -> Page:
    every = pages(
        document_with(checksum, threats=False),
        Seat.PARTICIPANT,
        side,
        language,
        order,
        modules=(IMPRESSION,),
    )
    return next(page for page in every if page.lens == lens)


def _label(document: Document, key: str, language: str) -> str:
    """Return the name of the concern of a step; "" for an impression."""
    named = {concern.key: concern.label.read(language) for concern in document.concerns}
    return named.get(key, "")
