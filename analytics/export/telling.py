"""Columns with the values that rows have in them. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from analytics.export.columns import Column, Kind, Missing, Table, Texts, Value
from analytics.measures.blocks import SMALLEST_GROUP

Row = TypeVar("Row")
Cell = Value | Missing
Values = Mapping[str | int, Texts]
Name = Literal["blocks", "cells", "means", "changes", "impressions", "records"]


class Told(NamedTuple, Generic[Row]):
    """A column, and what a row has in it."""

    column: Column
    value: Callable[[Row], Cell]


def table(name: Name, titles: Texts, told: Sequence[Told[Row]], rows: Iterable[Row]) -> Table:
    return Table(
        name,
        titles,
        tuple(one.column for one in told),
        [tuple(one.value(row) for one in told) for row in rows],
    )


def text(name: str, labels: Texts, values: Values | None = None) -> Told[Any]:
    """A field of the row that holds a text."""
    return Told(Column(name, Kind.TEXT, labels, values or {}), attrgetter(name))


def whole(name: str, labels: Texts) -> Told[Any]:
    """A field of the row that holds a number of people, questions or places."""
    return Told(Column(name, Kind.INTEGER, labels), attrgetter(name))


def below_five(*sizes: int) -> bool:
    """Whether one of the groups is so small that only its size is told."""
    return min(sizes) < SMALLEST_GROUP


def known(value: Value, small: bool) -> Cell:
    """The value, whether something is so as 1 or 0; why there is none where a group is small."""
    if isinstance(value, bool):
        return int(value)
    return Missing.BELOW_FIVE if value is None and small else value
