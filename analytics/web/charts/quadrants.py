"""Where the measures of a directed dyad stand: how many want each, across, how many accept it, up.

Drawn as SVG on the server, so that it is there without JavaScript, on paper and at any width.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# The least and the greatest share of a group, 0 to 1, that the published counts allow.
Range = tuple[float, float]

# In units of the drawing, which is scaled to the width of its column.
SIZE, EDGE = 240, 14
# Of a box in which nothing could be read.
NARROWEST = 9
HALF = 0.5


@dataclass(frozen=True)
class Box:
    """What the counts allow of one measure or several: a box with their numbers in the middle.

    ``x`` and ``y`` are those of its upper left corner. ``kind`` is "inside" where all of the box
    lies in the contract zone, "outside" where none of it does, and "across" otherwise.
    """

    numbers: tuple[int, ...]
    kind: str
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        return round(self.x + self.width / 2, 1), round(self.y + self.height / 2, 1)

    @property
    def label(self) -> str:
        """The numbers as they stand in the box."""
        return ", ".join(map(str, self.numbers))


@dataclass(frozen=True)
class Drawing:
    """The boxes in a square of ``size`` units, between ``low`` and ``high`` in both directions.

    ``half`` is how far from the left half of a group lies, and how far from the top: `Drawing`
    is the same both ways.
    """

    size: int
    low: float
    half: float
    high: float
    boxes: tuple[Box, ...]

    @property
    def reach(self) -> float:
        """The length of a side of the contract zone."""
        return self.high - self.half


def quadrants(measures: Sequence[tuple[int, Range, Range]]) -> Drawing:
    """Return the drawing of measures: number, share that want it, share that accept it.

    The shares of all measures come from the same two groups, whose published counts are steps of
    one grid: two boxes are either the same, and then drawn once, or they do not overlap.
    """
    together: dict[tuple[Range, Range], list[int]] = {}
    for number, wanted, accepted in measures:
        together.setdefault((wanted, accepted), []).append(number)
    boxes = tuple(_box(*place, numbers) for place, numbers in together.items())
    return Drawing(SIZE, across(0), across(HALF), across(1), boxes)


def across(share: float) -> float:
    """Return how far from the left a share lies."""
    return round(EDGE + share * (SIZE - 2 * EDGE), 1)


def _box(wanted: Range, accepted: Range, numbers: Sequence[int]) -> Box:
    left, width = _line(*wanted)
    # Up is more, and a drawing is measured from its top.
    top, height = _line(1 - accepted[1], 1 - accepted[0])
    return Box(tuple(numbers), _kind(wanted, accepted), left, top, width, height)


def _kind(*ranges: Range) -> str:
    if all(low >= HALF for low, _high in ranges):
        return "inside"
    return "outside" if any(high < HALF for _low, high in ranges) else "across"


def _line(low: float, high: float) -> tuple[float, float]:
    """Where a range begins, and how long it is drawn: long enough to be seen."""
    start, end = across(low), across(high)
    missing = max(0.0, NARROWEST - (end - start))
    return round(start - missing / 2, 1), round(end - start + missing, 1)
