"""The tables of gaps: at single questions and over the common battery."""

from collections.abc import Collection, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.export import vocabulary
from analytics.export.columns import Column, Kind, Missing, Table, Texts
from analytics.export.figures import Figure, contrast_figures, empathy_figures
from analytics.export.questions import gap_column, parties, question_columns, without_column
from analytics.export.telling import Cell, Told, below_five, known, table, text, whole
from analytics.export.words import Words
from analytics.release.rows import CellRow, MeanRow

Labels = dict[str, str | Promise]
# Gap, whom it is without, perceiver and target.
Place = tuple[str, str, str, str]


def cells_table(cells: Sequence[CellRow], words: Words) -> Table:
    told = [
        *question_columns(words),
        gap_column(words),
        without_column(words),
        whole("n_left", words.ours(lambda: _("People asked through the first lens"))),
        whole("n_right", words.ours(lambda: _("People asked through the second lens"))),
        text(
            "kind",
            words.ours(lambda: _("What the gap is called")),
            words.ours_by_key(vocabulary.kind_words),
        ),
        text(
            "subtype",
            words.ours(lambda: _("What more there is to say of it")),
            words.ours_by_key(vocabulary.subtype_words),
        ),
        text(
            "direction",
            words.ours(lambda: _("Direction, where there are too few people to classify")),
            words.ours_by_key(vocabulary.direction_words),
        ),
        *(_in_a_cell(figure, of_empathy=False) for figure in contrast_figures(words)),
        *(_in_a_cell(figure, of_empathy=True) for figure in empathy_figures(words)),
    ]
    return table("cells", words.ours(lambda: _("Gaps at single questions")), told, cells)


def _in_a_cell(figure: Figure, of_empathy: bool) -> Told[CellRow]:
    def value(row: CellRow) -> Cell:
        if (row.gap == "empathy") != of_empathy:
            return None
        return figure.of(row.figures, row.n_left, row.n_right)

    return Told(figure.column, value)


# --- Over the common battery ---------------------------------------------------------------------

LIMITS: Labels = {
    "mean": gettext_lazy("Mean over the known concerns: of delta, of an empathy gap in levels"),
    "mean_low": gettext_lazy("Mean, lower 95 percent limit"),
    "mean_high": gettext_lazy("Mean, upper 95 percent limit"),
}
COUNTS: Labels = {
    "n_above": gettext_lazy("Known concerns above 0"),
    "n_below": gettext_lazy("Known concerns below 0"),
    "n_cells": gettext_lazy("Concerns whose gap is known"),
    "n_concerns": gettext_lazy("Concerns asked about"),
}


CLUSTERED: Labels = {
    "clustered_mean": gettext_lazy("Mean of an image gap from the records of both groups"),
    "clustered_mean_low": gettext_lazy("Mean from the records, lower 95 percent limit"),
    "clustered_mean_high": gettext_lazy("Mean from the records, upper 95 percent limit"),
}


def means_table(means: Sequence[MeanRow], cells: Sequence[CellRow], words: Words) -> Table:
    small = _below_five_throughout(cells)
    sides = parties(words) | {"": words.ours(lambda: _("all of them"))}
    told: list[Told[Any]] = [
        text("perceiver", words.ours(lambda: _("Side whose concerns they are")), sides),
        text("target", words.ours(lambda: _("Side that the concerns are about")), sides),
        gap_column(words),
        without_column(words),
        *(_of_battery(name, words.ours(partial(str, LIMITS[name])), small) for name in LIMITS),
        *(whole(name, words.ours(partial(str, COUNTS[name]))) for name in COUNTS),
        Told(
            Column(
                "asymmetry",
                Kind.NUMBER,
                words.ours(lambda: _("Mean less that of the other direction")),
            ),
            lambda row: row.asymmetry,
        ),
        _of_battery(
            "tracking",
            words.ours(lambda: _("Tau-b between predicted and actual medians of the concerns")),
            {place for place in small if place[0] == "empathy" and all(place[2:])},
        ),
        *(_clustered(name, words) for name in CLUSTERED),
    ]
    return table("means", words.ours(lambda: _("Gaps over the common battery")), told, means)


def _of_battery(name: str, labels: Texts, small: Collection[Place]) -> Told[MeanRow]:
    def value(row: MeanRow) -> Cell:
        place = (row.gap, row.panel_without, row.perceiver, row.target)
        return known(getattr(row, name), place in small)

    return Told(Column(name, Kind.NUMBER, labels, missing=(Missing.BELOW_FIVE,)), value)


def _clustered(name: str, words: Words) -> Told[MeanRow]:
    column = Column(name, Kind.NUMBER, words.ours(partial(str, CLUSTERED[name])))
    return Told(column, attrgetter(name))


def _below_five_throughout(cells: Sequence[CellRow]) -> set[Place]:
    """The means of which every concern was asked of a group below five."""
    small: set[Place] = set()
    others: set[Place] = set()
    for cell in cells:
        if cell.item_kind == "concern":
            found = small if below_five(cell.n_left, cell.n_right) else others
            for ends in ((cell.perceiver, cell.target), (cell.perceiver, ""), ("", cell.target)):
                found.add((cell.gap, cell.panel_without, *ends))
    return small - others
