"""The tables of a release in the API, one route for each table of the schema."""

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from analytics import SOFTWARE
from analytics.api import streams
from analytics.api.documentation import row_serializer
from analytics.api.filters import filters_of, parameters, select
from analytics.api.negotiation import not_one_of
from analytics.api.openapi import documented
from analytics.api.parameters import FORMAT, OF_TABLES, chosen_fields
from analytics.api.permissions import release_and_role
from analytics.api.renderers import CSVRenderer, ParquetRenderer
from analytics.api.tables import TableView, attachment
from analytics.export import csv, parquet
from analytics.export.publication import Publication
from analytics.export.queries import publication_of
from analytics.models import Release
from analytics.release.queries import last_act_on, revisions_of, visible_changes_of
from analytics.release.schema.columns import Filter, Table, TableSchema
from analytics.release.schema.tables import TABLES

REVISION = OpenApiParameter(
    "revision",
    {"type": "integer", "minimum": 1},
    description="Number of a revision of the figures, as in `revisions` of the release. Without: "
    "the latest.",
)


class ReleaseTableView(TableView):
    """A table of a release in every format, under the same names with the same values."""

    table_schema: ClassVar[TableSchema]
    filters: ClassVar[Sequence[Filter]]

    def get(self, request: Request, release_id: uuid.UUID) -> HttpResponseBase:
        schema = self.table_schema
        release, role = release_and_role(request, release_id)
        revision = requested_revision(request, release) if schema.revised else None
        changes = visible_changes_of(release, role, revision) if schema.of_changes else []
        # Of one revision nothing changes but which changes its reader may see.
        rounds = sorted({change.round_before for change in changes})
        figures = _checksum(release, revision) if schema.revised else ""
        self.state_of(SOFTWARE, release.pk, release.checksum, figures, rounds)
        self.modified = last_act_on(release, and_others=schema.of_changes)
        if self.is_unchanged():
            return self.unchanged()
        publication = publication_of(release, changes, revision)
        rows: Any = select(cast(Any, schema.rows(publication)), request.query_params, self.filters)
        table = schema.table(publication, self.page(rows))
        fields = chosen_fields(request.query_params, table.names)
        return self.respond(table.of_columns(fields), publication)

    def respond(self, table: Table, publication: Publication) -> HttpResponseBase:
        """The table in the requested format; one in a file has the name that archives give it."""
        if len(table.rows) > streams.MOST_AT_ONCE:
            return self.streamed(table, publication)
        written = {
            CSVRenderer.format: lambda: csv.table_csv(table),
            ParquetRenderer.format: lambda: parquet.write(publication.labelled(table)),
        }
        return self.written(lambda: list(table.by_name()), written, publication.name, table.name)

    def streamed(self, table: Table, publication: Publication) -> HttpResponseBase:
        """A table that may not fit into memory: its file, or what is written while it is sent."""
        renderer, answer = self.request.accepted_renderer, None
        if set(self.request.query_params) <= {FORMAT}:
            answer = streams.stored_table(publication.checksum, table.name, renderer)
        answer = answer or streams.stream(publication.labelled(table), renderer)
        if renderer.format != JSONRenderer.format:
            for name, value in attachment(publication.name, table.name, renderer.format).items():
                answer[name] = value
        return answer


def release_table_view(schema: TableSchema) -> Any:
    of_schema = filters_of(schema)
    others = [REVISION] if schema.revised else []

    class View(ReleaseTableView):
        __doc__ = schema.description
        table_schema = schema
        filters = of_schema
        parameters = (*parameters(of_schema), *others, *OF_TABLES)

        @documented(row_serializer(schema))
        def get(self, request: Request, release_id: uuid.UUID) -> HttpResponseBase:
            return super().get(request, release_id)

    return View.as_view()


RELEASE_TABLE_VIEWS = {name: release_table_view(schema) for name, schema in TABLES.items()}


def requested_revision(request: Request, release: Release) -> int | None:
    """The requested number; None: the latest. ValidationError names those that there are."""
    given = request.query_params.get(REVISION.name)
    if given is None:
        return None
    numbers = {str(revision.number): revision.number for revision in revisions_of(release)}
    if given not in numbers:
        raise ValidationError({REVISION.name: [not_one_of(given, numbers)]})
    return numbers[given]


def _checksum(release: Release, number: int | None) -> str:
    """The checksum of this revision of the release; None: the latest."""
    checksums = {revision.number: revision.checksum for revision in revisions_of(release)}
    return checksums[number or max(checksums)]
