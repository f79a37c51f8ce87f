"""The tables of a release in the API, one route for each table of the schema."""

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api.documentation import row_serializer
from analytics.api.filters import filters_of, parameters, select
from analytics.api.permissions import release_and_role
from analytics.api.renderers import CSVRenderer
from analytics.api.tables import TABLE_RENDERERS, DetailView, attachment, documented
from analytics.export import csv, parquet
from analytics.export.publication import Publication
from analytics.export.queries import publication_of
from analytics.models import Release
from analytics.release.queries import revisions_of, visible_changes_of
from analytics.release.schema.columns import Filter, Table, TableSchema
from analytics.release.schema.tables import TABLES

REVISION = OpenApiParameter(
    "revision",
    int,
    description="Number of a revision of the figures, as in `revisions` of the release. Without: "
    "the latest.",
)


class ReleaseTableView(DetailView):
    """A table of a release as JSON, CSV or Parquet, under the same names with the same values."""

    renderer_classes = TABLE_RENDERERS
    table_schema: ClassVar[TableSchema]
    filters: ClassVar[Sequence[Filter]]

    def get(self, request: Request, release_id: uuid.UUID) -> Response:
        schema = self.table_schema
        release, role = release_and_role(request, release_id)
        revision = requested_revision(request, release) if schema.revised else None
        changes = visible_changes_of(release, role, revision) if schema.of_changes else []
        publication = publication_of(release, changes, revision)
        others = [REVISION.name] if schema.revised else []
        rows = select(schema.rows(publication), request.query_params, self.filters, others)
        return self.respond(schema.table(publication, rows), publication)

    def respond(self, table: Table, publication: Publication) -> Response:
        """The table in the requested format; one in a file has the name that archives give it."""
        extension = self.request.accepted_renderer.format
        if extension == JSONRenderer.format:
            rows = table.stored_rows()
            return Response([dict(zip(table.names, row, strict=True)) for row in rows])
        is_csv = extension == CSVRenderer.format
        content = csv.table_csv(table) if is_csv else parquet.write(publication.labelled(table))
        return Response(content, headers=attachment(publication.name, table.name, extension))


def release_table_view(schema: TableSchema) -> Any:
    of_schema = filters_of(schema)
    others = [REVISION] if schema.revised else []

    class View(ReleaseTableView):
        __doc__ = schema.description
        table_schema = schema
        filters = of_schema

        @documented(row_serializer(schema), [*parameters(of_schema), *others])
        def get(self, request: Request, release_id: uuid.UUID) -> Response:
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
        raise ValidationError({REVISION.name: [f"{given!r} is not one of: {', '.join(numbers)}."]})
    return numbers[given]
