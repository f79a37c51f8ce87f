"""A gap at each question of one directed dyad: points with their intervals, one below the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from analytics.release.rows import CellRow
from analytics.release.verdicts import MeanVerdict, is_verdict
from analytics.web import wording
from analytics.web.charts.parts import FIXED, Figure, figure, label, markup, wrapped
from analytics.web.colours import VERDICT_OF_KIND

LABEL_WIDTH = 46
LINE, ROW = 17, 34
OF_DELTA, OF_LEVELS = (-1, -0.5, 0, 0.5, 1), (-3, -2, -1, 0, 1, 2, 3)
# What lies on either side of 0.
TITLES = {
    "threat": _("← below the panel's view · above →"),
    "image": _("← below the other side's own view · above →"),
    "empathy": _("← predicted too low · too high →"),
}


@dataclass(frozen=True)
class Point:
    """One question on the chart; ``y`` is its place from the top, in pixels."""

    cell: CellRow
    y: float
    lines: list[str]
    value: float | None
    low: float | None
    high: float | None

    def reach(self, limit: float | None) -> float:
        """How far a limit lies from the point; 0 where either is missing."""
        return 0.0 if self.value is None or limit is None else abs(limit - self.value)


def gaps(cells: Sequence[CellRow], texts: Mapping[str, str]) -> Figure:
    """One gap at each question of one directed dyad, first question on top; at least one.

    `texts` are the questions' by key. Concerns are discs and articulated threats diamonds, hollow
    where no verdict is given; bars are 95 percent intervals. Questions without a figure keep their
    place, with a dash. The scale of a gap is the same for every dyad.
    """
    gap, placed = cells[0].gap, _placed(cells, texts)
    ticks = OF_LEVELS if gap == "empathy" else OF_DELTA
    # A little beyond the last tick, so that a point on it is seen whole.
    end = ticks[-1] * 1.06
    height = placed[-1].y + ROW * 1.5
    return figure(
        _trace([point for point in placed if point.value is not None]),
        height=height + 80,
        margin={"l": 16, "r": 16, "t": 50, "b": 30},
        xaxis=FIXED
        | {
            "range": [-end, end],
            "side": "top",
            "tickvals": list(ticks),
            "ticktext": [wording.tick(tick) for tick in ticks],
            "title": {"text": str(TITLES[gap]), "font": {"size": 13}},
        },
        yaxis=FIXED | {"range": [height, 0], "showticklabels": False},
        shapes=[_zero_line(height)],
        annotations=[_label(point, -end) for point in placed],
        showlegend=False,
    )


def _placed(cells: Sequence[CellRow], texts: Mapping[str, str]) -> list[Point]:
    """Each question with its label above its point."""
    placed, y = [], 8.0
    for cell in cells:
        lines = wrapped(texts[cell.key], LABEL_WIDTH)
        y += ROW + LINE * len(lines)
        placed.append(Point(cell, y - ROW / 2, lines, *cell.estimate(cell.point)))
    return placed


def _trace(points: Sequence[Point]) -> dict[str, Any]:
    colours = [_colour(point.cell) for point in points]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [point.value for point in points],
        "y": [point.y for point in points],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [point.reach(point.high) for point in points],
            "arrayminus": [point.reach(point.low) for point in points],
            "color": "--ink-soft",
            "thickness": 2,
            "width": 5,
        },
        "hovertext": [_words(point) for point in points],
        "hoverinfo": "text",
        "marker": {
            "size": 13,
            "color": colours,
            "symbol": [_symbol(point.cell) for point in points],
            "line": {"width": 2, "color": colours},
        },
    }


def _colour(cell: CellRow) -> str:
    """A direction has a colour only where the verdict has that direction."""
    colours = {MeanVerdict.ABOVE: "--umber", MeanVerdict.BELOW: "--accent"}
    return colours.get(VERDICT_OF_KIND.get(cell.kind, MeanVerdict.NO_FIGURE), "--ink-soft")


def _symbol(cell: CellRow) -> str:
    shape = "circle" if cell.item_kind == "concern" else "diamond"
    return shape if is_verdict(cell) else f"{shape}-open"


def _label(point: Point, left: float) -> dict[str, Any]:
    text = markup(point.lines) + (f" {wording.DASH}" if point.value is None else "")
    return label(text, left, point.y - 11, size=13) | {"bgcolor": "--sheet"}


def _zero_line(height: float) -> dict[str, Any]:
    line = {"color": "--edge", "width": 1}
    return {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": height, "line": line, "layer": "below"}


def _words(point: Point) -> str:
    figure = f"{wording.signed(point.value)} ({wording.between(point.low, point.high)})"
    return markup([*point.lines, figure, wording.kind_words(point.cell)])
