"""Filters of tables, which say what they know when asked for something else."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from analytics.api.words import KINDS, MOVEMENTS

AnyRow = TypeVar("AnyRow")

# Understood by every list route, see `renderers`.
ALWAYS = {"format"}


@dataclass(frozen=True)
class Filter:
    """What a row is compared by: None where the filter cannot mean the row, "" an empty field.

    ``words`` are understood also where no row has them.
    """

    description: str
    value: Callable[[Any], str | None]
    words: Sequence[str] = ()


Filters = Mapping[str, Filter]


def either_way(row: Any) -> str | None:
    """A dyad without direction: "PRC-JPN" and "JPN-PRC" are the same."""
    ends = (row.perceiver, row.target)
    return "-".join(sorted(ends)) if all(ends) else None


def item_of(kind: str) -> Callable[[Any], str | None]:
    return lambda row: row.item if row.item_kind == kind else None


SIDES: Filters = {
    "perceiver": Filter("Code of the side whose concern it is.", lambda row: row.perceiver),
    "target": Filter("Code of the side that the concern is about.", lambda row: row.target),
    "dyad": Filter("Two codes in either order, both directions: `PRC-JPN`.", either_way),
}
QUESTION: Filters = {
    **SIDES,
    "threat": Filter("Key of an articulated threat.", item_of("threat")),
    "concern": Filter("Key of a concern of the common battery.", item_of("concern")),
    "domain": Filter("One of the five domains; empty: of none.", lambda row: row.domain),
}
GAP: Filters = {
    "gap": Filter("`threat`, `image` or `empathy`.", lambda row: row.gap),
    "without": Filter(
        "Nominating side whose assessors are left out; empty (`without=`): the whole panel. "
        "Not given: both.",
        lambda row: row.panel_without,
    ),
}
GROUP: Filters = {
    "lens": Filter("The lens through which the question was asked.", lambda row: row.lens),
    "group": Filter("A side's code, `panel`, or `panel/` and a code.", lambda row: row.group),
}
CELL_FILTERS: Filters = {
    **QUESTION,
    **GAP,
    "kind": Filter("What the gap is called.", lambda row: row.kind, KINDS),
}
MEAN_FILTERS: Filters = {**SIDES, **GAP}
BLOCK_FILTERS: Filters = {**QUESTION, **GROUP}
IMPRESSION_FILTERS: Filters = {
    "perceiver": SIDES["perceiver"],
    "lens": Filter("`first` or `revised`.", lambda row: row.lens),
    "answer": Filter("Code of a side, `else`, or one without a choice.", lambda row: row.answer),
}
RECORD_FILTERS: Filters = {
    "group": Filter("Code of a side: its participants.", lambda row: row.group),
}
CHANGE_FILTERS: Filters = {
    **QUESTION,
    **GROUP,
    "movement": Filter("What the change is called.", lambda row: row.movement, MOVEMENTS),
}


def parameters(filters: Filters) -> list[OpenApiParameter]:
    """The filters as the schema describes them."""
    return [
        OpenApiParameter(name, str, description=known.description, enum=list(known.words) or None)
        for name, known in filters.items()
    ]


def check_names(query: QueryDict, filters: Iterable[str]) -> None:
    """Refuse a filter that is not known or is given twice, rather than leave it out unsaid."""
    unknown = [name for name in query if name not in filters and name not in ALWAYS]
    if unknown:
        known = ", ".join([*filters, *sorted(ALWAYS)])
        raise ValidationError({name: [f"Unknown filter. Known: {known}."] for name in unknown})
    twice = [name for name in query if len(query.getlist(name)) > 1]
    if twice:
        raise ValidationError({name: ["Give one value."] for name in twice})


def filtered(
    rows: Sequence[AnyRow], query: QueryDict, filters: Filters, others: Iterable[str] = ()
) -> list[AnyRow]:
    """The rows that have every value asked for. ValidationError names the values there are.

    A table without rows has no values to compare with, and stays empty whatever is asked for.
    ``others`` are parameters that are no filters.
    """
    check_names(query, [*filters, *others])
    kept = list(rows)
    for name, known in filters.items():
        if name in query and rows:
            wanted = _wanted(rows, name, str(query[name]), known)
            kept = [row for row in kept if known.value(row) == wanted]
    return kept


def _wanted(rows: Sequence[Any], name: str, given: str, known: Filter) -> str:
    found = (known.value(row) for row in rows)
    words = dict.fromkeys([*(word for word in found if word is not None), *known.words])
    wanted = "-".join(sorted(given.split("-"))) if name == "dyad" else given
    if wanted not in words:
        told = ", ".join(word or "empty" for word in words)
        raise ValidationError({name: [f"{given!r} is not one of: {told}."]})
    return wanted
