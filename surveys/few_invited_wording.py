"""What is said of a round that would open with nobody invited, or with too few of a side."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from surveys.few_invited import Few
from surveys.group_sizes import smallest_group
from surveys.instruments.labels import labels
from surveys.instruments.loader import document_of
from surveys.languages import current_tag
from surveys.models.round import Round


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
