"""A new link for somebody on the roll, or none any more, without telling whether they had begun.

Before a round opens nobody can have begun: a new link may be shown, and whoever is revoked is off
the roll. Once it is open a new link goes by mail alone, since whoever looks at one sees whether it
leads in; and a link that is revoked is replaced by one that nobody has, so that the roll and every
count are the same whether it was used or not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import transaction

from surveys import inviting
from surveys.auditing import audit_identity
from surveys.delivering import outbox
from surveys.delivering.handing_out import RoundOverError
from surveys.delivering.roll import invitation_mails, roll_of
from surveys.models.invitation import Invitation
from surveys.models.mail import Mail
from surveys.models.round import Round


class NotOnTheRollError(Exception):
    """Nobody of this name, or more than one, is invited to the seat of the side."""


class OpenRoundError(Exception):
    """The round is open, so that a new link must not be shown: it goes by mail."""


class Invited(NamedTuple):
    """Somebody on the roll of a round; where and in which language they were mailed, or "".

    The level is that of a participant, where the round divides its sides.
    """

    seat: str
    side: str
    name: str
    address: str = ""
    language: str = ""
    level: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.seat, self.side, self.name


def invited_people(round: Round) -> list[Invited]:
    """Return everybody who is invited by name, by seat, side and name.

    Nothing here differs between those who have begun and others, the order included.
    """
    people = []
    for row in roll_of(round):
        mail = next(invitation_mails(row), None)
        sent = (mail.address, mail.language) if mail else ("", "")
        people.append(Invited(row.seat, row.side, row.label, *sent, row.level))
    return sorted(people)


def mail_new_link(
    *, round: Round, person: tuple[str, str, str], address: str, language: str, by: str
) -> None:
    """Queue a mail with a new link in place of somebody's old one, which leads nowhere from now on.

    If they had begun by it the new one leads nowhere either; nothing tells which it was. Raises
    NotOnTheRollError, RoundOverError and NoMailServerError.
    """
    outbox.require_mail_server()
    with _roll_of(round):
        outbox.queue_replacement(_invitation(round, person), address, language)
        audit_identity(by=by, act="mail_again", subject=round.pk, mails=1)


def show_new_link(*, round: Round, person: tuple[str, str, str], by: str) -> str:
    """Return a new link in place of somebody's old one, before the round opens.

    Raises NotOnTheRollError, RoundOverError, and OpenRoundError once it is open.
    """
    with _roll_of(round) as current:
        if current.state != Round.State.DRAFT:
            raise OpenRoundError
        invitation = _invitation(round, person)
        Mail.objects.filter(invitation=invitation).delete()
        token = inviting.reissue(invitation=invitation, by=by)
        assert token is not None, "nobody begins before the round opens"
    return inviting.link(token)


def revoke_link(*, round: Round, person: tuple[str, str, str], by: str) -> None:
    """Have somebody's link lead nowhere, unless they had begun by it; nothing tells which it was.

    No mail goes to them any more. Raises NotOnTheRollError and RoundOverError.
    """
    with _roll_of(round) as current:
        invitation = _invitation(round, person)
        Mail.objects.filter(invitation=invitation).delete()
        if current.state == Round.State.DRAFT:
            inviting.revoke(invitation=invitation, by=by)
            return
        inviting.renew(invitation)
        audit_identity(by=by, act="revoke", subject=round.pk, seat=invitation.seat)


@contextmanager
def _roll_of(round: Round) -> Iterator[Round]:
    """Open a transaction on the roll of a round that takes part in nothing else meanwhile.

    A draft stays one until the end. An open round is not kept so: whoever begins locks the roll
    first and then the round, and would wait for us while we wait for them. Raises RoundOverError
    unless it is a draft or open.
    """
    with transaction.atomic(using="identity"):
        with transaction.atomic(using="default"):
            current = Round.objects.select_for_update().get(pk=round.pk)
            if current.state == Round.State.DRAFT:
                yield current
                return
        if current.state != Round.State.OPEN:
            raise RoundOverError(f"the round is {current.state}")
        yield current


def _invitation(round: Round, person: tuple[str, str, str]) -> Invitation:
    found = [row for row in roll_of(round) if (row.seat, row.side, row.label) == person]
    if len(found) != 1:
        raise NotOnTheRollError
    return found[0]
