"""What each gap gains from all the others of its kind in the round.

Imported by the worker alone, since scipy is slow to load.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from analytics.computing import gap_matrix
from analytics.computing.gap_matrix import LENSES_OF_GAP, by_lens
from analytics.measures.blocks import Block
from analytics.measures.contrast import delta_of_shares
from analytics.measures.pooling import Figure, Pooled, pool
from analytics.measures.published_empathy import empathy_gap_of_shares
from analytics.measures.rounding import LIMIT, figure
from analytics.measures.verdicts import GapKind, PoolingProblem, Thresholds
from analytics.release.rows import BlockRow, CellRow, MeanRow, divided, published

# The blocks of one group; None where it is not pooled.
Blocks = tuple[Block, ...] | None
# A cell in which one group could not determine a level is not said to be likely anything.
LEFT_OUT = (GapKind.INSUFFICIENT, GapKind.INDETERMINATE)
# The field of a cell that says which side answered through a lens; of the panel there is one.
SIDE_OF_LENS = {"perceived": "perceiver", "predicted": "target", "avowed": "target"}
PANEL = ""


def cells_and_means(
    blocks: Sequence[BlockRow],
    thresholds: Thresholds | None = None,
    apart: Collection[str] = (),
) -> tuple[list[CellRow], list[MeanRow]]:
    """Return every gap at every question and over the common battery, alone and pooled.

    Gaps about a target that stands `apart` are not pooled with the others, and nothing else rests
    on them.
    """
    cells = gap_matrix.gap_cells(blocks, thresholds, apart)
    means = gap_matrix.gap_means(cells, blocks, apart)
    cells, cells_apart = divided(cells, apart)
    means, means_apart = divided(means, apart)
    cells, means = with_pooled(cells, means, blocks)
    return [*cells, *cells_apart], [*means, *means_apart]


def with_pooled(
    cells: Sequence[CellRow], means: Sequence[MeanRow], blocks: Sequence[BlockRow]
) -> tuple[list[CellRow], list[MeanRow]]:
    """Return the cells and means with the pooled figures of each gap.

    They are of the whole panel, and None in a cell that has no figure of its own or is left
    undetermined. A mean has none where none of its concerns has.
    """
    families = {family.gap: family for family in _families(cells, blocks)}

    def pooled_cell(cell: CellRow) -> CellRow:
        return replace(cell, figures={**cell.figures, **families[cell.gap].figures_of(cell)})

    def pooled_mean(mean: MeanRow) -> MeanRow:
        return replace(mean, pooled=families[mean.gap].figures_of_mean(mean))

    return (
        [pooled_cell(cell) if _is_pooled(cell) else cell for cell in cells],
        [pooled_mean(mean) if _is_pooled(mean) else mean for mean in means],
    )


def pooling_problem(
    cells: Sequence[CellRow], blocks: Sequence[BlockRow], apart: Collection[str] = ()
) -> PoolingProblem:
    """Return why gaps among the cells have no pooled figures, if there are such gaps.

    Those about a target that stands `apart` never have any. NOT_CONVERGED where the model of any
    gap could not be fitted, NOTHING_TO_POOL where that is so of all of them; NONE also in a round
    that asked for no gap.
    """
    pooled, _apart = divided(cells, apart)
    problems = {family.pooled.problem for family in _families(pooled, blocks)}
    if PoolingProblem.NOT_CONVERGED in problems:
        return PoolingProblem.NOT_CONVERGED
    nothing = problems == {PoolingProblem.NOTHING_TO_POOL}
    return PoolingProblem.NOTHING_TO_POOL if nothing else PoolingProblem.NONE


def _is_pooled(row: CellRow | MeanRow) -> bool:
    return not row.panel_without


def _families(cells: Sequence[CellRow], blocks: Sequence[BlockRow]) -> Iterator["_Family"]:
    """The cells that are pooled together. What is drawn and summed depends on their order."""
    ordered = sorted(filter(_is_pooled, cells), key=lambda cell: (cell.position, cell.key))
    for gap in LENSES_OF_GAP:
        if of_gap := [cell for cell in ordered if cell.gap == gap]:
            yield _Family(gap, of_gap, blocks)


@dataclass(frozen=True)
class _Family:
    """The cells of one gap, pooled."""

    gap: str
    cells: Sequence[CellRow]
    blocks: Sequence[BlockRow]

    @cached_property
    def pooled(self) -> Pooled:
        of_lens, lenses = by_lens(self.blocks), LENSES_OF_GAP[self.gap]
        groups = [[_group(cell, of_lens[lens][cell.key]) for cell in self.cells] for lens in lenses]
        sides = [[_side(cell, lens) for cell in self.cells] for lens in lenses]
        return _of_groups(
            *map(tuple, groups),
            *map(tuple, sides),
            tuple(cell.perceiver for cell in self.cells),
            tuple(cell.target for cell in self.cells),
            # A threat in one dyad's words may bear the name of another's.
            tuple(cell.item if cell.item_kind == "concern" else cell.key for cell in self.cells),
            empathy_gap_of_shares if self.gap == "empathy" else delta_of_shares,
        )

    def figures_of(self, cell: CellRow) -> dict[str, float | None]:
        pooled, place = self.pooled, self._places[cell.key]
        numbers = {
            cell.pooled_point: float(pooled.delta[place]),
            f"{cell.pooled_point}_low": float(pooled.low[place]),
            f"{cell.pooled_point}_high": float(pooled.high[place]),
            "pooled_above": float(pooled.above[place]),
            "pooled_greatest": self._greatest.get(place, float("nan")),
        }
        figures = {name: figure(round(value, LIMIT)) for name, value in numbers.items()}
        stable = figures["pooled_above"] is not None
        return {**figures, "pooled_stable": bool(pooled.stable[place]) if stable else None}

    def figures_of_mean(self, mean: MeanRow) -> dict[str, float | None]:
        estimate = self.pooled.mean([i for i, cell in enumerate(self.cells) if mean.is_over(cell)])
        if estimate is None:
            return {}
        names = ("mean", "mean_low", "mean_high", "above")
        return {n: figure(round(value, LIMIT)) for n, value in zip(names, estimate, strict=True)}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {cell.key: place for place, cell in enumerate(self.cells)}

    @cached_property
    def _greatest(self) -> dict[int, float]:
        """By place, how probable it is that a concern's gap is the greatest of its dyad's."""
        dyads: dict[tuple[str, str], list[int]] = {}
        for place, cell in enumerate(self.cells):
            if cell.item_kind == "concern":
                dyads.setdefault((cell.perceiver, cell.target), []).append(place)
        return {
            place: float(chance)
            for places in dyads.values()
            for place, chance in zip(places, self.pooled.greatest(places), strict=True)
        }


def _side(cell: CellRow, lens: str) -> str:
    return getattr(cell, SIDE_OF_LENS[lens]) if lens in SIDE_OF_LENS else PANEL


def _group(cell: CellRow, rows: Sequence[BlockRow]) -> Blocks:
    if cell.number(cell.point) is None or cell.kind in LEFT_OUT:
        return None
    return tuple(sorted(published(rows), key=lambda block: (block.n, block.intervals)))


def forget() -> None:
    """Forget every estimate, as a benchmark must."""
    _of_groups.cache_clear()


# A release and a revision of the same blocks come out the same, each with three gaps.
@lru_cache(maxsize=24)
def _of_groups(
    left: tuple[Blocks, ...],
    right: tuple[Blocks, ...],
    left_group: tuple[str, ...],
    right_group: tuple[str, ...],
    perceiver: tuple[str, ...],
    target: tuple[str, ...],
    concern: tuple[str, ...],
    of: Figure,
) -> Pooled:
    return pool(
        left,
        right,
        perceiver=perceiver,
        target=target,
        concern=concern,
        left_group=left_group,
        right_group=right_group,
        of=of,
    )
