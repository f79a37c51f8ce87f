"""What of a dyad's gaps a brief may say, and which of them come first. Pure: rows in, rows out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from analytics.measures.marks import ANSWERS
from analytics.measures.verdicts import Direction, GapKind, Thresholds
from analytics.release.groups import by_group, together
from analytics.release.rows import BlockRow, CellRow, Interval, at_least
from analytics.release.verdicts import (
    ACCURATE,
    OVERPREDICTED,
    UNDERPREDICTED,
    Likelihood,
    MeanVerdict,
    likelihood,
    side_of_zero,
)

BY_KIND = {
    GapKind.OVERESTIMATION: Direction.ABOVE,
    GapKind.UNDERESTIMATION: Direction.BELOW,
    GapKind.MISJUDGMENT: Direction.UNCLEAR,
    OVERPREDICTED: Direction.ABOVE,
    UNDERPREDICTED: Direction.BELOW,
}
OPPOSITE = {Direction.ABOVE: Direction.BELOW, Direction.BELOW: Direction.ABOVE}
ALIKE = (GapKind.ALIGNED, ACCURATE)
# For dialogue; shown by the question itself or by an interval beyond 0; said by likelihood alone.
FOR_DIALOGUE, SHOWN, LIKELY = range(3)


@dataclass(frozen=True)
class Finding:
    """A gap of which the release gives a direction; UNCLEAR is a gap in both at once."""

    cell: CellRow
    direction: Direction
    rank: int

    @property
    def for_dialogue(self) -> bool:
        return self.rank == FOR_DIALOGUE

    @property
    def together(self) -> bool:
        """Whether it rests on all answers of the round, and not on its own question's alone."""
        return uses_pooled(self.cell)

    @property
    def estimate(self) -> tuple[float | None, float | None, float | None]:
        """The figure that is spoken of, and its limits."""
        return self.cell.estimate(self.cell.pooled_point if self.together else self.cell.point)

    @property
    def weight(self) -> tuple[int, float]:
        """Sorts what is most worth talking about first."""
        return self.rank, -abs(self.estimate[0] or 0.0)


def uses_pooled(cell: CellRow) -> bool:
    """Whether the estimate together with the round's other gaps is there and to be relied on."""
    return cell.is_pooled and bool(cell.figures.get("pooled_stable"))


def direction_of(cell: CellRow, thresholds: Thresholds) -> Direction:
    """The direction in which the release lets a gap be spoken of; NONE where it gives none.

    It is that of the question's own verdict, or that which the round's answers together make almost
    certain. Where these differ, where the panel cannot determine the matter and where the undecided
    could turn the gap round, nothing is said.
    """
    if cell.kind == GapKind.INDETERMINATE or cell.figures.get("depends_on_undecided"):
        return Direction.NONE
    own = BY_KIND.get(cell.kind, Direction(cell.direction))
    if own == Direction.UNCLEAR and cell.kind != GapKind.MISJUDGMENT:
        own = Direction.NONE
    if cell.kind == GapKind.MISJUDGMENT or not uses_pooled(cell):
        return own
    above = cell.number("pooled_above") or 0.0
    together = Direction.ABOVE if above >= 0.5 else Direction.BELOW
    if own:
        even = likelihood(above, thresholds) == Likelihood.EVEN_CHANCE
        return own if own == together and not even else Direction.NONE
    # Of gaps of nothing four in ten are called very likely, and one in ten almost certain.
    certain = round(max(above, 1 - above), 9) >= thresholds.almost_certain
    return together if certain else Direction.NONE


def findings(
    cells: Iterable[CellRow], thresholds: Thresholds, for_dialogue: Iterable[str] = ()
) -> list[Finding]:
    """The gaps that may be spoken of, the weightiest first; those against the whole panel.

    ``for_dialogue`` are the keys of questions that come before all others.
    """
    keys = set(for_dialogue)
    found = [
        Finding(cell, direction, FOR_DIALOGUE if cell.key in keys else _rank(cell))
        for cell in cells
        if not cell.panel_without and (direction := direction_of(cell, thresholds))
    ]
    return sorted(found, key=lambda finding: finding.weight)


def _rank(cell: CellRow) -> int:
    _point, low, high = cell.estimate(cell.pooled_point)
    beyond = uses_pooled(cell) and side_of_zero(low, high) != MeanVerdict.CANNOT_BE_TOLD
    return SHOWN if cell.kind in BY_KIND or beyond else LIKELY


def from_each_direction(found: Sequence[Finding], most: int) -> list[Finding]:
    """The weightiest, so many at most, and of each directed dyad at least one if it has any."""
    firsts = {(f.cell.perceiver, f.cell.target): f for f in reversed(found)}.values()
    others = [finding for finding in found if finding not in firsts]
    return sorted(list(chain(firsts, others))[:most], key=lambda finding: finding.weight)


# --- Where the two agree -------------------------------------------------------------------------


def alike(cells: Iterable[CellRow]) -> list[CellRow]:
    """The gaps that are shown to be none: against the panel, the other side or its answers."""
    return [cell for cell in cells if cell.kind in ALIKE and not cell.panel_without]


def concerns_of_both(blocks: Sequence[BlockRow]) -> tuple[list[str], list[str]]:
    """The concerns that are certainly those of most people on both sides, and of few.

    More than half of all who were asked on each side gave *moderate* or higher; or *low* or lower.
    The keys of concerns in their order. Blocks are those of both directions of a dyad.
    """
    concerns = [block for block in blocks if block.item_kind == "concern"]
    asked: dict[str, list[BlockRow]] = {}
    for (lens, _group, _key), rows in by_group(concerns).items():
        if lens == "perceived":
            asked.setdefault(rows[0].item, []).append(together(rows))
    both = {item: rows for item, rows in asked.items() if len(rows) == 2}
    return (
        [item for item, rows in both.items() if all(_most_concerned(row) for row in rows)],
        [item for item, rows in both.items() if all(_most_unconcerned(row) for row in rows)],
    )


def _most_concerned(block: BlockRow) -> bool:
    moderate = at_least(block, ANSWERS.index("moderate"))
    return moderate is not None and 2 * moderate[0] > block.n


def _most_unconcerned(block: BlockRow) -> bool:
    levels, moderate = (_at_least(block, level) for level in ("none", "moderate"))
    return 2 * (levels[0] - moderate[1]) > block.n


def _at_least(block: BlockRow, level: str) -> Interval:
    """How many gave the level or a higher one; anything is possible of an unpublished group."""
    return at_least(block, ANSWERS.index(level)) or (0, block.n)
