"""The share of answers that say *cannot be determined*, of each directed dyad: bars in rows."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from analytics.web import wording
from analytics.web.charts.parts import FIXED, Figure, figure, label, markup

# Heights: of a dyad's name, of a bar, and between dyads.
NAME, BAR, SPACE = 24, 14, 12
TICKS = (0, 25, 50, 75, 100)
# The first group's bars, and those of the panel below them.
LINES = ({"color": "--accent", "width": 8}, {"color": "--ink-soft", "width": 4})


class Bar(NamedTuple):
    """The share of a group's answers, at least and at most; None where it is not published."""

    group: str
    low: float | None
    high: float | None
    words: str


def undetermined(dyads: Sequence[tuple[str, Sequence[Bar]]]) -> Figure:
    """A row for every directed dyad, named in words, with a bar for each group; at least one.

    A bar reaches from the least share to the greatest, and has no middle: the counts say no more.
    What is not published keeps its place.
    """
    texts, placed, y = [], [], 4.0
    for name, bars in dyads:
        y += NAME
        texts.append(label(markup([name]), 0, y, size=14))
        for bar in bars:
            y += BAR
            placed.append((y - BAR / 2 + 4, name, bar))
        y += SPACE
    groups = list(dict.fromkeys(bar.group for _y, _name, bar in placed))
    traces = [
        _trace([(y, name, bar) for y, name, bar in placed if bar.group == group], line)
        for group, line in zip(groups, LINES, strict=False)
    ]
    return figure(
        *traces,
        annotations=texts,
        height=y + 50,
        margin={"l": 16, "r": 16, "t": 40, "b": 10},
        xaxis=FIXED
        | {
            "range": [-2, 102],
            "side": "top",
            "showgrid": True,
            "gridcolor": "--rule",
            "tickvals": list(TICKS),
            "ticktext": [wording.percent_tick(tick) for tick in TICKS],
        },
        yaxis=FIXED | {"range": [y, 0], "showticklabels": False},
        showlegend=False,
    )


def _trace(bars: Sequence[tuple[float, str, Bar]], line: dict[str, Any]) -> dict[str, Any]:
    """One line from end to end of each bar, with a gap after it."""
    shown = [
        (y, name, bar, bar.low, bar.high)
        for y, name, bar in bars
        if bar.low is not None and bar.high is not None
    ]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [x for *_rest, low, high in shown for x in (100 * low, 100 * high, None)],
        "y": [place for y, *_rest in shown for place in (y, y, None)],
        "hovertext": [
            text
            for _y, name, bar, *_ends in shown
            for text in (*[markup([name, bar.group, bar.words])] * 2, "")
        ],
        "hoverinfo": "text",
        "line": line,
        "marker": {"symbol": "line-ns", "size": 8, "line": {"width": 2, "color": line["color"]}},
        "connectgaps": False,
    }
