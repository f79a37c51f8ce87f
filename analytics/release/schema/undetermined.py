"""The table of where people say that it cannot be told how serious a concern is."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from analytics.release.schema.columns import BELOW_FIVE, TableSchema, count, figure, text
from analytics.release.schema.questions import DYAD, GROUP, LENS, by_key, parties
from analytics.release.schema.texts import Values
from analytics.release.undetermined import ALL_CONCERNS, Undetermined, undetermined
from surveys.instruments.document import Document
from surveys.instruments.labels import Labels


def _concerns(document: Document, labels: Labels) -> Values:
    every: Values = {ALL_CONCERNS: _("all common concerns together")}
    return {**every, **by_key(attrgetter("concerns"), labels)}


def _sizes(row: Undetermined) -> tuple[int, ...]:
    """An unpublished group counts as one of nobody: why it is not published is its size."""
    return (0,) if row.low is None else ()


_LIMITS = {"missing": BELOW_FIVE, "sizes": _sizes}

UNDETERMINED = TableSchema(
    "undetermined",
    _("Where it cannot be determined"),
    "How many answers of one group say that a concern about one side cannot be determined: at each "
    "common concern, and over all of them.",
    (
        text("perceiver", _("Side whose concern it is"), parties, filters=True),
        text("target", _("Side that the concern is about"), parties, filters=True),
        text("concern", _("Common concern, by key"), _concerns, filters=True),
        LENS,
        GROUP,
        count("answers", _("Answers that were asked for"), unit="answers"),
        count("low", _("Fewest that say so"), unit="answers", optional=True, **_LIMITS),
        count("high", _("Most that say so"), unit="answers", optional=True, **_LIMITS),
        figure("share_low", _("Least share of the answers that say so"), 0, 1, **_LIMITS),
        figure("share_high", _("Greatest share of the answers that say so"), 0, 1, **_LIMITS),
    ),
    rows=lambda source: undetermined(source.content.blocks),
    filters=(DYAD,),
    required=False,
)
