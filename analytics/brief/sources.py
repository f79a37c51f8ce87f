"""What a release says of its dyads, read once: the same in every language of a brief."""

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from analytics.brief.findings import Finding, findings, from_each_direction
from analytics.measures.verdicts import Thresholds
from analytics.models import ReferenceFigure, Release
from analytics.reference.queries import figures_of
from analytics.release.citation import pooling_problem
from analytics.release.queries import blocks_of, cells_of, revisions_of
from analytics.release.reassurance import MeasureRow, measure_rows
from analytics.release.rows import BlockRow, CellRow
from analytics.release.verdicts import for_dialogue, thresholds_of
from analytics.web.pages.shared import words_of
from surveys.instruments.loader import document_of

MOST_GAPS, MOST_UNKNOWN = 3, 2
Dyad = tuple[str, str]


@dataclass(frozen=True)
class Source:
    """A release's rows, read once for the briefs of all dyads and in all languages."""

    release: Release

    @cached_property
    def cells(self) -> list[CellRow]:
        return cells_of(self.release)

    @cached_property
    def blocks(self) -> list[BlockRow]:
        return blocks_of(self.release)

    @cached_property
    def elsewhere(self) -> list[ReferenceFigure]:
        """Figures published elsewhere, of all dyads of the study."""
        return figures_of(self.release.round.study)

    @cached_property
    def thresholds(self) -> Thresholds:
        return thresholds_of(self.release.metadata)

    @cached_property
    def problem(self) -> str:
        """Why gaps of the round are not estimated together, as the latest revision has it."""
        return pooling_problem(revisions_of(self.release)[-1].metadata)

    @cached_property
    def dyads(self) -> list[Dyad]:
        """The dyads that were asked about in any direction, in the order of the study."""
        asked = {frozenset((cell.perceiver, cell.target)) for cell in self.cells}
        return [dyad for dyad in combinations(words_of(self.release).order, 2) if {*dyad} in asked]

    def of(self, one: str, other: str) -> "DyadSource":
        """What there is of a dyad, in both directions."""
        ends = {(one, other), (other, one)}
        return DyadSource(
            self,
            one,
            other,
            [cell for cell in self.cells if (cell.perceiver, cell.target) in ends],
            [block for block in self.blocks if (block.perceiver, block.target) in ends],
        )


@dataclass(frozen=True)
class DyadSource:
    """The rows of one dyad, and what of them may be said: the same in every language."""

    source: Source
    one: str
    other: str
    cells: list[CellRow]
    blocks: list[BlockRow]

    @property
    def sides(self) -> Dyad:
        return self.one, self.other

    @property
    def absent(self) -> str | None:
        """The party that takes no part, None of a dyad of two sides."""
        sides = document_of(self.source.release.round.instrument).sides
        return next((code for code in self.sides if code not in sides), None)

    @property
    def published(self) -> bool:
        """Whether there is a figure at all."""
        return any(cell.number(cell.point) is not None or cell.is_pooled for cell in self.cells)

    def of_gap(self, gap: str) -> list[CellRow]:
        return [cell for cell in self.cells if cell.gap == gap]

    @cached_property
    def gaps(self) -> list[Finding]:
        """The gaps against the panel that are most worth talking about."""
        dialogue = {cell.key for cell in for_dialogue(self.cells)}
        found = findings(self.of_gap("threat"), self.source.thresholds, dialogue)
        return from_each_direction(found, MOST_GAPS)

    @cached_property
    def measures(self) -> list[MeasureRow]:
        """What each of the two could do toward the other; none where that was not asked."""
        document = document_of(self.source.release.round.instrument)
        return measure_rows(self.blocks, document, self.source.thresholds)

    def unknown(self, side: str) -> list[Finding]:
        """What a side does not know of the other: its answers, and how it sees itself."""
        other = self.other if side == self.one else self.one
        found = findings(
            [
                *(cell for cell in self.of_gap("empathy") if _is_about(cell, other, side)),
                *(cell for cell in self.of_gap("image") if _is_about(cell, side, other)),
            ],
            self.source.thresholds,
        )
        return found[:MOST_UNKNOWN]

    def sides_unknown(self) -> list[Finding]:
        """The same of both sides together, the weightiest first."""
        found = [*self.unknown(self.one), *self.unknown(self.other)]
        return sorted(found, key=lambda finding: finding.weight)


def _is_about(cell: CellRow, perceiver: str, target: str) -> bool:
    return (cell.perceiver, cell.target) == (perceiver, target)
