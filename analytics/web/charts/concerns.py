"""One gap at every common concern of every directed dyad, as a heatmap."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from analytics.release.verdicts import MeanVerdict
from analytics.web.charts.parts import FIXED, Figure, figure, markup, wrapped
from analytics.web.colours import CLASSES, UNDETERMINABLE

# Class of a cell → its colour; a cell's number is its place here.
COLOURS = {
    "gap-below-3": "--below-3",
    "gap-below-2": "--below-2",
    "gap-below-1": "--below-1",
    CLASSES[MeanVerdict.CANNOT_BE_TOLD]: "--sheet",
    "gap-above-1": "--above-1",
    "gap-above-2": "--above-2",
    "gap-above-3": "--above-3",
    CLASSES[MeanVerdict.CLOSE]: "--close",
    CLASSES[MeanVerdict.NO_FIGURE]: "--paper",
    UNDETERMINABLE: "--paper",
}
# The lines over a cell of which no direction is shown.
DIAGONAL, LEVEL = CLASSES[MeanVerdict.CANNOT_BE_TOLD], UNDETERMINABLE
LEVELS = (0.2, 0.4, 0.6, 0.8)
AXIS = FIXED | {"type": "linear", "ticks": ""}
ROW, FOOT = 34, 10


class Room(NamedTuple):
    """How much room there is: the size of letters, and columns of text in a heading.

    ``head`` and ``upright`` are the heights of the headings, which stand upright where they are
    longer than a cell is wide; ``lean`` is by how much of a cell's width a diagonal goes aside on
    its way down.
    """

    letters: int
    columns: int
    head: int
    upright: int
    lean: float


WIDE, NARROW = Room(14, 14, 70, 120, 0.2), Room(11, 9, 60, 110, 0.7)
Cell = Mapping[str, Any]


def concerns(table: Mapping[str, Any]) -> Figure:
    """Directed dyads down and concerns across, each cell with its figure.

    `table` is the table of the same figures (`analytics.web.pages.questions.by_concern`). A cell
    is coloured by what its interval supports; one whose interval holds 0 is hatched, one that
    cannot be determined has level lines, and one that is not published has neither. What was not
    asked is blank.
    """
    rows = table["rows"]
    placed = [
        (row, column, cell)
        for row, entry in enumerate(rows)
        for column, cell in enumerate(entry["cells"])
        if cell is not None
    ]
    names = [f"{row['perceiver']} → {row['target']}" for row in rows]
    return figure(
        {
            "type": "heatmap",
            "z": [[cell and _number(cell) for cell in row["cells"]] for row in rows],
            "zmin": -0.5,
            "zmax": len(COLOURS) - 0.5,
            "colorscale": _colorscale(),
            "showscale": False,
            "xgap": 1,
            "ygap": 1,
            "hovertext": [
                [_words(name, cell) if cell else "" for cell in row["cells"]]
                for name, row in zip(names, rows, strict=True)
            ],
            "hoverinfo": "text",
            "x": list(range(len(table["columns"]))),
            "y": list(range(len(rows))),
            "customdata": [[row["url"]] * len(table["columns"]) for row in rows],
        },
        narrow=_sized(table["columns"], names, placed, NARROW),
        **_sized(table["columns"], names, placed, WIDE),
    )


def _sized(
    columns: Sequence[str],
    names: Sequence[str],
    placed: Sequence[tuple[int, int, Cell]],
    room: Room,
) -> dict[str, Any]:
    """The layout, all of which depends on how much room there is."""
    head = room.head if _fits(columns, room) else room.upright
    return {
        "height": head + FOOT + ROW * len(names),
        "margin": {"l": 4, "r": 4, "t": head, "b": FOOT},
        "xaxis": _columns(columns, room),
        "yaxis": _rows(names, room),
        "shapes": [
            shape
            for row, column, cell in placed
            for shape in (_frame(row, column), *_pattern(row, column, cell, room))
        ],
        "annotations": [_value(row, column, cell, room) for row, column, cell in placed],
    }


def _fits(names: Sequence[str], room: Room) -> bool:
    """Whether no word of a heading is longer than a cell is wide."""
    return all(len(word) <= room.columns for name in names for word in name.split())


def _columns(names: Sequence[str], room: Room) -> dict[str, Any]:
    fits = _fits(names, room)
    width = room.columns if fits else 2 * room.columns
    return AXIS | {
        "range": [-0.5, len(names) - 0.5],
        "side": "top",
        "tickangle": 0 if fits else -90,
        "tickvals": list(range(len(names))),
        "ticktext": [markup(wrapped(name, width)) for name in names],
        "tickfont": {"size": room.letters},
    }


def _rows(names: Sequence[str], room: Room) -> dict[str, Any]:
    return AXIS | {
        "range": [len(names) - 0.5, -0.5],
        "automargin": True,
        "tickvals": list(range(len(names))),
        "ticktext": [*names],
        "tickfont": {"size": room.letters},
    }


def _number(cell: Cell) -> int:
    return list(COLOURS).index(cell["class"])


def _colorscale() -> list[tuple[float, str]]:
    """One colour for each number, with sharp edges."""
    width = 1 / len(COLOURS)
    return [
        (edge, colour)
        for place, colour in enumerate(COLOURS.values())
        for edge in (place * width, (place + 1) * width)
    ]


def _frame(row: int, column: int) -> dict[str, Any]:
    """The edge of a cell, so that one without a colour is still seen."""
    return {
        "type": "rect",
        "x0": column - 0.5,
        "x1": column + 0.5,
        "y0": row - 0.5,
        "y1": row + 0.5,
        "line": {"color": "--rule", "width": 1},
        "layer": "above",
    }


def _pattern(row: int, column: int, cell: Cell, room: Room) -> list[dict[str, Any]]:
    """The lines over a cell of which no direction is shown."""
    lines = {DIAGONAL: _diagonals(room.lean), LEVEL: [(0, y, 1, y) for y in LEVELS]}
    own = lines.get(cell["class"])
    if own is None:
        return []
    left, top = column - 0.5, row - 0.5
    path = (
        f"M{left + x0:.2f},{top + y0:.2f}L{left + x1:.2f},{top + y1:.2f}" for x0, y0, x1, y1 in own
    )
    return [
        {
            "type": "path",
            "name": cell["class"],
            "path": "".join(path),
            "line": {"color": "--hatch", "width": 1},
            "layer": "above",
        }
    ]


def _diagonals(lean: float) -> Iterator[tuple[float, float, float, float]]:
    """Lines from the lower left to the upper right, cut off at the edges of a cell."""
    for number in range(1, int((1 + lean) / (lean / 2))):
        foot = number * lean / 2 - lean  # where it would begin, perhaps left of the cell
        head = foot + lean
        begin, end = max(0.0, foot), min(1.0, head)
        yield begin, 1 - (begin - foot) / lean, end, 1 - (end - foot) / lean


def _value(row: int, column: int, cell: Cell, room: Room) -> dict[str, Any]:
    """The figure of a cell, on plain ground where there are lines over it."""
    colour = "--on-deep" if cell["class"].endswith("-3") else "--ink"
    note = {
        "x": column,
        "y": row,
        "showarrow": False,
        "text": cell["value"],
        "font": {"size": room.letters, "color": colour},
    }
    return note | (
        {"bgcolor": "--sheet", "borderpad": 0} if cell["class"] in (DIAGONAL, LEVEL) else {}
    )


def _words(dyad: str, cell: Cell) -> str:
    figures = f"{cell['value']} ({cell['limits']})" if cell["published"] else cell["value"]
    return markup([dyad, cell["name"], figures, str(cell["words"])])
