"""Invites everybody on a list at once: by mail, on slips, as a list, or by slips from a hat."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from surveys import inviting
from surveys.auditing import audit_identity
from surveys.delivering import outbox
from surveys.delivering.guests import BY_HAT, BY_LIST, BY_MAIL, BY_SLIPS, Guest
from surveys.delivering.roll import (
    has_bounced,
    person_in,
    person_of,
    refuse_invited,
    roll_of,
)
from surveys.instruments.labels import labels
from surveys.instruments.loader import document_of
from surveys.languages import django_code, text_in
from surveys.models.base import Seat
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from surveys.spreadsheets import BYTE_ORDER_MARK, harmless

LIST_COLUMNS = ("name", "seat", "side", "language", "link")
Keep = Callable[[bytes], None]
Invited = Sequence[tuple[Guest, str]]


class RoundOverError(Exception):
    """The round takes no more answers, so that nobody can be invited to it."""


def hand_out(
    *,
    round: Round,
    guests: Sequence[Guest],
    way: str,
    by: str,
    keep: Keep | None = None,
    confirmed_roll: bool = False,
    replace: bool = False,
) -> int:
    """Invite everybody in one of the ways of `guests.COLUMNS`; returns how many.

    Whose mail bounced gets a new one when their name is mailed again; with `replace` whoever is
    invited already gets a new link by mail in place of the old one.

    What is printed (PDF) or sent by oneself (CSV) is given to `keep` once, while everything can
    still be undone: if it fails, nobody is invited. Raises ListRefusedError for people who are
    invited already, RoundOverError, NoMailServerError, FontMissingError and GroupChangedError.
    """
    if round.state not in (Round.State.DRAFT, Round.State.OPEN):
        raise RoundOverError(f"the round is {round.state}")
    with transaction.atomic(using="identity"):
        if way == BY_MAIL:
            number = _by_mail(round, guests, by, confirmed_roll, replace)
            refuse_invited(guests, roll_of(round), most=1)
            return number
        guests = [guest for guest in guests for _copy in range(guest.number)]
        refuse_invited(guests, roll_of(round))
        invited = _invite(round, guests, by, way, confirmed_roll)
        # Again, for whom somebody else has invited meanwhile: who audits waits for who has audited.
        refuse_invited(guests, roll_of(round), most=1)
        made = MADE[way](round, [(guest, token) for guest, _invitation, token in invited])
        if keep is not None:
            keep(made)
    return len(guests)


def _invite(
    round: Round, guests: Sequence[Guest], by: str, way: str, confirmed_roll: bool
) -> list[tuple[Guest, Invitation, str]]:
    if not guests:
        return []
    people = [inviting.Invitee(g.seat, g.side, g.name, g.level) for g in guests]
    invited = inviting.invite_all(
        round=round, guests=people, by=by, way=way, confirmed_roll=confirmed_roll
    )
    pairs = zip(guests, invited, strict=True)
    return [(guest, invitation, token) for guest, (invitation, token) in pairs]


# --- By mail -------------------------------------------------------------------------------------


def _by_mail(
    round: Round, guests: Sequence[Guest], by: str, confirmed_roll: bool, replace: bool
) -> int:
    """Queue a mail to everybody; who gets a new link keeps their seat."""
    outbox.require_mail_server()
    roll = roll_of(round)
    old = {person_in(row): row for row in roll if replace or has_bounced(row)}
    again = [guest for guest in guests if person_of(guest) in old]
    new = [guest for guest in guests if person_of(guest) not in old]
    refuse_invited(new, roll)
    outbox.queue_invitations(
        (invitation, token, guest.address, guest.language)
        for guest, invitation, token in _invite(round, new, by, BY_MAIL, confirmed_roll)
    )
    for guest in again:
        outbox.queue_replacement(old[person_of(guest)], guest.address, guest.language)
    if again:
        audit_identity(by=by, act="mail_again", subject=round.pk, mails=len(again))
    return len(guests)


# --- On paper, or by oneself ---------------------------------------------------------------------


def _slips(round: Round, invited: Invited) -> bytes:
    from surveys.delivering.slips import Slip, slips_pdf  # and with it, what makes PDF

    return slips_pdf(
        [
            Slip(
                language=guest.language,
                title=text_in(round.study.title, guest.language),
                heading=_heading(round, guest),
                link=inviting.link(token),
            )
            for guest, token in invited
        ]
    )


def _heading(round: Round, guest: Guest) -> str:
    """Return whose slip it is: a name with its side, or the side of a nameless one."""
    side = labels(document_of(round.instrument), guest.language).parties[guest.side]
    with translation.override(django_code(guest.language)):
        if guest.seat == Seat.ASSESSOR:
            side = _("Assessors nominated by %(side)s") % {"side": side}
    return f"{guest.name} · {side}" if guest.name else side


def _link_list(round: Round, invited: Invited) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(LIST_COLUMNS)
    for guest, token in invited:
        fields = (guest.name, guest.seat, guest.side, guest.language, inviting.link(token))
        writer.writerow(map(harmless, fields))
    return f"{BYTE_ORDER_MARK}{text.getvalue()}".encode()


MADE: Mapping[str, Callable[[Round, Invited], bytes]] = {
    BY_SLIPS: _slips,
    BY_HAT: _slips,
    BY_LIST: _link_list,
}
