"""What OpenAPI says of routes beyond their fields: parameters, formats, headers and problems."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.serializers import Serializer

from analytics.api import problems
from analytics.api.parameters import FIELDS
from analytics.api.renderers import CSVRenderer, NDJSONRenderer, ParquetRenderer
from analytics.api.serializers import ProblemSerializer

# How the description of a row of a table ends.
ROW = "Row"


class DescribedSchema(AutoSchema):
    """The parameters are those that the view itself names and checks."""

    def get_override_parameters(self) -> list[Any]:
        return [*getattr(self.view, "parameters", []), *CONDITIONS]


def _header(name: str, description: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, location=OpenApiParameter.HEADER, description=description, **more)


def _sent(name: str, description: str, statuses: Sequence[int] = (200,)) -> OpenApiParameter:
    return _header(name, description, response=[*statuses])


CONDITIONS = (
    _header("If-None-Match", "ETags of what you have: 304 if that of the answer is among them."),
    _header("If-Match", "ETags: 412 if that of the answer is not among them."),
    _sent("ETag", "What tells this answer from every other one of this address.", (200, 304)),
)
LINK = _sent("Link", "The address of the next page, as rel=next; without it there is none.")


def error(code: int, description: str) -> Any:
    return {(code, problems.MEDIA_TYPE): OpenApiResponse(ProblemSerializer, description)}


ERRORS: Any = {
    304: OpenApiResponse(description="You have it: its ETag is in If-None-Match."),
    **error(400, "A parameter is unknown or has a value that it cannot have; `errors` says which."),
    **error(401, "A token that opens nothing: the words and WWW-Authenticate say why."),
    **error(403, "The token lacks a scope, which the words and WWW-Authenticate name."),
    **error(404, "Not there, or not open to you: the answer is the same."),
    **error(406, "None of the formats that are accepted."),
    **error(412, "Its ETag is not in If-Match."),
    **error(429, "Too many requests; Retry-After says in how many seconds to ask again."),
}


def documented(
    serializer: type[Serializer[Any]],
    responses: Mapping[Any, Any] = MappingProxyType({}),
) -> Any:
    """A table: rows in JSON, or the same rows in other formats, and other ``responses``."""
    return extend_schema(
        parameters=[LINK],
        responses={
            (200, "application/json"): serializer(many=True),
            (200, NDJSONRenderer.media_type): OpenApiTypes.STR,
            (200, CSVRenderer.media_type): OpenApiTypes.STR,
            (200, ParquetRenderer.media_type): OpenApiTypes.BINARY,
            **ERRORS,
            **responses,
        },
    )


def documented_detail(serializer: type[Serializer[Any]]) -> Any:
    """One thing in JSON."""
    return extend_schema(responses={(200, "application/json"): serializer, **ERRORS})


def headers(**described: str) -> Iterable[OpenApiParameter]:
    """Headers of a request by their names, "_" for "-"."""
    return [_header(name.replace("_", "-"), words) for name, words in described.items()]


def sparse_rows(result: dict[str, Any], **others: Any) -> dict[str, Any]:
    """Say which fields may be named, so that no field of a row is sure to be there."""
    schemas = result["components"]["schemas"]
    for path, methods in result["paths"].items():
        operation = methods["get"]
        for parameter in operation.get("parameters", []):
            if parameter["name"] != FIELDS.name:
                continue
            rows = operation["responses"]["200"]["content"]["application/json"]["schema"]["items"]
            name = rows["$ref"].rpartition("/")[2]
            of_a_row = name if name.endswith(ROW) else f"{name}{ROW}"
            schemas[of_a_row] = {
                part: value for part, value in schemas[name].items() if part != "required"
            }
            rows["$ref"] = f"#/components/schemas/{of_a_row}"
            # What the columns of records are called is in the questionnaire.
            if not path.endswith("/records/"):
                items = {"type": "string", "enum": list(schemas[name]["properties"])}
                parameter["schema"] = parameter["schema"] | {"items": items}
    return result
