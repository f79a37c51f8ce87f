"""The tables of a release. From these descriptions come the API, the files and the codebooks."""

from collections.abc import Collection, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.measures.marks import ANSWERS
from analytics.measures.verdicts import GapKind, Thresholds
from analytics.release.rows import CellRow, MeanRow
from analytics.release.schema.batteries import BATTERIES
from analytics.release.schema.changes import CHANGES, CONCERN_CHANGES
from analytics.release.schema.columns import (
    BELOW_FIVE,
    Column,
    Source,
    TableSchema,
    count,
    figure,
    text,
)
from analytics.release.schema.figures import CONTRAST, EMPATHY, POOLED
from analytics.release.schema.grounds import GROUND_GAPS, GROUNDS
from analytics.release.schema.orders import ORDER_PREDICTIONS, ORDERS
from analytics.release.schema.own_answers import IMPRESSIONS, REPORTED_CHANGES, group_size
from analytics.release.schema.questions import (
    DYAD,
    GAP,
    GROUP,
    ITEMS,
    LENS,
    PANEL_WITHOUT,
    QUESTION,
    parties,
)
from analytics.release.schema.records import COLUMNS as RECORD_COLUMNS
from analytics.release.schema.records import record_columns
from analytics.release.schema.self_images import SELF_IMAGES
from analytics.release.schema.texts import Phrase, Values
from analytics.release.schema.undetermined import UNDETERMINED
from analytics.release.schema.zones import CONTRACT_ZONES
from analytics.release.verdicts import mean_verdict, shown_jointly, thresholds_of
from analytics.vocabulary.gaps import DIRECTIONS, KINDS, SUBTYPES, VERDICTS
from analytics.vocabulary.missing import MISSING, Missing
from surveys.group_sizes import SMALLEST_GROUP
from surveys.instruments.document import KINDS_WITH_OWN_ANSWERS, Document
from surveys.instruments.labels import Labels

# --- Blocks --------------------------------------------------------------------------------------

ENDS: tuple[tuple[str, Promise], ...] = (
    ("low", _("Fewest who answered “%(answer)s” or one before it")),
    ("high", _("Most who answered “%(answer)s” or one before it")),
)


def _cumulative(place: int, end: int) -> Column:
    suffix, label = ENDS[end]
    return count(
        f"cum_{ANSWERS[place]}_{suffix}",
        Phrase(lambda labels: str(label) % {"answer": _answer_words(labels)[ANSWERS[place]]}),
        missing=BELOW_FIVE,
        optional=True,
        read=lambda row: row.cumulative[place][end] if row.cumulative else None,
        sizes=group_size,
    )


def _answer_words(labels: Labels) -> dict[str, str]:
    """The questionnaire's marks, and what a question left open is called."""
    return labels.marks | {"skipped": str(MISSING[Missing.SKIPPED])}


BLOCKS = TableSchema(
    "blocks",
    _("Answers in steps of three people or more"),
    "The anonymised data: the answers of one group to one question through one lens, as cumulative "
    "counts in steps of three people or more. Of a group below five only n.",
    (
        *QUESTION,
        LENS,
        GROUP,
        count("n", _("People of the group who submitted and were asked")),
        *(_cumulative(place, end) for place in range(len(ANSWERS) - 1) for end in range(len(ENDS))),
    ),
    rows=lambda source: [
        row for row in source.content.blocks if row.item_kind not in KINDS_WITH_OWN_ANSWERS
    ],
    filters=ITEMS,
)


# --- Gaps ----------------------------------------------------------------------------------------

CELLS = TableSchema(
    "cells",
    _("Gaps at single questions"),
    "One gap at one question, computed from the blocks of two groups.",
    (
        *QUESTION,
        GAP,
        PANEL_WITHOUT,
        count("n_left", _("People asked through the first lens")),
        count("n_right", _("People asked through the second lens")),
        text("kind", _("What the gap is called"), KINDS, filters=True),
        text("subtype", _("What more there is to say of it"), SUBTYPES, optional=True),
        text(
            "direction",
            _("Direction, where there are too few people to classify"),
            DIRECTIONS,
            optional=True,
        ),
        *CONTRAST,
        *EMPATHY,
        *POOLED,
    ),
    rows=lambda source: source.content.cells,
    filters=ITEMS,
    revised=True,
)


# --- Gaps over the common battery ----------------------------------------------------------------

# Gap, side whose assessors are left out, perceiver and target.
Place = tuple[str, str, str, str]


def _or_all(document: Document, labels: Labels) -> Values:
    return {**parties(document, labels), "": _("all of them")}


def _mean_columns(source: Source) -> tuple[Column, ...]:
    """Why a mean is missing, and what is shown jointly, can be seen in the cells alone."""
    cells = source.content.cells
    return _means(thresholds_of(source.metadata), _below_five_throughout(cells), cells)


