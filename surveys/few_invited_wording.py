"""What is said of a round that would open with nobody invited, or with too few of a side."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from surveys.few_invited import UNKNOWN, Few, FewOfLevel, smallest_level
from surveys.group_sizes import smallest_group
from surveys.instruments.labels import labels
from surveys.instruments.loader import document_of
from surveys.languages import current_tag
from surveys.models.round import Round
from surveys.respondent_groups import with_level


def few_lines(round: Round, groups: Sequence[Few]) -> list[str]:
    """Return a sentence for each group: how many are invited, and what would be withheld."""
    document = document_of(round.instrument)
    if sum(few.invited for few in groups) == 0 and len(groups) == len(document.sides) + 1:
        return [_("Nobody is invited yet, so that nobody could answer.")]
    names = labels(document, current_tag()).parties
    return [
        (_of_a_side() if few.side else _of_the_panel())
        % {
            "side": names.get(few.side),
            "count": few.invited,
            "smallest": smallest_group(round.withstands),
        }
        for few in groups
    ]


def level_lines(round: Round, groups: Sequence[FewOfLevel]) -> list[str]:
    """Return a sentence for each level that is too small to be published apart."""
    names = labels(document_of(round.instrument), current_tag()).parties
    return [
        _of_no_level(round) % {"side": names[few.side], "count": few.invited}
        if few.level == UNKNOWN
        else _("%(group)s: %(count)d invited.")
        % {"group": with_level(names[few.side], few.level), "count": few.invited}
        for few in groups
    ]


def level_advice(round: Round) -> str:
    """Return how to mend it."""
    return _(
        "A level is asked about only where at least %(smallest)d of the side are expected. Invite "
        "more people of it, or revoke these links and invite the same people as of another level "
        "or in a round that divides no side."
    ) % {"smallest": smallest_level(round)}


def _of_no_level(round: Round) -> str:
    if round.levels:
        return _("%(side)s: %(count)d invited without one of the levels of this round.")
    return _("%(side)s: %(count)d invited with a level, though this round divides no side.")


def _of_a_side() -> str:
    return _(
        "%(side)s: %(count)d invited. Of fewer than %(smallest)d nothing is published: no answer "
        "of this side, and no gap that rests on one."
    )


def _of_the_panel() -> str:
    return _(
        "Assessors: %(count)d invited. Of fewer than %(smallest)d nothing is published: no view of "
        "the panel, and no gap against it."
    )
