"""Erases everything given with a return code, before and after its round closes."""

from django.db import transaction

from surveys.locating import locator_of, tag_of, text_tags
from surveys.models.own_concern import OwnConcern
from surveys.models.response import Envelope, Response
from surveys.models.round import Round
from surveys.scrubbing import mark_due


def withdraw(*, code: str) -> bool:
    """Erase every answer given with this code; returns False when there is none.

    Until the envelopes are opened this deletes the envelope, afterwards the response; published
    figures stay. While envelopes are being opened it waits. A worker rewrites the files without
    them within minutes.
    """
    rounds = Round.objects.exclude(state=Round.State.DRAFT).only("pk", "pepper_id")
    erased = [_erase(round, code) for round in rounds if _has_code(round, code)]
    return any(erased)


def _has_code(round: Round, code: str) -> bool:
    """Envelopes are looked up first: one that is opened in between is a response by then."""
    return (
        Envelope.objects.filter(pk=locator_of(round, code)).exists()
        or Response.objects.filter(withdrawal_tag=tag_of(round, code)).exists()
    )


def _erase(round: Round, code: str) -> bool:
    with transaction.atomic(using="default"):
        _lock(round)
        envelopes, _ = Envelope.objects.filter(pk=locator_of(round, code)).delete()
        OwnConcern.objects.filter(withdrawal_tag__in=text_tags(round, code)).delete()
        responses, _ = Response.objects.filter(withdrawal_tag=tag_of(round, code)).delete()
        erased = envelopes + responses > 0
        if erased:
            mark_due()
        return erased


def _lock(round: Round) -> None:
    """Wait until nobody closes or answers the round, and keep it so.

    A large round is opened chunk by chunk by several workers, whose rows refer to the round all the
    time: that is not waited for, but for the one that has this envelope in hand.
    """
    Round.objects.select_for_update(no_key=True).only("pk").get(pk=round.pk)
