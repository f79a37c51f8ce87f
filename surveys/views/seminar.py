"""The pages of a phone in a seminar: to join, to answer the open step, and to wait for the next.

A page says whether the phone has answered and never what, so that nobody can be made to show it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    condition,
    require_http_methods,
    require_POST,
    require_safe,
)

from surveys.instruments.loader import document_of
from surveys.languages import TAGS, activate_one_of, current_tag
from surveys.models.seminar import Seminar, SeminarSeat
from surveys.seminar_cookie import remember_seat, seat_from
from surveys.seminar_forms import AnswerForm, CodeForm
from surveys.seminars.seats import (
    ClosedStepError,
    FullError,
    NotJoiningError,
    answer,
    join,
    seminar_of,
)
from surveys.seminars.steps import key_of, question_of, steps_of

View = Callable[..., HttpResponse]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the letters on the screen, and lead to the seminar that has them."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        seminar = seminar_of(form.cleaned_data["code"])
        if seminar is not None:
            return redirect("join", seminar.join_code)
        form.add_error(
            "code", _("No seminar has these letters now. Compare them with the screen once more.")
        )
    context = {"form": form}
    return render(request, "surveys/seminar/code.html", context, status=422 if form.errors else 200)


def of_seminar(view: View) -> View:
    """Give the view the seminar of the link, in a language of the seminar; otherwise say so."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        seminar = seminar_of(token)
        if seminar is None:
            return render(request, "surveys/seminar/gone.html", {"form": CodeForm()}, status=404)
        activate_one_of(seminar.languages)
        return view(request, seminar)

    return guarded


@of_seminar
@require_safe
def phone(request: HttpRequest, seminar: Seminar) -> HttpResponse:
    return _page(request, seminar, seat_from(request, seminar))


@of_seminar
@require_POST
def join_seminar(request: HttpRequest, seminar: Seminar) -> HttpResponse:
    """Add this phone, unless it has joined already."""
    response = redirect("join", seminar.join_code)
    if seat_from(request, seminar) is not None:
        return response
    side = request.POST.get("side", "")
    try:
        return remember_seat(response, seminar, join(seminar=seminar, side=side))
    except ValueError:
        messages.error(request, _("Say which side you belong to."))
        return _page(request, seminar, None, status=422)
    except FullError:
        messages.error(request, _("As many phones have joined as there may be."))
    except NotJoiningError:
        pass  # The page says so.
    return response


@of_seminar
@require_POST
def answer_step(request: HttpRequest, seminar: Seminar) -> HttpResponse:
    """Take the answer that was tapped, in the place of any before."""
    response = redirect("join", seminar.join_code)
    seat = seat_from(request, seminar)
    if seat is None:
        return response
    form = AnswerForm(request.POST)
    try:
        if not form.is_valid():
            raise ValueError("no answer")
        given = form.cleaned_data
        answer(seminar=seminar, seat=seat, step=given["step"], place=given["place"])
    except ClosedStepError:
        messages.warning(
            request, _("That question was closed before your answer came, so it is not counted.")
        )
    except ValueError:
        messages.error(request, _("That is none of the answers. Tap one of those on this page."))
        return _page(request, seminar, seat, status=422)
    return response


def _etag(request: HttpRequest, seminar: Seminar) -> str:
    return f'"{seminar.number}"'


@of_seminar
@require_safe
@condition(etag_func=_etag)
def state(request: HttpRequest, seminar: Seminar) -> HttpResponse:
    """Tell a script whether the seminar has moved on: 304 as long as it has not."""
    return JsonResponse({"number": seminar.number})


def _page(
    request: HttpRequest, seminar: Seminar, seat: SeminarSeat | None, status: int = 200
) -> HttpResponse:
    document = document_of(seminar.instrument)
    tag = current_tag()
    language = document.language(tag)
    context: dict[str, Any] = {
        "seminar": seminar,
        "seat": seat,
        "simulated": seminar.study.simulated,
        "page_languages": [django for django, each in TAGS.items() if each in seminar.languages],
        "steps": len(steps_of(document)),
    }
    if seat is None:
        parties = [document.party(code) for code in _in_order(seminar, tag)]
        context["sides"] = [
            {"code": party.code, "participants": party.participants.read(language)}
            for party in parties
        ]
        context["preface"] = document.preface.read(language)
    elif seminar.state == Seminar.State.OPEN:
        context["asked"] = question_of(seminar, key_of(seminar), seat.side, language)
    return render(request, "surveys/seminar/phone.html", context, status=status)


def _in_order(seminar: Seminar, tag: str) -> list[str]:
    """Return the sides that take part, in the order that the study has for this language."""
    order = dict.fromkeys([*seminar.study.side_order.get(tag, []), *seminar.sides])
    return [code for code in order if code in seminar.sides]
