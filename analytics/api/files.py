"""What makes a release citable: its codebook and its files."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api.codebooks import CodebookSerializer, FileSerializer
from analytics.api.downloads import download
from analytics.api.permissions import release_and_role
from analytics.api.renderers import CSVRenderer, WrittenRenderer
from analytics.api.tables import (
    ERRORS,
    DetailView,
    Negotiation,
    TableView,
    attachment,
    documented,
    error,
)
from analytics.export.archive import JSON, MEDIA_TYPES
from analytics.export.availability import files_or_job, state_words, variant_for
from analytics.export.codebook import codebook, variables_csv
from analytics.export.ddi import ddi
from analytics.export.documents import codebook_document
from analytics.export.publication import Publication
from analytics.export.queries import REVISION, publication_of
from analytics.export.sentences import in_language
from analytics.export.store import StoredFiles
from analytics.release.queries import visible_changes_of
from surveys.models.job import Job

# When to ask again, in seconds: while the files are being made, and after that failed.
RETRY, RETRY_FAILED = 5, 300


class MarkdownRenderer(WrittenRenderer):
    media_type, format = "text/markdown", "md"


class DDIRenderer(WrittenRenderer):
    media_type, format = "application/xml", "xml"


WRITTEN: Mapping[str, Callable[[Publication], bytes]] = {
    MarkdownRenderer.format: lambda publication: codebook_document(
        publication, publication.languages[0]
    ),
    CSVRenderer.format: variables_csv,
    DDIRenderer.format: ddi,
}


class CodebookView(DetailView):
    """The codebook of a release: every variable and value, and what was asked, word for word."""

    renderer_classes: Sequence[type[BaseRenderer]] = [
        JSONRenderer,
        MarkdownRenderer,
        CSVRenderer,
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
        release, role = release_and_role(request, release_id)
        publication = publication_of(release, visible_changes_of(release, role, REVISION))
        if language := _language(request, publication):
            publication = publication.in_language(language)
        format = request.accepted_renderer.format
        if format not in WRITTEN:
            return Response(CodebookSerializer(codebook(publication)).data)
        headers = attachment(publication.name, "codebook", format)
        return Response(WRITTEN[format](publication), headers=headers)


class FilesUnavailable(APIException):
    """The files of the release are not made yet, or could not be made: its detail says which."""

    status_code = 503

    def __init__(self, job: Job) -> None:
        with in_language("en"):
            super().__init__(state_words(job))
        # What Retry-After says, in seconds.
        self.wait = RETRY_FAILED if job.state == Job.State.FAILED else RETRY


UNAVAILABLE = error(
    503,
    "The files are being made, or could not be made. Retry-After says in how many seconds to ask "
    "again.",
)


class FilesView(TableView):
    """The files of a release: the archive of all of them first."""

    @documented(FileSerializer, responses=UNAVAILABLE)
    def get(self, request: Request, release_id: uuid.UUID) -> Response:
        stored = _stored(request, release_id)
        rows = [vars(file) | {"description": file.description["en"]} for file in stored.files]
        return self.table(FileSerializer, rows, stored.archive.name.removesuffix(".zip"), "files")


class _NoNegotiation(Negotiation):
    """A file is sent as it is, whatever the request accepts."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


def _header(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, location=OpenApiParameter.HEADER, description=description)


class FileView(DetailView):
    """One file of a release, as bytes, whole or from one byte to another."""

    content_negotiation_class = _NoNegotiation

    @extend_schema(
        parameters=[
            _header("Range", "The bytes wanted: bytes=0-99, bytes=100- or bytes=-100."),
            _header("If-Range", "An ETag: if the file has another, all of it is sent."),
            _header("If-None-Match", "ETags of what you have: 304 if the file's is among them."),
            _header("If-Match", "ETags: 412 if the file's is not among them."),
        ],
        responses={
            **{(200, media_type): OpenApiTypes.BINARY for media_type in MEDIA_TYPES},
            # JSON files differ too much to be described here.
            (200, JSON): OpenApiTypes.ANY,
            **{(206, media_type): OpenApiTypes.BINARY for media_type in MEDIA_TYPES},
            304: OpenApiResponse(description="You have it: its SHA-256 is in If-None-Match."),
            412: OpenApiResponse(description="Its SHA-256 is not in If-Match."),
            **error(416, "The file has no such bytes; Content-Range has its size."),
            **{code: words for code, words in ERRORS.items() if code[0] in (401, 404)},
            **UNAVAILABLE,
        },
    )
    def get(self, request: Request, release_id: uuid.UUID, name: str) -> HttpResponseBase:
        """The file. Its ETag is its SHA-256 in quotation marks."""
        stored = _stored(request, release_id)
        file = stored.named(name)
        if file is None:
            raise Http404
        return download(request._request, stored.folder / file.name, file)


def _stored(request: Request, release_id: uuid.UUID) -> StoredFiles:
    """The files of the release that the request may have. Raises FilesUnavailable."""
    release, role = release_and_role(request, release_id)
    stored = files_or_job(release, variant_for(release, role))
    if isinstance(stored, Job):
        raise FilesUnavailable(stored)
    return stored


def _language(request: Request, publication: Publication) -> str | None:
    """The one language that is requested, as the round writes it."""
    language = request.query_params.get("language")
    if language is None or language in publication.languages:
        return language
    available = ", ".join(publication.languages)
    raise ValidationError({"language": [f"{language!r} is not one of: {available}."]})
