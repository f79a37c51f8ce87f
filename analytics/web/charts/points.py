"""A gap at each question of one directed dyad: points with their intervals, one below the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from analytics.measures.verdicts import Thresholds
from analytics.release.rows import CellRow
from analytics.release.verdicts import MeanVerdict, is_verdict, side_of_zero
from analytics.web import wording
from analytics.web.charts.parts import FIXED, Figure, figure, label, markup, wrapped
from analytics.web.colours import VERDICT_OF_KIND

LABEL_WIDTH = 46
LINE, ROW = 17, 34
# The figure alone stands so far below the estimate from all gaps together.
BELOW = 13
OF_DELTA, OF_LEVELS = (-1, -0.5, 0, 0.5, 1), (-3, -2, -1, 0, 1, 2, 3)
# What lies on either side of 0.
TITLES = {
    "threat": _("← below the panel's view · above →"),
    "image": _("← below the other side's own view · above →"),
    "empathy": _("← predicted too low · too high →"),
}


@dataclass(frozen=True)
class Point:
    """A figure of one question on the chart; ``y`` is its place from the top, in pixels."""

    cell: CellRow
    y: float
    lines: list[str]
    figure: str

    @property
    def value(self) -> float | None:
        return self.cell.number(self.figure)

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """The ends of its interval."""
        _value, low, high = self.cell.estimate(self.figure)
        return low, high

    @property
    def reach(self) -> list[float]:
        """How far its interval reaches to either side; 0 where it has none."""
        value = self.value
        return [
            0.0 if value is None or limit is None else abs(limit - value) for limit in self.limits
        ]


def gaps(cells: Sequence[CellRow], texts: Mapping[str, str], thresholds: Thresholds) -> Figure:
    """One gap at each question of one directed dyad, first question on top; at least one.

    `texts` are the questions' by key. Concerns are discs and articulated threats diamonds, hollow
    where no verdict is given; bars are 95 percent intervals. Where the round's gaps were estimated
    together those estimates are drawn, hollow where their interval holds 0, and the figure alone as
    a stroke below. Questions without a figure keep their place, with a dash. The scale of a gap is
    the same for every dyad.
    """
    gap, pooled = cells[0].gap, any(cell.is_pooled for cell in cells)
    placed = _placed(cells, texts, ROW + BELOW if pooled else ROW)
    ticks = OF_LEVELS if gap == "empathy" else OF_DELTA
    # A little beyond the last tick, so that a point on it is seen whole.
    end = ticks[-1] * 1.06
    height = placed[-1].y + ROW * 1.5
    return figure(
        *(_pooled_and_alone(placed, thresholds) if pooled else [_by_kind(placed)]),
        annotations=[_label(point, -end) for point in placed],
        **around_zero(gap, height, ticks, end),
    )


def around_zero(gap: str, height: float, ticks: Sequence[float], end: float) -> dict[str, Any]:
    """The layout of rows so high in all, on both sides of 0; the axis ends at `end`."""
    return {
        "height": height + 80,
        "margin": {"l": 16, "r": 16, "t": 50, "b": 30},
        "xaxis": FIXED
        | {
            "range": [-end, end],
            "side": "top",
            "tickvals": list(ticks),
            "ticktext": [wording.tick(tick) for tick in ticks],
            "title": {"text": str(TITLES[gap]), "font": {"size": 13}},
        },
        "yaxis": FIXED | {"range": [height, 0], "showticklabels": False},
        "shapes": [zero_line(height)],
        "showlegend": False,
    }


def _placed(cells: Sequence[CellRow], texts: Mapping[str, str], row: int) -> list[Point]:
    """Each question's own figure, below its label."""
    placed, y = [], 8.0
    for cell in cells:
        lines = wrapped(texts[cell.key], LABEL_WIDTH)
        y += row + LINE * len(lines)
        placed.append(Point(cell, y - row + ROW / 2, lines, cell.point))
    return placed


def _by_kind(points: Sequence[Point]) -> dict[str, Any]:
    """The figures alone, by their verdicts."""
    points = [point for point in points if point.value is not None]
    sides = [VERDICT_OF_KIND.get(point.cell.kind, MeanVerdict.NO_FIGURE) for point in points]
    return _trace(
        points,
        [wording.kind_words(point.cell) for point in points],
        {
            "size": 13,
            "color": [colour_of(side) for side in sides],
            "symbol": [_symbol(point.cell, is_verdict(point.cell)) for point in points],
        },
    )


def _pooled_and_alone(points: Sequence[Point], thresholds: Thresholds) -> list[dict[str, Any]]:
    """The estimates from all gaps together, by their intervals, and the figures alone below."""
    pooled = [replace(point, figure=point.cell.pooled_point) for point in points]
    pooled = [point for point in pooled if point.value is not None]
    sides = [side_of_zero(*point.limits) for point in pooled]
    main = _trace(
        pooled,
        [
            wording.likelihood_words(
                point.cell.gap, point.cell.number("pooled_above") or 0.0, thresholds
            )
            for point in pooled
        ],
        {
            "size": 13,
            "color": [colour_of(side) for side in sides],
            "symbol": [
                _symbol(point.cell, side != MeanVerdict.CANNOT_BE_TOLD)
                for point, side in zip(pooled, sides, strict=True)
            ],
        },
    )
    alone = [replace(point, y=point.y + BELOW) for point in points if point.value is not None]
    words = [wording.alone(wording.kind_words(point.cell)) for point in alone]
    lesser = {"size": 9, "color": ["--ink-soft"] * len(alone), "symbol": ["line-ns"] * len(alone)}
    return [main, _trace(alone, words, lesser, thickness=1)]


def _trace(
    points: Sequence[Point], words: Sequence[str], marker: dict[str, Any], thickness: int = 2
) -> dict[str, Any]:
    reaches = [point.reach for point in points]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [point.value for point in points],
        "y": [point.y for point in points],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [high for _low, high in reaches],
            "arrayminus": [low for low, _high in reaches],
            "color": "--ink-soft",
            "thickness": thickness,
            "width": 5 * (thickness - 1),
        },
        "hovertext": [_words(point, word) for point, word in zip(points, words, strict=True)],
        "hoverinfo": "text",
        "marker": marker | {"line": {"width": 2, "color": marker["color"]}},
    }


def colour_of(side: MeanVerdict) -> str:
    """A direction has a colour only where it is shown."""
    colours = {MeanVerdict.ABOVE: "--umber", MeanVerdict.BELOW: "--accent"}
    return colours.get(side, "--ink-soft")


def _symbol(cell: CellRow, is_shown: bool) -> str:
    shape = "circle" if cell.item_kind == "concern" else "diamond"
    return shape if is_shown else f"{shape}-open"


def _label(point: Point, left: float) -> dict[str, Any]:
    lines = point.lines if point.value is not None else dashed(point.lines)
    return label(markup(lines), left, point.y - 11, size=13) | {"bgcolor": "--sheet"}


def dashed(lines: Sequence[str]) -> list[str]:
    """The lines of a label with a dash after them: there is no figure."""
    return [*lines[:-1], f"{lines[-1]} {wording.DASH}"]


def zero_line(height: float) -> dict[str, Any]:
    line = {"color": "--edge", "width": 1}
    return {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": height, "line": line, "layer": "below"}


def _words(point: Point, words: str) -> str:
    figure = f"{wording.signed(point.value)} ({wording.between(*point.limits)})"
    return markup([*point.lines, figure, words])
