"""Which effects the cells of a round share when its gaps are estimated together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from reproduce.groups import Block

# The scales: of locations, of a dyad's part, a concern's and a cell's own, and of all answers.
Scales = tuple[float, float, float, float, float]


class Cell(NamedTuple):
    """A gap at one question, and who answered on either side; "" is the panel."""

    perceiver: str
    target: str
    concern: str
    left_group: str
    right_group: str
    left: tuple[Block, ...]
    right: tuple[Block, ...]


@dataclass(frozen=True, eq=False)
class Design:
    """Which shared effects enter each cell: arrays of shape (cells, effects)."""

    left: np.ndarray
    right: np.ndarray
    gap: np.ndarray
    base: np.ndarray
    keys: tuple[tuple[str, ...], ...]
    people: np.ndarray

    @property
    def shift(self) -> np.ndarray:
        return self.gap + self.left - self.right

    @property
    def centre(self) -> np.ndarray:
        return self.base + self.right

    def variances(self, scales: Scales) -> np.ndarray:
        _location, dyad, concern, _cell, _spread = scales
        of = {"base": 1.0, "level": 1.0, "dyad": dyad**2, "concern": concern**2, "people": 0.0}
        return np.array([of[key[0]] for key in self.keys]) + self.people


def design_of(cells: Sequence[Cell], leniency: float, towards: float) -> Design:
    """Effects are numbered in the order in which the cells first name them."""
    times = Counter(cell.concern for cell in cells)
    places: dict[tuple[str, ...], int] = {}
    people: dict[int, float] = {}
    entries = []
    for row, cell in enumerate(cells):
        common = times[cell.concern] > 1
        named = [
            ("base", ("base", "common" if common else "own"), 0.0),
            ("gap", ("level",), 0.0),
            ("gap", ("dyad", cell.perceiver, cell.target), 0.0),
        ]
        if common:
            named.append(("gap", ("concern", cell.concern), 0.0))
        for side in ("left", "right"):
            group, n = getattr(cell, f"{side}_group"), sum(b[0] for b in getattr(cell, side))
            about = (cell.perceiver, cell.target) if group else (cell.target,)
            named.append((side, ("people", side, group), leniency / n))
            named.append((side, ("people", side, group, *about), towards / n))
        for matrix, key, variance in named:
            place = places.setdefault(key, len(places))
            people[place] = variance
            entries.append((matrix, row, place))
    found = {name: np.zeros((len(cells), len(places))) for name in ("left", "right", "gap", "base")}
    for matrix, row, place in entries:
        found[matrix][row, place] = 1.0
    variances = np.array([people[place] for place in range(len(places))])
    return Design(**found, keys=tuple(places), people=variances)
