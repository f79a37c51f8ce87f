"""Invitations and API tokens: the roll of a round, and nothing of the answers."""

import hashlib
import secrets
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from surveys import group_changes
from surveys.auditing import audit_identity
from surveys.instruments.loader import document_of
from surveys.models.base import Seat
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from surveys.models.staff import ApiToken, User

TOKEN_DAYS = 90


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    *,
    round: Round,
    seat: str,
    side: str,
    by: str,
    label: str = "",
    confirmed_roll: bool = False,
) -> tuple[Invitation, str]:
    """Create an invitation; returns it with its token, which is not stored.

    It is valid until its round closes, however early it is sent and however long the round is open.
    Raises ValueError when the instrument has no such seat or side; and GroupChangedError, unless
    `confirmed_roll`, when the round is open and its group then differs by one to four people from
    that of an earlier round. Before the round opens nothing is compared: opening it does that.
    """
    sides = document_of(round.instrument).sides
    if side not in sides or seat not in Seat.values:
        raise ValueError(f"no seat {seat!r} for {side!r}; sides are {', '.join(sides)}")
    changes = group_changes.changes_if_invited(round, (seat, side), label)
    confirmed = group_changes.confirm(changes, confirmed_roll)
    with transaction.atomic(using="identity"):
        invitation, token = _create(
            study=round.study_id, round=round.pk, seat=seat, side=side, label=label
        )
        audit_identity(by=by, act="invite", subject=round.pk, seat=seat, side=side, **confirmed)
    return invitation, token


def reissue(*, invitation: Invitation, by: str) -> str | None:
    """Revoke an unused invitation and return the token of a new one; None when it was used."""
    with transaction.atomic(using="identity"):
        if not _revoke_unused(invitation):
            return None
        copied = ("study", "round", "seat", "side", "label")
        _new, token = _create(**{name: getattr(invitation, name) for name in copied})
        audit_identity(by=by, act="reissue", subject=invitation.round, seat=invitation.seat)
    return token


def _create(**fields: Any) -> tuple[Invitation, str]:
    token = secrets.token_urlsafe(16)
    return Invitation.objects.create(**fields, token_digest=digest(token)), token


def revoke(*, invitation: Invitation, by: str) -> bool:
    """Revoke an unused invitation; returns False when it was used or revoked before."""
    with transaction.atomic(using="identity"):
        done = _revoke_unused(invitation)
        if done:
            audit_identity(by=by, act="revoke", subject=invitation.round, seat=invitation.seat)
    return done


def _revoke_unused(invitation: Invitation) -> bool:
    unused = Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.UNUSED)
    return unused.update(state=Invitation.State.REVOKED) == 1


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation of this token in any state, by one look-up whatever the token."""
    return Invitation.objects.filter(token_digest=digest(token)).first()


def is_usable(invitation: Invitation | None) -> bool:
    """Return whether nobody has used or revoked it; its round must be open as well."""
    return invitation is not None and invitation.state == Invitation.State.UNUSED


@contextmanager
def locked(invitation: Invitation) -> Iterator[tuple[Invitation, list[uuid.UUID]]]:
    """Open a transaction in which nobody else can use this invitation.

    The whole roll of the round is locked, always in the same order, because `mark_used` rewrites
    it. Yields the invitation, read afresh, and the ids of the roll.
    """
    with transaction.atomic(using="identity"):
        rows = Invitation.objects.filter(round=invitation.round).order_by("pk")
        roll = {row.pk: row for row in rows.select_for_update()}
        yield roll[invitation.pk], list(roll)


def mark_used(invitation: Invitation, roll: list[uuid.UUID]) -> None:
    """Mark the invitation used; call inside `locked`, with what that yields.

    Every row of the roll is written, this one with a new state and the others with their own, so
    that neither a transaction number nor the place of a row shows in which order people began.
    Rows added since the roll was locked are left alone: somebody who waits for this transaction to
    end may have locked them.
    """
    is_this = When(pk=invitation.pk, state=Invitation.State.UNUSED, then=Value("used"))
    Invitation.objects.filter(pk__in=roll).update(state=Case(is_this, default=F("state")))


def invitation_counts(round: Round) -> defaultdict[tuple[str, str], Counter[str]]:
    """Return how many invitations of each (seat, side) were sent ("invited") and used ("began")."""
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    rows = Invitation.objects.filter(round=round.pk).exclude(state=Invitation.State.REVOKED)
    for seat, side, state in rows.values_list("seat", "side", "state"):
        counts[seat, side]["invited"] += 1
        counts[seat, side]["began"] += state == Invitation.State.USED
    return counts


def issue_api_token(
    *, user: User, study: uuid.UUID, name: str, by: str, days: int = TOKEN_DAYS
) -> str:
    """Return a new API token for one study, stored as a digest. ValueError for over 90 days."""
    if not 0 < days <= TOKEN_DAYS:
        raise ValueError(f"a token is valid for 1 to {TOKEN_DAYS} days, not {days}")
    token = "cs2_" + secrets.token_urlsafe(32)
    with transaction.atomic(using="identity"):
        ApiToken.objects.create(
            user=user,
            study=study,
            name=name,
            digest=digest(token),
            expires_on=timezone.localdate() + timedelta(days=days),
        )
        audit_identity(by=by, act="issue_token", subject=user.pk, study=str(study), name=name)
    return token


def revoke_api_token(*, token: ApiToken, by: str) -> None:
    """Delete a token, which then opens nothing."""
    with transaction.atomic(using="identity"):
        audit_identity(by=by, act="revoke_token", subject=token.user_id, name=token.name)
        token.delete()
