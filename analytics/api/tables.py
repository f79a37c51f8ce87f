"""How the API answers: one thing as JSON, or a table as JSON, CSV or Parquet."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.utils.decorators import method_decorator
from django.utils.log import log_response
from django.views.decorators.cache import never_cache
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotAcceptable, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from analytics.api.filters import check_names
from analytics.api.renderers import CSVRenderer, ParquetRenderer, rows_csv, rows_parquet
from analytics.api.serializers import ErrorSerializer, fields_of

TABLE_RENDERERS: Sequence[type[BaseRenderer]] = [JSONRenderer, CSVRenderer, ParquetRenderer]


class Negotiation(DefaultContentNegotiation):
    """An unknown format is answered with the formats that there are."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable:
            available = ", ".join(renderer.media_type for renderer in renderers)
            message = f"Nothing that the Accept header names. Known: {available}."
            raise NotAcceptable(message) from None

    def filter_renderers(self, renderers: Any, format: str) -> Any:
        matching = [renderer for renderer in renderers if renderer.format == format]
        if not matching:
            available = ", ".join(renderer.format for renderer in renderers)
            raise ValidationError({"format": [f"{format!r} is not one of: {available}."]})
        return matching


@method_decorator(never_cache, name="dispatch")
class DetailView(APIView):
    """One thing, as JSON."""

    renderer_classes: Sequence[type[BaseRenderer]] = [JSONRenderer]
    content_negotiation_class = Negotiation

    def handle_exception(self, exc: Exception) -> Response:
        response = super().handle_exception(exc)
        self.answer_in_json()
        if response.status_code == 503:
            # To be asked for again: no error of the server, as which it would be logged.
            log_response("%s", response.reason_phrase, response=response, level="info")
        return response

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().options(request, *args, **kwargs)
        self.answer_in_json()
        return response

    def answer_in_json(self) -> None:
        """Whatever format was negotiated: what is not a table cannot be written as one."""
        self.request.accepted_renderer = JSONRenderer()
        self.request.accepted_media_type = JSONRenderer.media_type


class TableView(DetailView):
    """Rows as JSON, CSV or Parquet, as a serializer gives them."""

    renderer_classes = TABLE_RENDERERS

    def table(
        self, serializer: type[Serializer[Any]], rows: Sequence[Any], *name: object
    ) -> Response:
        check_names(self.request.query_params, [])
        data: Any = serializer(rows, many=True).data
        extension = self.request.accepted_renderer.format
        if extension == JSONRenderer.format:
            return Response(data)
        write = rows_csv if extension == CSVRenderer.format else rows_parquet
        content = write(data, fields_of(serializer))
        return Response(content, headers=attachment(*name, extension))


def attachment(*name: object) -> dict[str, str]:
    """The header of a file to be saved; the last part of its name is its extension."""
    stem, extension = "-".join(map(str, name[:-1])), name[-1]
    return {"Content-Disposition": f'attachment; filename="{stem}.{extension}"'}


# --- In OpenAPI ----------------------------------------------------------------------------------


def error(code: int, description: str) -> Any:
    return {(code, "application/json"): OpenApiResponse(ErrorSerializer, description)}


ERRORS: Any = {
    **error(401, "A token that opens nothing: the words and WWW-Authenticate say why."),
    **error(403, "The token lacks a scope, which the words and WWW-Authenticate name."),
    **error(404, "Not there, or not open to you: the answer is the same."),
    **error(429, "Too many requests. Retry-After says in how many seconds to ask again."),
    **error(406, "None of the formats that are accepted."),
    (400, "application/json"): OpenApiResponse(
        {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        "What is wrong with each parameter, by its name.",
    ),
}


def documented(
    serializer: type[Serializer[Any]],
    parameters: Iterable[OpenApiParameter] = (),
    responses: Mapping[Any, Any] = MappingProxyType({}),
) -> Any:
    """A table: rows in JSON, or the same rows in CSV or Parquet, and other ``responses``."""
    return extend_schema(
        parameters=[*parameters],
        responses={
            (200, "application/json"): serializer(many=True),
            (200, CSVRenderer.media_type): OpenApiTypes.STR,
            (200, ParquetRenderer.media_type): OpenApiTypes.BINARY,
            **ERRORS,
            **responses,
        },
    )


def documented_detail(serializer: type[Serializer[Any]]) -> Any:
    """One thing in JSON."""
    return extend_schema(responses={(200, "application/json"): serializer, **ERRORS})
