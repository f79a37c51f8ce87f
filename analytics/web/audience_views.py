"""The pages by which the audience of a release is seen and widened."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from analytics.release import audience as audiences
from analytics.web.access import Reader, reader_of
from analytics.web.forms import UnderstoodForm
from analytics.web.pages.audience import agreed_words, confirmation
from analytics.web.pages.audience import audience as audience_page
from surveys.access import CHECKS, RUNS

POSTED = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@require_safe
def audience(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    reader = _reader(request, release_id, CHECKS)
    context = audience_page(reader, may_widen=reader.who in RUNS)
    return render(request, "analytics/audience.html", context)


@never_cache
@login_required
@require_http_methods(POSTED)
def confirm(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    """Say in words who will see what; a reload or a bookmark is led back to the stages."""
    reader = _reader(request, release_id, RUNS)
    to = request.POST.get("to", "")
    if to not in audiences.wider(reader.release):
        return redirect("audience", reader.release.pk)
    return _confirmation(request, reader, to, UnderstoodForm())


@never_cache
@login_required
@require_http_methods(POSTED)
def widen(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    reader = _reader(request, release_id, RUNS)
    release = reader.release
    to, form = request.POST.get("to", ""), UnderstoodForm(request.POST)
    if to in audiences.wider(release) and not form.is_valid():
        return _confirmation(request, reader, to, form, status=422)
    try:
        audiences.widen(release=release, to=to, by=str(request.user.get_username()))
        messages.success(request, _("The audience is wider now."))
    except audiences.ConsentError:
        refused = _("Participants agreed to this audience and nobody beyond: %(audience)s.")
        messages.error(request, refused % {"audience": agreed_words(release)})
    except audiences.AudienceError:
        messages.info(request, _("An audience only widens, so nothing was changed."))
    return redirect("audience", release.pk)


def _confirmation(
    request: HttpRequest, reader: Reader, to: str, form: UnderstoodForm, status: int = 200
) -> HttpResponse:
    context = confirmation(reader, to) | {"form": form}
    return render(request, "analytics/confirm_audience.html", context, status=status)


def _reader(request: HttpRequest, release_id: uuid.UUID, roles: frozenset[str]) -> Reader:
    reader = reader_of(request.user, pk=release_id)
    if reader.who not in roles:
        raise Http404
    return reader
