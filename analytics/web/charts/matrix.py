"""The gap matrix as a heatmap."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from analytics.release.verdicts import MeanVerdict
from analytics.web import wording
from analytics.web.charts.parts import FIXED, Figure, figure, plain, title, wrapped
from analytics.web.colours import CLASSES

# Class of a cell → its colour; a cell's number is 0 where nothing is shown, and one more for each
# colour that follows.
COLOURS = {
    "gap-below-3": "--below-3",
    "gap-below-2": "--below-2",
    "gap-below-1": "--below-1",
    "gap-cannot-be-told": "--sheet",
    "gap-above-1": "--above-1",
    "gap-above-2": "--above-2",
    "gap-above-3": "--above-3",
    "gap-close": "--close",
}
LOWEST = -3
HATCHED = CLASSES[MeanVerdict.CANNOT_BE_TOLD]
CATEGORY = FIXED | {"type": "category", "ticklen": 6, "ticks": "outside", "tickcolor": "--sheet"}
HEAD = 90
LINE = 16
APART = {"standoff": 8}
ON_HATCHING = {"bgcolor": "--sheet", "borderpad": 0}
# The diagonals of a hatched cell, as parts of its width.
HATCHES = tuple(step / 5 for step in range(-4, 5))
Cell = Mapping[str, Any]


class Room(NamedTuple):
    """How much room a cell has: the height of a row in pixels, columns of text, for what is alone.

    Where there is little of it, the figure alone stands without its interval and its verdict; the
    table has them.
    """

    row: int
    columns: int
    whole: bool


WIDE, NARROW = Room(136, 24, whole=True), Room(184, 8, whole=False)


def heatmap(matrix: Mapping[str, Any]) -> Figure:
    """Mean gap over the common battery, perceivers down and targets across.

    `matrix` is the table of the same figures (`analytics.web.pages.heatmap.matrix`). A cell is
    coloured by what its interval supports; one whose interval shows nothing is hatched, one without
    a figure has a dash. Words are set for a wide page and once more for a narrow one.
    """
    rows = [row["cells"] for row in matrix["rows"]]
    placed = [
        (row, column, cell) for row, cells in enumerate(rows) for column, cell in enumerate(cells)
    ]
    across, down = title(_("Concerns about …"), 12), title(_("… seen from"), 12)
    return figure(
        {
            "type": "heatmap",
            "z": [[_number(cell) for cell in cells] for cells in rows],
            "zmin": LOWEST - 0.5,
            "zmax": LOWEST + len(COLOURS) - 0.5,
            "colorscale": _colorscale(),
            "showscale": False,
            "xgap": 1,
            "ygap": 1,
            "hovertext": [[_words(cell) for cell in cells] for cells in rows],
            "hoverinfo": "text",
            "x": matrix["columns"],
            "y": [row["name"] for row in matrix["rows"]],
            "customdata": [[cell["url"] for cell in cells] for cells in rows],
        },
        narrow=_sized(placed, len(rows), NARROW),
        xaxis=CATEGORY | {"side": "top", "title": across | APART},
        yaxis=CATEGORY | {"autorange": "reversed", "automargin": True, "title": down | APART},
        margin={"l": 4, "r": 4, "t": 70, "b": 10},
        shapes=[
            *(_frame(row, column, same=cell["same"]) for row, column, cell in placed),
            *(_hatching(row, column) for row, column, cell in placed if _is_hatched(cell)),
        ],
        **_sized(placed, len(rows), WIDE),
    )


def _sized(placed: Sequence[tuple[int, int, Cell]], rows: int, room: Room) -> dict[str, Any]:
    """The parts of the layout that depend on how much room a cell has."""
    return {
        "height": HEAD + room.row * rows,
        "annotations": [text for _row, _column, cell in placed for text in _texts(cell, room)],
    }


def _number(cell: Cell) -> int | None:
    """The place of a cell's colour; None for a dyad that is not there."""
    if cell["mean"] is None:
        return None
    name = cell["mean"]["class"]
    return LOWEST + list(COLOURS).index(name) if name in COLOURS else 0


def _is_hatched(cell: Cell) -> bool:
    return cell["mean"] is not None and cell["mean"]["class"] == HATCHED


def _colorscale() -> list[tuple[float, str]]:
    """One colour for each number, with sharp edges."""
    width = 1 / len(COLOURS)
    return [
        (edge, colour)
        for place, colour in enumerate(COLOURS.values())
        for edge in (place * width, (place + 1) * width)
    ]


def _frame(row: int, column: int, *, same: bool) -> dict[str, Any]:
    """The edge of a cell, so that one without a colour is still seen; a side's own is blank."""
    return {
        "type": "rect",
        "x0": column - 0.5,
        "x1": column + 0.5,
        "y0": row - 0.5,
        "y1": row + 0.5,
        "line": {"color": "--rule", "width": 1},
        "fillcolor": "--paper" if same else "rgba(0, 0, 0, 0)",
        "layer": "below",
    }


def _hatching(row: int, column: int) -> dict[str, Any]:
    """Thin diagonals over a cell, each from its lower or left edge to its upper or right one."""
    left, top = column - 0.5, row - 0.5
    lines = (
        f"M{left + max(0, step)},{top + max(0, -step)}"
        f"L{left + min(1, 1 + step)},{top + min(1, 1 - step)}"
        for step in HATCHES
    )
    return {
        "type": "path",
        "name": "hatching",
        "path": "".join(lines),
        "line": {"color": "--hatch", "width": 1},
        "layer": "above",
    }


def _texts(cell: Cell, room: Room) -> list[dict[str, Any]]:
    """The figure of a cell and, below it, its interval, its words and the figure alone."""
    mean = cell["mean"]
    if mean is None:
        return []
    place = {"x": cell["target"], "y": cell["perceiver"], "showarrow": False}
    colour = "--on-deep" if mean["class"].endswith("-3") else "--ink"
    value = place | {"text": mean["value"], "font": {"size": 17, "color": colour}}
    if not mean["published"]:
        return [value]
    parts = [mean["limits"], str(mean["words"]), *_alone(mean["alone"], room)]
    lines = [line for part in parts for line in wrapped(part, room.columns)]
    detail = place | {"text": "<br>".join(lines), "font": {"size": 12, "color": colour}}
    ground = ON_HATCHING if _is_hatched(cell) else {}
    above = LINE * len(lines) // 2 + 1
    return [value | ground | {"yshift": above}, detail | ground | {"yshift": -10}]


def _alone(mean: Mapping[str, Any] | None, room: Room) -> list[str]:
    """The figure of the dyad alone, with its interval and verdict where there is room for them."""
    if mean is None:
        return []
    figure = wording.alone(mean["value"])
    return [figure, mean["limits"], str(mean["words"])] if room.whole else [figure]


def _words(cell: Cell) -> str:
    mean = cell["mean"]
    if mean is None:
        return ""
    sides = f"{plain(cell['perceiver'])} → {plain(cell['target'])}"
    limits = f" ({mean['limits']})" if mean["published"] else ""
    lines = [sides, f"{mean['value']}{limits}", str(mean["words"])]
    if alone := mean["alone"]:
        lines.append(wording.alone(f"{alone['value']} ({alone['limits']}) {alone['words']}"))
    return "<br>".join(lines)
