"""The wording of group changes: which groups differ, why it matters and what can be done."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.group_changes import GroupChange
from surveys.instruments.labels import labels
from surveys.instruments.loader import document_of
from surveys.languages import current_tag
from surveys.models.base import Seat
from surveys.models.round import Round
from surveys.respondent_groups import with_level


def change_lines(round: Round, changes: Iterable[GroupChange]) -> list[str]:
    """Return a line for each change."""
    names = labels(document_of(round.instrument), current_tag()).parties
    return [
        ngettext(
            "%(group)s: %(people)s person more, fewer or other than in round %(number)s",
            "%(group)s: %(people)s people more, fewer or other than in round %(number)s",
            change.people,
        )
        % {
            "group": _group(change, with_level(names[change.side], change.level)),
            "people": change.people,
            "number": change.number,
        }
        for change in changes
    ]


def _group(change: GroupChange, side: str) -> str:
    if change.seat == Seat.ASSESSOR:
        return _("Assessors nominated by %(side)s") % {"side": side}
    return side


def why_confirm() -> str:
    return _(
        "When both rounds are published, the difference between them can tell something about the "
        "one to four people who joined or left."
    )


def advice(may_be_confirmed: bool = True) -> str:
    """Return what can be done: not to confirm it, in a round that withstands two colleagues."""
    if not may_be_confirmed:
        return _(
            "This round withstands two colleagues who share their answers, so it does not go ahead "
            "like this: invite the same people as before, or let five or more in the group be "
            "others."
        )
    return _(
        "Invite the same people as before, or let five or more in the group be others. If neither "
        "can be, tell those whom it concerns, and confirm that the round goes ahead, which is "
        "recorded."
    )
