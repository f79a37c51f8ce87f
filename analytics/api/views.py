"""The read-only API: each view finds what may be seen and hands its rows to a serializer."""

import uuid

from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api import released
from analytics.api import serializers as described
from analytics.api.filters import (
    BLOCK_FILTERS,
    CELL_FILTERS,
    CHANGE_FILTERS,
    IMPRESSION_FILTERS,
    MEAN_FILTERS,
    RECORD_FILTERS,
)
from analytics.api.impressions import impressions_of
from analytics.api.permissions import (
    visible_changes,
    visible_release,
    visible_releases,
    visible_studies,
    visible_study,
)
from analytics.api.revisions import REVISION, revision_asked
from analytics.api.tables import DetailView, TableView, documented, documented_thing
from analytics.models import Release
from analytics.release.queries import blocks_of, cells_of, means_of, records_of


class DocsView(SpectacularSwaggerSplitView):
    """The schema as pages, with scripts and styles that our policy lets in."""

    template_name = "analytics/api_docs.html"


# --- Studies -------------------------------------------------------------------------------------


class StudiesView(TableView):
    """The studies in which you hold a role (with a token: its one study)."""

    @documented(described.StudySerializer)
    def get(self, request: Request) -> Response:
        return self.table(described.StudySerializer, visible_studies(request), "studies")


class StudyView(DetailView):
    """One study."""

    @documented_thing(described.StudySerializer)
    def get(self, request: Request, slug: str) -> Response:
        return Response(described.StudySerializer(visible_study(request, slug)).data)


class RoundsView(TableView):
    """The rounds of a study, by number."""

    @documented(described.RoundSerializer)
    def get(self, request: Request, slug: str) -> Response:
        study = visible_study(request, slug)
        rounds = study.rounds.select_related("instrument").order_by("number")
        return self.table(described.RoundSerializer, list(rounds), study.slug, "rounds")


# --- Releases ------------------------------------------------------------------------------------


class ReleasesView(TableView):
    """The releases of a study whose audience reaches you."""

    @documented(described.ReleaseSerializer)
    def get(self, request: Request, slug: str) -> Response:
        releases = visible_releases(request, slug)
        return self.table(described.ReleaseSerializer, releases, slug, "releases")


class ReleaseView(DetailView):
    """One release: what it is, how it was computed, how to cite it."""

    @documented_thing(described.ReleaseDetailSerializer)
    def get(self, request: Request, release_id: uuid.UUID) -> Response:
        release = visible_release(request, release_id)
        return Response(described.ReleaseDetailSerializer(release).data)


# --- The tables of a release ---------------------------------------------------------------------


class CellsView(TableView):
    """The gaps of a release: one row for each question and gap, computed from its blocks."""

    filters = CELL_FILTERS
    others = REVISION

    @documented(released.CellSerializer, CELL_FILTERS, REVISION)
    def get(self, request: Request, release_id: uuid.UUID) -> Response:
        release = visible_release(request, release_id)
        cells = cells_of(release, revision=revision_asked(request, release))
        return self.table(released.CellSerializer, cells, *named(release), "cells")


class MeansView(TableView):
    """The gaps over the common battery: of directed dyads, perceivers and targets."""

    filters = MEAN_FILTERS
    others = REVISION

    @documented(released.MeanSerializer, MEAN_FILTERS, REVISION)
    def get(self, request: Request, release_id: uuid.UUID) -> Response:
        release = visible_release(request, release_id)
        means = means_of(release, revision_asked(request, release))
        return self.table(released.MeanSerializer, means, *named(release), "means")


class ChangesView(TableView):
    """What changed since an earlier round, if you may read its release too."""

    filters = CHANGE_FILTERS
    others = REVISION

    @documented(released.ChangeSerializer, CHANGE_FILTERS, REVISION)
    def get(self, request: Request, release_id: uuid.UUID) -> Response:
        release = visible_release(request, release_id)
        changes = visible_changes(request, release, revision_asked(request, release))
        return self.table(released.ChangeSerializer, changes, *named(release), "changes")


class BlocksView(TableView):
    """The anonymised data of a release: counts per question, lens and group in steps of three."""

    filters = BLOCK_FILTERS

    @documented(released.BlockSerializer, BLOCK_FILTERS)
    def get(self, request: Request, release_id: uuid.UUID) -> Response:
        release = visible_release(request, release_id)
        return self.table(released.BlockSerializer, blocks_of(release), *named(release), "blocks")


class ImpressionsView(TableView):
    """The blocks of the impressions, whose answers are sides: one row for each answer."""

    filters = IMPRESSION_FILTERS

    @documented(released.ImpressionSerializer, IMPRESSION_FILTERS)
    def get(self, request: Request, release_id: uuid.UUID) -> Response:
        release = visible_release(request, release_id)
        rows = impressions_of(release)
        return self.table(released.ImpressionSerializer, rows, *named(release), "impressions")


class RecordsView(TableView):
    """Whole sets of answers of groups of 100 and more, where the round publishes them."""

    filters = RECORD_FILTERS

    @documented(released.RecordSerializer, RECORD_FILTERS)
    def get(self, request: Request, release_id: uuid.UUID) -> Response:
        release = visible_release(request, release_id)
        return self.table(
            released.RecordSerializer, records_of(release), *named(release), "records"
        )


def named(release: Release) -> tuple[object, ...]:
    """How files of the release are named."""
    return release.round.study.slug, "round", release.round.number
