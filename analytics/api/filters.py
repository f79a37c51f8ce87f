"""Query parameters that select rows of a table; a mistake is answered with what there is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from analytics.api.documentation import in_english
from analytics.release.schema.columns import TableSchema

AnyRow = TypeVar("AnyRow")

# Understood by every list route, see `renderers`.
ALWAYS = {"format"}


@dataclass(frozen=True)
class Selector:
    """A parameter and the value of a row that it is compared with.

    None where the parameter cannot mean the row, "" an empty field. ``values`` are accepted also
    where no row has them.
    """

    description: str
    value: Callable[[Any], str | None]
    values: Sequence[str] = ()


Selectors = Mapping[str, Selector]


def selectors(schema: TableSchema) -> Selectors:
    """The parameters of a table: its columns that filter, and its further filters."""
    columns = {
        column.name: Selector(
            in_english(column.label), _text_of(column.value), tuple(map(str, column.closed))
        )
        for column in schema.columns
        if column.filters
    }
    return columns | {f.name: Selector(f.description, f.value) for f in schema.filters}


def _text_of(value: Callable[[Any], Any]) -> Callable[[Any], str | None]:
    return lambda row: str(value(row))


def parameters(selectors: Selectors) -> list[OpenApiParameter]:
    """The parameters as OpenAPI describes them."""
    return [
        OpenApiParameter(
            name, str, description=selector.description, enum=list(selector.values) or None
        )
        for name, selector in selectors.items()
    ]


def check_names(query: QueryDict, names: Iterable[str]) -> None:
    """Refuse a parameter that is unknown or given twice, rather than leave it out unsaid."""
    names = [*names]
    unknown = [name for name in query if name not in names and name not in ALWAYS]
    if unknown:
        accepted = ", ".join([*names, *sorted(ALWAYS)])
        raise ValidationError({name: [f"Unknown filter. Known: {accepted}."] for name in unknown})
    twice = [name for name in query if len(query.getlist(name)) > 1]
    if twice:
        raise ValidationError({name: ["Give one value."] for name in twice})


def select(
    rows: Sequence[AnyRow], query: QueryDict, selectors: Selectors, others: Iterable[str] = ()
) -> list[AnyRow]:
    """The rows that have every requested value. ValidationError names the values that there are.

    A table without rows has no values to compare with, and stays empty whatever is requested.
    ``others`` are parameters that select no rows.
    """
    check_names(query, [*selectors, *others])
    selected = list(rows)
    for name, selector in selectors.items():
        if name in query and rows:
            value = _requested(rows, name, str(query[name]), selector)
            selected = [row for row in selected if selector.value(row) == value]
    return selected


def _requested(rows: Sequence[Any], name: str, given: str, selector: Selector) -> str:
    present = (selector.value(row) for row in rows)
    values = dict.fromkeys([*(value for value in present if value is not None), *selector.values])
    value = "-".join(sorted(given.split("-"))) if name == "dyad" else given
    if value not in values:
        available = ", ".join(each or "empty" for each in values)
        raise ValidationError({name: [f"{given!r} is not one of: {available}."]})
    return value
