"""How the API answers: one thing as JSON, or a table in several formats, whole or page by page."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.log import log_response
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from analytics.api import caching, parameters
from analytics.api.cursors import link_to_next, requested_page
from analytics.api.negotiation import Negotiation
from analytics.api.renderers import (
    TABLE_RENDERERS,
    CSVRenderer,
    NDJSONRenderer,
    ParquetRenderer,
    Row,
    lines_of_json,
    rows_csv,
    rows_parquet,
)
from analytics.api.serializers import fields_of


class CheckedView(APIView):
    """``parameters`` are those of the query besides the format; any other is refused."""

    content_negotiation_class = Negotiation
    parameters: ClassVar[Sequence[OpenApiParameter]] = ()
    has_format: ClassVar[bool] = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        names = parameters.names_of(self.parameters)
        known = [*names, parameters.FORMAT] if self.has_format else names
        parameters.check_names(request.query_params, known)


class DetailView(CheckedView):
    """One thing, as JSON."""

    renderer_classes: Sequence[type[BaseRenderer]] = [JSONRenderer]
    # What tells the state of what is answered from any other; empty: its bytes.
    state = ""
    # The day on which it last changed, where that is recorded.
    modified: date | None = None

    def handle_exception(self, exc: Exception) -> Response:
        response = super().handle_exception(exc)
        if response.status_code == 503 and isinstance(exc, APIException):
            # To be asked for again: no error of the server, as which it would be logged.
            log_response("%s", response.reason_phrase, response=response, level="info")
        return response

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().options(request, *args, **kwargs)
        # Whatever format was negotiated: what is not a table cannot be written as one.
        self.request.accepted_renderer = JSONRenderer()
        self.request.accepted_media_type = JSONRenderer.media_type
        return response

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if "Cache-Control" in response:
            return response
        if response.status_code != 200 or request.method not in ("GET", "HEAD"):
            response["Cache-Control"] = "no-store"
            return response
        modified = caching.last_modified(self.modified)
        finish = partial(caching.with_validators, request, state=self.state, modified=modified)
        if isinstance(response, Response):
            response.add_post_render_callback(finish)
            return response
        return finish(response)

    def state_of(self, *parts: object) -> None:
        """Note the state of what is answered, of which each query and format is an answer."""
        query = sorted(self.request.query_params.lists())
        format = self.request.accepted_renderer.format
        self.state = caching.digest(self.request.path, *parts, query, format)

    def is_unchanged(self) -> bool:
        """Whether whoever asks has the answer already, so that it need not be made."""
        return caching.is_unchanged(self.request, self.state, self._content_type())

    def unchanged(self) -> HttpResponse:
        """What stands for an answer that need not be made."""
        return HttpResponse(content_type=self._content_type())

    def _content_type(self) -> str:
        return str(self.request.accepted_media_type)


class TableView(DetailView):
    """Rows in the format requested, as a serializer gives them."""

    renderer_classes = TABLE_RENDERERS
    parameters: ClassVar[Sequence[OpenApiParameter]] = parameters.OF_TABLES

    def table(
        self, serializer: type[Serializer[Any]], rows: Sequence[Any], *name: object
    ) -> HttpResponseBase:
        """The rows, or a page of them. Lists are short: what is in them is their state."""
        request = self.request
        described = fields_of(serializer)
        fields = parameters.chosen_fields(request.query_params, list(serializer().fields))
        data: Any = serializer(rows, many=True).data
        self.state_of(*map(str, data))
        chosen = [{field: row[field] for field in fields} for row in self.page(data)]
        kept = {
            column: described[column]
            for field in fields
            for column in described
            if column == field or column.startswith(f"{field}_")
        }
        written = {
            CSVRenderer.format: lambda: rows_csv(chosen, kept),
            ParquetRenderer.format: lambda: rows_parquet(chosen, kept),
        }
        return self.written(lambda: chosen, written, *name)

    def state_of(self, *parts: object) -> None:
        """Note the state of the whole table, of which each page and format is an answer."""
        self.table_state = caching.digest(*parts)
        super().state_of(self.table_state)

    def page(self, rows: Any) -> Any:
        """The rows of the page requested; the Link header leads to the next one."""
        requested = requested_page(self.request, self.table_state)
        if requested.has_next(len(rows)):
            self.headers["Link"] = link_to_next(self.request, requested, self.table_state)
        return rows[requested.rows]

    def written(
        self,
        rows: Callable[[], Sequence[Row]],
        others: Mapping[str, Callable[[], bytes]],
        *name: object,
    ) -> HttpResponseBase:
        """The rows in the requested format, a file of which has a name; JSON is shown as it is."""
        extension = self.request.accepted_renderer.format
        if extension == JSONRenderer.format:
            return Response(rows())
        headers = attachment(*name, extension)
        if extension == NDJSONRenderer.format:
            content_type = NDJSONRenderer.media_type
            lines = lines_of_json(rows())
            return StreamingHttpResponse(lines, content_type=content_type, headers=headers)
        return Response(others[extension](), headers=headers)


def attachment(*name: object) -> dict[str, str]:
    """The header of a file to be saved; the last part of its name is its extension."""
    stem, extension = "-".join(map(str, name[:-1])), name[-1]
    return {"Content-Disposition": f'attachment; filename="{stem}.{extension}"'}
