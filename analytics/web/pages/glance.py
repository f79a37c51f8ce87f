"""A directed dyad at a glance: each question in one row, with the groups drawn and the findings."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from analytics.measures.verdicts import Thresholds
from analytics.release.rows import PANEL, BlockRow, CellRow
from analytics.web import wording
from analytics.web.charts.dumbbells import SHAPES, dumbbell
from analytics.web.pages.gaps import DirectedDyad
from analytics.web.pages.levels import level_range, range_words
from analytics.web.pages.likely import by_pooled

# The gaps whose findings stand in a row, each with the lens that it is about.
FINDINGS = {"threat": "assessed", "empathy": "predicted", "image": "avowed"}


def at_a_glance(direction: DirectedDyad, thresholds: Thresholds) -> dict[str, Any] | None:
    """The rows of a directed dyad, in the order of its first gap; None for one without gaps."""
    gaps = {gap: {cell.key: cell for cell in direction.of(gap)} for gap in FINDINGS}
    first = next((cells for cells in gaps.values() if cells), None)
    if first is None:
        return None
    lenses = [lens for lens in SHAPES if any(b.lens == lens for b in direction.blocks)]
    names = group_names(direction)
    return {
        "groups": [{"lens": lens, "name": names[lens], "shape": SHAPES[lens]} for lens in lenses],
        "levels": [direction.words.labels.marks[level] for level in ("none", "serious")],
        "rows": [
            _row(direction, cell, lenses, gaps, thresholds) for cell in by_pooled(first.values())
        ],
    }


def group_names(direction: DirectedDyad) -> dict[str, str]:
    """What the group behind each lens is called on the page of a dyad."""
    return {
        "perceived": _("Participants"),
        "predicted": _("Predictions of the other side"),
        "assessed": direction.words.group_name(PANEL),
        "avowed": _("The other side's own view"),
    }


def _row(
    direction: DirectedDyad,
    cell: CellRow,
    lenses: Sequence[str],
    gaps: Mapping[str, Mapping[str, CellRow]],
    thresholds: Thresholds,
) -> dict[str, Any]:
    ranges = {lens: level_range(blocks_behind(direction, cell.key, lens)) for lens in lenses}
    return {
        "name": direction.short_names[cell.key],
        "for_dialogue": cell.key in direction.for_dialogue,
        "drawing": dumbbell(ranges),
        "ranges": [range_words(span) for span in ranges.values()],
        "findings": [
            finding(cells[cell.key], thresholds) for cells in gaps.values() if cell.key in cells
        ],
    }


def blocks_behind(direction: DirectedDyad, key: str, lens: str) -> list[BlockRow]:
    """The published counts of one question through one lens; several for a panel in parts."""
    return [block for block in direction.blocks if (block.key, block.lens) == (key, lens)]


def _about(gap: str) -> str:
    """What a finding compares the participants with."""
    return {"threat": _("panel:"), "empathy": _("predicted:"), "image": _("own view:")}[gap]


def finding(cell: CellRow, thresholds: Thresholds) -> dict[str, str]:
    """The word of a gap: of all the round's answers together, or else of its own alone."""
    words = (
        wording.likelihood_words(cell.gap, cell.number("pooled_above") or 0.0, thresholds)
        if cell.is_pooled
        else wording.kind_words(cell)
    )
    return {"about": _about(cell.gap), "words": words}
