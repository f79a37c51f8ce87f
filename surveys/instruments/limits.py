"""How much a questionnaire may ask of one person."""

from collections.abc import Iterator

from surveys.instruments.document import Document
from surveys.instruments.errors import Problem
from surveys.instruments.sequence import LENS_OF_SEAT, answer_names, available_modules

# The answers to so many questions fit the largest envelope, and a form of them the server's limit
# on fields (`DATA_UPLOAD_MAX_NUMBER_FIELDS`), however long their keys.
MOST_QUESTIONS = 5_000


def check_length(document: Document) -> Iterator[Problem]:
    """Yield a problem if somebody would be asked more than `MOST_QUESTIONS` with every module."""
    modules = available_modules(document)
    number, seat, side = max(
        (len(answer_names(document, seat, side, modules)), seat, side)
        for seat in LENS_OF_SEAT
        for side in document.sides
    )
    if number > MOST_QUESTIONS:
        message = (
            f"ask {number} questions of a person ({seat}, {side}) in a round with every module; "
            f"{MOST_QUESTIONS} at most can be kept: leave out {_to_cut(document)}"
        )
        yield Problem(("threats" if document.threats else "concerns",), message)


def _to_cut(document: Document) -> str:
    threats, concerns = len(document.threats), len(document.concerns)
    return f"some of the {threats} threats or {concerns} concerns, or an optional lens"
