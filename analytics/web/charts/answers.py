"""Published answers as bars: strong as far as is certain, faint as far as is possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analytics.release.rows import Interval
from analytics.web.charts.parts import FIXED, Figure, figure, label, markup, title, wrapped
from analytics.web.wording import count_words

LABEL_WIDTH = 46
LINE, BAR, SPACE = 18, 18, 14
# The strong colour of a bar and its faint one.
ACCENT, SOFT = ("--accent", "--below-2"), ("--ink-soft", "--rule")


@dataclass(frozen=True)
class Bar:
    """A bar from `start`: strong up to `certain`, faint up to `possible`; `words` at its end."""

    start: float
    certain: float
    possible: float
    words: str
    strong: str
    faint: str


@dataclass(frozen=True)
class Span:
    """What is known of a figure: that it lies between two limits; None where nothing is."""

    words: str
    limits: tuple[float, float] | None
    stands_out: bool = True


Row = tuple[str, Sequence[Bar]]


def before_and_after(
    answers: Sequence[tuple[str, tuple[Interval, Interval]]], people: int
) -> Figure:
    """How many of a group of so many people gave each answer before the other questions and after.

    The answers are named in words, the first on top.
    """
    before = pgettext("the other questions", "before")
    after = pgettext("the other questions", "after")
    rows = [
        (words, [_count(earlier, before, SOFT), _count(later, after, ACCENT)])
        for words, (earlier, later) in answers
    ]
    return _bars(rows, _people(people, 1.4))


def _count(interval: Interval, when: str, colours: tuple[str, str]) -> Bar:
    return Bar(0, *interval, f"{when} {count_words(interval)}", *colours)


def counted(
    questions: Sequence[tuple[str, Sequence[tuple[str, Interval | None]]]], people: int
) -> Figure:
    """How many of a group of so many people gave two answers to each question, the first on top.

    Questions and answers are named in words; nothing is drawn of an unknown count.
    """
    rows = [
        (
            question,
            [
                Bar(0, *interval, f"{count_words(interval)} {words}", *colours)
                for (words, interval), colours in zip(answers, (ACCENT, SOFT), strict=True)
                if interval
            ],
        )
        for question, answers in questions
    ]
    return _bars(rows, _people(people, 1.8))


def _people(people: int, room: float) -> dict[str, Any]:
    """An axis with `room` times the length of the longest bar, for the words at its end."""
    ticks = list(range(0, people + 1, max(3, people // 4)))
    return {"range": [0, people * room], "tickvals": ticks, "title": title(_("People"), 13)}


def levels(
    groups: Sequence[tuple[str, Sequence[tuple[float, float] | None]]], marks: Sequence[str]
) -> Figure:
    """Where each group's mean level lies for each situation in order, first group on top.

    `marks` are the words of the levels, the lowest first. Nothing is drawn of an unknown mean.
    """
    numbered = [
        (group, [Span(str(number), span) for number, span in enumerate(ranges, start=1)])
        for group, ranges in groups
    ]
    return _bars(_spans(numbered), _of_levels(marks))


def named_levels(groups: Sequence[tuple[str, Sequence[Span]]], marks: Sequence[str]) -> Figure:
    """Where mean levels lie, each named at its bar, under a heading for each group.

    `marks` are the words of the levels, the lowest first.
    """
    room = {"range": [-0.4, len(marks) - 0.1], "tickangle": 0}
    return _bars(_spans(groups), _of_levels(marks, 9) | room)


def shares(groups: Sequence[tuple[str, Sequence[Span]]]) -> Figure:
    """Where shares of groups lie, from 0 to 1, each named at its bar, under headings."""
    axis = {
        "range": [0, 1.8],
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
        "ticktext": ["0 %", "25", "50", "75", "100"],
        "title": title(_("Share of the participants"), 13),
    }
    return _bars(_spans(groups), axis)


def _spans(groups: Sequence[tuple[str, Sequence[Span]]]) -> list[Row]:
    """Nothing is drawn where it is not known."""
    return [
        (
            words,
            [
                Bar(
                    each.limits[0], *each.limits, each.words, *(ACCENT if each.stands_out else SOFT)
                )
                for each in spans
                if each.limits
            ],
        )
        for words, spans in groups
    ]


def _of_levels(marks: Sequence[str], width: int = 12) -> dict[str, Any]:
    """An axis of the levels, whose words are set in lines of so many columns."""
    return {
        "range": [-0.4, len(marks) - 0.6],
        "tickvals": list(range(len(marks))),
        "ticktext": [markup(wrapped(mark, width)) for mark in marks],
    }


# --- Drawing -------------------------------------------------------------------------------------


def _bars(rows: Sequence[Row], axis: dict[str, Any]) -> Figure:
    placed, labels, height = [], [], 0
    for words, bars in rows:
        lines = wrapped(words, LABEL_WIDTH)
        height += SPACE + LINE * len(lines)
        labels.append(label(markup(lines), axis["range"][0], height, size=14))
        placed += [(bar, height + BAR * (place + 0.5)) for place, bar in enumerate(bars)]
        height += BAR * len(bars)
    strong = [bar.strong for bar, _y in placed]
    # The whole length is framed, so that its end is seen on any ground.
    frame = {"color": strong, "width": 1.5}
    return figure(
        _trace(placed, "possible", {"color": [bar.faint for bar, _y in placed], "line": frame}),
        _trace(placed, "certain", {"color": strong}),
        height=height + 90,
        margin={"l": 16, "r": 16, "t": 60, "b": 20},
        barmode="overlay",
        xaxis=FIXED | {"side": "top", "showgrid": True, "gridcolor": "--rule"} | axis,
        yaxis=FIXED | {"range": [height + SPACE, 0], "showticklabels": False},
        annotations=labels + [_end(bar, y) for bar, y in placed],
        showlegend=False,
    )


def _trace(placed: Sequence[tuple[Bar, float]], end: str, marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "base": [bar.start for bar, _y in placed],
        "x": [getattr(bar, end) - bar.start for bar, _y in placed],
        "y": [y for _bar, y in placed],
        "width": BAR - 5,
        "hoverinfo": "skip",
        "marker": marker,
    }


def _end(bar: Bar, y: float) -> dict[str, Any]:
    return {
        "x": bar.possible,
        "y": y,
        "xanchor": "left",
        "xshift": 4,
        "text": bar.words,
        "showarrow": False,
        "font": {"size": 13, "color": "--ink-soft"},
    }
