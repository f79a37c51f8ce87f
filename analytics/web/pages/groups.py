"""The groups whose answers a release publishes, by name."""

from django.utils.translation import gettext as _

from analytics.release.rows import PANEL, is_panel, nominator_of
from analytics.web.pages.shared import Words


def group_name(words: Words, group: str) -> str:
    """A side's participants, the panel, or the part of it that one side nominated."""
    if group == PANEL:
        return _("Panel")
    if side := nominator_of(group):
        return _("Panel, nominated by %(side)s") % {"side": words.name(side)}
    return words.name(group)


def place_of(words: Words, group: str) -> tuple[bool, int]:
    """Sorts the sides as the study has them, then the panel in the same order."""
    side = nominator_of(group) or group
    return is_panel(group), words.order.index(side) if side in words.order else -1
