"""Begin, save a page, resume, submit: the only module that writes what envelopes hold.

The return code alone identifies a respondent. Every write locks the round's row first and checks
its state, so that nothing arrives after closing has begun.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import cast

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from surveys import holding, inviting, locking, placing, sealing, trial_drafts
from surveys.envelope_contents import (
    Answer,
    Answers,
    Draft,
    Holder,
    Texts,
    locked,
    sealed,
    slots_of,
    unlocked,
)
from surveys.instruments.loader import document_asked
from surveys.instruments.showing import without_hidden
from surveys.locating import locator_of, locators_of
from surveys.merging import Merged, merge, merge_texts
from surveys.models.invitation import Invitation
from surveys.models.response import Envelope
from surveys.models.round import Round
from surveys.scrubbing import mark_order_due


class RoundNotOpenError(Exception):
    """The round takes no answers (any more, or not yet): nothing was written."""


class NothingToSendError(Exception):
    """There is no draft: the answers have been sent."""


class WithdrawnError(Exception):
    """The envelope of this code has been withdrawn."""


class NotAgreedError(Exception):
    """Beginning this round needs an agreement that was not given: nothing was written."""


# --- Beginning and returning ---------------------------------------------------------------------


def open_round_of(invitation: Invitation) -> Round | None:
    """Return the open round that this invitation can still be used for, or None.

    Whatever the reason for None, one round is looked for and not found: how long it takes tells
    nobody whether a link was used, revoked or never made, or its round is over.
    """
    pk = invitation.round if inviting.is_usable(invitation) else uuid.uuid4()
    not_over = Q(closes_at=None) | Q(closes_at__gt=timezone.now())
    rounds = Round.objects.select_related("study", "instrument").defer("instrument__content")
    return rounds.filter(not_over, pk=pk, state=Round.State.OPEN).first()


def begun_before(invitation: Invitation, code: str | None) -> Holder | None:
    """Return the holder of a code with which somebody has begun in the invitation's round.

    None without a code, which takes as long, and when the round is not open.
    """
    holder = holder_by_code(code=code or sealing.new_code(), round_id=str(invitation.round))
    return holder if code and holder is not None and holder.round.takes_answers else None


def begin(*, invitation: Invitation, code: str, agreed: bool = False) -> Holder | None:
    """Create the empty envelope of a code that its holder has kept, then mark the invitation used.

    In this order, because a connection lost between the two must not cost a seat. The invitation is
    locked, so that a form sent twice, or with two codes, makes one envelope. Returns None when the
    round is not open, or when the invitation cannot be used and the code has no envelope. Raises
    NotAgreedError unless `agreed`, where beginning needs an agreement.
    """
    with inviting.locked(invitation) as (current, roll):
        holder = holder_by_code(code=code, round_id=str(current.round))
        if holder is None or not holder.round.takes_answers:
            holder = _with_new_envelope(current, code, agreed)
        if holder is not None:
            inviting.mark_used(current, roll)
    return holder


def _with_new_envelope(invitation: Invitation, code: str, agreed: bool) -> Holder | None:
    """Create an envelope among others that are written again in a random order.

    Neither the order of rows nor that of transactions can then be compared with the order in which
    invitations were used. Returns None when the invitation cannot be used or the round is not open.
    """
    round = open_round_of(invitation)
    if round is None:
        return None
    if round.needs_agreement and not agreed:
        raise NotAgreedError
    envelope = Envelope(
        locator=locator_of(round, code),
        round=round,
        seat=invitation.seat,
        side=invitation.side,
        level=invitation.level,
    )
    with suppress(RoundNotOpenError), _open(round):
        placing.insert_among_others(envelope)
        mark_order_due()
        return Holder(round, envelope, code)
    return None


def holder_by_code(*, code: str, round_id: str | None = None) -> Holder | None:
    """Return the holder of a code, in one round or any that is not closed yet; None if unknown."""
    rounds = [round_id] if round_id else _answerable_rounds()
    locators = [locator for pk in rounds for locator in locators_of(pk, code)]
    # All of them, found or not, so that it takes as long.
    envelopes = [envelope for envelope in map(holding.envelope_with, locators) if envelope]
    return Holder(envelopes[0].round, envelopes[0], code) if envelopes else None


def _answerable_rounds() -> Iterable[uuid.UUID]:
    return Round.objects.filter(state__in=holding.ANSWERABLE).values_list("pk", flat=True)


# --- Answering -----------------------------------------------------------------------------------


def read_draft(holder: Holder) -> dict[str, Answer]:
    """Return the answers of the draft, empty for an envelope just begun or already sent."""
    return dict(unlocked(holder, holder.envelope).answers)


def read_texts(holder: Holder) -> Texts | None:
    """Return the holder's own concerns by slot; None if their page was not saved yet."""
    return unlocked(holder, holder.envelope).texts


def wants_texts(holder: Holder) -> bool:
    """Return whether the page of one's own concerns is still to be saved."""
    return bool(slots_of(holder)) and read_texts(holder) is None