def _means(
    thresholds: Thresholds, small: Collection[Place] = (), cells: Sequence[CellRow] = ()
) -> tuple[Column, ...]:
    def of_battery(
        name: str, label: Promise, minimum: float | None = None, maximum: float | None = None
    ) -> Column:
        def sizes(row: MeanRow) -> Sequence[int]:
            empty = (row.gap, row.panel_without, row.perceiver, row.target) in small
            directed = name != "tracking" or (row.perceiver and row.target)
            return (0,) if empty and directed else ()

        return figure(name, label, minimum, maximum, missing=BELOW_FIVE, sizes=sizes)

    return (
        text("perceiver", _("Side whose concerns they are"), _or_all, filters=True),
        text("target", _("Side that the concerns are about"), _or_all, filters=True),
        GAP,
        PANEL_WITHOUT,
        of_battery("mean", _("Mean over the concerns: of delta, of an empathy gap in levels")),
        of_battery("mean_low", _("Mean, lower 95 percent limit")),
        of_battery("mean_high", _("Mean, upper 95 percent limit")),
        text(
            "verdict",
            _("What the limits allow to be said of the mean"),
            VERDICTS,
            optional=True,
            filters=True,
            read=lambda row: str(mean_verdict(row, thresholds)),
        ),
        *(count(name, label, unit="concerns") for name, label in OF_CONCERNS.items()),
        *(
            _jointly(name, label, kind, cells, thresholds)
            for name, (label, kind) in JOINTLY.items()
        ),
        figure("asymmetry", _("Mean less that of the other direction")),
        of_battery(
            "tracking",
            _("Tau-b between predicted and actual medians of the concerns"),
            -1,
            1,
        ),
        *(figure(name, label, -1, 1) for name, label in CLUSTERED.items()),
        *(_pooled(name, label, *limits) for name, (label, *limits) in POOLED_MEANS.items()),
    )


OF_CONCERNS = {
    "n_above": _("Concerns that are shown to lie above 0, by their kind"),
    "n_below": _("Concerns that are shown to lie below 0, by their kind"),
    "n_cells": _("Concerns of which the gap can be computed"),
    "n_concerns": _("Concerns in the questionnaire"),
}
JOINTLY = {
    "n_above_jointly": (
        _("Concerns shown to lie above 0 with a p that allows for all six of the dyad"),
        GapKind.OVERESTIMATION,
    ),
    "n_below_jointly": (
        _("Concerns shown to lie below 0 with a p that allows for all six of the dyad"),
        GapKind.UNDERESTIMATION,
    ),
}
POOLED_MEANS = {
    "pooled_mean": (_("Mean with what the round's other gaps suggest"), None, None),
    "pooled_mean_low": (_("The same mean, lower 95 percent limit"), None, None),
    "pooled_mean_high": (_("The same mean, upper 95 percent limit"), None, None),
    "pooled_above": (_("Probability that this mean is above 0"), 0, 1),
}
CLUSTERED = {
    "clustered_mean": _("Mean of an image gap from the records of both groups"),
    "clustered_mean_low": _("Mean from the records, lower 95 percent limit"),
    "clustered_mean_high": _("Mean from the records, upper 95 percent limit"),
}


def _jointly(
    name: str, label: Promise, kind: GapKind, cells: Sequence[CellRow], thresholds: Thresholds
) -> Column:
    def read(mean: MeanRow) -> int | None:
        shown = shown_jointly(mean, cells, thresholds)
        return None if shown is None else sum(cell.kind == kind for cell in shown)

    return count(name, label, unit="concerns", optional=True, read=read)


def _pooled(name: str, label: Promise, minimum: float | None, maximum: float | None) -> Column:
    stored = name.removeprefix("pooled_")
    return figure(name, label, minimum, maximum, read=lambda row: row.pooled.get(stored))


def _below_five_throughout(cells: Sequence[CellRow]) -> set[Place]:
    """The means of which every concern was asked of a group below five."""
    small: set[Place] = set()
    others: set[Place] = set()
    for cell in cells:
        if cell.item_kind == "concern":
            places = small if min(cell.n_left, cell.n_right) < SMALLEST_GROUP else others
            for ends in ((cell.perceiver, cell.target), (cell.perceiver, ""), ("", cell.target)):
                places.add((cell.gap, cell.panel_without, *ends))
    return small - others


MEANS = TableSchema(
    "means",
    _("Gaps over the common battery"),
    "One gap over the common battery: of a directed dyad, of a perceiver toward all, of all toward "
    "a target.",
    _means(Thresholds()),
    rows=lambda source: source.content.means,
    extend=_mean_columns,
    filters=(DYAD,),
    revised=True,
)


# --- Records -------------------------------------------------------------------------------------

RECORDS = TableSchema(
    "records",
    _("Answers of single respondents"),
    "What one participant of a group of 100 or more answered, where the round publishes records: "
    "besides these columns one for each question about oneself (about_age) and each answer "
    "(PRC_JPN_military, predicted_JPN_PRC_military), described in the codebook.",
    RECORD_COLUMNS,
    rows=lambda source: source.content.records,
    extend=record_columns,
    required=False,
)

TABLES = {
    schema.name: schema
    for schema in (
        BLOCKS,
        CELLS,
        MEANS,
        CHANGES,
        CONCERN_CHANGES,
        IMPRESSIONS,
        REPORTED_CHANGES,
        BATTERIES,
        UNDETERMINED,
        GROUNDS,
        GROUND_GAPS,
        CONTRACT_ZONES,
        SELF_IMAGES,
        ORDERS,
        ORDER_PREDICTIONS,
        RECORDS,
    )
}
