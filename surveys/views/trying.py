"""Trying a questionnaire: whoever runs a study walks through it as a seat, on the real pages."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import get_urlconf, set_urlconf
from django.utils.translation import activate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys import trying
from surveys.access import RUNS
from surveys.envelope_contents import Holder
from surveys.forms import AgreeForm, KeptForm
from surveys.instruments.loader import document_of
from surveys.instruments.sequence import available_modules
from surveys.languages import django_code, remember_language, text_in
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from surveys.models.trial import TrialDraft
from surveys.offering import Offer
from surveys.round_length import length_of_round
from surveys.seat_forms import RoundTrialForm, SeatForm, VersionTrialForm
from surveys.views import participant, returning, writing
from surveys.views.facilitator import round_and_role
from surveys.views.landing import View, Visit, code_page, landing_page, offered_languages
from surveys.views.paper import instrument_of
from surveys.views.participant import posted
from surveys.views.setting_up import form_page

# Where the pages of participants lead while a questionnaire is tried.
ADDRESSES = "surveys.trial_urls"
# Stands where the address of an invitation has its token.
NO_INVITATION = "test"


# --- Beginning and ending ------------------------------------------------------------------------


@form_page
def try_version(request: HttpRequest, instrument: str, version: int) -> HttpResponse:
    """Choose a seat and modules of a version of a questionnaire, and begin to try it."""
    questionnaire = instrument_of(request, instrument, version)
    document = document_of(questionnaire)
    form = VersionTrialForm(document, posted(request))
    if form.is_valid():
        seat, side = form.seat_and_side()
        trial = trying.trial_of_version(
            questionnaire,
            seat=seat,
            side=side,
            languages=document.languages,
            modules=form.cleaned_data["modules"],
            asks_threats=form.cleaned_data["asks_threats"],
        )
        return _begun(request, form, trial, redirect("test-answer"))
    return _choices(request, form, f"{text_in(questionnaire.title)}, {questionnaire}")


@form_page
def try_round(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Choose a seat of a draft round, and begin to try what the round would ask it."""
    round = round_and_role(request, round_id, RUNS)[0]
    document = document_of(round.instrument)
    if round.state != Round.State.DRAFT:
        messages.info(request, _("This round has been opened, so only its questionnaire is tried."))
        return redirect("test-version", round.instrument.slug, round.instrument.version)
    if not set(round.modules) <= set(available_modules(document)):
        messages.error(
            request,
            _(
                "The questionnaire has no words for a module or in a language of this round. Leave "
                "it out of the round, or load a version of the questionnaire that has them."
            ),
        )
        return redirect("round", round.pk)
    form = RoundTrialForm(document, round.languages, posted(request))
    if form.is_valid():
        seat, side = form.seat_and_side()
        trial = trying.trial_of_round(round, seat=seat, side=side)
        return _begun(request, form, trial, redirect("test-landing", NO_INVITATION))
    return _choices(request, form, text_in(round.title), **length_of_round(round))


def _begun(
    request: HttpRequest, form: SeatForm, trial: TrialDraft, first: HttpResponse
) -> HttpResponse:
    response = trying.begin(request, first, trial)
    return remember_language(response, django_code(form.cleaned_data["language"]))


def _choices(request: HttpRequest, form: SeatForm, subject: str, **length: Any) -> HttpResponse:
    context = {"staff": True, "form": form, "subject": subject, **length}
    return render(request, "surveys/try.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Erase the test of this session and go back to the studies."""
    messages.success(request, _("The test is over, and nothing of it is kept."))
    return trying.end(request, redirect("studies"))


# --- The pages of participants -------------------------------------------------------------------


def in_test(view: View) -> View:
    """Decorate a page of participants so that it shows, and saves, the test of this session."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        holder = trying.holder_from(request)
        if holder is None:
            messages.info(request, _("There is no test here any more, and nothing of it is kept."))
            return redirect("studies")
        request.test_holder = holder  # type: ignore[attr-defined]
        with _addresses():
            return view(request, *args, **kwargs)

    return guarded


@contextmanager
def _addresses() -> Iterator[None]:
    """Have links, forms and redirects of participants' pages lead to those of the test."""
    before = get_urlconf()
    set_urlconf(ADDRESSES)
    try:
        yield
    finally:
        set_urlconf(before)


@require_safe
def _no_withdrawal(request: HttpRequest) -> HttpResponse:
    """Say that there is nothing to withdraw."""
    messages.info(request, _("Here participants withdraw. In a test there is nothing to withdraw."))
    return redirect("sent")


# --- What participants read before the first question --------------------------------------------


def _before_questions(view: Callable[[HttpRequest, Visit], HttpResponse]) -> View:
    """Decorate a view of what is read of a draft round; of a version nothing is, but questions."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        holder: Holder = request.test_holder  # type: ignore[attr-defined]
        round = trying.draft_of(holder)
        if round is None:
            return redirect("answer")
        # Never stored, and nobody is invited by it.
        invitation = Invitation(
            round=round.pk, seat=holder.envelope.seat, side=holder.envelope.side
        )
        return view(request, Visit(invitation, round, token, Offer(holder.code)))

    return in_test(guarded)


def _landing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the promises as the round would; after the agreement that it needs, the code."""
    return landing_page(request, visit, AgreeForm())


def _begin(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the return code, which is worth nothing beyond the test."""
    if request.method != "POST":
        return redirect("landing", visit.token)
    form = AgreeForm(request.POST)
    if visit.round.needs_agreement and not form.is_valid():
        return landing_page(request, visit, form, status=422)
    return code_page(request, visit.having_agreed(), KeptForm(visit.invitation))


def _confirm(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Go to the first question once the code is said to be kept."""
    if request.method != "POST":
        return redirect("landing", visit.token)
    form = KeptForm(visit.invitation, request.POST)
    if form.is_valid() and "language" not in request.POST:
        return redirect("answer")
    language = request.POST.get("language", "")
    if language not in offered_languages(visit.round):
        return code_page(request, visit, form, status=422)
    activate(language)
    shown = code_page(request, visit, KeptForm(visit.invitation))
    return remember_language(shown, language)


# (path below the test, view, the name of the participants' page whose place it takes).
PAGES = (
    ("begin/<str:token>/", _before_questions(_landing), "landing"),
    ("begin/<str:token>/code/", _before_questions(_begin), "begin"),
    ("begin/<str:token>/kept/", _before_questions(_confirm), "confirm"),
    ("answer/", in_test(participant.answer), "answer"),
    ("answer/<int:number>/", in_test(participant.page), "page"),
    ("answer/own-words/", in_test(writing.own_words), "own_words"),
    ("answer/review/", in_test(participant.review), "review"),
    ("answer/sent/", in_test(participant.sent), "sent"),
    ("answer/again/", in_test(participant.again), "again"),
    ("answer/keep/", in_test(returning.keep), "keep"),
    ("withdraw/", in_test(_no_withdrawal), "withdraw"),
)
