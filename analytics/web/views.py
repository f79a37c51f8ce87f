"""The pages of a release, for a reader with a role, with a link or with neither."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from analytics.export.availability import find_job
from analytics.release.queries import find_release
from analytics.web.access import Reader, reader_of
from analytics.web.pages.change import change as change_page
from analytics.web.pages.dyad import dyad as dyad_page
from analytics.web.pages.files import files as files_page
from analytics.web.pages.heatmap import heatmap as heatmap_page
from analytics.web.pages.impressions import impressions as impressions_page
from analytics.web.pages.preview import preview as preview_page
from analytics.web.pages.vignettes import vignettes as vignettes_page
from surveys import jobs
from surveys.access import RUNS, Role


@never_cache
@login_required
@require_GET
def result(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    release, _role = find_release(request.user, round=round_id)
    return redirect("heatmap", release.pk)


def heatmap(request: HttpRequest, reader: Reader) -> HttpResponse:
    return _page(request, "analytics/heatmap.html", heatmap_page(reader))


def dyad(request: HttpRequest, reader: Reader, perceiver: str, target: str) -> HttpResponse:
    return _page(request, "analytics/dyad.html", dyad_page(reader, perceiver, target))


def impressions(request: HttpRequest, reader: Reader) -> HttpResponse:
    return _page(request, "analytics/impressions.html", impressions_page(reader))


def vignettes(request: HttpRequest, reader: Reader) -> HttpResponse:
    return _page(request, "analytics/vignettes.html", vignettes_page(reader))


def change(request: HttpRequest, reader: Reader) -> HttpResponse:
    return _page(request, "analytics/change.html", change_page(reader))


def files(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The files come by the API, so that nobody has them without signing in."""
    if not isinstance(reader.who, Role):
        return redirect_to_login(request.get_full_path())
    return _page(request, "analytics/files.html", files_page(reader))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_files(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    """Try again to make files that could not be made; a mere look leads back to the page."""
    reader = reader_of(request.user, pk=release_id)
    if reader.who not in RUNS:
        raise Http404
    if request.method == "POST" and (job := find_job(reader.release)):
        jobs.retry(job)
    return redirect("files", reader.release.pk)


def start(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Where a link leads: to a side's own answers, or for the room to the whole release."""
    if not reader.side:
        return redirect(reader.url("heatmap"))
    return _page(request, "analytics/preview.html", preview_page(reader))


def _page(request: HttpRequest, template: str, context: dict[str, Any] | None) -> HttpResponse:
    """The page; 404 where the release has nothing for it."""
    if context is None:
        raise Http404
    return render(request, template, context)
