"""The chance that gaps of known sizes are called so, by the participants a side: lines."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from analytics.measures.planning import Gap
from analytics.web.charts.parts import FIXED, Figure, figure, title
from analytics.web.wording import HUNDRED

HEIGHT = 400
# Told apart in greyscale as well.
LINES = {
    Gap.ONE: ("--accent", "solid"),
    Gap.HALF: ("--umber", "dash"),
    Gap.NOTHING: ("--ink", "dot"),
}
TICKS = (5, 10, 15, 20, 25, 30)


def chances(
    participants: Sequence[int],
    by_gap: Mapping[Gap, Sequence[float]],
    names: Mapping[Gap, str],
    chosen: int,
) -> Figure:
    """The chance of each gap, from 0 to 1, by the number of participants a side; one is marked.

    `names` are those of the gaps in words. A chance is drawn out of a hundred.
    """
    grid = FIXED | {"showgrid": True, "gridcolor": "--rule"}
    return figure(
        *(_line(participants, values, names[gap], *LINES[gap]) for gap, values in by_gap.items()),
        height=HEIGHT,
        margin={"l": 56, "r": 16, "t": 16, "b": 110},
        xaxis=grid
        | {
            "range": [participants[0] - 0.5, participants[-1] + 0.5],
            "tickvals": list(TICKS),
            "title": title(_("Participants a side"), 13),
        },
        yaxis=grid
        | {
            "range": [0, HUNDRED],
            "tickvals": list(range(0, HUNDRED + 1, 20)),
            "title": title(_("Of 100"), 13),
        },
        shapes=[_mark(chosen)],
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": -0.22, "yanchor": "top"},
        showlegend=True,
    )


def _line(
    participants: Sequence[int], values: Sequence[float], name: str, colour: str, dash: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(participants),
        "y": [round(HUNDRED * value, 1) for value in values],
        "name": name,
        "hoverinfo": "skip",
        "line": {"color": colour, "dash": dash, "width": 3},
    }


def _mark(chosen: int) -> dict[str, Any]:
    """A line upright at the number that was asked about."""
    line = {"color": "--edge", "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": chosen, "x1": chosen, "y0": 0, "y1": HUNDRED, "line": line}
