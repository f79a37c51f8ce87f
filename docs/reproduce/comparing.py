"""Computed tables against those of an archive, cell by cell, and what is said of it."""

from collections.abc import Callable
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
# Drawn, or counted among drawn points, so that the last digits may hang on the processor's linear
# algebra: said to be near, though not equal, within this.
DRAWN, COUNTED = 0.001, 0.002
TOLERANCES = {
    **{
        f"{name}{end}": DRAWN
        for name in ("pooled_delta", "pooled_empathy_gap", "pooled_mean")
        for end in ("", "_low", "_high")
    },
    **dict.fromkeys(("pooled_above", "pooled_greatest"), COUNTED),
}
# The same for p of the distance where deals are not listed.
P_NOT_LISTED = 0.001


@dataclass
class Compared:
    """How many figures of a table were compared, how many are only near, and what differs."""

    table: str
    rows: int = 0
    figures: int = 0
    different: int = 0
    near: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        words = f"{self.table}: {self.rows} rows, {self.figures} figures compared"
        words += f", {self.figures - len(self.near) - self.different} equal"
        if self.near:
            words += f", {len(self.near)} near enough to it and not equal"
        return f"{words}, {len(self.problems)} problems" if self.problems else words


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
        for name, published in row.items():
            _compare(result, mine, row, name, published)
    result.problems += [f"{table}, {' '.join(place)}: is not in the archive" for place in by_place]
    return result


def _place(table: str, row: Row, text: Callable[[Any], str]) -> tuple[str, ...]:
    return tuple(text(row.get(name)) for name in IDENTITY[table])


def _compare(result: Compared, mine: Row, row: dict[str, str], name: str, published: str) -> None:
    result.figures += 1
    computed = _text(mine.get(name))
    if computed == published:
        return
    place = " ".join(_place(result.table, row, str))
    stands = f"{name} is {published or 'empty'} in the archive and {computed or 'empty'} here"
    if _is_near(computed, published, _tolerance(name, row)):
        result.near.append(f"{result.table}, {place}: {stands}, which is near enough")
    else:
        result.different += 1
        result.problems.append(f"{result.table}, {place}: {stands}")


def _tolerance(name: str, row: dict[str, str]) -> float:
    if name == "p_wasserstein" and row["p_exact"] == "0":
        return P_NOT_LISTED
    return TOLERANCES.get(name, 0.0)


def _is_near(computed: str, published: str, tolerance: float) -> bool:
    if not tolerance:
        return False
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
