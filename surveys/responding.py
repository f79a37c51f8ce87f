"""Begin, save a page, resume, submit, withdraw: the only code that writes envelopes.

A respondent is known by the return code alone. Every write locks the round's row first and looks
at its state, so that nothing arrives after closing has begun.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from surveys import inviting, sealing
from surveys.instruments.loader import document_of
from surveys.models.invitation import Invitation
from surveys.models.response import Envelope, Response
from surveys.models.round import Round
from surveys.questionnaire import answer_names


class RoundNotOpenError(Exception):
    """The round has closed (or has not opened): nothing was written."""


class NothingToSendError(Exception):
    """There is no draft: these answers were sent before."""


class WithdrawnError(Exception):
    """There is no envelope of this code any more."""


@dataclass(frozen=True)
class Answer:
    """One mark and, from assessors, how sure they are and what it rests on."""

    mark: int
    confidence: int | None = None
    basis: str = ""


Answers = Mapping[str, Answer]

LONGEST_ANSWER = Answer(mark=-3, confidence=None, basis="inadvertence")


@dataclass(frozen=True)
class Holder:
    """Somebody with the return code of an envelope."""

    round: Round
    envelope: Envelope
    code: str

    @property
    def has_sent(self) -> bool:
        return self.envelope.sealed is not None

    @property
    def is_filling(self) -> bool:
        """Whether there is a draft to go on with: a fresh envelope counts, a sent one does not."""
        return self.envelope.draft is not None or not self.has_sent


# --- Beginning and returning ---------------------------------------------------------------------


def open_round_of(invitation: Invitation | None) -> Round | None:
    """The open round this invitation is still good for, or None."""
    if invitation is None or not inviting.is_usable(invitation):
        return None
    return Round.objects.filter(pk=invitation.round, state=Round.State.OPEN).first()


def begin(*, invitation: Invitation, code: str) -> Holder | None:
    """Create the empty envelope of a code that its holder has kept, then spend the invitation.

    In this order, because a connection lost between the two must not cost a seat; asking again
    with the same code ends in the same place. One request at a time has its turn, so that a form
    sent twice, or with two codes, ends with one envelope. None when the invitation is no longer
    good and the code not known, or when the round is not open.
    """
    with inviting.turn_of(invitation) as turn:
        holder = _find_in(str(turn.invitation.round), code)
        if holder is None and inviting.is_usable(turn.invitation):
            holder = _placed(turn.invitation, code)
        if holder is not None:
            inviting.spend(turn)
    return holder


def _find_in(round_id: str, code: str) -> Holder | None:
    holder = holder_by_code(code=code, round_id=round_id)
    return holder if holder is not None and holder.round.state == Round.State.OPEN else None


def _placed(invitation: Invitation, code: str) -> Holder | None:
    """The holder of a new envelope, put among the others in a fresh random order.

    Rewriting them all leaves no physical order of rows, and no order of transactions, that could
    be laid beside the order in which invitations were used. None when the round is not open.
    """
    found = _rounds().filter(pk=invitation.round).first()
    if found is None:
        return None
    envelope = Envelope(
        locator=_locator(found, code), round=found, seat=invitation.seat, side=invitation.side
    )
    with suppress(RoundNotOpenError), _open(found):
        box = [*Envelope.objects.filter(round=found), envelope]
        secrets.SystemRandom().shuffle(box)
        Envelope.objects.filter(round=found).delete()
        Envelope.objects.bulk_create(box, batch_size=200)
        return Holder(found, envelope, code)
    return None


def holder_by_code(*, code: str, round_id: str | None = None) -> Holder | None:
    """Whose code this is, in one round or in any that is not yet closed; None when nobody's."""
    rounds = _rounds().filter(state__in=[Round.State.OPEN, Round.State.CLOSING])
    for candidate in rounds.filter(pk=round_id) if round_id else rounds:
        envelope = Envelope.objects.filter(pk=_locator(candidate, code)).first()
        if envelope is not None:
            return Holder(candidate, envelope, code)
    return None


def _rounds() -> QuerySet[Round]:
    """Rounds with all that a page needs, but without the whole questionnaire each time."""
    return Round.objects.select_related("study", "instrument").defer("instrument__content")


# --- Answering -----------------------------------------------------------------------------------


def read_draft(holder: Holder) -> dict[str, Answer]:
    """The answers of the draft; none for an envelope just begun or already sent."""
    return _unlocked(holder.envelope, holder)


def save_answers(*, holder: Holder, answers: Answers) -> None:
    """Add a page's answers to the draft, over any earlier ones to the same questions.

    Raises RoundNotOpenError, and NothingToSendError when the draft has been sent meanwhile (a
    page left open in another window must not start a second draft unasked).
    """
    with _locked(holder) as envelope:
        if envelope.draft is None and envelope.sealed is not None:
            raise NothingToSendError
        _write_draft(holder, envelope, {**_unlocked(envelope, holder), **answers})


def start_again(*, holder: Holder) -> None:
    """Begin a new, empty draft; what was sent counts until the new one is. RoundNotOpenError."""
    with _locked(holder) as envelope:
        if envelope.draft is None:
            _write_draft(holder, envelope, {})


