"""The pages of a release, for the people who run or read a study."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from analytics.models import Release
from analytics.pages.change import change as change_page
from analytics.pages.dyad import dyad as dyad_page
from analytics.pages.files import files as files_page
from analytics.pages.heatmap import heatmap as heatmap_page
from analytics.pages.impressions import impressions as impressions_page
from analytics.pages.more import more_pages
from analytics.pages.vignettes import vignettes as vignettes_page
from analytics.reading import find_release
from surveys.access import Role, role_of


@never_cache
@login_required
@require_GET
def result(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    return redirect("heatmap", find_release(request.user, round=round_id).pk)


@never_cache
@login_required
@require_GET
def heatmap(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    release = find_release(request.user, pk=release_id)
    more = {"more": more_pages(release, _role(request, release))}
    return render(request, "analytics/heatmap.html", heatmap_page(release) | more)


@never_cache
@login_required
@require_GET
def dyad(request: HttpRequest, release_id: uuid.UUID, perceiver: str, target: str) -> HttpResponse:
    release = find_release(request.user, pk=release_id)
    return _page(request, "analytics/dyad.html", dyad_page(release, perceiver, target))


@never_cache
@login_required
@require_GET
def impressions(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    release = find_release(request.user, pk=release_id)
    return _page(request, "analytics/impressions.html", impressions_page(release))


@never_cache
@login_required
@require_GET
def vignettes(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    release = find_release(request.user, pk=release_id)
    return _page(request, "analytics/vignettes.html", vignettes_page(release))


@never_cache
@login_required
@require_GET
def change(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    release = find_release(request.user, pk=release_id)
    context = change_page(release, _role(request, release))
    return _page(request, "analytics/change.html", context)


@never_cache
@login_required
@require_GET
def files(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    release = find_release(request.user, pk=release_id)
    return _page(request, "analytics/files.html", files_page(release, _role(request, release)))


def _page(request: HttpRequest, template: str, context: dict[str, Any] | None) -> HttpResponse:
    """The page; 404 where the release has nothing for it."""
    if context is None:
        raise Http404
    return render(request, template, context)


def _role(request: HttpRequest, release: Release) -> Role | None:
    return role_of(request.user, release.round.study_id)
