"""The table of what each side says of itself against what the others say of it."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from analytics.release.battery_items import items_of
from analytics.release.schema.columns import Column, TableSchema, count, text
from analytics.release.schema.figures import CONTRAST, EMPATHY
from analytics.release.schema.questions import by_key, parties
from analytics.release.schema.texts import Values
from analytics.release.self_images import self_images
from analytics.release.verdicts import thresholds_of
from analytics.vocabulary.self_images import COMPARED, DIRECTIONS, PREDICTED
from surveys.instruments.document import Document
from surveys.instruments.labels import Labels
from surveys.instruments.sides_and_orders import SELF_IMAGE

COMPARED_BY = (
    "delta",
    "delta_low",
    "delta_high",
    "level_shift",
    "level_shift_low",
    "level_shift_high",
    "p_delta",
    "q_bh",
    "survives_fdr",
)
PREDICTED_BY = ("empathy_gap", "empathy_gap_low", "empathy_gap_high", "share_exact")


def chosen(columns: Collection[Column], names: Collection[str]) -> tuple[Column, ...]:
    """Those of the columns that have one of these names, in their own order."""
    return tuple(column for column in columns if column.name in names)


def _statements(document: Document, labels: Labels) -> Values:
    return by_key(lambda each: items_of(SELF_IMAGE, each), labels)


SELF_IMAGES = TableSchema(
    "self_images",
    _("What each side says of itself, and what the others say of it"),
    "One statement about a side: what another side says of it (the first lens) against what it "
    "says of itself (the second), from disagreement, 0, to agreement, 3; and what the other side "
    "thinks that it says of itself.",
    (
        text("speaker", _("Side that speaks of another"), parties, filters=True),
        text("about", _("Side that is spoken of"), parties, filters=True),
        text("statement", _("Statement, by its key"), _statements, read=lambda row: row.item),
        count("n_left", _("People asked of the side that speaks")),
        count("n_right", _("People asked of the side that is spoken of")),
        text(
            "kind",
            _("What is said of the side against what it says of itself"),
            COMPARED,
            filters=True,
        ),
        text(
            "direction",
            _("Direction, where there are too few people to classify"),
            DIRECTIONS,
            optional=True,
        ),
        *chosen(CONTRAST, COMPARED_BY),
        text(
            "prediction",
            _("Whether the speakers know what the side says of itself"),
            PREDICTED,
            optional=True,
            filters=True,
        ),
        *chosen(EMPATHY, PREDICTED_BY),
    ),
    rows=lambda source: self_images(source.content.blocks, thresholds_of(source.metadata)),
    revised=True,
    required=False,
)