def save_answers(
    *, holder: Holder, answers: Mapping[str, Answer | None], base: Answers | None = None
) -> Merged[Answer]:
    """Add a page's answers to the draft; None takes one back. ``base`` is as in `merge`.

    Raises RoundNotOpenError, and NothingToSendError when the draft has been sent meanwhile: a page
    left open in another window must not start a second draft.
    """
    with _locked(holder, unsent=True) as envelope:
        draft = unlocked(holder, envelope)
        merged = merge(draft.answers, answers, base)
        _write_draft(envelope, holder, replace(draft, answers=merged.values))
    return merged


def save_texts(
    *, holder: Holder, texts: Texts, base: Mapping[str, str] | None = None
) -> Merged[str]:
    """Put the page of one's own concerns into the draft, over what was there: {slot: text}.

    A slot that is left out keeps its text, one that is "" is emptied; ``base`` is as in
    `merge_texts`. Raises as `save_answers`.
    """
    with _locked(holder, unsent=True) as envelope:
        draft = unlocked(holder, envelope)
        merged = merge_texts(draft.texts or {}, texts, base)
        _write_draft(envelope, holder, replace(draft, texts=merged.values))
    return merged


def start_again(*, holder: Holder) -> None:
    """Begin an empty draft; what was sent counts until the draft is. Raises RoundNotOpenError."""
    with _locked(holder) as envelope:
        if envelope.draft is None:
            _write_draft(envelope, holder, Draft())


def drop_draft(*, holder: Holder) -> bool:
    """Erase a second draft, so that what was sent before stays what counts.

    Returns False when nothing was sent: the draft is then all there is, and stays. Raises
    RoundNotOpenError, and NothingToSendError when there is no draft.
    """
    with _locked(holder, unsent=True) as envelope:
        if envelope.sealed is None:
            return False
        envelope.draft = None
        envelope.save(update_fields=["draft"])
        return True


def submit(*, holder: Holder) -> None:
    """Seal the draft's answers to the round and destroy the draft; the last submission counts.

    Raises RoundNotOpenError, and NothingToSendError when everything was sent before.
    """
    with _locked(holder, unsent=True) as envelope:
        draft = unlocked(holder, envelope)
        shown = without_hidden(document_asked(holder.round), draft.answers)
        envelope.sealed = sealed(holder, replace(draft, answers=shown))
        envelope.draft = None
        envelope.save(update_fields=["sealed", "draft"])


def submit_for_many(*, round: Round, people: Iterable[tuple[str, str, Answers]]) -> int:
    """Seal the answers of simulated people, given as (seat, side, answers); returns how many.

    They have no level.

    Raises RoundNotOpenError, and ValueError unless the round is simulated.
    """
    if not round.simulated:
        raise ValueError("only simulated people may answer without an invitation")
    document = document_asked(round)
    envelopes = [
        _sealed_envelope(round, seat, side, without_hidden(document, answers))
        for seat, side, answers in people
    ]
    with _open(round):
        placing.insert_shuffled(envelopes)
    return len(envelopes)


def _sealed_envelope(round: Round, seat: str, side: str, answers: Answers) -> Envelope:
    code = sealing.new_code()
    envelope = Envelope(locator=locator_of(round, code), round=round, seat=seat, side=side)
    envelope.sealed = sealed(Holder(round, envelope, code), Draft(answers))
    return envelope


# --- Inside --------------------------------------------------------------------------------------


@contextmanager
def _open(round: Round) -> Iterator[None]:
    """Begin a transaction in which the round stays open, alone. Raises RoundNotOpenError."""
    with transaction.atomic(using="default"):
        if locking.state_locked(round) != Round.State.OPEN or round.is_over:
            raise RoundNotOpenError
        yield


@contextmanager
def _locked(holder: Holder, *, unsent: bool = False) -> Iterator[Envelope]:
    """Yield the holder's envelope, read afresh and locked, in a transaction of an open round.

    Holders do not wait for each other, but for whoever closes the round or begins, and these for
    them. Raises RoundNotOpenError, WithdrawnError, and with `unsent` also NothingToSendError.
    """
    with transaction.atomic(using="default"):
        if holder.round.is_test:
            yield _trial(holder, unsent)
            return
        # Closing time is looked at once the lock is there: it may have passed while waiting.
        if locking.state_shared(holder.round) != Round.State.OPEN or holder.round.is_over:
            raise RoundNotOpenError
        # Another statement than the one before: what was waited for may have written this row anew.
        envelope = holding.envelope_locked(holder.envelope.pk)
        if envelope is None:
            raise WithdrawnError
        if unsent and not replace(holder, envelope=envelope).is_filling:
            raise NothingToSendError
        yield envelope


def _trial(holder: Holder, unsent: bool) -> Envelope:
    """Return what is written instead of an envelope where a questionnaire is tried, locked.

    Raises as `_locked`, but for RoundNotOpenError.
    """
    trial = trial_drafts.trial_locked(holder.envelope.pk)
    if trial is None:
        raise WithdrawnError
    envelope = cast(Envelope, trial)
    if unsent and not replace(holder, envelope=envelope).is_filling:
        raise NothingToSendError
    return envelope


def _write_draft(envelope: Envelope, holder: Holder, draft: Draft) -> None:
    envelope.draft = locked(holder, draft)
    if holder.round.is_test:
        envelope.save(update_fields=["draft"])
    else:
        holding.write_draft(envelope)