def submit(*, holder: Holder) -> None:
    """Seal the draft's answers to the round and destroy the draft; the last submission counts.

    Raises RoundNotOpenError, and NothingToSendError when everything was sent before.
    """
    with _locked(holder) as envelope:
        if envelope.draft is None and envelope.sealed is not None:
            raise NothingToSendError
        envelope.sealed = _sealed(holder, _unlocked(envelope, holder))
        envelope.draft = None
        envelope.save(update_fields=["sealed", "draft"])


def submit_for_many(*, round: Round, people: Iterable[tuple[str, str, Answers]]) -> int:
    """Seal the answers of made-up people, each a seat, a side and answers; returns how many.

    Nobody is invited or keeps a code; all are placed in a random order. Raises RoundNotOpenError.
    """
    if not round.simulated:
        raise ValueError("only made-up people may answer without an invitation")
    box = [_sealed_for(round, seat, side, answers) for seat, side, answers in people]
    with _open(round):
        secrets.SystemRandom().shuffle(box)
        Envelope.objects.bulk_create(box, batch_size=200)
    return len(box)


def _sealed_for(round: Round, seat: str, side: str, answers: Answers) -> Envelope:
    code = sealing.new_code()
    envelope = Envelope(locator=_locator(round, code), round=round, seat=seat, side=side)
    envelope.sealed = _sealed(Holder(round, envelope, code), answers)
    return envelope


def _sealed(holder: Holder, answers: Answers) -> bytes:
    public_key = bytes(holder.round.public_key)
    return sealing.seal(_content(holder, answers), public_key=public_key, room=_room(holder))


def _content(holder: Holder, answers: Answers) -> dict[str, object]:
    """What an envelope holds: enough to be counted without the row it was found in."""
    return {
        "round": str(holder.round.pk),
        "seat": holder.envelope.seat,
        "side": holder.envelope.side,
        "tag": _tag(holder.round, holder.code),
        "answers": {key: asdict(answer) for key, answer in answers.items()},
    }


# --- Withdrawing ---------------------------------------------------------------------------------


def withdraw(*, code: str) -> bool:
    """Erase everything this code ever gave; False when no round knows the code.

    Until the envelopes are opened the envelope goes; afterwards the response goes, and what was
    published stays. While they are being opened this waits for its turn.
    """
    rounds = Round.objects.exclude(state=Round.State.DRAFT).only("pk")
    erased = [_erase(found, code) for found in rounds if _knows(found, code)]
    return any(erased)


def _knows(found: Round, code: str) -> bool:
    """In this order: an envelope that is gone by now has become a response by now."""
    return (
        Envelope.objects.filter(pk=_locator(found, code)).exists()
        or Response.objects.filter(withdrawal_tag=_tag(found, code)).exists()
    )


def _erase(found: Round, code: str) -> bool:
    with transaction.atomic(using="default"):
        _state_locked(found)
        envelopes, _ = Envelope.objects.filter(pk=_locator(found, code)).delete()
        responses, _ = Response.objects.filter(withdrawal_tag=_tag(found, code)).delete()
        return envelopes + responses > 0


# --- Inside --------------------------------------------------------------------------------------


@contextmanager
def _open(found: Round) -> Iterator[None]:
    """A transaction in which the round is open and stays so. Raises RoundNotOpenError."""
    with transaction.atomic(using="default"):
        if _state_locked(found) != Round.State.OPEN:
            raise RoundNotOpenError
        yield


def _state_locked(found: Round) -> str:
    rows = Round.objects.select_for_update().values_list("state", flat=True)
    return str(rows.get(pk=found.pk))


@contextmanager
def _locked(holder: Holder) -> Iterator[Envelope]:
    """The holder's envelope as it is now. Raises RoundNotOpenError, WithdrawnError."""
    with _open(holder.round):
        envelope = Envelope.objects.filter(pk=holder.envelope.pk).first()
        if envelope is None:
            raise WithdrawnError
        yield envelope


def _unlocked(envelope: Envelope, holder: Holder) -> dict[str, Answer]:
    if envelope.draft is None:
        return {}
    content = sealing.unlock_draft(
        bytes(envelope.draft), code=holder.code, round_id=str(holder.round.pk)
    )
    return {key: Answer(**answer) for key, answer in content["answers"].items()}


def _write_draft(holder: Holder, envelope: Envelope, answers: Answers) -> None:
    content = {"answers": {key: asdict(answer) for key, answer in answers.items()}}
    envelope.draft = sealing.lock_draft(
        content, code=holder.code, round_id=str(holder.round.pk), room=_room(holder)
    )
    envelope.save(update_fields=["draft"])


def _room(holder: Holder) -> int:
    """Bytes for the fullest envelope of this seat and side, whatever was answered."""
    document = document_of(holder.round.instrument)
    envelope, modules = holder.envelope, holder.round.modules
    names = answer_names(document, envelope.seat, envelope.side, modules=modules)
    return sealing.room_for(_content(holder, dict.fromkeys(names, LONGEST_ANSWER)))


def _locator(found: Round, code: str) -> str:
    return sealing.locator(pepper=settings.PEPPER_KEY, code=code, round_id=str(found.pk))


def _tag(found: Round, code: str) -> str:
    return sealing.withdrawal_tag(pepper=settings.PEPPER_KEY, code=code, round_id=str(found.pk))
