"""Query parameters that select rows of a table; a mistake is answered with what there is."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from analytics.api.documentation import in_english
from analytics.api.negotiation import not_one_of
from analytics.release.schema.columns import Column, Filter, TableSchema
from analytics.release.stored_records import StoredRecords

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


def select(
    rows: Sequence[AnyRow] | StoredRecords, query: QueryDict, filters: Sequence[Filter]
) -> Sequence[AnyRow] | StoredRecords:
    """The rows that have every requested value. ValidationError names the values that there are.

    A table without rows has no values to compare with: there a filter refuses none, unless its
    values are the same in every release.
    """
    if isinstance(rows, StoredRecords):
        return _of_group(rows, query, filters)
    selected = list(rows)
    for each in filters:
        if each.name in query and (rows or each.values):
            value = _requested(rows, str(query[each.name]), each)
            selected = [row for row in selected if each.value(row) == value]
    return selected


def _of_group(records: StoredRecords, query: QueryDict, filters: Sequence[Filter]) -> StoredRecords:
    """Records are selected where they are stored, by the one filter that they have."""
    (by_group,) = filters
    if by_group.name not in query or not records:
        return records
    given = str(query[by_group.name])
    return records.of_group(_requested(records.one_of_each_group(), given, by_group))


def _requested(rows: Sequence[Any], given: str, by: Filter) -> str:
    present = (by.value(row) for row in rows)
    values = dict.fromkeys([*(value for value in present if value is not None), *by.values])
    value = "-".join(sorted(given.split("-"))) if by.name == "dyad" else given
    if value not in values:
        raise ValidationError({by.name: [not_one_of(given, values)]})
    return value
