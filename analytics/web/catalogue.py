"""The catalogue: public releases, and a page for each release with all that it takes to cite it."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from analytics.export.citations import signposting
from analytics.export.citations.formats import FORMATS
from analytics.release.dois import doi_of, record_doi
from analytics.web.access import Reader, by_staff, reader_of
from analytics.web.drawing import page_response
from analytics.web.forms import DOIForm
from analytics.web.pages import catalogue as catalogue_pages
from analytics.web.pages.catalogue_entry import catalogue_entry, description_of, typed_links
from analytics.web.pages.shared import page_context
from surveys.access import RUNS

LINKSET = "linkset.json"
BY_NAME = {form.name: form for form in FORMATS}


@never_cache
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    return render(request, "analytics/catalogue.html", catalogue_pages.index())


def _by_reader(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view whoever the release reaches; anybody else is told that nothing is there.

    Programs come here as well, so that nobody is led to a page for signing in.
    """

    @never_cache
    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, release_id: uuid.UUID, **kwargs: Any) -> HttpResponse:
        return view(request, reader_of(request.user, release_id), **kwargs)

    return guarded


@_by_reader
def entry(request: HttpRequest, reader: Reader) -> HttpResponse:
    description = description_of(reader)

    def context() -> dict[str, Any]:
        return catalogue_entry(reader)

    also = (description.doi, bool(description.files))
    response = page_response(request, reader, "analytics/catalogue_entry.html", context, also)
    linkset = description.address + LINKSET
    response["Link"] = signposting.header(typed_links(reader, description), linkset)
    return response


@_by_reader
def record(request: HttpRequest, reader: Reader, name: str) -> HttpResponse:
    """The release as one format has it; 404 for a name that is none of theirs."""
    description = description_of(reader)
    if name == LINKSET:
        links = typed_links(reader, description)
        content = signposting.linkset(description, links)
        return HttpResponse(content, content_type=signposting.MEDIA_TYPE)
    form = BY_NAME.get(name)
    if form is None:
        raise Http404
    # In the file's own name nothing tells one release from another.
    headers = {"Content-Disposition": f'attachment; filename="{description.name}-{name}"'}
    content = form.write(description)
    return HttpResponse(content, content_type=form.media_type, headers=headers)


@by_staff(RUNS)
def doi(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Record the DOI that a repository gave, or another one, or none."""
    release = reader.release
    posted = request.POST if request.method == "POST" else None
    form = DOIForm(posted, initial={"doi": doi_of(release)})
    if request.method == "POST" and form.is_valid():
        record_doi(
            release=release, doi=form.cleaned_data["doi"], by=str(request.user.get_username())
        )
        messages.success(request, _("The DOI is recorded: citations have it from now on."))
        return redirect("catalogue_entry", release.pk)
    context = page_context(reader) | {
        "form": form,
        "entry_url": reverse("catalogue_entry", args=[release.pk]),
    }
    return render(request, "analytics/doi.html", context, status=422 if form.errors else 200)
