"""The gaps of one directed dyad as sections of its page: each a chart and its table."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.release.rows import CellRow
from analytics.web import charts, verdict_wording, wording
from analytics.web.pages.directions import Direction

Section = dict[str, Any]
Described = Callable[[CellRow], dict[str, Any]]


def empathy_section(direction: Direction) -> Section | None:
    """What the target's participants predicted, against the answers; None if not asked."""
    cells = direction.of("empathy")
    if not cells:
        return None
    mean = direction.mean("empathy")
    return _section(direction, cells, _prediction) | {
        "chart": charts.predictions(cells, direction.texts()),
        "mean_words": wording.prediction_words(mean.mean),
        "concerns": wording.concerns_predicted_low(mean.n_below, mean.n_cells),
        "tracking": wording.signed(mean.tracking),
    }


def threat_section(direction: Direction) -> Section | None:
    """The participants' marks against the panel's; None if there was no panel."""
    cells = direction.of("threat")
    if not cells:
        return None
    mean = direction.mean("threat")
    section = _section(direction, cells, _contrast)
    return section | {
        "caption": _("The participants' marks against the panel's"),
        "chart": charts.deltas(cells, direction.texts()),
        "concerns": wording.concerns_above(mean.n_above, mean.n_cells),
        "quotes": any(q["quotation"] for group in section["groups"] for q in group["questions"]),
    }


def image_section(direction: Direction) -> Section | None:
    """The participants' marks against what the other side thinks warranted; None if not asked."""
    cells = direction.of("image")
    if not cells:
        return None
    mean = direction.mean("image")
    return _section(direction, cells, _contrast) | {
        "caption": _("The participants' marks against the other side's own view"),
        "chart": charts.images(cells, direction.texts()),
        "clustered": mean.clustered_mean is not None,
        "clustered_mean": wording.signed(mean.clustered_mean),
        "clustered_limits": wording.between(mean.clustered_mean_low, mean.clustered_mean_high),
    }


def _section(direction: Direction, cells: Sequence[CellRow], described: Described) -> Section:
    gap, mean = cells[0].gap, direction.mean(cells[0].gap)
    point = "empathy_gap" if gap == "empathy" else "delta"
    return {
        "id": f"{gap}-{direction.id}",
        "chart_id": f"chart-{gap}-{direction.id}",
        "known": any(cell.number(point) is not None for cell in cells),
        "n_left": cells[0].n_left,
        "n_right": cells[0].n_right,
        "mean": wording.signed(mean.mean),
        "mean_known": mean.mean is not None,
        "limits": wording.between(mean.mean_low, mean.mean_high),
        "holds": any(cell.figures.get("survives_fdr") for cell in cells),
        "groups": [
            {
                "kind": kind,
                "questions": [direction.heading(cell) | described(cell) for cell in group],
            }
            for kind, group in groupby(cells, key=lambda cell: cell.item_kind)
        ],
    }


# Colour is for verdicts: a gap that may be chance is not to catch the eye.


def _prediction(cell: CellRow) -> dict[str, Any]:
    gap = cell.number("empathy_gap")
    return {
        "value": wording.signed(gap),
        "limits": wording.between(cell.number("empathy_gap_low"), cell.number("empathy_gap_high")),
        "known": gap is not None,
        "class": wording.level_class(gap if verdict_wording.is_verdict(cell) else None),
        "kind": verdict_wording.kind_words(cell),
        "is_verdict": verdict_wording.is_verdict(cell),
        "said": wording.prediction_words(gap),
    }


def _contrast(cell: CellRow) -> dict[str, Any]:
    return {
        "value": wording.signed(cell.delta),
        "limits": wording.between(cell.number("delta_low"), cell.number("delta_high")),
        "known": cell.delta is not None,
        "class": wording.band_class(cell.delta if verdict_wording.is_verdict(cell) else None),
        "shift": wording.shift_words(cell.number("level_shift")),
        "kind": verdict_wording.kind_words(cell),
        "is_verdict": verdict_wording.is_verdict(cell),
        "holds": bool(cell.figures.get("survives_fdr")),
        "notes": verdict_wording.notes(cell),
    }


# --- Without the assessors of one side -----------------------------------------------------------


def without_section(direction: Direction) -> Section | None:
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
        "kind": verdict_wording.kind_words(cell),
        "differs": cell.kind != whole.kind,
    }


def _changed(changed: int, asked: int) -> str:
    return ngettext(
        "At %(changed)s of %(asked)s question the finding changes without one side's assessors.",
        "At %(changed)s of %(asked)s questions the finding changes without one side's assessors.",
        asked,
    ) % {"changed": changed, "asked": asked}
