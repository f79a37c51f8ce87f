"""The gaps of one directed dyad as sections of its page: each a chart and its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from analytics.measures.verdicts import Thresholds
from analytics.release.rows import BlockRow, CellRow, MeanRow
from analytics.release.verdicts import for_dialogue, is_verdict, shown_jointly
from analytics.web import wording
from analytics.web.charts import points
from analytics.web.colours import cell_class
from analytics.web.pages.likely import by_pooled, changed_at_most, likely_gap, likely_order
from analytics.web.pages.means import described_mean
from analytics.web.pages.shared import SYMBOLS, Words, of_gap

Section = dict[str, Any]
CAPTIONS = {
    "threat": _("The participants' marks against the panel's"),
    "image": _("The participants' marks against the other side's own view"),
    "empathy": _("The predictions against the answers"),
}
# No mean, no limits; no concern above, below, with a figure or at all; no asymmetry, no tracking.
NOTHING = (None, None, None, 0, 0, 0, 0, None, None)


@dataclass(frozen=True)
class DirectedDyad:
    """Everything that a release says of one directed dyad, in the order of its questions.

    ``quoted_elsewhere`` are the keys of questions whose quotation another part of the page shows.
    """

    words: Words
    perceiver: str
    target: str
    cells: list[CellRow]
    blocks: list[BlockRow]
    means: list[MeanRow]
    quoted_elsewhere: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Its name in addresses and on the page."""
        return f"{self.perceiver}-{self.target}"

    def of(self, gap: str, without: str = "") -> list[CellRow]:
        """The cells of one gap, against the whole panel or without one side's assessors."""
        return of_gap(self.cells, gap, without)

    def mean(self, gap: str) -> MeanRow:
        """The gap over the common battery; one without a figure where there is none."""
        nothing = MeanRow(self.perceiver, self.target, gap, "", *NOTHING)
        return next(iter(of_gap(self.means, gap)), nothing)

    def without(self) -> list[str]:
        """The sides without whose assessors there are cells, in the order of the study."""
        sides = {cell.panel_without for cell in self.cells}
        return [side for side in self.words.order if side in sides]

    @cached_property
    def short_names(self) -> dict[str, str]:
        """What each question is called where there is little room, by its key."""
        return {cell.key: self.words.short_name(cell) for cell in self.cells}

    @cached_property
    def for_dialogue(self) -> dict[str, str]:
        """By key, where one side stands above the panel and the other does not see it."""
        return {cell.key: self.words.short_name(cell) for cell in for_dialogue(self.cells)}

    def heading(self, cell: CellRow) -> dict[str, Any]:
        """A question at the head of a row."""
        label = self.words.labels.questions[cell.key]
        quotation = None if cell.key in self.quoted_elsewhere else label.quotation
        return {
            "text": self.words.text(cell),
            "referent": label.referent,
            "concern": self.words.concern(cell),
            "quotation": quotation and quotation.label,
            "symbol": quotation and SYMBOLS[quotation.mark],
            "for_dialogue": cell.key in self.for_dialogue,
        }


def gap_section(direction: DirectedDyad, gap: str, thresholds: Thresholds) -> Section | None:
    """One gap, question by question; None if one of its two lenses was not asked."""
    cells = by_pooled(direction.of(gap))
    if not cells:
        return None
    mean, groups = direction.mean(gap), _groups(direction, cells, thresholds)
    texts = {cell.key: direction.words.text(cell) for cell in cells}
    return {
        "id": f"{gap}-{direction.id}",
        "caption": CAPTIONS[gap],
        "chart_id": f"chart-{gap}-{direction.id}",
        "chart": points.gaps(cells, texts, thresholds),
        "published": any(cell.number(cell.point) is not None for cell in cells),
        "n_left": cells[0].n_left,
        "n_right": cells[0].n_right,
        "mean": described_mean(mean, cells, thresholds),
        "jointly": _jointly(direction, gap, thresholds),
        "clustered": wording.estimate(
            mean.clustered_mean, mean.clustered_mean_low, mean.clustered_mean_high
        ),
        "tracking": wording.signed(mean.tracking),
        # The greatest of empathy gaps would be that of the best predicted concern, or the worst.
        "likely": likely_order(direction.short_names, cells) if gap != "empathy" else [],
        "changed": changed_at_most(
            (cell.number(cell.pooled_point), cell.number(cell.point)) for cell in cells
        ),
        "survives_fdr": any(cell.figures.get("survives_fdr") for cell in cells),
        "quotes": gap == "threat"
        and any(question["quotation"] for group in groups for question in group["questions"]),
        "groups": groups,
    }


def _jointly(direction: DirectedDyad, gap: str, thresholds: Thresholds) -> list[str] | None:
    """Where a gap is shown with one level for all concerns; None where no level is listed."""
    shown = shown_jointly(direction.mean(gap), direction.cells, thresholds)
    if shown is None:
        return None
    return [f"{direction.short_names[c.key]}: {wording.kind_words(c)}" for c in shown]


def _groups(
    direction: DirectedDyad, cells: Sequence[CellRow], thresholds: Thresholds
) -> list[dict[str, Any]]:
    return [
        {
            "kind": kind,
            "questions": [
                direction.heading(cell)
                | _finding(cell)
                | {"together": likely_gap(cell, thresholds)}
                for cell in group
            ],
        }
        for kind, group in groupby(cells, key=lambda cell: cell.item_kind)
    ]


def _finding(cell: CellRow) -> dict[str, Any]:
    return {
        "class": cell_class(cell),
        "kind": wording.kind_words(cell),
        "is_verdict": is_verdict(cell),
        "gap": wording.estimate(*cell.estimate(cell.point)),
        "shift": wording.estimate(*cell.estimate("level_shift")),
        "survives_fdr": bool(cell.figures.get("survives_fdr")),
        "notes": wording.notes(cell),
    }


# --- Without the assessors of one side -----------------------------------------------------------


def without_nominators(direction: DirectedDyad) -> Section | None:
    """The threat gaps again without each side's assessors; None for a panel published as one."""
    sides = direction.without()
    if not sides:
        return None
    columns = [direction.of("threat", side) for side in ("", *sides)]
    questions = list(zip(*columns, strict=True))
    changed = sum(len({cell.kind for cell in cells}) > 1 for cells in questions)
    return {
        "sides": [direction.words.labels.sides[side] for side in sides],
        "rows": [
            {
                "name": direction.words.short_name(cells[0]),
                "cells": [_brief(cell, cells[0]) for cell in cells],
            }
            for cells in questions
        ],
        "changed": _changed(changed, len(questions)),
    }


def _brief(cell: CellRow, whole: CellRow) -> dict[str, Any]:
    return {
        "value": wording.signed(cell.delta),
        "kind": wording.kind_words(cell),
        "differs": cell.kind != whole.kind,
    }


def _changed(changed: int, questions: int) -> str:
    return ngettext(
        "At %(changed)s of %(asked)s question the finding changes without one side's assessors.",
        "At %(changed)s of %(asked)s questions the finding changes without one side's assessors.",
        questions,
    ) % {"changed": changed, "asked": questions}
