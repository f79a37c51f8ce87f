"""From an invitation link to the first page: the link is used up when the code is kept."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import activate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from surveys import inviting, offering, responding, return_code_cookie, sealing
from surveys.closing_time import closing_time_in_words
from surveys.forms import AgreeForm, CodeForm, KeptForm
from surveys.instruments.document import draft_languages
from surveys.instruments.loader import document_of
from surveys.languages import (
    TAGS,
    activate_one_of,
    current_code,
    current_tag,
    remember_language,
    text_in,
)
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from surveys.offering import Offer, new_offer
from surveys.promises import invited_as, not_promised, particulars, promises, shown_to_whom
from surveys.responding import NotAgreedError

View = Callable[..., HttpResponse]


def post_or_redirect(name: str) -> Callable[[View], View]:
    """Decorate a view for POST alone: a GET, such as a reload, is redirected to the page `name`."""

    def decorate(view: View) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            posted = request.method == "POST"
            return view(request, **kwargs) if posted else redirect(name, **kwargs)

        return guarded

    return decorate


def lead_back(view: View) -> View:
    """Decorate a view of an invitation link: who has begun by it in this browser goes on there.

    Only the browser knows that it has; to any other the link is as dead as an unknown one.
    """

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        if not return_code_cookie.came_by(request, token):
            return view(request, token)
        if "kept" in request.POST and _was_shown_another_code(request, token):
            messages.warning(
                request,
                _(
                    "You had begun in another window. The return code shown there is the one that "
                    "counts; the one you were just shown is worth nothing, so please cross it out."
                ),
            )
        return redirect("answer")

    return guarded


def _was_shown_another_code(request: HttpRequest, token: str) -> bool:
    """Return whether the form was shown with another code than this browser has begun with."""
    offer = _posted_offer(request, inviting.find_or_stand_in(token))
    return offer is None or offer.code != return_code_cookie.code_from(request)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "surveys/home.html")


@never_cache
@require_safe
@lead_back
def landing(request: HttpRequest, token: str) -> HttpResponse:
    """Show the round and its promises. A GET never uses the link up, because scanners follow it."""
    invitation = inviting.find_or_stand_in(token)
    round = responding.open_round_of(invitation)
    if round is None:
        return no_such_invitation(request)
    return landing_page(request, Visit(invitation, round, token, new_offer()), AgreeForm())


@never_cache
@post_or_redirect("landing")
@lead_back
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """Show a return code; nothing is stored until its holder confirms having kept it.

    The code was sent with the landing page, so that loading this page again shows the same one.
    """
    invitation = inviting.find_or_stand_in(token)
    round = responding.open_round_of(invitation)
    if round is None:
        return no_such_invitation(request)
    visit = Visit(invitation, round, token, _posted_offer(request, invitation) or new_offer())
    form = AgreeForm(request.POST)
    if round.needs_agreement and not form.is_valid():
        return landing_page(request, visit, form, status=422)
    return code_page(request, visit.having_agreed(), KeptForm(invitation))


@never_cache
@post_or_redirect("landing")
@lead_back
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Create the envelope of a code that is kept, use the invitation up, go to the questions.

    Without a code that was offered with this invitation, or the agreement it needs, nothing is
    created and nothing used up. The buttons of languages show the same code again.
    """
    invitation = inviting.find_or_stand_in(token)
    form = KeptForm(invitation, request.POST)
    is_kept = form.is_valid() and "language" not in request.POST
    offer = form.cleaned_data["offer"] if is_kept else None
    round = responding.open_round_of(invitation)
    if round is None:
        return _begun_before(request, token, invitation, offer)
    with suppress(NotAgreedError):
        if offer is not None:
            return _begun(request, token, invitation, offer)
    return _not_begun(request, Visit(invitation, round, token, new_offer()), form)


def _begun(request: HttpRequest, token: str, invitation: Invitation, offer: Offer) -> HttpResponse:
    """Begin and go to the questions. Raises NotAgreedError."""
    holder = responding.begin(invitation=invitation, code=offer.code, agreed=offer.agreed)
    if holder is None:
        return no_such_invitation(request, code_was_shown=True)
    return return_code_cookie.remember(redirect("answer"), holder, token=token)


