"""The parameters of the query: declared once on a view, described in OpenAPI and checked."""

from collections.abc import Iterable, Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from analytics.api.negotiation import not_one_of
from analytics.api.problems import UnknownParameter

FORMAT = "format"
MOST_ROWS = 10_000
FIELDS = OpenApiParameter(
    "fields",
    {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
    style="form",
    explode=False,
    description="Names of the fields wanted, with commas between, in the order wanted. Without: "
    "all of them.",
)
LIMIT = OpenApiParameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": MOST_ROWS},
    description="Rows on a page, whose Link header leads to the next one. Without: all rows.",
)
CURSOR = OpenApiParameter(
    "cursor",
    str,
    description="Where a page begins, as it stands in the Link header of the one before. It goes "
    "with the same table, filters and fields, until the table changes.",
)
# What every table understands besides its filters.
OF_TABLES = (FIELDS, LIMIT, CURSOR)


def names_of(parameters: Iterable[OpenApiParameter]) -> list[str]:
    """Those that stand in the query."""
    return [each.name for each in parameters if each.location == OpenApiParameter.QUERY]


def check_names(query: QueryDict, names: Sequence[str]) -> None:
    """Refuse a parameter that is unknown or given twice, rather than leave it out unsaid.

    Raises UnknownParameter, whose messages name those that there are, and ValidationError.
    """
    unknown = [name for name in query if name not in names]
    if unknown:
        message = (
            _("There is no such parameter here. There are: %(names)s.")
            if names
            else _("There are no parameters here.")
        ) % {"names": ", ".join(names)}
        raise UnknownParameter({name: [message] for name in unknown})
    # Programs that are generated from the schema repeat a parameter that is a list.
    twice = [name for name in query if len(query.getlist(name)) > 1 and name != FIELDS.name]
    if twice:
        raise ValidationError({name: [_("Give one value.")] for name in twice})


def chosen_fields(query: QueryDict, names: Sequence[str]) -> list[str]:
    """The fields wanted, in their order; all where none are named.

    Raises ValidationError for a field that is unknown or named twice.
    """
    if FIELDS.name not in query:
        return [*names]
    chosen = ",".join(map(str, query.getlist(FIELDS.name))).split(",")
    wrong = [not_one_of(name, names) for name in chosen if name not in names]
    wrong += [
        _("%(name)s is named twice.") % {"name": name}
        for name in dict.fromkeys(chosen)
        if chosen.count(name) > 1
    ]
    if wrong:
        raise ValidationError({FIELDS.name: wrong})
    return chosen
