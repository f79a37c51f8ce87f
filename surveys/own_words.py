"""The page of concerns in one's own words, in words. Pure: no Django."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from surveys.instruments.document import Document
from surveys.instruments.labels import own_concern_questions
from surveys.instruments.sequence import parties_in_order
from surveys.instruments.slots import Slot, slots


@dataclass(frozen=True)
class Part:
    """The question about one other party, and the places for texts."""

    question: str
    slots: tuple[Slot, ...]

    def written(self, texts: Mapping[str, str]) -> list[str]:
        """Return the texts that stand in its places, without the empty ones."""
        return [texts[slot.name] for slot in self.slots if texts.get(slot.name)]


@dataclass(frozen=True)
class OwnWords:
    """The page; ``guidance`` is "" where the instrument has none."""

    title: str
    preface: str
    guidance: str
    parts: tuple[Part, ...]


def own_words(
    document: Document,
    seat: str,
    side: str,
    language: str,
    party_order: Sequence[str] | None = None,
    modules: Collection[str] = (),
) -> OwnWords | None:
    """Return the page as it is put to a respondent; None where nothing is asked of the kind.

    ``party_order`` orders the parties. ValueError where the instrument has no words for it.
    """
    places, own = slots(document, seat, side, modules), document.own_concerns
    if not places or own is None:
        return None
    questions = own_concern_questions(document, side, language)
    return OwnWords(
        title=own.title.read(language),
        preface=document.preface.read(language),
        guidance=own.guidance.read(language) if own.guidance else "",
        parts=tuple(
            Part(questions[target], tuple(slot for slot in places if slot.target == target))
            for target in parties_in_order(document, party_order)
            if any(slot.target == target for slot in places)
        ),
    )
