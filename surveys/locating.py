"""The keyed hashes by which a return code finds what was given with it."""

from django.conf import settings

from surveys import sealing
from surveys.instruments.own_answers import MOST_LINES
from surveys.instruments.own_concerns import MOST_TEXTS
from surveys.models.round import Round


def locator_of(round: Round, code: str) -> str:
    """Return the primary key of the envelope of a code in a round."""
    return sealing.locator(pepper=settings.PEPPER_KEY, code=code, round_id=str(round.pk))


def tag_of(round: Round, code: str) -> str:
    """Return the withdrawal tag of the opened response of a code in a round."""
    return sealing.withdrawal_tag(pepper=settings.PEPPER_KEY, code=code, round_id=str(round.pk))


def text_tags(round: Round, code: str) -> list[str]:
    """Return the withdrawal tags of all texts that may have been given with a code."""
    return [
        sealing.text_tag(pepper=settings.PEPPER_KEY, code=code, round_id=str(round.pk), place=place)
        for place in range(MOST_TEXTS + MOST_LINES)
    ]
