"""The pages that the holder of a return code answers, in an order of the sides of their own."""

from functools import lru_cache
from typing import NamedTuple

from surveys.envelope_contents import Holder
from surveys.instruments.loader import document_asked, document_with
from surveys.instruments.sequence import LENS_OF_SEAT
from surveys.languages import current_tag
from surveys.models.base import Seat
from surveys.own_words import OwnWords, own_words
from surveys.pages import Page
from surveys.questionnaire import pages


class Variant(NamedTuple):
    """A variant of a questionnaire: all that decides what somebody is asked, and in which words.

    `checksum` is that of the instrument, `threats` whether the round asks them.
    """

    checksum: str
    threats: bool
    seat: str
    side: str
    language: str
    party_order: tuple[str, ...]
    modules: tuple[str, ...]


def pages_of(holder: Holder, language: str) -> tuple[Page, ...]:
    """Return the holder's pages in words, with the sides in the holder's own order."""
    return pages_of_variant(variant_of(holder, language))


def variant_of(holder: Holder, language: str) -> Variant:
    """Return what is put to the holder; a participant's own side has no place among the others."""
    seat, side, round = holder.envelope.seat, holder.envelope.side, holder.round
    others = [c for c in party_order_of(holder) if c != side or seat != Seat.PARTICIPANT]
    return Variant(
        checksum=round.instrument.checksum,
        threats=round.asks_threats,
        seat=seat,
        side=side,
        language=language,
        party_order=tuple(others),
        modules=tuple(round.modules),
    )


@lru_cache(maxsize=256)
def pages_of_variant(variant: Variant) -> tuple[Page, ...]:
    """Return the pages of a variant, which are made once for all to whom it is put."""
    return pages(
        document_with(variant.checksum, threats=variant.threats),
        seat=variant.seat,
        side=variant.side,
        language=variant.language,
        party_order=variant.party_order,
        modules=variant.modules,
    )


def own_words_of(holder: Holder, language: str) -> OwnWords | None:
    """Return the holder's page of their own concerns in words; None where the round has none."""
    return own_words(
        document_asked(holder.round),
        seat=holder.envelope.seat,
        side=holder.envelope.side,
        language=language,
        party_order=party_order_of(holder),
        modules=holder.round.modules,
    )


def first_page_of_concerns(holder: Holder) -> int:
    """Return the number of the page before which one's own concerns are asked for.

    After the first impression, which has to be the first, and before concerns are put into words.
    """
    lenses = [page.lens for page in pages_of(holder, current_tag())]
    return lenses.index(LENS_OF_SEAT[holder.envelope.seat]) + 1


def party_order_of(holder: Holder) -> list[str]:
    """Return the parties as they are shown to the holder.

    Which side comes first is drawn for each respondent, so that over a group the order favours
    none; parties without participants, of which nobody judges another, come after all sides. It
    follows from the return code and is stored nowhere: the same at every visit and in every
    language, and after closing nobody can tell it of any answer.
    """
    return list(holder.party_order)
