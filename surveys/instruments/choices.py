"""The answers to choose from, each with its label and the value that is stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.instruments.document import Document, Scale, impression_options
from surveys.instruments.labels import options as option_labels
from surveys.instruments.optional_parts import REPORTED_CHANGES
from surveys.instruments.sequence import parties_in_order

STORED_VALUES = {
    "serious": 3,
    "moderate": 2,
    "low": 1,
    "none": 0,
    "cannot_determine": -1,
    "prefer_not_to_say": -2,
}


@dataclass(frozen=True)
class Choice:
    """An answer to tick, stored as ``value``.

    ``bar_steps`` of the three-step bar are filled; it is None for an answer without a bar.
    """

    key: str
    label: str
    value: int
    bar_steps: int | None = None


@dataclass(frozen=True)
class ExtraQuestion:
    """A question put beside each mark; its ``key`` is confidence or basis."""

    key: str
    question: str
    choices: tuple[Choice, ...]


def marks(document: Document, language: str) -> tuple[Choice, ...]:
    """Return the six answers, serious first."""
    return tuple(
        Choice(key, label.read(language), value, value if value >= 0 else None)
        for key, label in document.marks.items()
        for value in [STORED_VALUES[key]]
    )


def extra_question(document: Document, key: str, language: str) -> ExtraQuestion:
    """Return the question of that key, confidence or basis, with its choices."""
    scale: Scale = {"confidence": document.confidence, "basis": document.basis}[key]
    choices = tuple(
        Choice(name, label.read(language), value)
        for value, (name, label) in enumerate(scale.choices.items())
    )
    return ExtraQuestion(key, scale.question.read(language), choices)


def impression_choices(
    document: Document, side: str, language: str, party_order: Sequence[str] | None
) -> tuple[Choice, ...]:
    """Return the answers to a side's impression, then the two that name no party.

    The parties of the questionnaire come as ordered, the further ones and *else* after them.
    """
    words, stored = option_labels(document, language), impression_options(document, side)
    shown = dict.fromkeys([*parties_in_order(document, party_order), *stored])
    return (
        *(Choice(key, words[key], stored.index(key)) for key in shown if key in stored),
        *(mark for mark in marks(document, language) if mark.bar_steps is None),
    )


def about_choices(document: Document, key: str, language: str) -> tuple[Choice, ...]:
    """Return the answers to a question about oneself, then *prefer not to say*."""
    options = document.about_question(key).options
    return (
        *(Choice(o.key, o.text.read(language), place) for place, o in enumerate(options)),
        _prefer_not_to_say(document, language),
    )


def reported_choices(document: Document, kind: str, language: str) -> tuple[Choice, ...]:
    """Return the answers whether something has changed, a change last stored first, as of marks;
    then *prefer not to say*."""
    words = document.reported_changes[kind].answers
    stored = list(enumerate(REPORTED_CHANGES[kind]))
    return (
        *(Choice(key, words[key].read(language), value) for value, key in reversed(stored)),
        _prefer_not_to_say(document, language),
    )


def battery_choices(
    document: Document, battery: str, question: str, language: str
) -> tuple[Choice, ...]:
    """Return the answers to a battery's question, then the two that are no answer to it.

    Levels come highest first, as marks do.
    """
    spec = document.battery(battery).question(question)
    own = [Choice(a.key, a.text.read(language), place) for place, a in enumerate(spec.answers)]
    without = [mark for mark in marks(document, language) if mark.bar_steps is None]
    return (*(reversed(own) if spec.ordered else own), *without)


def _prefer_not_to_say(document: Document, language: str) -> Choice:
    (choice,) = (mark for mark in marks(document, language) if mark.key == "prefer_not_to_say")
    return choice
