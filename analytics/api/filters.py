"""Query parameters that select rows of a table; a mistake is answered with what there is."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from analytics.api.documentation import in_english
from analytics.api.negotiation import not_one_of
from analytics.release.schema.columns import Column, Filter, TableSchema

AnyRow = TypeVar("AnyRow")


def filters_of(schema: TableSchema) -> list[Filter]:
    """The parameters of a table: its columns that filter, and its further filters."""
    columns = (column for column in schema.columns if column.filters)
    return [*map(_filter_by, columns), *schema.filters]


def _filter_by(column: Column) -> Filter:
    return Filter(
        column.name,
        in_english(column.label),
        lambda row: str(column.value(row)),
        tuple(map(str, column.closed)),
    )


def parameters(filters: Iterable[Filter]) -> list[OpenApiParameter]:
    """The parameters as OpenAPI describes them."""
    return [
        OpenApiParameter(f.name, str, description=f.description, enum=f.values or None)
        for f in filters
    ]


def select(rows: Sequence[AnyRow], query: QueryDict, filters: Sequence[Filter]) -> list[AnyRow]:
    """The rows that have every requested value. ValidationError names the values that there are.

    A table without rows has no values to compare with: there a filter refuses none, unless its
    values are the same in every release.
    """
    selected = list(rows)
    for each in filters:
        if each.name in query and (rows or each.values):
            value = _requested(rows, str(query[each.name]), each)
            selected = [row for row in selected if each.value(row) == value]
    return selected


def _requested(rows: Sequence[Any], given: str, by: Filter) -> str:
    present = (by.value(row) for row in rows)
    values = dict.fromkeys([*(value for value in present if value is not None), *by.values])
    value = "-".join(sorted(given.split("-"))) if by.name == "dyad" else given
    if value not in values:
        raise ValidationError({by.name: [not_one_of(given, values)]})
    return value
