"""One directed dyad of a release, with the words of the page's language."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from analytics.release.rows import BlockRow, CellRow, MeanRow
from analytics.release.verdicts import for_dialogue
from analytics.web.pages.shared import SYMBOLS, Words, question_text

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
        return [cell for cell in self.cells if (cell.gap, cell.panel_without) == (gap, without)]

    def mean(self, gap: str) -> MeanRow:
        """The gap over the common battery; one without a figure where there is none."""
        wanted = (mean for mean in self.means if (mean.gap, mean.panel_without) == (gap, ""))
        nothing = MeanRow(self.perceiver, self.target, gap, "", *NOTHING)
        return next(wanted, nothing)

    def without(self) -> list[str]:
        """The sides without whose assessors there are cells, in the order of the study."""
        sides = {cell.panel_without for cell in self.cells}
        return [side for side in self.words.order if side in sides]

    def texts(self) -> dict[str, str]:
        """The questions by key, each as a line."""
        labels = self.words.labels.questions
        return {cell.key: question_text(labels[cell.key]) for cell in self.cells}

    def short_name(self, key: str) -> str:
        """A concern by its label, an articulated threat in its own words."""
        label = self.words.labels.questions[key]
        concern = self.words.labels.concerns.get(key.rpartition(":")[2], "")
        return concern if label.kind == "concern" and concern else question_text(label)

    def dialogue(self) -> list[str]:
        """The questions at which one side stands above the panel and the other does not see it."""
        return [self.short_name(key) for key in self._for_dialogue]

    def heading(self, cell: CellRow) -> dict[str, Any]:
        """A question at the head of a row."""
        label = self.words.labels.questions[cell.key]
        concerns = self.words.labels.concerns
        return {
            "text": question_text(label),
            "referent": label.referent,
            "concern": concerns.get(cell.item, "") if cell.item_kind == "concern" else "",
            "quotation": label.quotation and label.quotation.label,
            "symbol": label.quotation and SYMBOLS[label.quotation.mark],
            "for_dialogue": cell.key in self._for_dialogue,
        }

    @cached_property
    def _for_dialogue(self) -> list[str]:
        empathy = {cell.key: cell for cell in self.of("empathy")}
        threats = self.of("threat")
        return [c.key for c in threats if for_dialogue(c, empathy.get(c.key))]
