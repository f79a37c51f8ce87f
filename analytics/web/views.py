"""The pages of a release, by whichever door their reader came."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from analytics.export.availability import find_job
from analytics.release.audience import Bearer
from analytics.release.queries import find_release
from analytics.web.pages.change import change as change_page
from analytics.web.pages.dyad import dyad as dyad_page
from analytics.web.pages.files import files as files_page
from analytics.web.pages.heatmap import heatmap as heatmap_page
from analytics.web.pages.impressions import impressions as impressions_page
from analytics.web.pages.more import more_pages
from analytics.web.pages.preview import preview as preview_page
from analytics.web.pages.vignettes import vignettes as vignettes_page
from analytics.web.readers import Reader, reader_of
from surveys import jobs
from surveys.access import RUNS, Role


@never_cache
@login_required
@require_GET
def result(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    return redirect("heatmap", find_release(request.user, round=round_id).pk)


def heatmap(request: HttpRequest, reader: Reader) -> HttpResponse:
    more = {"more": more_pages(reader.release, reader.who, reader.url)}
    context = heatmap_page(reader.release, reader.url) | more
    return _page(request, reader, "analytics/heatmap.html", context)


def dyad(request: HttpRequest, reader: Reader, perceiver: str, target: str) -> HttpResponse:
    context = dyad_page(reader.release, perceiver, target)
    return _page(request, reader, "analytics/dyad.html", context)


def impressions(request: HttpRequest, reader: Reader) -> HttpResponse:
    context = impressions_page(reader.release)
    return _page(request, reader, "analytics/impressions.html", context)


def vignettes(request: HttpRequest, reader: Reader) -> HttpResponse:
    return _page(request, reader, "analytics/vignettes.html", vignettes_page(reader.release))


def change(request: HttpRequest, reader: Reader) -> HttpResponse:
    context = change_page(reader.release, reader.who)
    return _page(request, reader, "analytics/change.html", context)


def files(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The files come by the API, so that whoever reads a public release is asked to sign in."""
    if not isinstance(reader.who, Role):
        return redirect_to_login(request.get_full_path())
    context = files_page(reader.release, reader.who)
    return _page(request, reader, "analytics/files.html", context)


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
    context = preview_page(reader.release, reader.side, whole=reader.who == Bearer.ROOM)
    return _page(request, reader, "analytics/preview.html", context)


def _page(
    request: HttpRequest, reader: Reader, template: str, context: dict[str, Any] | None
) -> HttpResponse:
    """The page; 404 where the release has nothing for it."""
    if context is None:
        raise Http404
    return render(request, template, context | reader.frame())
