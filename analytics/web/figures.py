"""The figures of a release to take away: drawn on the server, each with its words and citation."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analytics.release.queries import visible_changes_of
from analytics.web.access import Reader
from analytics.web.drawn import Drawn, sheet
from analytics.web.measure_figures import measures_of
from analytics.web.pages.concern_shifts import movement_legend, shifts_of_concerns
from analytics.web.pages.dyad import dyad
from analytics.web.pages.heatmap import Choice, heatmap
from analytics.web.pages.reassurance import FIGURE as MEASURES
from analytics.web.pages.shared import words_of
from surveys.typesetting import ROOT, typeset_png, typeset_svg

CONCERNS, CHANGE = "-concerns", "change"
MATRIX_WIDTH, CONCERNS_WIDTH = 190, 210
RESOLUTION = 192.0


def drawn(reader: Reader, chart: str) -> Drawn | None:
    """The figure of this name; None for one that the release has not.

    Named are the matrix of each gap ("threat"), the same at each concern ("threat-concerns"), the
    shifts since an earlier round ("change"), the groups of each directed dyad ("PRC-JPN"), and the
    measures of each dyad ("reassurance-PRC-JPN").
    """
    if chart == CHANGE:
        return _shifts(reader)
    if chart.startswith(MEASURES):
        return measures_of(reader, chart)
    gap = chart.removesuffix(CONCERNS)
    if gap in ("threat", "image", "empathy"):
        page = heatmap(reader, Choice(gap))
        if page is None or not page["published"]:
            return None
        return _concerns(reader, chart, page) if gap != chart else _matrix(reader, chart, page)
    perceiver, _dash, target = chart.partition("-")
    page = dyad(reader, perceiver, target)
    if page is None or not page["directions"][0]["glance"]:
        return None
    return _dumbbells(reader, chart, page["directions"][0])


def as_svg(figure: Drawn) -> str:
    """The figure as SVG, with its letters drawn, named and described for who does not see it."""
    (svg,) = typeset_svg(figure.sheet, figure.data, figure.languages)
    root = ROOT.search(svg)
    assert root is not None
    opening = root[0].replace("<svg", '<svg role="img" aria-labelledby="title description"', 1)
    described = (
        f'<title id="title">{escape(figure.title)}</title>'
        f'<desc id="description">{escape(_description(figure))}</desc>'
    )
    return svg[: root.start()] + opening + described + svg[root.end() :]


def as_png(figure: Drawn) -> bytes:
    """The figure as PNG; its title, description and citation are texts of the file."""
    (png,) = typeset_png(figure.sheet, figure.data, figure.languages, RESOLUTION)
    texts = PngInfo()
    for name, text in (
        ("Title", figure.title),
        ("Description", _description(figure)),
        ("Source", str(figure.data["citation"])),
    ):
        texts.add_itxt(name, text, lang=str(figure.data["language"]))
    made = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").save(made, "PNG", pnginfo=texts, optimize=True)
    return made.getvalue()


def _description(figure: Drawn) -> str:
    return " ".join([*figure.words, str(figure.data["citation"])])


# --- Each figure ---------------------------------------------------------------------------------


def _matrix(reader: Reader, name: str, page: Mapping[str, Any]) -> Drawn:
    rows = [
        {
            "name": row["name"],
            "cells": [
                {"class": mean["class"], "lines": _lines(mean)} if mean else None
                for mean in (cell["mean"] for cell in row["cells"])
            ],
        }
        for row in page["matrix"]["rows"]
    ]
    words = [
        _told(cell["perceiver"], cell["target"], _lines(cell["mean"]))
        for row in page["matrix"]["rows"]
        for cell in row["cells"]
        if cell["mean"]
    ]
    data = sheet(
        reader,
        title=str(page["question"]),
        subtitle=_("Mean over the common concerns; rows are perceivers, columns are targets."),
        width=MATRIX_WIDTH,
        columns=page["matrix"]["columns"],
        rows=rows,
        legend=_legend(page["legend"]),
    )
    return Drawn(name, "figure-matrix.typ", data, words)


def _concerns(reader: Reader, name: str, page: Mapping[str, Any]) -> Drawn | None:
    concerns = page["concerns"]
    if concerns is None:
        return None
    return _by_concern(
        reader,
        name,
        concerns,
        title=str(page["question"]),
        subtitle=_("At each common concern of each directed dyad."),
        legend=_legend(page["legend"]),
    )


def _shifts(reader: Reader) -> Drawn | None:
    rows = visible_changes_of(reader.release, reader.who)
    shifts = shifts_of_concerns(reader, words_of(reader.release), rows)
    if shifts is None:
        return None
    return _by_concern(
        reader,
        CHANGE,
        shifts,
        title=_("Where has participants' concern risen or fallen?"),
        subtitle=_("Shift since round %(before)s in levels; above zero is more concern.")
        % {"before": rows[0].round_before},
        legend=_legend(movement_legend()),
    )


def _by_concern(reader: Reader, name: str, concerns: Mapping[str, Any], **about: Any) -> Drawn:
    """A table of directed dyads down and concerns across."""
    rows = [
        {
            "name": f"{row['perceiver']} → {row['target']}",
            "cells": [
                {"class": cell["class"], "lines": _figures(cell)} if cell else None
                for cell in row["cells"]
            ],
        }
        for row in concerns["rows"]
    ]
    words = [
        _told(row["perceiver"], row["target"], [cell["name"], *_figures(cell), str(cell["words"])])
        for row in concerns["rows"]
        for cell in row["cells"]
        if cell
    ]
    data = sheet(
        reader,
        width=CONCERNS_WIDTH,
        columns=concerns["columns"],
        rows=rows,
        **about,
    )
    return Drawn(name, "figure-matrix.typ", data, words)


def _dumbbells(reader: Reader, name: str, direction: Mapping[str, Any]) -> Drawn:
    glance = direction["glance"]
    names = [group["name"] for group in glance["groups"]]
    rows = [
        {
            "name": row["name"],
            "height": row["drawing"].height,
            "places": [asdict(place) for place in row["drawing"].places],
            "findings": _findings(row),
        }
        for row in glance["rows"]
    ]
    words = [
        f"{row['name']}: "
        + "; ".join(f"{group} {span}" for group, span in zip(names, row["ranges"], strict=True))
        + "; "
        + "; ".join(_findings(row))
        + "."
        for row in glance["rows"]
    ]
    first = glance["rows"][0]["drawing"]
    data = sheet(
        reader,
        title=f"{direction['perceiver']} → {direction['target']}",
        subtitle=_("Where do the groups stand at each question?"),
        notes=[
            _(
                "Each line runs from the least to the greatest mean level that the published "
                "counts of a group allow."
            )
        ],
        width=first.width,
        levels=first.levels,
        ends=glance["levels"],
        groups=glance["groups"],
        rows=rows,
    )
    return Drawn(name, "figure-dumbbells.typ", data, words)


def _findings(row: Mapping[str, Any]) -> list[str]:
    """What was found at a question, each with what the participants were compared with."""
    return [f"{finding['about']} {finding['words']}" for finding in row["findings"]]


def _lines(mean: Mapping[str, Any]) -> list[str]:
    """What stands in the cell of a mean, line by line."""
    if not mean["published"]:
        return [mean["value"], str(mean["words"])]
    return [mean["value"], mean["limits"], str(mean["words"]), *filter(None, [mean["jointly"]])]


def _figures(cell: Mapping[str, Any]) -> list[str]:
    return [cell["value"], cell["limits"]] if cell["published"] else [cell["value"]]


def _told(perceiver: str, target: str, lines: Iterable[str]) -> str:
    sides = _("%(perceiver)s toward %(target)s:") % {"perceiver": perceiver, "target": target}
    return f"{sides} {', '.join(lines)}."


def _legend(legend: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**entry, "words": str(entry["words"])} for entry in legend["entries"]]
