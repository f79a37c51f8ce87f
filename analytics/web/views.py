"""The pages of a release, for a reader with a role, with a link or with neither; the planner."""

import uuid
from collections.abc import Callable, Hashable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from analytics.export.availability import find_job
from analytics.release import audience as audiences
from analytics.release.comparing import readable_elsewhere
from analytics.release.queries import find_release
from analytics.web.access import Reader, View, by_staff
from analytics.web.drawing import page_response
from analytics.web.forms import PlanForm, UnderstoodForm
from analytics.web.pages import audience as audience_pages
from analytics.web.pages.between_levels import between_levels as levels_page
from analytics.web.pages.change import change as change_page
from analytics.web.pages.compare import compare as compare_page
from analytics.web.pages.dyad import dyad as dyad_page
from analytics.web.pages.files import files as files_page
from analytics.web.pages.grounds import grounds as grounds_page
from analytics.web.pages.heatmap import choice_of
from analytics.web.pages.heatmap import heatmap as heatmap_page
from analytics.web.pages.impressions import impressions as impressions_page
from analytics.web.pages.orders import orders as orders_page
from analytics.web.pages.presentation import presentation as presentation_page
from analytics.web.pages.preview import preview as preview_page
from analytics.web.pages.reassurance import reassurance as reassurance_page
from analytics.web.pages.self_image import self_image as self_image_page
from analytics.web.pages.vignettes import vignettes as vignettes_page
from analytics.web.planner import planner as planner_page
from analytics.web.taking_away import BusyError, figure_file
from surveys.access import CHECKS, RUNS
from surveys.job_subjects import try_again
from surveys.second_person import ask_second_person
from surveys.two_person import SecondPersonError
from surveys.views.confirming import recently_signed_in


@never_cache
@login_required
@require_GET
def result(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    release, _role = find_release(request.user, round=round_id)
    return redirect("heatmap", release.pk)


@never_cache
@login_required
@require_safe
def planner(request: HttpRequest) -> HttpResponse:
    """For whoever is signed in: it tells nothing of any study."""
    form = PlanForm(request.GET.dict())
    valid = form.is_valid()
    plan = planner_page(**form.cleaned_data) if valid else {}
    context = {"staff": True, "form": form} | plan
    return render(request, "analytics/planner.html", context, status=200 if valid else 422)


def _page(
    name: str,
    context_of: Callable[..., dict[str, Any] | None],
    also: Callable[[Reader], Hashable] = lambda reader: None,
) -> View:
    """The view of a page of what was published; 404 where the release has nothing for it.

    ``also`` is what the page depends on beside its own study.
    """

    def view(request: HttpRequest, reader: Reader, **which: str) -> HttpResponse:
        def context() -> dict[str, Any] | None:
            return context_of(reader, **which)

        template = f"analytics/{name}.html"
        return page_response(request, reader, template, context, also(reader))

    return view


def _changing_page(name: str, context_of: Callable[..., dict[str, Any] | None]) -> View:
    """The view of a page that also says what is not in the release, such as the state of a job."""

    def view(request: HttpRequest, reader: Reader, **which: str) -> HttpResponse:
        context = context_of(reader, **which)
        if context is None:
            raise Http404
        return render(request, f"analytics/{name}.html", context)

    return view


def heatmap(request: HttpRequest, reader: Reader) -> HttpResponse:
    """404 also for a gap or a domain that the release has not."""
    choice = choice_of(request.GET.dict())

    def context() -> dict[str, Any] | None:
        return heatmap_page(reader, choice) if choice else None

    elsewhere = tuple(readable_elsewhere(reader.release, reader.user))
    return page_response(request, reader, "analytics/heatmap.html", context, elsewhere)


def chart_svg(request: HttpRequest, reader: Reader, chart: str) -> HttpResponse:
    return _taken(reader, chart, "svg", "image/svg+xml")


def chart_png(request: HttpRequest, reader: Reader, chart: str) -> HttpResponse:
    return _taken(reader, chart, "png", "image/png")


def _taken(reader: Reader, chart: str, end: str, kind: str) -> HttpResponse:
    try:
        made = figure_file(reader, chart, end)
    except BusyError:
        words = _("Another figure is being drawn. Ask for this one again in a few seconds.")
        return HttpResponse(
            words, content_type="text/plain; charset=utf-8", status=503, headers={"Retry-After": 3}
        )
    if made is None:
        raise Http404
    name = f"{chart}-{get_language()}.{end}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(made, content_type=kind, headers=headers)


dyad = _page("dyad", dyad_page)
presentation = _page("presentation", presentation_page)
impressions = _page("impressions", impressions_page)
levels = _page("between_levels", levels_page)
vignettes = _page("vignettes", vignettes_page)
grounds = _page("grounds", grounds_page)
self_image = _page("self_image", self_image_page)
orders = _page("orders", orders_page)
change = _page("change", change_page)
reassurance = _page("reassurance", reassurance_page)
compare = _changing_page("compare", compare_page)
_files = _changing_page("files", files_page)
_preview = _changing_page("preview", preview_page)


def start(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Where a link leads: to a side's own answers, or for the room to the whole release."""
    return _preview(request, reader) if reader.side else redirect(reader.url("heatmap"))


# --- Files ---------------------------------------------------------------------------------------


def files(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The files come by the API, which opens to all what is public, and else by signing in."""
    if not reader.is_staff and not audiences.may_read(reader.release, None):
        return redirect_to_login(request.get_full_path())
    return _files(request, reader)


@by_staff(RUNS)
def make_files(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Try again to make files that could not be made; a mere look leads back to the page."""
    if request.method == "POST" and (job := find_job(reader.release)):
        try_again(job=job, by=str(request.user.get_username()))
    return redirect("files", reader.release.pk)


# --- The audience --------------------------------------------------------------------------------


audience = by_staff(CHECKS, ("GET", "HEAD"))(_changing_page("audience", audience_pages.audience))


@by_staff(RUNS)
def confirm(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Say in words who will see what; a reload or a bookmark is led back to the stages."""
    to = request.POST.get("to", "")
    if to not in audiences.wider(reader.release):
        return redirect("audience", reader.release.pk)
    return _confirmation(request, reader, to, UnderstoodForm())


@recently_signed_in
@by_staff(RUNS)
def widen(request: HttpRequest, reader: Reader) -> HttpResponse:
    release = reader.release
    to, form = request.POST.get("to", ""), UnderstoodForm(request.POST)
    if to in audiences.wider(release) and not form.is_valid():
        return _confirmation(request, reader, to, form, status=422)
    try:
        audiences.widen(release=release, to=to, by=str(request.user.get_username()))
        messages.success(request, _("The audience is wider now."))
    except audiences.ConsentError:
        refused = _("Participants agreed to this audience and nobody beyond: %(audience)s.")
        messages.error(request, refused % {"audience": audience_pages.agreed_words(release)})
    except audiences.AudienceError:
        messages.info(request, _("An audience only widens, so nothing was changed."))
    except SecondPersonError as needed:
        return ask_second_person(request, needed, release.round.study)
    return redirect("audience", release.pk)


def _confirmation(
    request: HttpRequest, reader: Reader, to: str, form: UnderstoodForm, status: int = 200
) -> HttpResponse:
    context = audience_pages.confirmation(reader, to) | {"form": form}
    return render(request, "analytics/confirm_audience.html", context, status=status)
