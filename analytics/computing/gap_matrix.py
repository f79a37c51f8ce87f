"""Blocks to a gap matrix: every gap at every question, and over the common battery.

Nothing here sees a database. Imported by the worker alone, since scipy is slow to load.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from analytics.measures.candidates import Group, panel_sum
from analytics.measures.published_contrast import PublishedContrast, published_contrast
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
BlocksByLens = Mapping[str, Mapping[str, Sequence[BlockRow]]]
Published = PublishedContrast | PublishedEmpathy
# Figures of a cell that have fields of their own in its row.
FIELDS = {"kind", "subtype", "direction", "n_left", "n_right", "n_predicted", "n_perceived"}


class Pair(NamedTuple):
    """The published groups behind one cell, each a block or the sum of the panel's blocks."""

    left: BlockRow
    right: Sequence[BlockRow]

    def right_without(self, side: str) -> list[BlockRow]:
        """Return the blocks on the right less that of the assessors whom this side nominated."""
        return [row for row in self.right if not side or nominator_of(row.group) != side]


def gap_cells(
    blocks: Iterable[BlockRow],
    thresholds: Thresholds | None = None,
    apart: Collection[str] = (),
) -> list[CellRow]:
    """Return every gap at every question, from the blocks alone.

    Where the panel is published by nominating side its blocks are added up, and the threat gaps
    come once more without each side's assessors. The cells of one gap are one family when they
    are corrected for their number; those about a target that stands `apart` are one of their own,
    so that all others are what they would be if nobody had been asked about it.
    """
    of_lens = by_lens(blocks)
    return [
        cell
        for gap, lenses in LENSES_OF_GAP.items()
        if (pairs := _pairs(of_lens, *lenses))
        for cell in _cells(gap, pairs, thresholds, apart)
    ]


def by_lens(blocks: Iterable[BlockRow]) -> BlocksByLens:
    """Return the blocks of concerns and threats by lens and question; a panel may have several."""
    of_lens: dict[str, dict[str, list[BlockRow]]] = {}
    for block in blocks:
        if block.item_kind in ("concern", "threat"):
            of_lens.setdefault(block.lens, {}).setdefault(block.key, []).append(block)
    return of_lens


def published_group(rows: Sequence[BlockRow]) -> Group | None:
    """Return the block of one group, or the sum of its blocks; None unless all are published."""
    blocks = [block for row in rows if (block := row.block) is not None]
    if len(blocks) < len(rows):
        return None
    return blocks[0] if len(blocks) == 1 else panel_sum(blocks)


def _pairs(of_lens: BlocksByLens, left: str, right: str) -> list[Pair]:
    one, other = of_lens.get(left, {}), of_lens.get(right, {})
    return [Pair(one[key][0], other[key]) for key in one if key in other]


def _cells(
    gap: str, pairs: Sequence[Pair], thresholds: Thresholds | None, apart: Collection[str]
) -> list[CellRow]:
    """All matrices of one gap at once: many of their groups are the same."""
    panels = [(without, pair) for without in ("", *_nominators(pairs)) for pair in pairs]
    left = [published_group([pair.left]) for _, pair in panels]
    right = [published_group(pair.right_without(without)) for without, pair in panels]
    families = [f"{without} {pair.left.target in apart}" for without, pair in panels]
    cells: Sequence[Published] = (
        published_empathy(left, right, thresholds)
        if gap == "empathy"
        else published_contrast(left, right, thresholds, families=families)
    )
    return [_row(gap, *panel, cell) for panel, cell in zip(panels, cells, strict=True)]


def _nominators(pairs: Sequence[Pair]) -> list[str]:
    """The sides that a panel is published by, the same ones at every question; else none."""
    if any(len(pair.right) == 1 for pair in pairs):
        return []
    first, *others = (sorted(nominator_of(row.group) for row in pair.right) for pair in pairs)
    for sides in others:
        if sides != first:
            raise ValueError(f"blocks: the panel must be of the sides {first}; got {sides}")
    return first


def _row(gap: str, without: str, pair: Pair, cell: Published) -> CellRow:
    """The row of a cell; its numbers of people are there also for groups that are too small."""
    flat = cell.flat()
    return CellRow(
        **pair.left.question,
        gap=gap,
        panel_without=without,
        n_left=pair.left.n,
        n_right=sum(row.n for row in pair.right_without(without)),
        kind=flat["kind"],
        subtype=flat.get("subtype", ""),
        direction=flat.get("direction", ""),
        figures={name: value for name, value in flat.items() if name not in FIELDS},
    )


# --- Over the common battery ---------------------------------------------------------------------


def gap_means(
    cells: Iterable[CellRow], blocks: Iterable[BlockRow], apart: Collection[str] = ()
) -> list[MeanRow]:
    """Return every gap over the common battery: of each directed dyad, perceiver and target.

    A target that stands `apart` is in the mean of no perceiver toward all.
    """
    concerns = [cell for cell in cells if cell.item_kind == "concern"]
    # By position too: the last digit of a sum depends on the order.
    concerns.sort(key=lambda cell: (cell.gap, cell.panel_without, cell.position))
    of_lens = by_lens(block for block in blocks if block.item_kind == "concern")
    return [
        mean
        for (gap, without), family in groupby(concerns, key=lambda c: (c.gap, c.panel_without))
        for mean in _means(gap, without, list(family), of_lens, apart)
    ]


def _means(
    gap: str,
    without: str,
    cells: Sequence[CellRow],
    of_lens: BlocksByLens,
    apart: Collection[str],
) -> list[MeanRow]:
    by_ends: dict[tuple[str, str], list[CellRow]] = {}
    for cell in cells:
        for ends in ((cell.perceiver, cell.target), (cell.perceiver, ""), ("", cell.target)):
            if ends[1] or cell.target not in apart:
                by_ends.setdefault(ends, []).append(cell)
    means = {ends: _mean(gap, items) for ends, items in by_ends.items()}
    return [
        MeanRow(
            perceiver=perceiver,
            target=target,
            gap=gap,
            panel_without=without,
            **vars(mean),
            asymmetry=_asymmetry(means, perceiver, target),
            tracking=(
                _tracking(of_lens, by_ends[perceiver, target])
                if gap == "empathy" and perceiver and target
                else None
            ),
        )
        for (perceiver, target), mean in means.items()
    ]


def _mean(gap: str, cells: Sequence[CellRow]) -> PublishedMean:
    kinds = [cell.kind for cell in cells]
    if gap == "empathy":
        names = ("empathy_gap", "empathy_gap_low", "empathy_gap_high")
        gaps, low, high = ([cell.number(name) for cell in cells] for name in names)
        return mean_empathy_gap(gaps, low, high, kinds)
    return mean_delta([cell.delta for cell in cells], [cell.delta_se for cell in cells], kinds)


def _asymmetry(
    means: Mapping[tuple[str, str], PublishedMean], perceiver: str, target: str
) -> float | None:
    other = means.get((target, perceiver)) if perceiver and target else None
    return difference(means[perceiver, target].mean, other.mean) if other else None


def _tracking(of_lens: BlocksByLens, cells: Sequence[CellRow]) -> float | None:
    predicted, perceived = (
        [published_group(of_lens[lens][cell.key]) for cell in cells]
        for lens in LENSES_OF_GAP["empathy"]
    )
    return published_tracking(predicted, perceived)
