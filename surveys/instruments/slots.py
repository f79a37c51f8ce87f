"""The places for texts in one's own words, in order and without words."""

from collections.abc import Collection
from dataclasses import dataclass

from surveys.instruments.document import Document, directed_dyads
from surveys.instruments.optional_parties import is_asked_about
from surveys.instruments.own_answers import OWN_ANSWERS, answer_to_say
from surveys.instruments.own_concerns import OWN_CONCERNS
from surveys.instruments.sequence import name_of, page_specs


@dataclass(frozen=True)
class Slot:
    """A place for one text about a party; ``number`` counts from 1 among those about it."""

    target: str
    number: int

    @property
    def name(self) -> str:
        """The name of the text, unique among those of one respondent."""
        return f"{self.target}/{self.number}"


def slots(
    document: Document, seat: str, side: str, modules: Collection[str] = ()
) -> tuple[Slot, ...]:
    """Return the places of one respondent, party by party in the instrument's order.

    Only participants have any, and only in a round with the module. ValueError where the
    instrument has no words for it.
    """
    if seat != "participant" or OWN_CONCERNS not in modules:
        return ()
    if document.own_concerns is None:
        raise ValueError(f"no words in this instrument for the module {OWN_CONCERNS!r}")
    return tuple(
        Slot(target, number)
        for perceiver, target in directed_dyads(document)
        if perceiver == side and is_asked_about(document, target, modules)
        for number in range(1, document.own_concerns.most + 1)
    )


def lines(
    document: Document, seat: str, side: str, modules: Collection[str] = ()
) -> dict[str, str]:
    """Return {name of an answer: key of its question} where a line of text stands beside it.

    Only participants have any, and only in a round with the module. Beside the revised impression
    there is none: the same words twice would show which two texts one person wrote.
    """
    if seat != "participant" or OWN_ANSWERS not in modules:
        return {}
    return {
        name_of(page.lens, question.key): question.key
        for page in page_specs(document, seat, side, modules)
        for section in page.sections
        for question in section.questions
        if page.lens != "revised" and answer_to_say(document, question) is not None
    }
