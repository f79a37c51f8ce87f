"""The pages on which a seminar is set up, run and shown, for those who run its study."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from segno import make_qr

from analytics.seminars import pages
from analytics.seminars.counting import answered, count_step
from analytics.seminars.table import counts_csv
from surveys.access import RUNS, find_study, roles_of
from surveys.instruments.loader import document_of
from surveys.languages import text_in
from surveys.models.seminar import Seminar
from surveys.seminar_forms import NumberForm, SeminarForm, TargetsForm
from surveys.seminars import running
from surveys.seminars.running import (
    AlmostSamePeopleError,
    MovedOnError,
    NobodyJoinedError,
    TargetsError,
)
from surveys.seminars.seats import MOST_SEATS, sizes
from surveys.sessions import do_not_prolong
from surveys.views.facilitator import actor
from surveys.views.participant import posted
from surveys.views.setting_up import form_page

State = Seminar.State


@form_page
def create(request: HttpRequest, slug: str) -> HttpResponse:
    study, _role = find_study(request.user, slug, RUNS)
    form = SeminarForm(posted(request), study=study)
    if request.method == "POST" and form.is_valid():
        seminar = running.create_seminar(
            seminar=form.save(commit=False),
            session_key=request.session.session_key or "",
            by=actor(request),
        )
        return redirect("seminar", seminar.pk)
    context = {
        "staff": True,
        "form": form,
        "study": study,
        "title": _("Set up a seminar"),
        "lead": form.lead,
        "save": _("Let people join"),
    }
    return render(request, "surveys/settings.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def screen(request: HttpRequest, seminar_id: uuid.UUID) -> HttpResponse:
    """Show the page that the room sees, with what whoever runs the seminar can do next."""
    seminar = _seminar(request, seminar_id)
    if seminar.state == State.ENDED:
        return redirect("seminar_counts", seminar.pk)
    return _screen(request, seminar)


@never_cache
@login_required
@require_safe
def watch(request: HttpRequest, seminar_id: uuid.UUID) -> HttpResponse:
    """Give a script the same page again; it does not keep anybody signed in."""
    seminar = _seminar(request, seminar_id)
    do_not_prolong(request)
    return _screen(request, seminar)


@never_cache
@login_required
@require_POST
def move(request: HttpRequest, seminar_id: uuid.UUID) -> HttpResponse:
    """Do what was asked for next, unless the seminar has moved on meanwhile."""
    seminar = _seminar(request, seminar_id)
    form = NumberForm(request.POST)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None or not form.is_valid():
        messages.error(request, _("Nothing was done. Use one of the buttons on this page."))
        return redirect("seminar", seminar.pk)
    targets = TargetsForm(document_of(seminar.instrument), _joined(seminar), request.POST)
    choosing = act is OPEN and _needs_targets(seminar)
    if choosing and not targets.is_valid():
        return _screen(request, seminar, targets, status=422)
    try:
        act(
            seminar=seminar,
            number=form.cleaned_data["number"],
            session_key=request.session.session_key or "",
            by=actor(request),
            **_choices(form, targets.targets() if choosing else {}) if act is OPEN else {},
        )
    except MovedOnError:
        messages.info(request, _("The seminar had moved on; this is where it stands now."))
    except NobodyJoinedError:
        messages.error(request, _("Nobody has joined yet, so there is nobody to ask."))
    except TargetsError:
        messages.error(
            request, _("Say for each side about which other side it goes through its concerns.")
        )
    except AlmostSamePeopleError:
        messages.error(
            request, _("The question is not open yet: please read the warning and tick the box.")
        )
    return redirect("seminar", seminar.pk)


@never_cache
@login_required
@require_safe
def counts(request: HttpRequest, seminar_id: uuid.UUID) -> HttpResponse:
    """Show all that was counted, which stays after the seminar has ended."""
    seminar = _seminar(request, seminar_id)
    context = _around(seminar) | {"tables": pages.all_tables(seminar), "seminar": seminar}
    return render(request, "analytics/seminars/counts.html", context)


@never_cache
@login_required
@require_safe
def counts_file(request: HttpRequest, seminar_id: uuid.UUID) -> HttpResponse:
    seminar = _seminar(request, seminar_id)
    name = f"{seminar.study.slug}-seminar-{seminar.created_at:%Y-%m-%d}.csv"
    response = HttpResponse(counts_csv(seminar), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# --- What can be done ----------------------------------------------------------------------------

Act = Callable[..., None]
OPEN: Act = running.open_step
ACTS: Mapping[str, Act] = {
    "open": OPEN,
    "admit": running.admit_again,
    "count": count_step,
    "show": running.show_counts,
    "end": running.end_seminar,
}


def _choices(form: NumberForm, targets: dict[str, str]) -> dict[str, Any]:
    return {"confirmed": form.cleaned_data["confirmed"], "targets": targets}


def _needs_targets(seminar: Seminar) -> bool:
    """Whether the next step is the first to ask about one other side."""
    return bool(seminar.state == State.SHOWN and seminar.step == 1)


def _joined(seminar: Seminar) -> list[str]:
    return [side for side, count in sizes(seminar).items() if count]


# --- The pages -----------------------------------------------------------------------------------


def _seminar(request: HttpRequest, seminar_id: uuid.UUID) -> Seminar:
    rows = Seminar.objects.select_related("study", "instrument").defer(
        "instrument__content", "instrument__file_text"
    )
    held = [study for study, role in roles_of(request.user).items() if role in RUNS]
    seminar: Seminar = get_object_or_404(rows, pk=seminar_id, study__in=held)
    return seminar


def _around(seminar: Seminar) -> dict[str, Any]:
    return {
        "staff": True,
        "study": seminar.study,
        "study_title": text_in(seminar.study.title),
        "simulated": seminar.study.simulated,
    }


def _screen(
    request: HttpRequest,
    seminar: Seminar,
    targets: TargetsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    session_key = request.session.session_key or ""
    context = _around(seminar) | pages.step_context(seminar)
    context["taken_over"] = not running.is_run_from(seminar, session_key)
    context["tables"] = pages.shown_tables(seminar)
    # What the concerns are about is chosen by what the room has seen.
    context["may_ask"] = not context["is_last"] and (
        seminar.state == State.SHOWN or (seminar.state == State.COUNTED and seminar.step > 1)
    )
    if seminar.state == State.JOINING:
        context |= _joining(request, seminar)
    elif seminar.state == State.OPEN:
        context["answered"] = pages.answered_lines(seminar, answered(seminar), sizes(seminar))
    if _needs_targets(seminar):
        context["targets"] = targets or TargetsForm(
            document_of(seminar.instrument), _joined(seminar)
        )
    return render(request, "analytics/seminars/screen.html", context, status=status)


def _joining(request: HttpRequest, seminar: Seminar) -> dict[str, Any]:
    link = request.build_absolute_uri(reverse("join", args=[seminar.join_code]))
    joined = sizes(seminar)
    return {
        "link": link,
        "code_address": request.build_absolute_uri(reverse("seminar_code")),
        "picture": make_qr(link, error="m").svg_data_uri(scale=8, border=4, light="#fff"),
        "joined": pages.joined_lines(seminar, joined),
        "too_small": pages.too_small(seminar, joined),
        "is_full": sum(joined.values()) >= MOST_SEATS,
        "almost_the_same": running.almost_the_same(seminar),
    }
