"""What all charts have in common."""

import html
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from surveys.plain_text import fault_of, one_line, without_unseen

Figure = dict[str, Any]

CONFIG = {"displayModeBar": False, "responsive": True, "doubleClick": False}
# Where Plotly, and `charts.js`, take a value for words to be read.
WORDS = frozenset({"text", "hovertext", "ticktext", "name"})
FIXED = {"fixedrange": True, "zeroline": False, "showgrid": False, "showline": False}


class Markup(str):
    """Words with the tags that Plotly reads: made by `markup` alone."""


def figure(*traces: dict[str, Any], narrow: dict[str, Any] | None = None, **layout: Any) -> Figure:
    """Traces and layout; `narrow` is the part of the layout that differs on a narrow page.

    Plotly reads a few tags in its texts, links among them. So all words are escaped here, whoever
    wrote them, and lose what cannot be seen; those of `markup` have been.
    """
    common = {
        "paper_bgcolor": "--sheet",
        "plot_bgcolor": "--sheet",
        "font": {"family": "--serif", "size": 15, "color": "--ink"},
        "hoverlabel": {"bgcolor": "--paper", "font": {"family": "--serif", "color": "--ink"}},
        "dragmode": False,
    }
    whole = {
        "data": _with_plain_words(traces),
        "layout": _with_plain_words(common | layout),
        "config": CONFIG,
    }
    return whole | {"narrow": _with_plain_words(narrow)} if narrow else whole


def _with_plain_words(part: Any) -> Any:
    """The same part of a figure with its words escaped."""
    if isinstance(part, dict):
        return {
            name: _plain(value) if name in WORDS else _with_plain_words(value)
            for name, value in part.items()
        }
    return [*map(_with_plain_words, part)] if isinstance(part, list | tuple) else part


def _plain(words: Any) -> Any:
    """Words, or parts of a figure with words in them, escaped."""
    if isinstance(words, list | tuple):
        return [*map(_plain, words)]
    if words is None or isinstance(words, Markup):
        return words
    return _with_plain_words(words) if isinstance(words, dict) else _escaped(str(words))


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


def markup(lines: Iterable[str]) -> Markup:
    """Lines of words as one text of a figure."""
    return Markup("<br>".join(map(_escaped, lines)))


def _escaped(words: str) -> str:
    plain = without_unseen(one_line(words)) if fault_of(words) else words
    return html.escape(plain, quote=False)


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
