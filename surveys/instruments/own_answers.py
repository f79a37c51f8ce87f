"""Answers that participants may put into words of their own, such as *something else*. Pure."""

from surveys.instruments.document import ELSE, Document, QuestionSpec

OWN_ANSWERS = "own_answers"  # the module of a round in which a line of text is offered
LONGEST_LINE = 100  # characters
# Of one respondent: beside the first impression and each of the questions about oneself.
MOST_LINES = 7


def answer_to_say(document: Document, spec: QuestionSpec) -> str | None:
    """Return the key of the answer to a question that can be said in words; None without one."""
    if spec.kind == "impression":
        return ELSE if document.impression and document.impression.say else None
    if spec.kind != "about":
        return None
    options = document.about_question(spec.item).options
    return next((option.key for option in options if option.say), None)


def offers_lines(document: Document) -> bool:
    """Return whether an answer of the questionnaire can be said in words."""
    options = (option for question in document.about_questions for option in question.options)
    impression = document.impression
    return (impression is not None and impression.say) or any(option.say for option in options)
