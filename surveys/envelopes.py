"""How envelopes are found, what drafts and envelopes hold, and the room it needs at most."""

import uuid
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings

from surveys import sealing
from surveys.instruments.loader import document_with
from surveys.instruments.sequence import answer_names

# An answer's own fields by name.
PlainAnswers = Mapping[str, Mapping[str, object]]

LONGEST_ANSWER = {"mark": -3, "confidence": None, "basis": "inadvertence"}
# As long as the identifier of any round, and as any withdrawal tag.
LIKE_ANY_ROUND, LIKE_ANY_TAG = "0" * 36, "0" * 64


def locator_of(round_id: uuid.UUID | str, code: str) -> str:
    """Return what finds the envelope of a return code in a round."""
    return sealing.locator(pepper=settings.PEPPER_KEY, code=code, round_id=str(round_id))


def tag_of(round_id: uuid.UUID | str, code: str) -> str:
    """Return what finds the opened response of a return code, to withdraw it."""
    return sealing.withdrawal_tag(pepper=settings.PEPPER_KEY, code=code, round_id=str(round_id))


def draft_contents(answers: PlainAnswers) -> dict[str, object]:
    return {"answers": answers}


def contents(
    *, round_id: str, seat: str, side: str, tag: str, answers: PlainAnswers
) -> dict[str, object]:
    """Return enough to be counted without the envelope's row; `tag` is the withdrawal tag."""
    whose = {"round": round_id, "seat": seat, "side": side, "tag": tag}
    return {**whose, **draft_contents(answers)}


@lru_cache(maxsize=64)
def room_for(checksum: str, seat: str, side: str, modules: tuple[str, ...], threats: bool) -> int:
    """Return the bytes of the fullest envelope of a seat and side, whatever was answered.

    `checksum` is that of the instrument, whose threats may be left out. ValueError for a seat, side
    or module that does not fit.
    """
    names = answer_names(document_with(checksum, threats=threats), seat, side, modules=modules)
    fullest = contents(
        round_id=LIKE_ANY_ROUND,
        seat=seat,
        side=side,
        tag=LIKE_ANY_TAG,
        answers=dict.fromkeys(names, LONGEST_ANSWER),
    )
    return sealing.room_for(fullest)
