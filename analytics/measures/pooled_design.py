"""Which effects the cells of a round share: the level of the gaps, dyads, concerns and people."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analytics.measures.validation import Floats

# Standard deviations of what is not estimated: the levels of locations and of gaps.
BASE_LEVEL, GAP_LEVEL = 1.0, 1.0


@dataclass(frozen=True)
class Scales:
    """Standard deviations, in those of people's answers to one question.

    Of locations between questions, of the parts of a gap by dyad, by concern and by cell, and of
    all answers of the round together.
    """

    location: float
    dyad: float
    concern: float
    cell: float
    spread: float


class Likeness(NamedTuple):
    """What one person's answers share, as shares of the variance between people's answers.

    `leniency` to all questions, `towards` to all about one side in addition.
    """

    leniency: float
    towards: float


class Cell(NamedTuple):
    """Where a cell stands: its question, and the groups on either side with their numbers."""

    perceiver: str
    target: str
    concern: str
    left_group: str
    right_group: str
    n_left: int
    n_right: int


@dataclass(frozen=True, eq=False)
class Design:
    """Which shared effects enter each cell, as arrays of shape (cells, effects).

    Attributes
    ----------
    left, right : what the people of the two groups happen to share.
    gap : what the gap consists of, but for the part of the cell alone.
    base : the level of the location.
    sort : shape (effects,), "base", "level", "dyad", "concern" or "people".
    people : shape (effects,), the variances of the effects of that sort; 0 elsewhere.
    """

    left: Floats
    right: Floats
    gap: Floats
    base: Floats
    sort: NDArray[np.str_]
    people: Floats

    @cached_property
    def shift(self) -> Floats:
        """By how much the left group's location exceeds the right one's, but for the cell alone."""
        return self.gap + self.left - self.right

    @cached_property
    def centre(self) -> Floats:
        """Where the right group's location is expected."""
        return self.base + self.right

    def variances(self, scales: Scales) -> Floats:
        """Return the prior variances of the effects."""
        of_sort = {
            "base": BASE_LEVEL**2,
            "level": GAP_LEVEL**2,
            "dyad": scales.dyad**2,
            "concern": scales.concern**2,
            "people": 0.0,
        }
        return np.array([of_sort[str(sort)] for sort in self.sort]) + self.people


def design_of(cells: Sequence[Cell], likeness: Likeness) -> Design:
    """Return the design of these cells.

    A concern that occurs once is a threat of its dyad's own: it has no part by concern, and its
    location belongs to another family than those of the common battery.
    """
    times = Counter(cell.concern for cell in cells)
    columns: dict[tuple[str, ...], int] = {}
    people: dict[int, float] = {}
    entries: list[tuple[str, int, int]] = []

    def enter(matrix: str, row: int, key: tuple[str, ...], variance: float = 0.0) -> None:
        column = columns.setdefault(key, len(columns))
        people[column] = variance
        entries.append((matrix, row, column))

    for row, cell in enumerate(cells):
        common = times[cell.concern] > 1
        enter("base", row, ("base", "common" if common else "own"))
        enter("gap", row, ("level",))
        enter("gap", row, ("dyad", cell.perceiver, cell.target))
        if common:
            enter("gap", row, ("concern", cell.concern))
        for side, group, n in (
            ("left", cell.left_group, cell.n_left),
            ("right", cell.right_group, cell.n_right),
        ):
            about = (cell.perceiver, cell.target) if group else (cell.target,)
            enter(side, row, ("people", side, group), likeness.leniency / n)
            enter(side, row, ("people", side, group, *about), likeness.towards / n)
    matrices = {name: np.zeros((len(cells), len(columns))) for name in ("left", "right", "gap")}
    matrices["base"] = np.zeros((len(cells), len(columns)))
    for matrix, row, column in entries:
        matrices[matrix][row, column] = 1.0
    return Design(
        **matrices,
        sort=np.array([key[0] for key in columns]),
        people=np.array([people[column] for column in range(len(columns))]),
    )
