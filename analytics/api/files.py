"""What makes a release citable: its codebook and its files."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.core.cache import caches
from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from analytics import SOFTWARE
from analytics.api import problems
from analytics.api.caching import last_modified
from analytics.api.codebooks import CodebookSerializer, FileSerializer
from analytics.api.downloads import download
from analytics.api.negotiation import AsItIs, not_one_of
from analytics.api.openapi import ERRORS, documented, error, headers
from analytics.api.permissions import release_and_role
from analytics.api.renderers import CSVRenderer, WrittenRenderer
from analytics.api.tables import DetailView, TableView, attachment
from analytics.export.archive import JSON, MEDIA_TYPES
from analytics.export.availability import files_or_job, state_words, variant_for
from analytics.export.codebook import codebook, variables_csv
from analytics.export.ddi import ddi
from analytics.export.documents import codebook_document
from analytics.export.publication import Publication
from analytics.export.queries import REVISION, publication_of
from analytics.export.store import StoredFiles
from analytics.models import Release
from analytics.release.audience import Who
from analytics.release.queries import last_act_on, visible_changes_of
from surveys.models.job import Job

# When to ask again, in seconds: while the files are being made, and after that failed.
RETRY, RETRY_FAILED = 5, 300
# How often to look again at files that are being replaced.
ATTEMPTS = 3
# The first is never sent: generated programs read what they get as the first type says, and all of
# these as bytes.
BYTES_OR_WHAT_THEY_ARE = ("application/octet-stream", *MEDIA_TYPES)
ACCEPTABLE = (406, problems.MEDIA_TYPE)


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


LANGUAGE = OpenApiParameter(
    "language",
    description="Tag of the one language wanted, such as zh-Hans. Without: all of them; in "
    "Markdown, which has one, the first of the round.",
)


class CodebookView(DetailView):
    """The codebook of a release: every variable and value, and what was asked, word for word."""

    renderer_classes: Sequence[type[BaseRenderer]] = [
        JSONRenderer,
        MarkdownRenderer,
        CSVRenderer,
        DDIRenderer,
    ]

    parameters = (LANGUAGE,)

    @extend_schema(
        responses={
            (200, "application/json"): CodebookSerializer,
            (200, "text/markdown"): OpenApiTypes.STR,
            (200, "text/csv"): OpenApiTypes.STR,
            (200, "application/xml"): OpenApiTypes.STR,
            **ERRORS,
        },
    )
    def get(self, request: Request, release_id: uuid.UUID) -> HttpResponseBase:
        release, role = release_and_role(request, release_id)
        self.modified = last_act_on(release, and_others=True)
        changes = visible_changes_of(release, role, REVISION)
        rounds = sorted({change.round_before for change in changes})
        self.state_of(SOFTWARE, release.pk, release.checksum, rounds)
        if self.is_unchanged():
            return self.unchanged()
        publication = publication_of(release, changes)
        if language := _language(request, publication):
            publication = publication.in_language(language)
        format = request.accepted_renderer.format
        # It is the same for all who ask alike, and takes as long to make as many pages.
        write = WRITTEN.get(format, _as_data)
        written = caches["pages"].get_or_set(self.state, lambda: write(publication))
        named = attachment(publication.name, "codebook", format) if format in WRITTEN else None
        return Response(written, headers=named)


def _as_data(publication: Publication) -> dict[str, Any]:
    return dict(CodebookSerializer(codebook(publication)).data)


class FilesUnavailable(APIException):
    """The files of the release are not made yet, or could not be made: its detail says which."""

    status_code = 503

    def __init__(self, job: Job | None) -> None:
        """None: they are being replaced at this very moment."""
        super().__init__(state_words(job) if job else None)
        # What Retry-After says, in seconds.
        self.wait = RETRY_FAILED if job and job.state == Job.State.FAILED else RETRY


UNAVAILABLE = error(
    503,
    "The files are being made, or could not be made. Retry-After says in how many seconds to ask "
    "again.",
)


class FilesView(TableView):
    """The files of a release: the archive of all of them first."""

    @documented(FileSerializer, responses=UNAVAILABLE)
    def get(self, request: Request, release_id: uuid.UUID) -> HttpResponseBase:
        stored = _stored(*release_and_role(request, release_id))
        rows = [vars(file) | {"description": file.description["en"]} for file in stored.files]
        return self.table(FileSerializer, rows, stored.archive.name.removesuffix(".zip"), "files")


class FileView(DetailView):
    """One file of a release, as bytes, whole or from one byte to another."""

    content_negotiation_class = AsItIs

    has_format = False
    parameters = (
        *headers(
            Range="The bytes wanted: bytes=0-99, bytes=100- or bytes=-100.",
            If_Range="An ETag: if the file has another, all of it is sent.",
        ),
    )

    @extend_schema(
        responses={
            **{(200, media_type): OpenApiTypes.BINARY for media_type in BYTES_OR_WHAT_THEY_ARE},
            # JSON files differ too much to be described here.
            (200, JSON): OpenApiTypes.ANY,
            **{(206, media_type): OpenApiTypes.BINARY for media_type in BYTES_OR_WHAT_THEY_ARE},
            **error(416, "The file has no such bytes; Content-Range has its size."),
            **{code: words for code, words in ERRORS.items() if code != ACCEPTABLE},
            **UNAVAILABLE,
        },
    )
    def get(self, request: Request, release_id: uuid.UUID, name: str) -> HttpResponseBase:
        """The file. Its ETag is its SHA-256 in quotation marks."""
        release, role = release_and_role(request, release_id)
        for _attempt in range(ATTEMPTS):
            stored = _stored(release, role)
            file = stored.named(name)
            if file is None:
                raise Http404
            with suppress(FileNotFoundError):
                opened = (stored.folder / file.name).open("rb")
                # Files that were lost are made anew: what is open must be what the index describes.
                if _stored(release, role).named(name) == file:
                    modified = last_modified(last_act_on(release, and_others=True))
                    return download(request, opened, file, modified)
                opened.close()
        raise FilesUnavailable(None)


def _stored(release: Release, role: Who) -> StoredFiles:
    """The files of the release that the request may have. Raises FilesUnavailable."""
    stored = files_or_job(release, variant_for(release, role))
    if isinstance(stored, Job):
        raise FilesUnavailable(stored)
    return stored


def _language(request: Request, publication: Publication) -> str | None:
    """The one language that is requested, as the round writes it."""
    language = request.query_params.get("language")
    if language is None or language in publication.languages:
        return language
    raise ValidationError({"language": [not_one_of(language, publication.languages)]})
