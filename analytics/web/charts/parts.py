"""What all charts have in common."""

import html
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

Figure = dict[str, Any]

CONFIG = {"displayModeBar": False, "responsive": True, "doubleClick": False}
FIXED = {"fixedrange": True, "zeroline": False, "showgrid": False, "showline": False}


def figure(*traces: dict[str, Any], narrow: dict[str, Any] | None = None, **layout: Any) -> Figure:
    """Traces and layout; `narrow` is the part of the layout that differs on a narrow page."""
    common = {
        "paper_bgcolor": "--sheet",
        "plot_bgcolor": "--sheet",
        "font": {"family": "--serif", "size": 15, "color": "--ink"},
        "hoverlabel": {"bgcolor": "--paper", "font": {"family": "--serif", "color": "--ink"}},
        "dragmode": False,
    }
    whole = {"data": list(traces), "layout": common | layout, "config": CONFIG}
    return whole | {"narrow": narrow} if narrow else whole


def title(text: str, size: int) -> dict[str, Any]:
    return {"text": text, "font": {"size": size, "color": "--ink-soft"}}


def label(text: str, x: float, bottom: float, size: int) -> dict[str, Any]:
    """A text set from `x` to the right, its last line standing on `bottom`."""
    return {
        "x": x,
        "y": bottom,
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "text": text,
        "showarrow": False,
        "font": {"size": size},
    }


def plain(text: str) -> str:
    """Plotly reads a few tags in its texts; these are words."""
    return html.escape(text, quote=False)


def markup(lines: Iterable[str]) -> str:
    """Lines of words as one text of a figure."""
    return "<br>".join(map(plain, lines))


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns, a wide character taking two.

    Broken at spaces and, as Chinese and Japanese are, between wide characters.
    """
    lines, line = [], ""
    for piece in _pieces(text):
        if line and _columns(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()]


def _pieces(text: str) -> Iterator[str]:
    """What may not be broken: a word with its space, in Korean too; any other wide character."""
    piece = ""
    for character in text:
        piece += character
        if character == " " or _stands_alone(character):
            yield piece
            piece = ""
    yield piece


def _stands_alone(character: str) -> bool:
    is_hangul = unicodedata.name(character, "").startswith("HANGUL")
    return _columns(character) == 2 and not is_hangul


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
