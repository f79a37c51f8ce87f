"""Marks that arrive without a return code, or too late for their page: carried on, not dropped.

They travel in hidden fields of a page that asks for the return code, and are saved after it. The
server stores nothing of them before.
"""

import re
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import constant_time_compare

from surveys.envelope_contents import Holder
from surveys.forms import CodeForm
from surveys.holder_pages import party_order_of
from surveys.instruments.own_concerns import LONGEST_TEXT
from surveys.page_form import ANY_FIELD, LINE_FIELD, MARK_FIELD
from surveys.server_keys import keyed_hashes
from surveys.text_forms import TEXT_FIELD

# Longer than any text that is saved, so that one to be shortened is not lost either.
LONGEST_WORDS = 4 * LONGEST_TEXT
LONGEST_VALUE = 64
LONGEST_BASE = 16_384
# Stands for the number of the page of one's own concerns, which has none.
OWN_WORDS = 0


def questionnaire_tag(holder: Holder) -> str:
    """Return what a page says of the questionnaire that it is a page of.

    Fields are named by position, so that the marks of another round or seat would fit its pages;
    and to a holder with another order of the sides the page of that number is another.
    """
    return next(_questionnaire_tags(holder))


def _questionnaire_tags(holder: Holder) -> Iterator[str]:
    order = " ".join(party_order_of(holder))
    whose = f"{holder.round.pk} {holder.envelope.seat} {holder.envelope.side} {order}"
    for digest in keyed_hashes("surveys.views.carrying", whose):
        yield digest.hex()[:16]


def is_same_questionnaire(request: HttpRequest, holder: Holder) -> bool:
    """Return whether the marks carried here come from a page of this holder's questionnaire."""
    sent = request.POST.get("questionnaire", "")
    return any(constant_time_compare(sent, tag) for tag in _questionnaire_tags(holder))


def page_carried(request: HttpRequest) -> int | None:
    """Return the number of the page whose marks this request carries, or None."""
    match = request.resolver_match
    if request.method != "POST" or match is None or not any(map(_is_answer, request.POST)):
        return None
    if match.url_name == "page":
        return int(match.kwargs["number"])
    if match.url_name == "own_words":
        return OWN_WORDS
    number = request.POST.get("page", "")
    return (
        int(number) if match.url_name == "return" and re.fullmatch("[0-9]{1,4}", number) else None
    )


def ask(request: HttpRequest, number: int, form: CodeForm | None = None) -> HttpResponse:
    """Ask for the return code, with the marks of page `number` in the page itself."""
    fields = {
        name: value
        for name, value in request.POST.items()
        if _is_carried(name) and len(value) <= _longest(name)
    }
    context = {
        "form": form or CodeForm(),
        "number": number,
        "fields": fields,
        "marks": sum(map(_is_answer, fields)),
    }
    status = 422 if form is not None else 403
    response = render(request, "surveys/carry.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _is_answer(name: str) -> bool:
    return bool(MARK_FIELD.fullmatch(name) or TEXT_FIELD.fullmatch(name))


def _is_carried(name: str) -> bool:
    return (
        name in ("questionnaire", "base")
        or _is_answer(name)
        or ANY_FIELD.fullmatch(name) is not None
    )


def _longest(name: str) -> int:
    if TEXT_FIELD.fullmatch(name) or LINE_FIELD.fullmatch(name):
        return LONGEST_WORDS
    return LONGEST_BASE if name == "base" else LONGEST_VALUE


def sent_from_here(request: HttpRequest) -> bool:
    """Return whether the browser says that a page of this site sent the form.

    Only then are marks carried on without the token of a form: nobody should save with their own
    code what a page elsewhere has filled in.
    """
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin in ours
    referer = request.headers.get("Referer", "")
    return any(referer.startswith(origin + "/") for origin in ours)
