"""The two doors to the pages of a release: a role in its study, and a link."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from analytics.release.audience import Bearer
from analytics.web.readers import bearer_of, reader_of

View = Callable[..., HttpResponse]


def by_role(view: View) -> View:
    """For whoever the release reaches; who is not signed in and may not see it is asked to."""

    @never_cache
    @require_GET
    @wraps(view)
    def guarded(request: HttpRequest, release_id: uuid.UUID, **kwargs: Any) -> HttpResponse:
        try:
            reader = reader_of(request.user, pk=release_id)
        except Http404:
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())
        return view(request, reader, **kwargs)

    return guarded


def by_link(view: View, *, needs: Bearer = Bearer.ROOM) -> View:
    """For the bearer of a link that opens as much, whoever may be signed in."""

    @never_cache
    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        reader = bearer_of(token)
        if reader.who not in (needs, Bearer.ROOM):
            raise Http404
        return view(request, reader, **kwargs)

    return guarded
