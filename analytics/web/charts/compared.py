"""A mean gap of each directed dyad in several releases: points with their intervals, in rows."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from analytics.release.verdicts import MeanVerdict, side_of_zero
from analytics.web import wording
from analytics.web.charts.parts import Figure, figure, label, markup, wrapped
from analytics.web.charts.points import OF_DELTA, OF_LEVELS, around_zero, colour_of, dashed

# Heights: of a dyad's name, of a line naming a release, of the mark below it, and between dyads.
NAME, LINE, MARK, SPACE = 24, 16, 18, 14
LABEL_WIDTH = 46


class Mark(NamedTuple):
    """The gap of a dyad in one release: a figure with its limits, None where there is none."""

    release: str
    value: float | None
    low: float | None
    high: float | None
    words: str


def compared(gap: str, dyads: Sequence[tuple[str, Sequence[Mark]]]) -> Figure:
    """One gap of every dyad, named in words, with a row for each release; at least one dyad.

    A mark is hollow and grey where its interval holds 0. What has no figure keeps its row.
    """
    ticks = OF_LEVELS if gap == "empathy" else OF_DELTA
    end = ticks[-1] * 1.06
    texts, placed, y = [], [], 6.0
    for name, marks in dyads:
        y += NAME
        texts.append(label(name, -end, y, size=15))
        for mark in marks:
            lines = wrapped(mark.release, LABEL_WIDTH)
            y += LINE * len(lines)
            words = markup(lines if mark.value is not None else dashed(lines))
            texts.append(label(words, -end, y, size=12))
            placed.append((y + MARK / 2, name, mark))
            y += MARK
        y += SPACE
    return figure(
        _points(placed),
        annotations=texts,
        **around_zero(gap, y, ticks, end),
    )


def _points(placed: Sequence[tuple[float, str, Mark]]) -> dict[str, Any]:
    shown = [(y, name, mark) for y, name, mark in placed if mark.value is not None]
    marks = [mark for _y, _name, mark in shown]
    sides = [side_of_zero(mark.low, mark.high) for mark in marks]
    colours = [colour_of(side) for side in sides]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [mark.value for mark in marks],
        "y": [y for y, _name, _mark in shown],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [_reach(mark, mark.high) for mark in marks],
            "arrayminus": [_reach(mark, mark.low) for mark in marks],
            "color": "--ink-soft",
            "thickness": 2,
            "width": 5,
        },
        "hovertext": [_words(name, mark) for _y, name, mark in shown],
        "hoverinfo": "text",
        "marker": {
            "size": 12,
            "color": colours,
            "symbol": [
                "circle-open" if side == MeanVerdict.CANNOT_BE_TOLD else "circle" for side in sides
            ],
            "line": {"width": 2, "color": colours},
        },
    }


def _reach(mark: Mark, limit: float | None) -> float:
    return 0.0 if mark.value is None or limit is None else abs(limit - mark.value)


def _words(name: str, mark: Mark) -> str:
    figure = f"{wording.signed(mark.value)} ({wording.between(mark.low, mark.high)})"
    return markup([name, mark.release, figure, mark.words])
