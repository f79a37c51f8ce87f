"""What a page shows and asks for once more, given the answers so far. Pure: no Django."""

from collections.abc import Mapping, Sequence

from surveys.instruments.conditions import shown_after
from surveys.pages import Page, PageQuestion, Section


def shown_questions(part: Page | Section, marks: Mapping[str, int]) -> tuple[PageQuestion, ...]:
    """Return the questions of a page or section that are shown; ``marks`` by the answer's name."""
    given = {
        question.key: choice.key
        for question in part.questions
        for choice in question.choices
        if marks.get(question.name) == choice.value
    }
    shown = shown_after({q.key: q.show_if for q in part.questions}, given)
    return tuple(question for question in part.questions if question.key in shown)


def open_questions(part: Page | Section, marks: Mapping[str, int]) -> list[PageQuestion]:
    """Return the questions that are shown and have no answer."""
    return [question for question in shown_questions(part, marks) if question.name not in marks]


def to_ask_again(
    page: Page, before: Mapping[str, int], now: Mapping[str, int]
) -> list[PageQuestion]:
    """Return the open questions that are required, or that only the answers given now show."""
    seen = {question.key for question in shown_questions(page, before)}
    return [q for q in open_questions(page, now) if q.required or q.key not in seen]


def values_that_show(question: PageQuestion, questions: Sequence[PageQuestion]) -> tuple[int, str]:
    """Return the position of the question that this one follows, and the values that show it.

    The values are separated by spaces. KeyError if it follows none of the questions.
    """
    by_key = {each.key: each for each in questions}
    answer = question.show_if.answer if question.show_if else None
    if answer is None:
        raise KeyError(question.key)
    followed = by_key[answer.question]
    values = (str(c.value) for c in followed.choices if c.key in answer.options)
    return followed.position, " ".join(values)
