"""The gaps of one directed dyad as sections of its page: each a chart and its table."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.measures.verdicts import Thresholds
from analytics.release.rows import CellRow
from analytics.release.verdicts import is_verdict
from analytics.web import charts, wording
from analytics.web.colours import cell_class
from analytics.web.pages.directed_dyads import DirectedDyad
from analytics.web.pages.means import described_mean

Section = dict[str, Any]
Described = Callable[[CellRow], dict[str, Any]]


def empathy_section(direction: DirectedDyad, thresholds: Thresholds) -> Section | None:
    """What the target's participants predicted, against the answers; None if not asked."""
    cells = direction.of("empathy")
    if not cells:
        return None
    return _section(direction, cells, thresholds, _prediction) | {
        "chart": charts.predictions(cells, direction.texts()),
        "tracking": wording.signed(direction.mean("empathy").tracking),
    }


def threat_section(direction: DirectedDyad, thresholds: Thresholds) -> Section | None:
    """The participants' marks against the panel's; None if there was no panel."""
    cells = direction.of("threat")
    if not cells:
        return None
    section = _section(direction, cells, thresholds, _contrast)
    return section | {
        "caption": _("The participants' marks against the panel's"),
        "chart": charts.deltas(cells, direction.texts()),
        "quotes": any(q["quotation"] for group in section["groups"] for q in group["questions"]),
    }


def image_section(direction: DirectedDyad, thresholds: Thresholds) -> Section | None:
    """The participants' marks against what the other side thinks warranted; None if not asked."""
    cells = direction.of("image")
    if not cells:
        return None
    mean = direction.mean("image")
    return _section(direction, cells, thresholds, _contrast) | {
        "caption": _("The participants' marks against the other side's own view"),
        "chart": charts.images(cells, direction.texts()),
        "clustered": mean.clustered_mean is not None,
        "clustered_mean": wording.signed(mean.clustered_mean),
        "clustered_limits": wording.between(mean.clustered_mean_low, mean.clustered_mean_high),
    }


def _section(
    direction: DirectedDyad,
    cells: Sequence[CellRow],
    thresholds: Thresholds,
    described: Described,
) -> Section:
    gap = cells[0].gap
    point = "empathy_gap" if gap == "empathy" else "delta"
    return {
        "id": f"{gap}-{direction.id}",
        "chart_id": f"chart-{gap}-{direction.id}",
        "published": any(cell.number(point) is not None for cell in cells),
        "n_left": cells[0].n_left,
        "n_right": cells[0].n_right,
        "mean": described_mean(direction.mean(gap), cells, thresholds),
        "survives_fdr": any(cell.figures.get("survives_fdr") for cell in cells),
        "groups": [
            {
                "kind": kind,
                "questions": [
                    direction.heading(cell) | _verdict(cell) | described(cell) for cell in group
                ],
            }
            for kind, group in groupby(cells, key=lambda cell: cell.item_kind)
        ],
    }


def _verdict(cell: CellRow) -> dict[str, Any]:
    return {
        "class": cell_class(cell),
        "kind": wording.kind_words(cell),
        "is_verdict": is_verdict(cell),
    }


def _prediction(cell: CellRow) -> dict[str, Any]:
    return {"gap": _figure(cell, "empathy_gap", "empathy_gap_low", "empathy_gap_high")}


def _contrast(cell: CellRow) -> dict[str, Any]:
    return {
        "gap": _figure(cell, "delta", "delta_low", "delta_high"),
        "shift": _figure(cell, "level_shift", "level_shift_low", "level_shift_high"),
        "survives_fdr": bool(cell.figures.get("survives_fdr")),
        "notes": wording.notes(cell),
    }


def _figure(cell: CellRow, point: str, low: str, high: str) -> dict[str, Any]:
    return {
        "published": cell.number(point) is not None,
        "value": wording.signed(cell.number(point)),
        "limits": wording.between(cell.number(low), cell.number(high)),
    }


# --- Without the assessors of one side -----------------------------------------------------------


def without_nominators(direction: DirectedDyad) -> Section | None:
    """The threat gaps again without each side's assessors; None for a panel published as one."""
    sides = direction.without()
    if not sides:
        return None
    columns = [direction.of("threat", side) for side in ("", *sides)]
    rows = [[_brief(cell, cells[0]) for cell in cells] for cells in zip(*columns, strict=True)]
    return {
        "sides": [direction.words.labels.sides[side] for side in sides],
        "rows": [
            {"name": direction.short_name(cell.key), "cells": row}
            for cell, row in zip(columns[0], rows, strict=True)
        ],
        "changed": _changed(sum(any(cell["differs"] for cell in row) for row in rows), len(rows)),
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
