"""Takes somebody off every roll who asks for it: their name, their addresses, and unused links.

A roll is compared with that of the next round, so that a name cannot just go: it is replaced, in
every round alike, by a number that nobody has. Answers given are not touched: nothing leads to them
but the return code.
"""

import secrets

from django.db import transaction

from surveys.auditing import audit_identity
from surveys.delivering.renewing import NotOnTheRollError, revoke_link
from surveys.models.invitation import Invitation
from surveys.models.mail import Mail
from surveys.models.round import Round
from surveys.personal_data import invitations_of


def take_off(*, address: str = "", name: str = "", by: str) -> int:
    """Take somebody off the rolls; returns of how many rounds. Raises ValueError for nobody.

    Their links lead nowhere from then on, unless they had begun, and nothing tells which it was.
    Then rewrite the tables: `surveys.scrubbing.scrub(PEOPLE)`.
    """
    with transaction.atomic(using="identity"):
        found = list(invitations_of(address=address, name=name))
        people = {(row.round, row.seat, row.side, row.label) for row in found}
        rounds = {row.round for row in found}
        current = Round.objects.in_bulk(rounds)
        for pk, *person in sorted(people, key=str):
            seat, side, label = person
            round = current.get(pk)
            if round is not None and round.state in (Round.State.DRAFT, Round.State.OPEN):
                _revoke(round, (seat, side, label), by)
        # Links that took the place of others hold the same name.
        same = Invitation.objects.none()
        for pk, seat, side, label in people:
            same = same | Invitation.objects.filter(round=pk, seat=seat, side=side, label=label)
        everybody = list(same.values_list("pk", flat=True))
        Mail.objects.filter(invitation__in=everybody).delete()
        nobody = f"№ {secrets.token_hex(3)}"
        Invitation.objects.filter(pk__in=everybody).update(label=nobody)
        audit_identity(by=by, act="take_off", subject="invitee", rounds=len(rounds))
    return len(rounds)


def _revoke(round: Round, person: tuple[str, str, str], by: str) -> None:
    """Revoke their link. Whoever was revoked before is on no roll any more."""
    try:
        revoke_link(round=round, person=person, by=by)
    except NotOnTheRollError:
        return
