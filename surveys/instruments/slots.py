"""The places for concerns in one's own words, in order and without words."""

from collections.abc import Collection
from dataclasses import dataclass

from surveys.instruments.document import Document, directed_dyads
from surveys.instruments.own_concerns import OWN_CONCERNS


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
        if perceiver == side
        for number in range(1, document.own_concerns.most + 1)
    )
