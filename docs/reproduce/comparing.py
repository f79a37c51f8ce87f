"""Computed tables against those of an archive, cell by cell, and what is said of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
# What tells a row of a table from all others.
IDENTITY = {
    "blocks": ("question", "lens", "group"),
    "cells": ("question", "gap", "panel_without"),
    "means": ("gap", "panel_without", "perceiver", "target"),
    "level_gaps": ("question", "first_level", "second_level"),
    "changes": ("question", "lens", "group"),
    "concern_changes": ("perceiver", "target", "lens", "group"),
    "impressions": ("perceiver", "lens", "answer"),
    "reported_changes": ("perceiver", "target", "lens", "answer"),
    "batteries": ("item", "perceiver", "target", "lens", "group", "answer"),
    "undetermined": ("perceiver", "target", "concern", "lens", "group"),
    "grounds": ("perceiver", "target", "lens", "group"),
    "ground_gaps": ("ground",),
    "zones": ("perceiver", "target", "item"),
    "self_images": ("speaker", "about", "statement"),
    "orders": ("order", "side"),
    "order_predictions": ("order", "predictor", "side"),
}
# Drawn, or counted among drawn points, so that the last digit may hang on the processor's linear
# algebra: compared to within this.
TOLERANCES: dict[str, float] = {
    **dict.fromkeys(("pooled_mean", "pooled_mean_low", "pooled_mean_high"), 0.001),
    **dict.fromkeys(("pooled_delta", "pooled_delta_low", "pooled_delta_high"), 0.001),
    **dict.fromkeys(
        ("pooled_empathy_gap", "pooled_empathy_gap_low", "pooled_empathy_gap_high"), 0.001
    ),
    **dict.fromkeys(("pooled_above", "pooled_greatest"), 0.002),
}
# The same for p of the distance where deals are not listed.
P_NOT_LISTED = 0.001


@dataclass
class Compared:
    """How many figures of a table were compared, how many are only near, and what differs."""

    table: str
    rows: int = 0
    figures: int = 0
    near: int = 0
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        words = f"{self.table}: {self.rows} rows, {self.figures} figures compared"
        words += f", {self.figures - self.near - len(self.problems)} equal"
        if self.near:
            words += f", {self.near} within the tolerance stated in the methodology"
        return f"{words}, {len(self.problems)} not" if self.problems else words


def compare(table: str, computed: list[Row], published: list[dict[str, str]]) -> Compared:
    """Every field of every row; a row or column that is on one side only is a problem."""
    result = Compared(table, rows=len(published))
    by_place = {_place(table, row, _text): row for row in computed}
    if len(by_place) < len(computed):
        result.problems.append(f"{table}: two rows computed alike")
    for row in published:
        place = _place(table, row, str)
        mine = by_place.pop(place, None)
        if mine is None:
            result.problems.append(f"{table}, {' '.join(place)}: is not computed from the blocks")
            continue
        for problem in _differences(result, mine, row):
            result.problems.append(f"{table}, {' '.join(place)}: {problem}")
    result.problems += [f"{table}, {' '.join(place)}: is not in the archive" for place in by_place]
    return result


def _place(table: str, row: Row, text: Callable[[Any], str]) -> tuple[str, ...]:
    return tuple(text(row.get(name)) for name in IDENTITY[table])


def _differences(result: Compared, mine: Row, row: dict[str, str]) -> Iterator[str]:
    for name, published in row.items():
        result.figures += 1
        computed = _text(mine.get(name))
        if computed == published:
            continue
        tolerance = TOLERANCES.get(name, 0.0)
        if name == "p_wasserstein" and row["p_exact"] == "0":
            tolerance = P_NOT_LISTED
        if tolerance and computed and published and _is_near(computed, published, tolerance):
            result.near += 1
        else:
            yield f"{name} is {published or 'empty'} in the archive and {computed or 'empty'} here"


def _is_near(computed: str, published: str, tolerance: float) -> bool:
    try:
        return abs(float(computed) - float(published)) <= tolerance + 1e-12
    except ValueError:
        return False


def _text(value: Any) -> str:
    """A value as it stands in CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return repr(float(value)) if isinstance(value, float) else str(value)
