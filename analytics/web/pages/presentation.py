"""A dyad on the wall of a room: one gap at a time, both directions beside each other."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from analytics.measures.verdicts import Thresholds
from analytics.release.audience import AUDIENCES, Audience
from analytics.release.queries import blocks_of, cells_of
from analytics.release.rows import CellRow
from analytics.release.verdicts import thresholds_of
from analytics.web.access import Reader
from analytics.web.charts.dumbbells import SHAPES, dumbbell
from analytics.web.pages.gaps import CAPTIONS, DirectedDyad
from analytics.web.pages.glance import blocks_behind, finding, group_names
from analytics.web.pages.levels import level_range, range_words
from analytics.web.pages.shared import page_context, words_of

# Of each gap the two lenses, in the order in which a room sees them: what is guessed comes first.
LENSES = {
    "threat": ("perceived", "assessed"),
    "empathy": ("predicted", "perceived"),
    "image": ("perceived", "avowed"),
}
QUESTIONS = {
    "threat": _("How seriously do participants take each matter, and how seriously the panel?"),
    "empathy": _("What did the other side predict, and what did participants answer?"),
    "image": _("What are participants concerned about, and what does the other side say of it?"),
}
KINDS = {"concern": _("Common concerns"), "threat": _("Articulated threats")}
# What is hidden, shown one by one: the first lens, the second, and the finding in words.
STAGES = 3


def presentation(reader: Reader, perceiver: str, target: str) -> dict[str, Any] | None:
    """The slides of a dyad, the direction in the address first; None if there is no such dyad."""
    release = reader.release
    words = words_of(release)
    blocks, cells = blocks_of(release), cells_of(release)
    directions = [
        DirectedDyad(
            words,
            *ends,
            [cell for cell in cells if (cell.perceiver, cell.target) == ends],
            [block for block in blocks if (block.perceiver, block.target) == ends],
            [],
        )
        for ends in ((perceiver, target), (target, perceiver))
    ]
    if not directions[0].cells:
        return None
    thresholds = thresholds_of(release.metadata)
    slides = [
        slide
        for gap in LENSES
        for kind in KINDS
        if (slide := _slide(directions, gap, kind, thresholds))
    ]
    return page_context(reader) | {
        "perceiver": words.name(perceiver),
        "target": words.name(target),
        "dyad_url": reader.url("dyad", perceiver, target),
        "levels": [words.labels.marks[level] for level in ("none", "serious")],
        "slides": slides,
        "stages": STAGES,
        "sides_have_read": AUDIENCES.index(Audience(release.audience))
        >= AUDIENCES.index(Audience.SIDES),
    }


def _slide(
    directions: Sequence[DirectedDyad], gap: str, kind: str, thresholds: Thresholds
) -> dict[str, Any] | None:
    """One gap and one kind of question in both directions; None where nothing of it was asked."""
    shown = [
        (direction, cells)
        for direction in directions
        if (cells := [cell for cell in direction.of(gap) if cell.item_kind == kind])
    ]
    if not shown:
        return None
    return {
        "gap": gap,
        "question": QUESTIONS[gap],
        "compared": CAPTIONS[gap],
        "kind": KINDS[kind],
        "directions": [_direction(direction, gap, cells, thresholds) for direction, cells in shown],
    }


def _direction(
    direction: DirectedDyad, gap: str, cells: Sequence[CellRow], thresholds: Thresholds
) -> dict[str, Any]:
    """A column of a slide, in the order of the questions: one by findings would give them away."""
    names = group_names(direction)
    return {
        "perceiver": direction.words.name(direction.perceiver),
        "target": direction.words.name(direction.target),
        "groups": [
            {"lens": lens, "name": names[lens], "shape": SHAPES[lens]} for lens in LENSES[gap]
        ],
        "rows": [_row(direction, gap, cell, thresholds) for cell in cells],
    }


def _row(
    direction: DirectedDyad, gap: str, cell: CellRow, thresholds: Thresholds
) -> dict[str, Any]:
    ranges = {lens: level_range(blocks_behind(direction, cell.key, lens)) for lens in LENSES[gap]}
    return {
        "name": direction.short_names[cell.key],
        "drawing": dumbbell(ranges),
        "ranges": [{"lens": lens, "words": range_words(span)} for lens, span in ranges.items()],
        "finding": finding(cell, thresholds)["words"],
    }
