"""What there is to choose from, in words and as stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.instruments.document import Document, Scale, impression_options
from surveys.instruments.labels import options
from surveys.instruments.sequence import parties_in_order

STORED = {
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

    ``steps`` of the three-step bar are filled; None: it has no bar.
    """

    key: str
    label: str
    value: int
    steps: int | None = None


@dataclass(frozen=True)
class Extra:
    """What is asked beside each mark: ``key`` is confidence or basis."""

    key: str
    question: str
    choices: tuple[Choice, ...]


def marks(document: Document, language: str) -> tuple[Choice, ...]:
    """Return the six answers, serious first."""
    return tuple(
        Choice(key, label.read(language), STORED[key], STORED[key] if STORED[key] >= 0 else None)
        for key, label in document.marks.items()
    )


def extra(document: Document, key: str, language: str) -> Extra:
    """Return what is asked beside each mark under the key: confidence or basis."""
    scale: Scale = {"confidence": document.confidence, "basis": document.basis}[key]
    choices = tuple(
        Choice(name, label.read(language), value)
        for value, (name, label) in enumerate(scale.choices.items())
    )
    return Extra(key, scale.question.read(language), choices)


def impression_choices(
    document: Document, side: str, language: str, side_order: Sequence[str] | None
) -> tuple[Choice, ...]:
    """Return the answers to a side's impression as ordered, then the two that name nothing."""
    words, stored = options(document, language), impression_options(document, side)
    shown = [*parties_in_order(document, side_order), stored[-1]]
    return (
        *(Choice(key, words[key], stored.index(key)) for key in shown if key in stored),
        *(mark for mark in marks(document, language) if mark.steps is None),
    )


def about_choices(document: Document, key: str, language: str) -> tuple[Choice, ...]:
    """Return the answers to a question about oneself, then *prefer not to say*."""
    told = document.about_question(key).options
    return (
        *(Choice(o.key, o.text.read(language), place) for place, o in enumerate(told)),
        *(mark for mark in marks(document, language) if mark.key == "prefer_not_to_say"),
    )
