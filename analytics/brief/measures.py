"""What of a dyad's measures a brief may say: those that likely lie in the contract zone."""

from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from analytics.release.reassurance import MeasureRow, most_likely_first
from analytics.web.pages.reassurance import count_of, zone_words
from analytics.web.pages.shared import Words
from surveys.languages import join_sentences

MOST_MEASURES = 3


def to_name(rows: Sequence[MeasureRow]) -> list[MeasureRow]:
    """The measures in the zone that are most worth naming: of each direction one, if it has any.

    Those that the other side does not expect to be acceptable come first, then the surest.
    """
    found = sorted(most_likely_first(rows), key=lambda row: not row.is_unrecognised)
    firsts = {(row.perceiver, row.target): row for row in reversed(found)}.values()
    others = [row for row in found if row not in firsts]
    named = [*firsts, *others][:MOST_MEASURES]
    return [row for row in found if row in named]


def said_of(words: Words, row: MeasureRow) -> str:
    """How many stand behind a measure, and whether the other side expects that it is acceptable."""
    sides, participants = words.labels.sides, words.labels.participants
    said = _(
        "%(target)s toward %(perceiver)s: it would lessen the concern of %(perceivers)s "
        "(%(wanted)s) and is acceptable to %(targets)s (%(acceptable)s); %(zone)s."
    ) % {
        "target": sides[row.target],
        "perceiver": sides[row.perceiver],
        "perceivers": participants[row.perceiver],
        "targets": participants[row.target],
        "wanted": count_of(row.wanted),
        "acceptable": count_of(row.acceptable),
        "zone": zone_words(row),
    }
    if row.is_unrecognised:
        expected = _("That it is acceptable is not what %(perceivers)s expect.")
        said = join_sentences(said, expected % {"perceivers": participants[row.perceiver]})
    return capfirst(said)
