"""The gap matrix as a heatmap."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from analytics.measures.contrast import DELTA_SIZES
from analytics.release.rows import MeanRow
from analytics.web.charts.parts import CONFIG, FIXED, Figure, layout, plain
from analytics.web.wording import against_panel, band, signed

BAND_COLOURS = (
    "--below-3",
    "--below-2",
    "--below-1",
    "--sheet",
    "--above-1",
    "--above-2",
    "--above-3",
)


def heatmap(
    summaries: Mapping[tuple[str, str], MeanRow],
    perceivers: Sequence[str],
    targets: Sequence[str],
    names: Mapping[str, str],
    links: Mapping[tuple[str, str], str],
) -> Figure:
    """Mean delta over the common battery, perceivers down and targets across.

    `names` are the parties' by code, `links` the pages of the directed dyads. Dyads without a
    figure have no colour and a dash.
    """
    dyads = [[summaries.get((perceiver, target)) for target in targets] for perceiver in perceivers]
    cells = {
        "type": "heatmap",
        "x": [names[code] for code in targets],
        "y": [names[code] for code in perceivers],
        "z": [[dyad.mean if dyad else None for dyad in row] for row in dyads],
        "zmin": -1,
        "zmax": 1,
        "colorscale": _colorscale(),
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hovertext": [[_dyad_words(dyad, names) for dyad in row] for row in dyads],
        "hoverinfo": "text",
        "customdata": [
            [links.get((perceiver, target), "") for target in targets] for perceiver in perceivers
        ],
    }
    category = FIXED | {
        "type": "category",
        "ticklen": 6,
        "ticks": "outside",
        "tickcolor": "--sheet",
    }
    whole = layout() | {
        "xaxis": category | {"side": "top", "title": _axis(_("Concerns about …"))},
        "yaxis": category
        | {"autorange": "reversed", "automargin": True, "title": _axis(_("… seen from"))},
        "margin": {"l": 10, "r": 10, "t": 70, "b": 10},
        "shapes": [
            _frame(row, column, same=perceiver == target)
            for row, perceiver in enumerate(perceivers)
            for column, target in enumerate(targets)
        ],
        "annotations": [
            _cell_text(dyad, names) for row in dyads for dyad in row if dyad is not None
        ],
    }
    return {"data": [cells], "layout": whole, "config": CONFIG}


def _axis(words: str) -> dict[str, Any]:
    return {"text": words, "font": {"size": 12, "color": "--ink-soft"}, "standoff": 8}


def _colorscale() -> list[tuple[float, str]]:
    """One colour for each band, changing where the size of delta changes its name."""
    bounds = [bound for bound, _size in DELTA_SIZES[:-1]]
    edges = [-1.0, *(-bound for bound in reversed(bounds)), *bounds, 1.0]
    places = [(edge + 1) / 2 for edge in edges]
    return [
        (place, colour)
        for ends, colour in zip(pairwise(places), BAND_COLOURS, strict=True)
        for place in ends
    ]


def _frame(row: int, column: int, *, same: bool) -> dict[str, Any]:
    """The edge of a cell, so that one without a colour is still seen; a side's own is filled."""
    return {
        "type": "rect",
        "x0": column - 0.5,
        "x1": column + 0.5,
        "y0": row - 0.5,
        "y1": row + 0.5,
        "line": {"color": "--rule", "width": 1},
        "fillcolor": "--rule" if same else "rgba(0, 0, 0, 0)",
        "layer": "below",
    }


def _cell_text(dyad: MeanRow, names: Mapping[str, str]) -> dict[str, Any]:
    deep = abs(band(dyad.mean) or 0) == 3
    return {
        "x": names[dyad.target],
        "y": names[dyad.perceiver],
        "text": signed(dyad.mean),
        "showarrow": False,
        "font": {"size": 17, "color": "--on-deep" if deep else "--ink"},
    }


def _dyad_words(dyad: MeanRow | None, names: Mapping[str, str]) -> str:
    if dyad is None:
        return ""
    sides = f"{plain(names[dyad.perceiver])} → {plain(names[dyad.target])}"
    return f"{sides}<br>{signed(dyad.mean)} {against_panel(dyad.mean)}"
