"""How the API answers: one thing as JSON, or a table as JSON, CSV or Parquet."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

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

from analytics.api.filters import Filters, filtered, parameters
from analytics.api.renderers import CSVRenderer, ParquetRenderer, Sheet
from analytics.api.serializers import ComplaintSerializer, TableSerializer


class Negotiation(DefaultContentNegotiation):
    """An unknown format is named as the mistake it is, and the known ones beside it."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable:
            known = ", ".join(renderer.media_type for renderer in renderers)
            raise NotAcceptable(f"Nothing that the Accept header names. Known: {known}.") from None

    def filter_renderers(self, renderers: Any, format: str) -> Any:
        found = [renderer for renderer in renderers if renderer.format == format]
        if not found:
            known = ", ".join(renderer.format for renderer in renderers)
            raise ValidationError({"format": [f"{format!r} is not one of: {known}."]})
        return found


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
    """Rows, as JSON, CSV or Parquet, with the filters and other parameters that the view knows."""

    renderer_classes = [JSONRenderer, CSVRenderer, ParquetRenderer]
    filters: ClassVar[Filters] = {}
    others: ClassVar[Sequence[OpenApiParameter]] = ()

    def table(
        self, serializer: type[TableSerializer], rows: Sequence[Any], *name: object
    ) -> Response:
        others = [parameter.name for parameter in self.others]
        kept = filtered(rows, self.request.query_params, self.filters, others)
        data = serializer(kept, many=True).data
        extension = self.request.accepted_renderer.format
        if extension == JSONRenderer.format:
            return Response(data)
        filename = "-".join(map(str, name))
        rows = [flat for row in data if (flat := serializer.flat(row))]
        sheet = Sheet(serializer.columns(), rows, serializer.described(list(data)))
        disposition = f'attachment; filename="{filename}.{extension}"'
        return Response(sheet, headers={"Content-Disposition": disposition})


# --- In the schema -------------------------------------------------------------------------------

COMPLAINTS: Any = {
    (401, "application/json"): OpenApiResponse(ComplaintSerializer, "No token, or a wrong one."),
    (404, "application/json"): OpenApiResponse(
        ComplaintSerializer, "Not there, or not open to you: nothing tells which."
    ),
    (406, "application/json"): OpenApiResponse(
        ComplaintSerializer, "None of the formats that are accepted."
    ),
    (400, "application/json"): OpenApiResponse(
        {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        "What is wrong with each parameter, by its name.",
    ),
}


def documented(
    serializer: type[TableSerializer],
    known: Filters | None = None,
    others: Sequence[OpenApiParameter] = (),
    responses: Mapping[Any, Any] = MappingProxyType({}),
) -> Any:
    """The schema of a table: rows in JSON, CSV or Parquet, and other ``responses``."""
    return extend_schema(
        parameters=[*parameters(known or {}), *others],
        responses={
            (200, "application/json"): serializer(many=True),
            (200, CSVRenderer.media_type): OpenApiTypes.STR,
            (200, ParquetRenderer.media_type): OpenApiTypes.BINARY,
            **COMPLAINTS,
            **responses,
        },
    )


def documented_thing(serializer: type[Serializer[Any]]) -> Any:
    """The schema of one thing in JSON."""
    return extend_schema(responses={(200, "application/json"): serializer, **COMPLAINTS})
