"""What each threat gap gains from all the others of its round.

Imported by the worker alone, since scipy is slow to load.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from analytics.computing import gap_matrix
from analytics.computing.gap_matrix import LENSES_OF_GAP, by_lens
from analytics.measures.blocks import Block
from analytics.measures.pooling import Pooled, pool
from analytics.measures.rounding import LIMIT, figure
from analytics.measures.verdicts import GapKind, PoolingProblem, Thresholds
from analytics.release.rows import BlockRow, CellRow, MeanRow

# The blocks of one group; None where it is not pooled.
Blocks = tuple[Block, ...] | None
# A cell in which one group could not determine a level is not said to be likely anything.
LEFT_OUT = (GapKind.INSUFFICIENT, GapKind.INDETERMINATE)


def cells_and_means(
    blocks: Sequence[BlockRow], thresholds: Thresholds | None = None
) -> tuple[list[CellRow], list[MeanRow]]:
    """Return every gap at every question and over the common battery, alone and pooled."""
    cells = gap_matrix.gap_cells(blocks, thresholds)
    return with_pooled(cells, gap_matrix.gap_means(cells, blocks), blocks)


def with_pooled(
    cells: Sequence[CellRow], means: Sequence[MeanRow], blocks: Sequence[BlockRow]
) -> tuple[list[CellRow], list[MeanRow]]:
    """Return the cells and means with the pooled figures of the threat gap.

    They are of the whole panel, and None in a cell that has no figure of its own or is left
    undetermined. A mean has none where none of its concerns has.
    """
    family = _family(cells)
    pooled = _pooled(family, blocks)
    places = {cell.key: place for place, cell in enumerate(family)}
    greatest = _greatest(family, pooled)
    return (
        [
            replace(cell, figures={**cell.figures, **_figures(pooled, places[cell.key], greatest)})
            if _is_pooled(cell)
            else cell
            for cell in cells
        ],
        [
            replace(mean, pooled=_of_mean(mean, family, pooled)) if _is_pooled(mean) else mean
            for mean in means
        ],
    )


def pooling_problem(cells: Sequence[CellRow], blocks: Sequence[BlockRow]) -> PoolingProblem:
    """Return why the threat gaps among the cells have no pooled figures, if they have none.

    NONE also in a round that asked for no threat gap.
    """
    family = _family(cells)
    return _pooled(family, blocks).problem if family else PoolingProblem.NONE


def _family(cells: Sequence[CellRow]) -> list[CellRow]:
    """The cells that are pooled together. What is drawn and summed depends on their order."""
    return sorted(filter(_is_pooled, cells), key=lambda cell: (cell.position, cell.key))


def _pooled(family: Sequence[CellRow], blocks: Sequence[BlockRow]) -> Pooled:
    of_lens = by_lens(blocks)
    left, right = (
        [_group(cell, of_lens[lens][cell.key]) for cell in family]
        for lens in LENSES_OF_GAP["threat"]
    )
    return _of_groups(
        tuple(left),
        tuple(right),
        tuple(cell.perceiver for cell in family),
        tuple(cell.target for cell in family),
        # A threat in one dyad's words may bear the name of another's.
        tuple(cell.item if cell.item_kind == "concern" else cell.key for cell in family),
    )


@lru_cache(maxsize=8)
def _of_groups(
    left: tuple[Blocks, ...],
    right: tuple[Blocks, ...],
    perceiver: tuple[str, ...],
    target: tuple[str, ...],
    concern: tuple[str, ...],
) -> Pooled:
    """It takes a second or two, and a revision of the same blocks comes out the same."""
    return pool(left, right, perceiver=perceiver, target=target, concern=concern)


def _group(cell: CellRow, rows: Sequence[BlockRow]) -> Blocks:
    if cell.delta is None or cell.kind in LEFT_OUT:
        return None
    blocks = [block for row in rows if (block := row.block) is not None]
    return tuple(sorted(blocks, key=lambda block: (block.n, block.intervals)))


def _greatest(family: Sequence[CellRow], pooled: Pooled) -> dict[int, float]:
    """By place, how probable it is that a concern's gap is the greatest of its dyad's."""
    dyads: dict[tuple[str, str], list[int]] = {}
    for place, cell in enumerate(family):
        if cell.item_kind == "concern":
            dyads.setdefault((cell.perceiver, cell.target), []).append(place)
    return {
        place: float(chance)
        for places in dyads.values()
        for place, chance in zip(places, pooled.greatest(places), strict=True)
    }


def _is_pooled(row: CellRow | MeanRow) -> bool:
    return row.gap == "threat" and not row.panel_without


def _figures(pooled: Pooled, place: int, greatest: dict[int, float]) -> dict[str, float | None]:
    numbers = {
        "pooled_delta": float(pooled.delta[place]),
        "pooled_delta_low": float(pooled.low[place]),
        "pooled_delta_high": float(pooled.high[place]),
        "pooled_above": float(pooled.above[place]),
        "pooled_greatest": greatest.get(place, float("nan")),
    }
    figures = {name: figure(round(value, LIMIT)) for name, value in numbers.items()}
    stable = figures["pooled_delta"] is not None
    return {**figures, "pooled_stable": bool(pooled.stable[place]) if stable else None}


def _of_mean(mean: MeanRow, family: Sequence[CellRow], pooled: Pooled) -> dict[str, float | None]:
    estimate = pooled.mean([place for place, cell in enumerate(family) if mean.is_over(cell)])
    if estimate is None:
        return {}
    names = ("mean", "mean_low", "mean_high", "above")
    return {name: figure(round(value, LIMIT)) for name, value in zip(names, estimate, strict=True)}
