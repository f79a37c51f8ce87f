"""The keyed hashes by which a return code finds what was given with it."""

from collections.abc import Iterator
from uuid import UUID

from django.conf import settings

from surveys import sealing
from surveys.instruments.own_answers import MOST_LINES
from surveys.instruments.own_concerns import MOST_TEXTS
from surveys.models.round import Round
from surveys.server_keys import pepper_of


def locator_of(round: Round, code: str) -> str:
    """Return the primary key of the envelope of a code in a round."""
    return sealing.locator(pepper=pepper_of(round), code=code, round_id=str(round.pk))


def locators_of(round_id: UUID | str, code: str) -> Iterator[str]:
    """Yield the primary key that the envelope of a code has, under each pepper of this server.

    For whoever does not know which of them the round has: it has an envelope under one at most.
    """
    for pepper in settings.PEPPERS.keys:
        yield sealing.locator(pepper=pepper, code=code, round_id=str(round_id))


def tag_of(round: Round, code: str) -> str:
    """Return the withdrawal tag of the opened response of a code in a round."""
    return sealing.withdrawal_tag(pepper=pepper_of(round), code=code, round_id=str(round.pk))


def text_tags(round: Round, code: str) -> list[str]:
    """Return the withdrawal tags of all texts that may have been given with a code."""
    pepper = pepper_of(round)
    return [
        sealing.text_tag(pepper=pepper, code=code, round_id=str(round.pk), place=place)
        for place in range(MOST_TEXTS + MOST_LINES)
    ]
