"""A gap at each question of one directed dyad: points with their intervals, one below the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analytics.release.rows import CellRow
from analytics.release.verdicts import MeanVerdict, is_verdict
from analytics.web import wording
from analytics.web.charts.parts import CONFIG, FIXED, Figure, label, layout, plain, wrapped
from analytics.web.colours import VERDICT_OF_KIND

LABEL_WIDTH = 46
LINE, ROW = 17, 34


@dataclass(frozen=True)
class Scale:
    """What is drawn of a cell, and the axis it is drawn on, the same for every dyad.

    ``figures`` are the names of the point and of its limits, ``title`` says what lies on either
    side of 0.
    """

    figures: tuple[str, str, str]
    ticks: tuple[float, ...]
    title: str

    @property
    def end(self) -> float:
        """A little beyond the last tick, so that a point on it is seen whole."""
        return self.ticks[-1] * 1.06


@dataclass(frozen=True)
class Point:
    """One question on the chart; ``y`` is its place from the top, in pixels."""

    cell: CellRow
    y: float
    label: str
    value: float | None
    low: float | None
    high: float | None

    def reach(self, limit: float | None) -> float:
        """How far a limit lies from the point; 0 where either is missing."""
        return 0.0 if self.value is None or limit is None else abs(limit - self.value)


DELTA = ("delta", "delta_low", "delta_high")
OF_DELTA, OF_LEVELS = (-1, -0.5, 0, 0.5, 1), (-3, -2, -1, 0, 1, 2, 3)


def deltas(cells: Sequence[CellRow], texts: Mapping[str, str]) -> Figure:
    """Delta against the panel at each question of one directed dyad, first question on top.

    `texts` are the questions' by key. Concerns are discs and articulated threats diamonds, hollow
    where no verdict is given; bars are 95 percent intervals. Questions without a figure keep their
    place, with a dash.
    """
    return _points(cells, texts, Scale(DELTA, OF_DELTA, _("← below the panel's view · above →")))


def images(cells: Sequence[CellRow], texts: Mapping[str, str]) -> Figure:
    """The same against what the other side thinks it should be."""
    title = _("← below the other side's own view · above →")
    return _points(cells, texts, Scale(DELTA, OF_DELTA, title))


def predictions(cells: Sequence[CellRow], texts: Mapping[str, str]) -> Figure:
    """The empathy gap at each question, in levels."""
    title = _("← predicted too low · too high →")
    return _points(
        cells,
        texts,
        Scale(("empathy_gap", "empathy_gap_low", "empathy_gap_high"), OF_LEVELS, title),
    )


def _points(cells: Sequence[CellRow], texts: Mapping[str, str], scale: Scale) -> Figure:
    placed = _placed(cells, texts, scale)
    drawn = [point for point in placed if point.value is not None]
    height = placed[-1].y + ROW * 1.5 if placed else ROW
    whole = layout() | {
        "height": height + 80,
        "margin": {"l": 16, "r": 16, "t": 50, "b": 30},
        "xaxis": _axis(scale),
        "yaxis": FIXED | {"range": [height, 0], "showticklabels": False},
        "shapes": [_zero_line(height)],
        "annotations": [_label(point, scale) for point in placed],
        "showlegend": False,
    }
    return {"data": [_trace(drawn, texts)], "layout": whole, "config": CONFIG}


def _placed(cells: Sequence[CellRow], texts: Mapping[str, str], scale: Scale) -> list[Point]:
    """Each question with its label above its point."""
    placed, y = [], 8.0
    for cell in cells:
        lines = wrapped(texts[cell.key], LABEL_WIDTH)
        y += ROW + LINE * len(lines)
        value, low, high = (cell.number(name) for name in scale.figures)
        words = "<br>".join(map(plain, lines))
        placed.append(Point(cell, y - ROW / 2, words, value, low, high))
    return placed


def _trace(points: Sequence[Point], texts: Mapping[str, str]) -> dict[str, Any]:
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
        "hovertext": [_words(point, texts) for point in points],
        "hoverinfo": "text",
        "marker": {
            "size": 13,
            "color": [_colour(point) for point in points],
            "symbol": [_symbol(point.cell) for point in points],
            "line": {"width": 2, "color": [_colour(point) for point in points]},
        },
    }


def _colour(point: Point) -> str:
    """A direction has a colour only where the verdict has that direction."""
    colours = {MeanVerdict.ABOVE: "--umber", MeanVerdict.BELOW: "--accent"}
    verdict = VERDICT_OF_KIND.get(point.cell.kind, MeanVerdict.NO_FIGURE)
    return colours.get(verdict, "--ink-soft")


def _symbol(cell: CellRow) -> str:
    shape = "circle" if cell.item_kind == "concern" else "diamond"
    return shape if is_verdict(cell) else f"{shape}-open"


def _axis(scale: Scale) -> dict[str, Any]:
    return FIXED | {
        "range": [-scale.end, scale.end],
        "side": "top",
        "tickvals": list(scale.ticks),
        "ticktext": [wording.tick(tick) for tick in scale.ticks],
        "title": {"text": scale.title, "font": {"size": 13}},
    }


def _label(point: Point, scale: Scale) -> dict[str, Any]:
    missing = f" {wording.DASH}" if point.value is None else ""
    placed = label(point.label + missing, -scale.end, point.y - 11, size=13)
    return placed | {"bgcolor": "--sheet"}


def _zero_line(height: float) -> dict[str, Any]:
    line = {"color": "--edge", "width": 1}
    return {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": height, "line": line, "layer": "below"}


def _words(point: Point, texts: Mapping[str, str]) -> str:
    limits = wording.between(point.low, point.high)
    figure = f"{wording.signed(point.value)} ({limits})"
    lines = [*wrapped(texts[point.cell.key], LABEL_WIDTH), figure, wording.kind_words(point.cell)]
    return "<br>".join(map(plain, lines))
