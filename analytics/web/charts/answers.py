"""Published answers as bars: strong as far as is certain, faint as far as is possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analytics.release.rows import Interval
from analytics.web.charts.parts import CONFIG, FIXED, Figure, label, layout, plain, wrapped
from analytics.web.wording import count_words

LABEL_WIDTH = 46
LINE, BAR, SPACE = 18, 18, 14


@dataclass(frozen=True)
class BeforeAndAfter:
    """An answer, and how many people gave it before the other questions and after them."""

    words: str
    before: Interval
    after: Interval


@dataclass(frozen=True)
class GroupRanges:
    """A group, and the range of its mean level for each situation in order; None unknown."""

    words: str
    ranges: Sequence[tuple[float, float] | None]


@dataclass(frozen=True)
class QuestionCounts:
    """A question, and how many of a group gave some answers to it, each in words; None unknown."""

    words: str
    answers: Sequence[tuple[str, Interval | None]]


@dataclass(frozen=True)
class Bar:
    """A bar from `start`: strong up to `certain`, faint up to `possible`; `words` at its end."""

    start: float
    certain: float
    possible: float
    words: str
    strong: str
    faint: str


Row = tuple[str, Sequence[Bar]]


def before_and_after(answers: Sequence[BeforeAndAfter], people: int) -> Figure:
    """How many of a group of so many people gave each answer, the first answer on top."""
    step = max(3, people // 4)
    ticks = list(range(0, people + 1, step))
    axis = {"range": [0, people * 1.4], "tickvals": ticks, "title": _title(_("People"))}
    return _bars([(answer.words, _times(answer)) for answer in answers], axis)


def counted(questions: Sequence[QuestionCounts], people: int) -> Figure:
    """How many of a group of so many people gave the answers named, the first question on top."""
    step = max(3, people // 4)
    ticks = list(range(0, people + 1, step))
    axis = {"range": [0, people * 1.8], "tickvals": ticks, "title": _title(_("People"))}
    return _bars([(question.words, _named(question)) for question in questions], axis)


def _named(question: QuestionCounts) -> list[Bar]:
    colours = (("--accent", "--below-2"), ("--ink-soft", "--rule"))
    return [
        Bar(0, *span, f"{count_words(span)} {words}", strong, faint)
        for (words, span), (strong, faint) in zip(question.answers, colours, strict=True)
        if span
    ]


def _times(answer: BeforeAndAfter) -> list[Bar]:
    when = (
        (pgettext("the other questions", "before"), answer.before, "--ink-soft", "--rule"),
        (pgettext("the other questions", "after"), answer.after, "--accent", "--below-2"),
    )
    return [
        Bar(0, low, high, f"{words} {count_words((low, high))}", strong, faint)
        for words, (low, high), strong, faint in when
    ]


def levels(groups: Sequence[GroupRanges], marks: Sequence[str]) -> Figure:
    """Where each group's mean level lies for each situation, first group on top.

    `marks` are the words of the levels, the lowest first. Nothing is drawn of an unknown mean.
    """
    axis = {"range": [-0.4, len(marks) - 0.6], "tickvals": list(range(len(marks)))}
    words = {"ticktext": ["<br>".join(map(plain, wrapped(mark, 12))) for mark in marks]}
    return _bars([(group.words, _situations(group)) for group in groups], axis | words)


def _situations(group: GroupRanges) -> list[Bar]:
    return [
        Bar(span[0], span[0], span[1], str(number), "--accent", "--below-2")
        for number, span in enumerate(group.ranges, start=1)
        if span
    ]


# --- Drawing -------------------------------------------------------------------------------------


def _bars(rows: Sequence[Row], axis: dict[str, Any]) -> Figure:
    placed, labels, height = [], [], 0
    for words, bars in rows:
        lines = wrapped(words, LABEL_WIDTH)
        height += SPACE + LINE * len(lines)
        labels.append(label("<br>".join(map(plain, lines)), axis["range"][0], height, size=14))
        placed += [(bar, height + BAR * (place + 0.5)) for place, bar in enumerate(bars)]
        height += BAR * len(bars)
    whole = layout() | {
        "height": height + 90,
        "margin": {"l": 16, "r": 16, "t": 60, "b": 20},
        "barmode": "overlay",
        "xaxis": FIXED | {"side": "top", "showgrid": True, "gridcolor": "--rule"} | axis,
        "yaxis": FIXED | {"range": [height + SPACE, 0], "showticklabels": False},
        "annotations": labels + [_end(bar, y) for bar, y in placed],
        "showlegend": False,
    }
    return {"data": [_faint(placed), _strong(placed)], "layout": whole, "config": CONFIG}


def _title(words: str) -> dict[str, Any]:
    return {"text": words, "font": {"size": 13, "color": "--ink-soft"}}


def _faint(placed: Sequence[tuple[Bar, float]]) -> dict[str, Any]:
    """The whole length, framed, so that its end is seen on any ground."""
    faint = [bar.faint for bar, _y in placed]
    frame = {"color": [bar.strong for bar, _y in placed], "width": 1.5}
    lengths = [bar.possible - bar.start for bar, _y in placed]
    return _trace(placed, lengths) | {"marker": {"color": faint, "line": frame}}


def _strong(placed: Sequence[tuple[Bar, float]]) -> dict[str, Any]:
    strong = [bar.strong for bar, _y in placed]
    lengths = [bar.certain - bar.start for bar, _y in placed]
    return _trace(placed, lengths) | {"marker": {"color": strong}}


def _trace(placed: Sequence[tuple[Bar, float]], lengths: Sequence[float]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "base": [bar.start for bar, _y in placed],
        "x": list(lengths),
        "y": [y for _bar, y in placed],
        "width": BAR - 5,
        "hoverinfo": "skip",
    }


def _end(bar: Bar, y: float) -> dict[str, Any]:
    return {
        "x": bar.possible,
        "y": y,
        "xanchor": "left",
        "xshift": 4,
        "text": plain(bar.words),
        "showarrow": False,
        "font": {"size": 13, "color": "--ink-soft"},
    }
