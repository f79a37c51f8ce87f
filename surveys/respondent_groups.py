"""The groups of a round's respondents: by seat, side and, where sides are divided, by level."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from surveys.models.base import Level, Seat

# Seat, side and, in a round that divides its sides, the level of a participant.
Group = tuple[str, ...]
LEVEL_NAMES = {
    Level.GOVERNMENT.value: gettext_noop("government"),
    Level.MILITARY.value: gettext_noop("military"),
    Level.SCHOLARLY.value: gettext_noop("scholars"),
    Level.PUBLIC.value: gettext_noop("public sample"),
}


def group_of(seat: str, side: str, level: str = "") -> Group:
    """Return the group of a respondent; without a level it is that of the whole side."""
    return (seat, side, level) if level else (seat, side)


def counted_in(seat: str, side: str, level: str = "") -> str:
    """Return the code of the group that answers are counted in, as a release names it.

    >>> counted_in("participant", "PRC"), counted_in("participant", "PRC", "military")
    ('PRC', 'PRC/military')
    >>> counted_in("assessor", "PRC")
    'panel/PRC'
    """
    if seat != Seat.PARTICIPANT:
        return f"panel/{side}"
    return f"{side}/{level}" if level else side


def ordered_levels(levels: Iterable[str]) -> list[str]:
    """Return levels in the order in which they are always named; those unknown are left out."""
    chosen = set(levels)
    return [level for level in Level.values if level in chosen]


def level_name(level: str) -> str:
    """Return what a level is called in the language of the page."""
    return _(LEVEL_NAMES[level])


def with_level(side: str, level: str) -> str:
    """Return what a level of a side is called; the side's name alone without a level."""
    if not level:
        return side
    return _("%(side)s (%(level)s)") % {"side": side, "level": level_name(level)}
