"""The gap matrix as a heatmap."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from analytics.measures.verdicts import Thresholds
from analytics.release.rows import MeanRow
from analytics.release.verdicts import MeanVerdict, mean_verdict
from analytics.vocabulary.gaps import VERDICTS_BY_GAP
from analytics.web.charts.parts import FIXED, Figure, figure, plain, title, wrapped
from analytics.web.colours import mean_shade
from analytics.web.wording import between, signed

# The colours of the shades from -3 to 3, 0 being pale, and after them that of closeness.
COLOURS = (
    "--below-3",
    "--below-2",
    "--below-1",
    "--sheet",
    "--above-1",
    "--above-2",
    "--above-3",
    "--close",
)
CLOSE = 4
# A mean for each perceiver (rows) and target (columns); None for a dyad that is not there.
Matrix = Sequence[Sequence[MeanRow | None]]
CATEGORY = FIXED | {"type": "category", "ticklen": 6, "ticks": "outside", "tickcolor": "--sheet"}
ROW, HEAD = 112, 90
LINE_WIDTH = 8
APART = {"standoff": 8}
ON_HATCHING = {"bgcolor": "--sheet", "borderpad": 0}
# The diagonals of a hatched cell, as parts of its width.
HATCHES = tuple(step / 5 for step in range(-4, 5))


def heatmap(
    means: Mapping[tuple[str, str], MeanRow],
    perceivers: Sequence[str],
    targets: Sequence[str],
    names: Mapping[str, str],
    links: Mapping[tuple[str, str], str],
    thresholds: Thresholds,
) -> Figure:
    """Mean delta over the common battery, perceivers down and targets across.

    `names` are the parties' by code, `links` the pages of the directed dyads. A cell is coloured
    by what its interval supports; one whose interval shows nothing is hatched, one without a
    figure has a dash.
    """
    dyads = [[means.get((perceiver, target)) for target in targets] for perceiver in perceivers]
    cells = _trace(dyads, names, thresholds) | {
        "x": [names[code] for code in targets],
        "y": [names[code] for code in perceivers],
        "customdata": [
            [links.get((perceiver, target), "") for target in targets] for perceiver in perceivers
        ],
    }
    frames = [
        _frame(row, column, same=perceiver == target)
        for row, perceiver in enumerate(perceivers)
        for column, target in enumerate(targets)
    ]
    across, down = title(_("Concerns about …"), 12), title(_("… seen from"), 12)
    return figure(
        cells,
        height=HEAD + ROW * len(perceivers),
        xaxis=CATEGORY | {"side": "top", "title": across | APART},
        yaxis=CATEGORY | {"autorange": "reversed", "automargin": True, "title": down | APART},
        margin={"l": 4, "r": 4, "t": 70, "b": 10},
        shapes=frames + _hatchings(dyads, thresholds),
        annotations=[
            text
            for row in dyads
            for dyad in row
            if dyad
            for text in _texts(dyad, names, thresholds)
        ],
    )


def _trace(dyads: Matrix, names: Mapping[str, str], thresholds: Thresholds) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "z": [[_shade(dyad, thresholds) for dyad in row] for row in dyads],
        "zmin": -3.5,
        "zmax": CLOSE + 0.5,
        "colorscale": _colorscale(),
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hovertext": [[_dyad_words(dyad, names, thresholds) for dyad in row] for row in dyads],
        "hoverinfo": "text",
    }


def _shade(dyad: MeanRow | None, thresholds: Thresholds) -> int | None:
    """The shade of a cell, or `CLOSE`; None for a dyad that is not there."""
    if dyad is None:
        return None
    verdict = mean_verdict(dyad, thresholds)
    return CLOSE if verdict == MeanVerdict.CLOSE else mean_shade(dyad, verdict)


def _colorscale() -> list[tuple[float, str]]:
    """One colour for each shade, with sharp edges."""
    width = 1 / len(COLOURS)
    return [
        (edge, colour)
        for place, colour in enumerate(COLOURS)
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


def _hatchings(dyads: Matrix, thresholds: Thresholds) -> list[dict[str, Any]]:
    return [
        _hatching(row, column)
        for row, line in enumerate(dyads)
        for column, dyad in enumerate(line)
        if dyad and mean_verdict(dyad, thresholds) == MeanVerdict.CANNOT_BE_TOLD
    ]


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


def _texts(
    dyad: MeanRow, names: Mapping[str, str], thresholds: Thresholds
) -> Iterable[dict[str, Any]]:
    """The figure of a cell and, below it, its interval and its verdict."""
    verdict = mean_verdict(dyad, thresholds)
    place = {"x": names[dyad.target], "y": names[dyad.perceiver], "showarrow": False}
    colour = "--on-deep" if abs(mean_shade(dyad, verdict)) == 3 else "--ink"
    figure = place | {"text": signed(dyad.mean), "font": {"size": 17, "color": colour}}
    if dyad.mean is None:
        return [figure]
    limits, words = between(dyad.mean_low, dyad.mean_high), VERDICTS_BY_GAP[dyad.gap][verdict]
    lines = wrapped(limits, LINE_WIDTH) + wrapped(str(words), LINE_WIDTH)
    detail = place | {"text": "<br>".join(lines), "font": {"size": 12, "color": colour}}
    if verdict == MeanVerdict.CANNOT_BE_TOLD:
        figure, detail = figure | ON_HATCHING, detail | ON_HATCHING
    return [figure | {"yshift": 8 * len(lines)}, detail | {"yshift": -10}]


def _dyad_words(dyad: MeanRow | None, names: Mapping[str, str], thresholds: Thresholds) -> str:
    if dyad is None:
        return ""
    sides = f"{plain(names[dyad.perceiver])} → {plain(names[dyad.target])}"
    words = str(VERDICTS_BY_GAP[dyad.gap][mean_verdict(dyad, thresholds)])
    limits = "" if dyad.mean is None else f" ({between(dyad.mean_low, dyad.mean_high)})"
    return f"{sides}<br>{signed(dyad.mean)}{limits}<br>{words}"