def _begun_before(
    request: HttpRequest, token: str, invitation: Invitation, offer: Offer | None
) -> HttpResponse:
    """Go to the questions if the form was sent twice; else the link leads nowhere (any more)."""
    holder = responding.begun_before(invitation, offer.code if offer else None)
    if holder is None:
        return no_such_invitation(request, code_was_shown=True)
    return return_code_cookie.remember(redirect("answer"), holder, token=token)


def _not_begun(request: HttpRequest, visit: "Visit", form: KeptForm) -> HttpResponse:
    """Show again the page on which something is missing, or the code in another language."""
    offer = _posted_offer(request, visit.invitation)
    visit = replace(visit, offer=offer or visit.offer)
    if visit.round.needs_agreement and not visit.offer.agreed:
        return landing_page(request, visit, AgreeForm({}), status=422)
    if offer is None or "language" not in request.POST:
        return code_page(request, visit, form, status=422)
    language = request.POST["language"]
    if language in offered_languages(visit.round):
        activate(language)
    page = code_page(request, visit, KeptForm(visit.invitation))
    return remember_language(page, current_code())


@never_cache
@require_safe
def malformed(request: HttpRequest) -> HttpResponse:
    """Answer an address below /i/ that no link can have, such as one broken in two by a mail."""
    return no_such_invitation(request)


def no_such_invitation(request: HttpRequest, *, code_was_shown: bool = False) -> HttpResponse:
    """Return the same page for an unknown, used or revoked link, and when its round is not open.

    It asks for the return code. To whoever confirms that they have kept a code it says that this
    one is worth nothing, whatever the link was.
    """
    context = {"form": CodeForm(), "code_was_shown": code_was_shown}
    return render(request, "surveys/no_invitation.html", context, status=404)


@dataclass(frozen=True)
class Visit:
    """Somebody who has come by an invitation to an open round, and the code offered to them."""

    invitation: Invitation
    round: Round
    token: str
    offer: Offer

    def having_agreed(self) -> "Visit":
        return replace(self, offer=replace(self.offer, agreed=True))

    @property
    def context(self) -> dict[str, object]:
        signed = offering.sign(self.offer, self.invitation)
        return {"token": self.token, "offer": signed, **round_context(self.round)}


def landing_page(
    request: HttpRequest, visit: Visit, form: AgreeForm, status: int = 200
) -> HttpResponse:
    round = visit.round
    activate_one_of(round.languages)
    context = visit.context | {
        "form": form,
        "round": round,
        "title": text_in(round.title),
        "study_title": text_in(round.study.title),
        "is_assessor": visit.invitation.seat == "assessor",
        "invited_as": invited_as(round, visit.invitation.side, visit.invitation.level),
        "is_draft": current_tag() in draft_languages(document_of(round.instrument)),
        "particulars": particulars(round.study),
        "promises": promises(round),
        "shown_to_whom": shown_to_whom(round),
        "not_promised": not_promised(round),
    }
    return render(request, "surveys/landing.html", context, status=status)


def code_page(
    request: HttpRequest, visit: Visit, form: KeptForm, status: int = 200
) -> HttpResponse:
    activate_one_of(visit.round.languages)
    context = visit.context | {"form": form, "grouped": sealing.grouped(visit.offer.code)}
    return render(request, "surveys/code.html", context, status=status)


def _posted_offer(request: HttpRequest, invitation: Invitation) -> Offer | None:
    return offering.read(request.POST.get("offer", ""), invitation)


def round_context(round: Round) -> dict[str, object]:
    """Return what every page of a round needs."""
    return {
        "simulated": round.simulated,
        "testing": round.is_test,
        "page_languages": offered_languages(round),
        "closing_time": closing_time_in_words(round),
    }


def offered_languages(round: Round) -> list[str]:
    """Return Django's codes of the languages of a round."""
    return [code for code, tag in TAGS.items() if tag in round.languages]
