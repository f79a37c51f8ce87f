"""The tables of a release in the API, one route for each table of the schema."""

import uuid
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api.documentation import row_serializer
from analytics.api.filters import Selectors, parameters, select, selectors
from analytics.api.permissions import visible_changes, visible_release
from analytics.api.renderers import ParquetRenderer
from analytics.api.tables import TABLE_RENDERERS, DetailView, attachment, documented
from analytics.export.labels import Labeller
from analytics.models import Release
from analytics.release.queries import revisions_of
from analytics.release.schema.columns import Table, TableSchema
from analytics.release.schema.tables import TABLES
from analytics.release.source import DatabaseSource

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
    selectors: ClassVar[Selectors]

    def get(self, request: Request, release_id: uuid.UUID) -> Response:
        release, schema = visible_release(request, release_id), self.table_schema
        revision = requested_revision(request, release) if schema.revised else None
        changes = visible_changes(request, release, revision) if schema.name == "changes" else []
        source = DatabaseSource(release, revision, changes)
        others = [REVISION.name] if schema.revised else []
        rows = select(schema.rows(source), request.query_params, self.selectors, others)
        return self.respond(schema.table_of(source, rows), source)

    def respond(self, table: Table, source: DatabaseSource) -> Response:
        """The table in the requested format; one in a file has the name that archives give it."""
        extension = self.request.accepted_renderer.format
        if extension == "json":
            rows = table.stored_rows()
            return Response([dict(zip(table.names, row, strict=True)) for row in rows])
        round = source.release.round
        headers = attachment(round.study.slug, "round", round.number, table.name, extension)
        if extension == ParquetRenderer.format:
            labeller = Labeller(source.document, round.languages or source.document.languages)
            return Response(labeller.table(table), headers=headers)
        return Response(table, headers=headers)


def release_table_view(schema: TableSchema) -> Any:
    """The view of one table of the schema."""
    of_schema = selectors(schema)
    others = [REVISION] if schema.revised else []

    class View(ReleaseTableView):
        __doc__ = schema.description
        table_schema = schema
        selectors = of_schema

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
