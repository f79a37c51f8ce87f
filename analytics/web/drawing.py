"""Draws a page of a release once for all who read it alike: what is published does not change."""

import secrets
from collections.abc import Callable, Hashable
from hashlib import sha256
from typing import Any

from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language

from analytics.release.queries import readable_editions
from analytics.web.access import Reader
from surveys.languages import would_read_traditional

# Where the token of each reader's forms is put in; no page has it by chance.
TOKEN = secrets.token_hex(16)


def page_response(
    request: HttpRequest,
    reader: Reader,
    template: str,
    context_of: Callable[[], dict[str, Any] | None],
    also: Hashable = None,
) -> HttpResponse:
    """Return the page that the template makes of a context; raises Http404 where there is none.

    The pages drawn last are remembered in the memory of this process, and for another reader of
    the same kind neither the context nor the page is made again. A page with a message is drawn
    for its reader alone.
    """
    if len(get_messages(request)) > 0:
        return HttpResponse(render_to_string(template, _context(context_of), request))
    pages = caches["pages"]
    key = key_of(reader, request.get_full_path(), would_read_traditional(request), also)
    html = pages.get(key)
    if html is None:
        html = render_to_string(template, _context(context_of) | {"csrf_token": TOKEN}, request)
        pages.set(key, html)
    return HttpResponse(html.replace(TOKEN, get_token(request)) if TOKEN in html else html)


def _context(context_of: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
    context = context_of()
    if context is None:
        raise Http404
    return context


def key_of(reader: Reader, *parts: Hashable) -> str:
    """Return a key of these parts and all else that what is drawn of a release may depend on.

    Another kind of reader, another language, another revision, another title has another key, and
    so have other figures published elsewhere.
    """
    release, round = reader.release, reader.release.round
    on = (
        *parts,
        get_language(),
        reader.who,
        release.pk,
        release.audience,
        readable_editions(round.study_id, reader.who),
        round.title,
        round.study.title,
        round.study.side_order,
    )
    return sha256(repr(on).encode()).hexdigest()
