"""The page on which figures published elsewhere are loaded into a study, checked first."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from analytics.models import ReferenceFigure
from analytics.reference.columns import COLUMNS
from analytics.reference.loading import SHIPPED, load_figures, remove_source
from analytics.reference.queries import as_csv, figures_of
from analytics.reference.reading import FiguresRefusedError, Reading, read_figures
from analytics.web.pages.elsewhere import date_words
from analytics.web.reference_forms import FiguresForm, SourceForm
from surveys.access import RUNS, find_study
from surveys.languages import text_in
from surveys.models.study import Study
from surveys.plain_text import without_unseen
from surveys.table_forms import TableForm
from surveys.uploads.encodings import ENCODINGS

SHOWN = ("perceiver", "target", "item", "figure", "value", "source", "date")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def references(request: HttpRequest, slug: str) -> HttpResponse:
    """Check a file and show what was understood; the button below that loads all of it."""
    study = _study(request, slug)
    sent = request.POST if request.method == "POST" else None
    form = FiguresForm(sent, request.FILES or None, initial=_shipped(request))
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            return _checked_or_loaded(request, study, form)
        except FiguresRefusedError as refused:
            context = {"problems": refused.problems}
    return _page(request, study, form, context, 422 if form.errors or context else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_reference(request: HttpRequest, slug: str) -> HttpResponse:
    """Remove every figure of one source; a mere look leads back to the page."""
    study = _study(request, slug)
    if request.method != "POST":
        return redirect("references", study.slug)
    form = SourceForm(request.POST)
    source = form.cleaned_data["source"] if form.is_valid() else ""
    number = remove_source(study=study, source=source, by=_name(request))
    if number:
        messages.success(
            request,
            ngettext("%(count)d figure is removed.", "%(count)d figures are removed.", number)
            % {"count": number},
        )
    else:
        messages.info(request, _("There is no figure of that source any more."))
    return redirect("references", study.slug)


@never_cache
@login_required
@require_safe
def references_file(request: HttpRequest, slug: str) -> HttpResponse:
    """All figures of a study as a file that can be loaded again; without any, its columns."""
    study = _study(request, slug)
    return HttpResponse(
        as_csv(figures_of(study)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{study.slug}-references.csv"'},
    )


# --- Inside --------------------------------------------------------------------------------------


def _name(request: HttpRequest) -> str:
    return str(request.user.get_username())


def _study(request: HttpRequest, slug: str) -> Study:
    study, _role = find_study(request.user, slug, RUNS)
    return study


def _shipped(request: HttpRequest) -> dict[str, str]:
    """The text of a file that comes with the program, where the address names one."""
    files = {path.stem: path for path in SHIPPED}
    path = files.get(request.GET.get("shipped", ""))
    return {"pasted": path.read_text("utf-8")} if path else {}


def _checked_or_loaded(request: HttpRequest, study: Study, form: FiguresForm) -> HttpResponse:
    """Load all figures, or show the lines if only that was asked for or any has a fault.

    Raises FiguresRefusedError for a file that cannot be read.
    """
    content, encoding = form.content()
    reading = read_figures(content, study=study, encoding=encoding)
    if reading.problems or "load" not in request.POST:
        context = {
            "reading": reading,
            "lines": _lines(reading),
            "faulty": bool(reading.problems),
            "read_in": ENCODINGS.get(reading.encoding, ""),
        }
        shown = form.as_read(reading.text, reading.encoding)
        return _page(request, study, shown, context, 422 if reading.problems else 200)
    number = load_figures(study=study, reading=reading, by=_name(request))
    messages.success(
        request,
        ngettext("%(count)d figure is loaded.", "%(count)d figures are loaded.", number)
        % {"count": number},
    )
    return redirect("references", study.slug)


def _lines(reading: Reading) -> list[dict[str, Any]]:
    """Each line as it was written, with what is wrong in it."""
    return [
        {
            "number": line.number,
            "cells": [without_unseen(line.cells[name]) for name in SHOWN],
            "problems": line.problems,
        }
        for line in reading.lines
    ]


def _sources(figures: list[ReferenceFigure]) -> list[dict[str, Any]]:
    """Each source with the number of its figures and when people were asked."""
    by_source = sorted(figures, key=lambda figure: figure.source)
    return [
        {
            "source": source,
            "language": own[0].language,
            "url": next((figure.url for figure in own if figure.url), ""),
            "dates": ", ".join(dict.fromkeys(date_words(figure.date) for figure in own)),
            "figures": len(own),
        }
        for source, group in groupby(by_source, key=lambda figure: figure.source)
        for own in [list(group)]
    ]


def _page(
    request: HttpRequest, study: Study, form: TableForm, context: dict[str, Any], status: int
) -> HttpResponse:
    context = context | {
        "staff": True,
        "form": form,
        "study": study,
        "study_title": text_in(study.title),
        "simulated": study.simulated,
        "sources": _sources(figures_of(study)),
        "columns": COLUMNS,
        "shown": SHOWN,
        "shipped": [path.stem for path in SHIPPED],
    }
    return render(request, "analytics/references.html", context, status=status)
