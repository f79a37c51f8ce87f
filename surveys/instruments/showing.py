"""Which questions about oneself a respondent is shown, after their answers to others. Pure."""

from collections.abc import Mapping
from typing import Protocol, TypeVar

from surveys.instruments.conditions import shown_after
from surveys.instruments.document import ABOUT, Document
from surveys.instruments.sequence import name_of


class Marked(Protocol):
    """An answer with its mark as stored."""

    @property
    def mark(self) -> int: ...


M = TypeVar("M", bound=Marked)


def without_hidden(document: Document, answers: Mapping[str, M]) -> dict[str, M]:
    """Return the answers by name but those to questions that are no longer shown after the rest."""
    questions = {name_of(ABOUT, q.key): q for q in document.about_questions}
    given = {
        question.key: option.key
        for name, question in questions.items()
        for mark, option in enumerate(question.options)
        if name in answers and answers[name].mark == mark
    }
    shown = shown_after({q.key: q.show_if for q in questions.values()}, given)
    return {
        name: answer
        for name, answer in answers.items()
        if name not in questions or questions[name].key in shown
    }
