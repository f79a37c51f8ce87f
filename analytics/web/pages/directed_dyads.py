"""One directed dyad of a release, with the words of the page's language."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from analytics.release.rows import BlockRow, CellRow, MeanRow
from analytics.release.verdicts import for_dialogue
from analytics.web.pages.shared import SYMBOLS, Words, of_gap

# No mean, no limits; no concern above, below, with a figure or at all; no asymmetry, no tracking.
NOTHING = (None, None, None, 0, 0, 0, 0, None, None)


@dataclass(frozen=True)
class DirectedDyad:
    """Everything that a release says of one directed dyad, in the order of its questions."""

    words: Words
    perceiver: str
    target: str
    cells: list[CellRow]
    blocks: list[BlockRow]
    means: list[MeanRow]

    @property
    def id(self) -> str:
        """Its name in addresses and on the page."""
        return f"{self.perceiver}-{self.target}"

    def of(self, gap: str, without: str = "") -> list[CellRow]:
        """The cells of one gap, against the whole panel or without one side's assessors."""
        return of_gap(self.cells, gap, without)

    def mean(self, gap: str) -> MeanRow:
        """The gap over the common battery; one without a figure where there is none."""
        nothing = MeanRow(self.perceiver, self.target, gap, "", *NOTHING)
        return next(iter(of_gap(self.means, gap)), nothing)

    def without(self) -> list[str]:
        """The sides without whose assessors there are cells, in the order of the study."""
        sides = {cell.panel_without for cell in self.cells}
        return [side for side in self.words.order if side in sides]

    def texts(self) -> dict[str, str]:
        """The questions by key, each as a line."""
        return {cell.key: self.words.text(cell) for cell in self.cells}

    @cached_property
    def for_dialogue(self) -> dict[str, str]:
        """By key, where one side stands above the panel and the other does not see it."""
        return {cell.key: self.words.short_name(cell) for cell in for_dialogue(self.cells)}

    def heading(self, cell: CellRow) -> dict[str, Any]:
        """A question at the head of a row."""
        label = self.words.labels.questions[cell.key]
        return {
            "text": self.words.text(cell),
            "referent": label.referent,
            "concern": self.words.concern(cell),
            "quotation": label.quotation and label.quotation.label,
            "symbol": label.quotation and SYMBOLS[label.quotation.mark],
            "for_dialogue": cell.key in self.for_dialogue,
        }
