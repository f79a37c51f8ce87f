"""Studies, rounds and releases in the read-only API."""

import uuid

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api.openapi import ERRORS, documented, documented_detail
from analytics.api.permissions import (
    visible_release,
    visible_releases,
    visible_rounds,
    visible_studies,
    visible_study,
)
from analytics.api.release_tables import REVISION, requested_revision
from analytics.api.serializers import (
    ReleaseDetailSerializer,
    ReleaseSerializer,
    RoundSerializer,
    StudySerializer,
)
from analytics.api.tables import DetailView, TableView
from analytics.release.canonical import canonical
from analytics.release.queries import content_of, last_act_on, revisions_of

# --- Studies -------------------------------------------------------------------------------------


class StudiesView(TableView):
    """The studies in which you hold a role (with a token: its one study).

    Without a session or a token: those of which a release is public.
    """

    @documented(StudySerializer)
    def get(self, request: Request) -> HttpResponseBase:
        return self.table(StudySerializer, visible_studies(request), "studies")


class StudyView(DetailView):
    """One study."""

    @documented_detail(StudySerializer)
    def get(self, request: Request, slug: str) -> Response:
        return Response(StudySerializer(visible_study(request, slug)).data)


class RoundsView(TableView):
    """The rounds of a study, by number; to whom it is public, those whose release is."""

    @documented(RoundSerializer)
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        return self.table(RoundSerializer, visible_rounds(request, slug), slug, "rounds")


# --- Releases ------------------------------------------------------------------------------------


class ReleasesView(TableView):
    """The releases of a study whose audience reaches you."""

    @documented(ReleaseSerializer)
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        releases = visible_releases(request, slug)
        return self.table(ReleaseSerializer, releases, slug, "releases")


class ReleaseView(DetailView):
    """One release: what it is, how it was computed, how to cite it."""

    @documented_detail(ReleaseDetailSerializer)
    def get(self, request: Request, release_id: uuid.UUID) -> Response:
        release = visible_release(request, release_id)
        self.modified = last_act_on(release)
        return Response(ReleaseDetailSerializer(release).data)


class CanonicalView(DetailView):
    """The bytes whose SHA-256 is the checksum of a release, or of one of its revisions."""

    parameters = (REVISION,)

    @extend_schema(responses={(200, "application/json"): OpenApiTypes.OBJECT, **ERRORS})
    def get(self, request: Request, release_id: uuid.UUID) -> HttpResponse:
        release = visible_release(request, release_id)
        self.modified = last_act_on(release)
        number = requested_revision(request, release)
        revisions = {revision.number: revision for revision in revisions_of(release)}
        revision = revisions[number or max(revisions)]
        content = canonical(revision.metadata, content_of(release, revision.number))
        return HttpResponse(content, content_type="application/json")
