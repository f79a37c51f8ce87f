"""Blocks to a gap matrix: every gap at every question, and over the common battery.

Nothing here sees a database. Imported by the worker alone, since scipy is slow to load.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from analytics.measures.blocks import Block
from analytics.measures.candidates import Group, panel_sum
from analytics.measures.published_contrast import (
    PublishedContrast,
    published_contrast,
    published_contrast_without_each_side,
)
from analytics.measures.published_empathy import (
    PublishedEmpathy,
    published_empathy,
    published_tracking,
)
from analytics.measures.published_means import PublishedMean, mean_delta, mean_empathy_gap
from analytics.measures.rounding import difference
from analytics.measures.verdicts import Thresholds
from analytics.release.rows import BlockRow, CellRow, MeanRow, nominator_of

# The two lenses of each gap: it is above zero when the first stands above the second.
LENSES_OF_GAP = {
    "threat": ("perceived", "assessed"),
    "image": ("perceived", "avowed"),
    "empathy": ("predicted", "perceived"),
}
Asked = Mapping[str, Mapping[str, Sequence[BlockRow]]]
Published = PublishedContrast | PublishedEmpathy


class Pair(NamedTuple):
    """The published groups behind one cell, each a block or the sum of the panel's blocks."""

    left: BlockRow
    right: Sequence[BlockRow]


def gap_cells(blocks: Iterable[BlockRow], thresholds: Thresholds | None = None) -> list[CellRow]:
    """Every gap at every question, from what is published alone.

    Where the panel is published by nominating side its blocks are added up, and the threat gaps
    come once more without each side's assessors. The cells of one gap are one family when they
    are corrected for their number.
    """
    asked = by_lens(blocks)
    return [
        cell
        for gap, lenses in LENSES_OF_GAP.items()
        if (pairs := _pairs(asked, *lenses))
        for cell in _cells(gap, pairs, thresholds)
    ]


def by_lens(blocks: Iterable[BlockRow]) -> Asked:
    """The blocks of concerns and threats by lens and question, one or (the panel) several each."""
    found: dict[str, dict[str, list[BlockRow]]] = {}
    for block in blocks:
        if block.item_kind in ("concern", "threat"):
            found.setdefault(block.lens, {}).setdefault(block.key, []).append(block)
    return found


def published_group(rows: Sequence[BlockRow]) -> Group | None:
    """One group as the figures are made of it; None unless all of it is published."""
    blocks = [block for row in rows if (block := row.block) is not None]
    if len(blocks) < len(rows):
        return None
    return blocks[0] if len(blocks) == 1 else panel_sum(blocks)


def _pairs(asked: Asked, left: str, right: str) -> list[Pair]:
    one, other = asked.get(left, {}), asked.get(right, {})
    return [Pair(one[key][0], other[key]) for key in one if key in other]


def _cells(gap: str, pairs: Sequence[Pair], thresholds: Thresholds | None) -> list[CellRow]:
    left = [published_group([pair.left]) for pair in pairs]
    right = [published_group(pair.right) for pair in pairs]
    if gap == "empathy":
        return _rows(gap, "", pairs, published_empathy(left, right, thresholds))
    rows = _rows(gap, "", pairs, published_contrast(left, right, thresholds))
    if all(len(pair.right) > 1 for pair in pairs):
        panels = [_by_side(pair.right) for pair in pairs]
        for side, found in published_contrast_without_each_side(left, panels, thresholds).items():
            rows += _rows(gap, side, pairs, found)
    return rows


def _by_side(panel: Sequence[BlockRow]) -> dict[str, Block]:
    return {nominator_of(row.group): block for row in panel if (block := row.block) is not None}


def _rows(
    gap: str, without: str, pairs: Sequence[Pair], found: Sequence[Published]
) -> list[CellRow]:
    return [_row(gap, without, pair, one) for pair, one in zip(pairs, found, strict=True)]


def _row(gap: str, without: str, pair: Pair, found: Published) -> CellRow:
    """The words stand apart from the figures; how many were asked is told as of the blocks."""
    apart = {"kind", "subtype", "direction", *(f"n_{side}" for side in SIDES)}
    flat = found.flat()
    return CellRow(
        **pair.left.question,
        gap=gap,
        panel_without=without,
        n_left=pair.left.n,
        n_right=sum(
            row.n for row in pair.right if not without or nominator_of(row.group) != without
        ),
        kind=flat["kind"],
        subtype=flat.get("subtype", ""),
        direction=flat.get("direction", ""),
        figures={name: value for name, value in flat.items() if name not in apart},
    )


SIDES = ("left", "right", "predicted", "perceived")


# --- Over the common battery ---------------------------------------------------------------------


def gap_means(cells: Iterable[CellRow], blocks: Iterable[BlockRow]) -> list[MeanRow]:
    """Every gap over the common battery: of each directed dyad, perceiver and target."""
    concerns = [cell for cell in cells if cell.item_kind == "concern"]
    # By position too: the last digit of a sum depends on the order.
    concerns.sort(key=lambda cell: (cell.gap, cell.panel_without, cell.position))
    asked = by_lens(block for block in blocks if block.item_kind == "concern")
    return [
        mean
        for (gap, without), family in groupby(concerns, key=lambda c: (c.gap, c.panel_without))
        for mean in _means(gap, without, list(family), asked)
    ]


def _means(gap: str, without: str, cells: Sequence[CellRow], asked: Asked) -> list[MeanRow]:
    gathered: dict[tuple[str, str], list[CellRow]] = {}
    for cell in cells:
        for ends in ((cell.perceiver, cell.target), (cell.perceiver, ""), ("", cell.target)):
            gathered.setdefault(ends, []).append(cell)
    means = {ends: _mean(gap, items) for ends, items in gathered.items()}
    return [
        MeanRow(
            perceiver=perceiver,
            target=target,
            gap=gap,
            panel_without=without,
            **vars(mean),
            asymmetry=_asymmetry(means, perceiver, target),
            tracking=_tracking(asked, items) if gap == "empathy" and perceiver and target else None,
        )
        for ((perceiver, target), items), mean in zip(gathered.items(), means.values(), strict=True)
    ]


def _mean(gap: str, cells: Sequence[CellRow]) -> PublishedMean:
    if gap == "empathy":
        names = ("empathy_gap", "empathy_gap_low", "empathy_gap_high")
        return mean_empathy_gap(*([cell.number(name) for cell in cells] for name in names))
    return mean_delta([cell.delta for cell in cells], [cell.delta_se for cell in cells])


def _asymmetry(
    means: Mapping[tuple[str, str], PublishedMean], perceiver: str, target: str
) -> float | None:
    other = means.get((target, perceiver)) if perceiver and target else None
    return difference(means[perceiver, target].mean, other.mean) if other else None


def _tracking(asked: Asked, cells: Sequence[CellRow]) -> float | None:
    predicted, perceived = (
        [published_group(asked[lens][cell.key]) for cell in cells]
        for lens in LENSES_OF_GAP["empathy"]
    )
    return published_tracking(predicted, perceived)
