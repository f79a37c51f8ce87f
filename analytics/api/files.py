"""What makes a release citable: its codebook and its files."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api.codebooks import CodebookSerializer, FileSerializer
from analytics.api.permissions import visible_changes, visible_release
from analytics.api.tables import ERRORS, DetailView, Negotiation, TableView, documented
from analytics.export.archive import JSON, MEDIA_TYPES, File
from analytics.export.codebook import codebook, variables_csv
from analytics.export.ddi import ddi
from analytics.export.documents import codebook_document
from analytics.export.making import REVISION, Made, made, publication_of
from analytics.export.publication import Publication
from analytics.export.sentences import in_language


class _Written(BaseRenderer):
    """For what is bytes already."""

    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return bytes(data)


class MarkdownRenderer(_Written):
    media_type, format = "text/markdown", "md"


class CodebookCSVRenderer(_Written):
    media_type, format = "text/csv", "csv"


class DDIRenderer(_Written):
    media_type, format = "application/xml", "xml"


def _markdown(publication: Publication, language: str | None) -> bytes:
    return codebook_document(publication, language or publication.languages[0])


def _ddi(publication: Publication, language: str | None) -> bytes:
    return ddi(publication.in_language(language) if language else publication)


WRITTEN: Mapping[str, Callable[[Publication, str | None], bytes]] = {
    "md": _markdown,
    "csv": variables_csv,
    "xml": _ddi,
}


class CodebookView(DetailView):
    """The codebook of a release: every variable and value, and what was asked, word for word."""

    renderer_classes: Sequence[type[BaseRenderer]] = [
        JSONRenderer,
        MarkdownRenderer,
        CodebookCSVRenderer,
        DDIRenderer,
    ]

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "language",
                description="Tag of the one language wanted, such as zh-Hans. Without: all of "
                "them; in Markdown, which has one, the first of the round.",
            )
        ],
        responses={
            (200, "application/json"): CodebookSerializer,
            (200, "text/markdown"): OpenApiTypes.STR,
            (200, "text/csv"): OpenApiTypes.STR,
            (200, "application/xml"): OpenApiTypes.STR,
            **ERRORS,
        },
    )
    def get(self, request: Request, release_id: uuid.UUID) -> Response:
        publication = _publication(request, release_id)
        language = _language(request, publication)
        format = request.accepted_renderer.format
        if format not in WRITTEN:
            return Response(CodebookSerializer(codebook(publication, language)).data)
        name = f"{publication.name}-codebook.{format}"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(WRITTEN[format](publication, language), headers=disposition)


class FilesView(TableView):
    """The files of a release: the archive of all of them first."""

    @documented(FileSerializer)
    def get(self, request: Request, release_id: uuid.UUID) -> Response:
        found = _made(request, release_id)
        with in_language("en"):
            rows = [_told(file) for file in found.files]
        return self.table(FileSerializer, rows, found.publication.name, "files")


def _any(media_type: str) -> Any:
    """JSON files differ too much to be described here; all others are bytes."""
    return OpenApiTypes.ANY if media_type == JSON else OpenApiTypes.BINARY


class _Anything(Negotiation):
    """A file is what it is, whatever is asked for."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class FileView(DetailView):
    """One file of a release, as bytes; its ETag is its SHA-256."""

    content_negotiation_class = _Anything

    @extend_schema(
        responses={
            **{(200, media_type): _any(media_type) for media_type in MEDIA_TYPES},
            304: OpenApiResponse(description="You have it: its SHA-256 is in If-None-Match."),
            **{answer: told for answer, told in ERRORS.items() if answer[0] in (401, 404)},
        },
    )
    def get(self, request: Request, release_id: uuid.UUID, name: str) -> HttpResponseBase:
        files = {file.name: file for file in _made(request, release_id).files}
        if name not in files:
            raise Http404
        return download(request._request, files[name])


def download(request: Any, file: File) -> HttpResponseBase:
    """The file to be kept; 304 for whoever has it."""
    response = HttpResponse(file.content, content_type=_content_type(file))
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["ETag"] = quote_etag(file.sha256)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _content_type(file: File) -> str:
    charset = "; charset=utf-8" if file.media_type.startswith("text/") else ""
    return f"{file.media_type}{charset}"


def _made(request: Request, release_id: uuid.UUID) -> Made:
    release = visible_release(request, release_id)
    return made(release, visible_changes(request, release, REVISION))


def _publication(request: Request, release_id: uuid.UUID) -> Publication:
    release = visible_release(request, release_id)
    return publication_of(release, visible_changes(request, release, REVISION))


def _language(request: Request, publication: Publication) -> str | None:
    """The one language asked for, as the round writes it."""
    wanted = request.query_params.get("language")
    if wanted is None or wanted in publication.languages:
        return wanted
    known = ", ".join(publication.languages)
    raise ValidationError({"language": [f"{wanted!r} is not one of: {known}."]})


def _told(file: File) -> dict[str, Any]:
    return {
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "description": file.describe(),
    }
