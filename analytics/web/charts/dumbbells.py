"""Where several groups stand at one question, one below the other, as a drawing for its table row.

Drawn as SVG on the server, so that it is there without JavaScript, on paper and at any width.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# The least and the greatest mean level, 0 to 3, that the published counts allow.
Range = tuple[float, float]

HIGHEST_LEVEL = 3
# In units of the drawing, which is scaled to the width of its column.
WIDTH, EDGE, LINE = 240, 12, 11
# The outline of each lens, so that groups are told apart without colour.
SHAPES = {
    "perceived": "disc",
    "predicted": "ring",
    "assessed": "square",
    "avowed": "diamond",
}


@dataclass(frozen=True)
class Place:
    """A group's place in the drawing: a line from ``low`` to ``high`` with a mark at ``middle``."""

    lens: str
    shape: str
    low: float
    high: float
    middle: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """The places of the groups at one question, in a box of ``width`` by ``height`` units.

    ``levels`` are the places of the levels, the lowest first.
    """

    width: int
    height: int
    levels: tuple[float, ...]
    places: tuple[Place, ...]


def dumbbell(ranges: Mapping[str, Range | None]) -> Drawing:
    """Return the drawing of these groups, by lens, the first on top.

    A group of which nothing is known keeps its line and has no mark.
    """
    places = [
        Place(lens, SHAPES[lens], across(low), across(high), across((low + high) / 2), line_of(n))
        for n, (lens, span) in enumerate(ranges.items())
        if span is not None
        for low, high in [span]
    ]
    levels = tuple(across(level) for level in range(HIGHEST_LEVEL + 1))
    return Drawing(WIDTH, LINE * len(ranges) + 2, levels, tuple(places))


def across(level: float) -> float:
    """Return how far from the left a level lies."""
    return round(EDGE + level / HIGHEST_LEVEL * (WIDTH - 2 * EDGE), 1)


def line_of(number: int) -> float:
    """Return how far from the top a group's line runs, the first being number 0."""
    return round(LINE * (number + 0.5) + 1, 1)
