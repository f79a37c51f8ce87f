"""Finds groups of fewer people than anything is said of, before a round opens."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from surveys.group_sizes import smallest_group
from surveys.instruments.loader import document_of
from surveys.models.base import Seat
from surveys.models.invitation import Invitation
from surveys.models.round import Round


class Few(NamedTuple):
    """How many are invited of a side's participants, or to the panel (side "")."""

    seat: str
    side: str
    invited: int


class FewInvitedError(Exception):
    """Some groups have fewer people invited than `smallest`; `groups` lists them."""

    def __init__(self, groups: Sequence[Few], smallest: int) -> None:
        described = (f"{few.seat} {few.side or 'panel'}: {few.invited}" for few in groups)
        super().__init__(f"fewer than {smallest} are invited: {'; '.join(described)}")
        self.groups = list(groups)


def few_invited(round: Round) -> list[Few]:
    """Return the sides, and the panel, of which too few are invited for anything to be said.

    Assessors are counted together: whoever nominated them, they are one panel.
    """
    rows = Invitation.objects.filter(round=round.pk).exclude(state=Invitation.State.REVOKED)
    invited = Counter(rows.values_list("seat", "side"))
    panel = sum(n for (seat, _side), n in invited.items() if seat == Seat.ASSESSOR)
    groups = [
        *(
            Few(Seat.PARTICIPANT.value, side, invited[Seat.PARTICIPANT, side])
            for side in document_of(round.instrument).sides
        ),
        Few(Seat.ASSESSOR.value, "", panel),
    ]
    return [few for few in groups if few.invited < smallest_group(round.withstands)]


def confirm_few(round: Round, confirmed: bool | None) -> dict[str, object]:
    """Return what the audit records of groups that are opened although they are small.

    Raises FewInvitedError for such groups unless they are confirmed; None asks nothing.
    """
    groups = few_invited(round) if confirmed is not None else []
    if groups and not confirmed:
        raise FewInvitedError(groups, smallest_group(round.withstands))
    return {"few_invited": [list(few) for few in groups]} if groups else {}
