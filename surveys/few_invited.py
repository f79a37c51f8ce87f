"""Finds groups of fewer people than anything is said of, before a round opens."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from surveys.group_sizes import smallest_group
from surveys.instruments.loader import document_of
from surveys.models.base import Seat
from surveys.models.invitation import Invitation
from surveys.models.round import Round

# Stands for a level that the round does not use, or for none where it uses some.
UNKNOWN = "?"


class Few(NamedTuple):
    """How many are invited of a side's participants, or to the panel (side "")."""

    seat: str
    side: str
    invited: int


class FewOfLevel(NamedTuple):
    """How many are invited of a level of a side; `level` is "?" for people of none in use."""

    side: str
    level: str
    invited: int


class FewInvitedError(Exception):
    """Some groups have fewer people invited than `smallest`; `groups` lists them."""

    def __init__(self, groups: Sequence[Few], smallest: int) -> None:
        described = (f"{few.seat} {few.side or 'panel'}: {few.invited}" for few in groups)
        super().__init__(f"fewer than {smallest} are invited: {'; '.join(described)}")
        self.groups = list(groups)


class LevelsRefusedError(Exception):
    """Some levels have too few people for their answers to be published; `groups` lists them."""

    def __init__(self, groups: Sequence[FewOfLevel], smallest: int) -> None:
        described = (f"{few.side} {few.level}: {few.invited}" for few in groups)
        super().__init__(
            f"a level of a side needs {smallest} people invited, or none: {'; '.join(described)}. "
            "Invite more people of it, invite these as of another level, or divide no side"
        )
        self.groups = list(groups)


def few_invited(round: Round) -> list[Few]:
    """Return the sides, and the panel, of which too few are invited for anything to be said.

    Assessors are counted together: whoever nominated them, they are one panel.
    """
    invited = Counter(_invited(round).values_list("seat", "side"))
    panel = sum(n for (seat, _side), n in invited.items() if seat == Seat.ASSESSOR)
    groups = [
        *(
            Few(Seat.PARTICIPANT.value, side, invited[Seat.PARTICIPANT, side])
            for side in document_of(round.instrument).sides
        ),
        Few(Seat.ASSESSOR.value, "", panel),
    ]
    return [few for few in groups if few.invited < smallest_group(round.withstands)]


def few_in_levels(round: Round) -> list[FewOfLevel]:
    """Return the levels of a side that have somebody invited, but too few to be published apart.

    So are people whose level the round does not use, since they would be counted in no group.
    """
    invited = Counter(
        _invited(round).filter(seat=Seat.PARTICIPANT).values_list("side", "level").order_by("side")
    )
    known = round.levels or [""]
    return [
        FewOfLevel(side, level if level in known else UNKNOWN, n)
        for (side, level), n in invited.items()
        if level not in known or (level and n < smallest_level(round))
    ]


def require_levels(round: Round) -> None:
    """Raise LevelsRefusedError unless everybody invited is in a level of enough people."""
    if groups := few_in_levels(round):
        raise LevelsRefusedError(groups, smallest_level(round))


def smallest_level(round: Round) -> int:
    """Return of how many people each level of a side must be for it to be published by level."""
    return smallest_group(round.withstands)


def has_invited(round: Round) -> bool:
    """Return whether anybody is invited to the round."""
    return _invited(round).exists()


def _invited(round: Round) -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(round=round.pk)
    return rows.exclude(state=Invitation.State.REVOKED)


def confirm_few(round: Round, confirmed: bool | None) -> dict[str, object]:
    """Return what the audit records of groups that are opened although they are small.

    Raises FewInvitedError for such groups unless they are confirmed; None asks nothing.
    """
    groups = few_invited(round) if confirmed is not None else []
    if groups and not confirmed:
        raise FewInvitedError(groups, smallest_group(round.withstands))
    return {"few_invited": [list(few) for few in groups]} if groups else {}
