"""Begin, save a page, resume, submit, withdraw: the only module that writes envelopes.

The return code alone identifies a respondent. Every write locks the round's row first and checks
its state, so that nothing arrives after closing has begun.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import QuerySet

from surveys import envelopes, holding, inviting, locking, sealing
from surveys.envelopes import PlainAnswers, locator_of, tag_of
from surveys.models.invitation import Invitation
from surveys.models.response import Envelope, Response
from surveys.models.round import Round


class RoundNotOpenError(Exception):
    """The round has closed (or has not opened): nothing was written."""


class NothingToSendError(Exception):
    """There is no draft: the answers have been sent."""


class WithdrawnError(Exception):
    """The envelope of this code has been withdrawn."""


@dataclass(frozen=True)
class Answer:
    """One mark and, from assessors, how sure they are and what it rests on."""

    mark: int
    confidence: int | None = None
    basis: str = ""


Answers = Mapping[str, Answer]


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
        """Whether answers can be saved: there is a draft, or nothing was sent yet."""
        return self.envelope.draft is not None or not self.has_sent


# --- Beginning and returning ---------------------------------------------------------------------


def open_round_of(invitation: Invitation | None) -> Round | None:
    """Return the open round that this invitation can still be used for, or None."""
    if invitation is None or not inviting.is_usable(invitation):
        return None
    rounds = Round.objects.select_related("study", "instrument").defer("instrument__content")
    return rounds.filter(pk=invitation.round, state=Round.State.OPEN).first()


def begin(*, invitation: Invitation, code: str) -> Holder | None:
    """Create the empty envelope of a code that its holder has kept, then mark the invitation used.

    In this order, because a connection lost between the two must not cost a seat. The invitation is
    locked, so that a form sent twice, or with two codes, makes one envelope. Returns None when the
    round is not open, or when the invitation cannot be used and the code has no envelope.
    """
    with inviting.locked(invitation) as (current, roll):
        holder = holder_by_code(code=code, round_id=str(current.round))
        if holder is None or holder.round.state != Round.State.OPEN:
            holder = _with_new_envelope(current, code)
        if holder is not None:
            inviting.mark_used(current, roll)
    return holder


def _with_new_envelope(invitation: Invitation, code: str) -> Holder | None:
    """Create an envelope and write all envelopes of the round again in a random order.

    Neither the order of rows nor that of transactions can then be compared with the order in which
    invitations were used. Returns None when the invitation cannot be used or the round is not open.
    """
    round = open_round_of(invitation)
    if round is None:
        return None
    envelope = Envelope(
        locator=locator_of(round.pk, code),
        round=round,
        seat=invitation.seat,
        side=invitation.side,
    )
    with suppress(RoundNotOpenError), _open(round):
        rows = [*Envelope.objects.filter(round=round), envelope]
        Envelope.objects.filter(round=round).delete()
        _insert_shuffled(rows)
        return Holder(round, envelope, code)
    return None


def holder_by_code(*, code: str, round_id: str | None = None) -> Holder | None:
    """Return the holder of a code, in one round or any that is not closed yet; None if unknown."""
    rounds = Round.objects.filter(state__in=holding.ANSWERABLE).values_list("pk", flat=True)
    for pk in [round_id] if round_id else rounds:
        if (envelope := holding.envelope_with(locator_of(pk, code))) is not None:
            return Holder(envelope.round, envelope, code)
    return None


# --- Answering -----------------------------------------------------------------------------------


def read_draft(holder: Holder) -> dict[str, Answer]:
    """Return the answers of the draft, empty for an envelope just begun or already sent."""
    return _unlocked(holder.envelope, holder)


def save_answers(*, holder: Holder, answers: Answers) -> None:
    """Add a page's answers to the draft, over any earlier ones to the same questions.

    Raises RoundNotOpenError, and NothingToSendError when the draft has been sent meanwhile: a page
    left open in another window must not start a second draft.
    """
    with _locked(holder, unsent=True) as envelope:
        _write_draft(holder, envelope, {**_unlocked(envelope, holder), **answers})


def start_again(*, holder: Holder) -> None:
    """Begin an empty draft; what was sent counts until the draft is. Raises RoundNotOpenError."""
    with _locked(holder) as envelope:
        if envelope.draft is None:
            _write_draft(holder, envelope, {})


def submit(*, holder: Holder) -> None:
    """Seal the draft's answers to the round and destroy the draft; the last submission counts.

    Raises RoundNotOpenError, and NothingToSendError when everything was sent before.
    """
    with _locked(holder, unsent=True) as envelope:
        envelope.sealed = _sealed(holder, _unlocked(envelope, holder))
        envelope.draft = None
        envelope.save(update_fields=["sealed", "draft"])


def submit_for_many(*, round: Round, people: Iterable[tuple[str, str, Answers]]) -> int:
    """Seal the answers of simulated people, given as (seat, side, answers); returns how many.

    Raises RoundNotOpenError, and ValueError unless the round is simulated.
    """
    if not round.simulated:
        raise ValueError("only simulated people may answer without an invitation")
    rows = [_sealed_envelope(round, seat, side, answers) for seat, side, answers in people]
    with _open(round):
        _insert_shuffled(rows)
    return len(rows)


def _sealed_envelope(round: Round, seat: str, side: str, answers: Answers) -> Envelope:
    code = sealing.new_code()
    envelope = Envelope(locator=locator_of(round.pk, code), round=round, seat=seat, side=side)
    envelope.sealed = _sealed(Holder(round, envelope, code), answers)
    return envelope


def _sealed(holder: Holder, answers: Answers) -> bytes:
    public_key = bytes(holder.round.public_key)
    return sealing.seal(_content(holder, answers), public_key=public_key, room=_room(holder))


def _content(holder: Holder, answers: Answers) -> dict[str, object]:
    return envelopes.contents(
        round_id=str(holder.round.pk),
        seat=holder.envelope.seat,
        side=holder.envelope.side,
        tag=tag_of(holder.round.pk, holder.code),
        answers=_plain(answers),
    )


def _plain(answers: Answers) -> PlainAnswers:
    return {name: vars(answer) for name, answer in answers.items()}


# --- Withdrawing ---------------------------------------------------------------------------------


def withdraw(*, code: str) -> bool:
    """Erase every answer given with this code; returns False when there is none.

    Until the envelopes are opened this deletes the envelope, afterwards the response; published
    figures stay. While envelopes are being opened it waits.
    """
    rounds = Round.objects.exclude(state=Round.State.DRAFT).only("pk")
    erased = [_erase(round, code) for round in rounds if _has_code(round, code)]
    return any(erased)


def _has_code(round: Round, code: str) -> bool:
    """Envelopes are looked up first: one that is opened in between is a response by then."""
    return any(rows.exists() for rows in _rows_of(round, code))


def _erase(round: Round, code: str) -> bool:
    with transaction.atomic(using="default"):
        locking.state_locked(round)
        return sum(rows.delete()[0] for rows in _rows_of(round, code)) > 0


def _rows_of(round: Round, code: str) -> tuple[QuerySet[Envelope], QuerySet[Response]]:
    return (
        Envelope.objects.filter(pk=locator_of(round.pk, code)),
        Response.objects.filter(withdrawal_tag=tag_of(round.pk, code)),
    )


# --- Inside --------------------------------------------------------------------------------------


@contextmanager
def _open(round: Round) -> Iterator[None]:
    """Begin a transaction in which the round stays open, alone. Raises RoundNotOpenError."""
    with transaction.atomic(using="default"):
        if locking.state_locked(round) != Round.State.OPEN:
            raise RoundNotOpenError
        yield


@contextmanager
def _locked(holder: Holder, *, unsent: bool = False) -> Iterator[Envelope]:
    """Yield the holder's envelope, read afresh and locked, in a transaction of an open round.

    Holders do not wait for each other, but for whoever closes the round or begins, and these for
    them. Raises RoundNotOpenError, WithdrawnError, and with `unsent` also NothingToSendError.
    """
    with transaction.atomic(using="default"):
        if locking.state_shared(holder.round) != Round.State.OPEN:
            raise RoundNotOpenError
        # Another statement than the one before: what was waited for may have written this row anew.
        envelope = holding.envelope_locked(holder.envelope.pk)
        if envelope is None:
            raise WithdrawnError
        if unsent and not replace(holder, envelope=envelope).is_filling:
            raise NothingToSendError
        yield envelope


def _insert_shuffled(rows: list[Envelope]) -> None:
    secrets.SystemRandom().shuffle(rows)
    Envelope.objects.bulk_create(rows, batch_size=200)


def _unlocked(envelope: Envelope, holder: Holder) -> dict[str, Answer]:
    if envelope.draft is None:
        return {}
    content = sealing.unlock_draft(
        bytes(envelope.draft), code=holder.code, round_id=str(holder.round.pk)
    )
    return {key: Answer(**answer) for key, answer in content["answers"].items()}


def _write_draft(holder: Holder, envelope: Envelope, answers: Answers) -> None:
    envelope.draft = sealing.lock_draft(
        envelopes.draft_contents(_plain(answers)),
        code=holder.code,
        round_id=str(holder.round.pk),
        room=_room(holder),
    )
    Envelope.objects.filter(pk=envelope.pk).update(draft=envelope.draft)


def _room(holder: Holder) -> int:
    envelope, round = holder.envelope, holder.round
    whose = (envelope.seat, envelope.side, tuple(round.modules), round.asks_threats)
    return envelopes.room_for(round.instrument.checksum, *whose)
