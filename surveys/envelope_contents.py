"""What drafts and sealed envelopes hold: marks by name, and concerns in one's own words.

The layout inside the encryption, and nothing of the rows that hold it: see `responding`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from surveys import sealing
from surveys.instruments.loader import document_asked, document_of
from surveys.instruments.own_answers import LONGEST_LINE
from surveys.instruments.own_concerns import LONGEST_TEXT, MOST_TEXTS
from surveys.instruments.sequence import answer_names
from surveys.instruments.slots import Slot, lines, slots
from surveys.locating import tag_of, text_tags
from surveys.models.base import Level
from surveys.models.instrument import Instrument
from surveys.models.response import Envelope
from surveys.models.round import Round
from surveys.server_keys import pepper_of


@dataclass(frozen=True)
class Answer:
    """One mark and, from assessors, how sure they are and what it rests on.

    ``line`` is what a participant wrote beside it. Only a draft has both together.
    """

    mark: int
    confidence: int | None = None
    basis: str = ""
    line: str = ""


Answers = Mapping[str, Answer]
Texts = Mapping[str, str]

LONGEST_ANSWER = Answer(mark=-3, confidence=None, basis="inadvertence")
LONGEST_LEVEL = max(Level.values, key=len)
# In UTF-8 no character takes more than four bytes, as this one does.
WIDEST_TEXT = "\U00020000" * LONGEST_TEXT
LONGEST_ANSWER_WITH_LINE = replace(LONGEST_ANSWER, line="\U00020000" * LONGEST_LINE)


@dataclass(frozen=True)
class Holder:
    """Somebody with the return code of an envelope."""

    round: Round
    envelope: Envelope
    code: str

    @cached_property
    def party_order(self) -> tuple[str, ...]:
        """The parties in the holder's own order, which follows from the return code."""
        sides = document_of(self.round.instrument).sides
        pepper, round_id = pepper_of(self.round), str(self.round.pk)
        return tuple(sealing.party_order(sides, pepper=pepper, code=self.code, round_id=round_id))

    @property
    def has_sent(self) -> bool:
        return self.envelope.sealed is not None

    @property
    def is_filling(self) -> bool:
        """Whether answers can be saved: there is a draft, or nothing was sent yet."""
        return self.envelope.draft is not None or not self.has_sent


@dataclass(frozen=True)
class Draft:
    """What was saved so far: answers by name, and texts by the name of their slot.

    ``texts`` is None until the page of one's own concerns was saved once, with or without a text.
    """

    answers: Answers = field(default_factory=dict)
    texts: Texts | None = None


# --- Drafts --------------------------------------------------------------------------------------


def unlocked(holder: Holder, envelope: Envelope) -> Draft:
    """Return the draft of an envelope; an empty one where there is none."""
    if envelope.draft is None:
        return Draft()
    content = sealing.unlock_draft(
        bytes(envelope.draft), code=holder.code, round_id=str(holder.round.pk)
    )
    answers = {key: Answer(**answer) for key, answer in content["answers"].items()}
    return Draft(answers, content.get("texts"))


def locked(holder: Holder, draft: Draft) -> bytes:
    """Return the draft encrypted under the holder's code."""
    content: dict[str, Any] = {"answers": _plain(draft.answers)}
    if draft.texts is not None:
        content["texts"] = draft.texts
    return sealing.lock_draft(
        content, code=holder.code, round_id=str(holder.round.pk), room=_room(holder)
    )


# --- Envelopes -----------------------------------------------------------------------------------


def sealed(holder: Holder, draft: Draft) -> bytes:
    """Return the draft sealed to the round, as an envelope holds it."""
    public_key = bytes(holder.round.public_key)
    return sealing.seal(_content(holder, draft), public_key=public_key, room=_room(holder))


def _content(holder: Holder, draft: Draft) -> dict[str, object]:
    """Return what an envelope holds: enough to be counted without its row."""
    content: dict[str, object] = {
        "round": str(holder.round.pk),
        "seat": holder.envelope.seat,
        "side": holder.envelope.side,
        **({"level": holder.envelope.level} if holder.envelope.level else {}),
        "tag": tag_of(holder.round, holder.code),
        "answers": _plain({name: replace(a, line="") for name, a in draft.answers.items()}),
    }
    own, beside = slots_of(holder), lines_of(holder)
    if own or beside:
        content["texts"] = [
            *_texts(holder, own, draft.texts or {}),
            *_lines(holder, beside, draft.answers),
        ]
    return content


def _texts(holder: Holder, own: tuple[Slot, ...], texts: Texts) -> list[dict[str, str]]:
    """Return each text with its target and a withdrawal tag that it shares with nothing else."""
    tags = text_tags(holder.round, holder.code)
    return [
        {"target": slot.target, "text": texts[slot.name], "tag": tags[place]}
        for place, slot in enumerate(own)
        if texts.get(slot.name)
    ]


def _lines(holder: Holder, beside: Mapping[str, str], answers: Answers) -> list[dict[str, str]]:
    """Return each line of text with the key of its question and a withdrawal tag of its own."""
    tags = text_tags(holder.round, holder.code)[MOST_TEXTS:]
    return [
        {"question": key, "text": answers[name].line, "tag": tags[place]}
        for place, (name, key) in enumerate(beside.items())
        if name in answers and answers[name].line
    ]


def _plain(answers: Answers) -> dict[str, Any]:
    """Return the answers as they are stored, without a line of text where there is none."""
    return {
        key: {"mark": answer.mark, "confidence": answer.confidence, "basis": answer.basis}
        | ({"line": answer.line} if answer.line else {})
        for key, answer in answers.items()
    }


def _room(holder: Holder) -> int:
    envelope, round = holder.envelope, holder.round
    whose = (envelope.seat, envelope.side, tuple(round.modules), round.asks_threats)
    return room_for(round.instrument.checksum, *whose, divided=bool(envelope.level))


@lru_cache(maxsize=64)
def room_for(
    checksum: str,
    seat: str,
    side: str,
    modules: tuple[str, ...],
    threats: bool,
    divided: bool = False,
) -> int:
    """Return the bytes of the fullest envelope of a seat and side, whatever was answered.

    It is the same for all levels of a side, where the round has divided it.

    `checksum` is that of the instrument, whose threats may be left out. Round and code are as long
    as any. ValueError for a seat, side or module that does not fit.
    """
    instrument = Instrument(checksum=checksum)
    round = Round(instrument=instrument, asks_threats=threats, modules=list(modules))
    level = LONGEST_LEVEL if divided else ""
    holder = Holder(round, Envelope(seat=seat, side=side, level=level), sealing.new_code())
    names = answer_names(document_asked(round), seat, side, modules=modules)
    fullest = Draft(
        dict.fromkeys(names, LONGEST_ANSWER)
        | dict.fromkeys(lines_of(holder), LONGEST_ANSWER_WITH_LINE),
        {slot.name: WIDEST_TEXT for slot in slots_of(holder)},
    )
    return sealing.room_for(_content(holder, fullest))


def slots_of(holder: Holder) -> tuple[Slot, ...]:
    """Return the places for the holder's own concerns; none where the round asks for none."""
    document, envelope = document_asked(holder.round), holder.envelope
    return slots(document, envelope.seat, envelope.side, holder.round.modules)


def lines_of(holder: Holder) -> dict[str, str]:
    """Return {name of an answer: key of its question} where the holder may write a line beside."""
    document, envelope = document_asked(holder.round), holder.envelope
    return lines(document, envelope.seat, envelope.side, holder.round.modules)
