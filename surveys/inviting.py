"""Invitations: the roll of a round, and nothing of the answers."""

import hashlib
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Value, When

from surveys import crockford, group_changes
from surveys.auditing import audit_identity
from surveys.instruments.loader import document_of
from surveys.models.base import Seat
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from surveys.respondent_groups import Group, group_of

# Letters of a link's token, of 5 random bits each, and of a group of them.
LINK_LETTERS, LINK_GROUP = 20, 5


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# --- The addresses that are handed out -----------------------------------------------------------


def link(token: str) -> str:
    """Return the address that an invitation is opened at."""
    return f"{settings.BASE_URL}/i/{token}/"


def normal_token(text: str) -> str:
    """Return the token that somebody typed, in groups; unchanged when it is none of this form.

    Links of earlier versions have tokens of another form, in which every letter counts as it is.
    """
    letters = crockford.normal_letters(text, LINK_LETTERS)
    return _grouped(letters) if letters else text


def new_token() -> str:
    return _grouped(crockford.random_letters(LINK_LETTERS))


def _grouped(letters: str) -> str:
    starts = range(0, LINK_LETTERS, LINK_GROUP)
    return "-".join(letters[start : start + LINK_GROUP] for start in starts)


# --- The roll ------------------------------------------------------------------------------------


class Invitee(NamedTuple):
    """Somebody to be invited; the level is "" in a round that does not divide its sides."""

    seat: str
    side: str
    label: str = ""
    level: str = ""

    @property
    def group(self) -> Group:
        return group_of(self.seat, self.side, self.level)


def invite(
    *,
    round: Round,
    seat: str,
    side: str,
    by: str,
    label: str = "",
    level: str = "",
    confirmed_roll: bool = False,
) -> tuple[Invitation, str]:
    """Create an invitation; returns it with its token, which is not stored.

    It is valid until its round closes, however early it is sent and however long the round is open.
    Raises ValueError when the round has no such seat, side or level; and GroupChangedError, unless
    `confirmed_roll`, when the round is open and its group then differs by one to four people from
    that of an earlier round. Before the round opens nothing is compared: opening it does that.
    """
    person = Invitee(seat, side, label, level)
    _require_place(round, {person.group})
    confirmed = _confirmed(round, {person.group: [label]}, confirmed_roll)
    detail = {"seat": seat, "side": side, **({"level": level} if level else {}), **confirmed}
    with transaction.atomic(using="identity"):
        invitation, token = _create(study=round.study_id, round=round.pk, **person._asdict())
        audit_identity(by=by, act="invite", subject=round.pk, **detail)
    return invitation, token


def invite_all(
    *,
    round: Round,
    guests: Sequence[tuple[str, ...]],
    by: str,
    way: str,
    confirmed_roll: bool = False,
) -> list[tuple[Invitation, str]]:
    """Create the invitations of many, each given as an `Invitee` or what makes one, or none.

    Returns them in the same order, each with its token. `way` is how they are handed out, for the
    audit. The group is compared as it is with all of them. Raises as `invite`.
    """
    people = [Invitee(*guest) for guest in guests]
    newcomers: defaultdict[Group, list[str]] = defaultdict(list)
    for person in people:
        newcomers[person.group].append(person.label)
    _require_place(round, newcomers.keys())
    confirmed = _confirmed(round, newcomers, confirmed_roll)
    counts = [[*group, len(labels)] for group, labels in sorted(newcomers.items())]
    with transaction.atomic(using="identity"):
        invited = [
            _create(study=round.study_id, round=round.pk, **person._asdict()) for person in people
        ]
        audit_identity(
            by=by, act="invite_all", subject=round.pk, way=way, invited=counts, **confirmed
        )
    return invited


def places(round: Round) -> set[Group]:
    """Return every group that somebody may be invited to."""
    return {
        group_of(seat, side, level)
        for seat in Seat.values
        for side in document_of(round.instrument).sides
        for level in (round.levels if seat == Seat.PARTICIPANT else ()) or ("",)
    }


def _require_place(round: Round, groups: Iterable[Group]) -> None:
    known = places(round)
    if unknown := {*groups} - known:
        named, has = (
            "; ".join(" ".join(group) for group in sorted(these)) for these in (unknown, known)
        )
        raise ValueError(f"no seat in this round for: {named}; it has: {has}")


def _confirmed(round: Round, newcomers: group_changes.Roll, confirmed: bool) -> dict[str, object]:
    """Return what the audit records of confirmed changes. Raises GroupChangedError."""
    changes = group_changes.changes_if_invited(round, newcomers)
    return group_changes.confirm(changes, confirmed, round)


def reissue(*, invitation: Invitation, by: str) -> str | None:
    """Revoke an unused invitation and return the token of a new one; None when it was used."""
    with transaction.atomic(using="identity"):
        renewed = renew(invitation)
        if renewed is None:
            return None
        audit_identity(by=by, act="reissue", subject=invitation.round, seat=invitation.seat)
    return renewed[1]


def renew(invitation: Invitation) -> tuple[Invitation, str] | None:
    """Put a new invitation, returned with its token, in the place of an unused one.

    Returns None when it was used. For callers whose audit must not tell which it was.
    """
    if not _revoke_unused(invitation):
        return None
    copied = ("study", "round", "seat", "side", "level", "label")
    return _create(**{name: getattr(invitation, name) for name in copied})


def _create(**fields: Any) -> tuple[Invitation, str]:
    token = new_token()
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
    """Return the invitation of this token in any state, by one look-up whatever the token.

    A token is looked for as it is and as it is when corrected, since an old one may be of either
    form.
    """
    digests = [digest(token), digest(normal_token(token))]
    return Invitation.objects.filter(token_digest__in=digests).first()


def find_or_stand_in(token: str) -> Invitation:
    """Return the invitation of this token, or else one that is stored nowhere and cannot be used.

    So that what is done next is the same, and takes as long, for every link that leads nowhere.
    """
    revoked = Invitation.State.REVOKED
    stand_in = Invitation(round=uuid.uuid4(), token_digest=digest(token), state=revoked)
    return find_invitation(token) or stand_in


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


def mark_all_used(*, round: Round) -> None:
    """Mark every unused invitation used, as `responding.submit_for_many` needs none to submit.

    Raises ValueError unless the round is simulated.
    """
    if not round.simulated:
        raise ValueError("only simulated people may answer without an invitation")
    unused = Invitation.objects.filter(round=round.pk, state=Invitation.State.UNUSED)
    unused.update(state=Invitation.State.USED)


def invitation_counts(round: Round) -> defaultdict[Group, Counter[str]]:
    """Return how many invitations of each group were sent ("invited") and used ("began")."""
    counts: defaultdict[Group, Counter[str]] = defaultdict(Counter)
    rows = Invitation.objects.filter(round=round.pk).exclude(state=Invitation.State.REVOKED)
    for *person, state in rows.values_list("seat", "side", "level", "state"):
        counts[group_of(*person)]["invited"] += 1
        counts[group_of(*person)]["began"] += state == Invitation.State.USED
    return counts
