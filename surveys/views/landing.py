"""From an invitation link to the first page: the link is used up when the code is kept."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from surveys import inviting, responding, sealing
from surveys.forms import AgreeForm, KeptForm
from surveys.instruments.document import draft_languages
from surveys.instruments.loader import document_of
from surveys.languages import TAGS, activate_one_of, current_tag, text_in
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from surveys.promises import not_promised, promises, shown_to_whom
from surveys.return_code_cookie import remember

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


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "surveys/home.html")


@never_cache
@require_safe
def landing(request: HttpRequest, token: str) -> HttpResponse:
    """Show the round and its promises. A GET never uses the link up, because scanners follow it."""
    invitation = inviting.find_invitation(token)
    round = responding.open_round_of(invitation)
    if invitation is None or round is None:
        return no_such_invitation(request)
    context = _context(round, invitation, token) | {"form": AgreeForm()}
    return render(request, "surveys/landing.html", context)


@never_cache
@post_or_redirect("landing")
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """Show a return code; nothing is stored until its holder confirms having kept it.

    The code was sent with the landing page, so that loading this page again shows the same one.
    """
    invitation = inviting.find_invitation(token)
    round = responding.open_round_of(invitation)
    if invitation is None or round is None:
        return no_such_invitation(request)
    form = AgreeForm(request.POST)
    if round.needs_agreement and not form.is_valid():
        context = _context(round, invitation, token, _posted_code(request)) | {"form": form}
        return render(request, "surveys/landing.html", context, status=422)
    return _code_page(request, round, token, _posted_code(request), KeptForm())


@never_cache
@post_or_redirect("landing")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Create the envelope of a code that is kept, use the invitation up, go to the questions."""
    invitation = inviting.find_invitation(token)
    form = KeptForm(request.POST)
    if invitation is None:
        return no_such_invitation(request)
    if form.is_valid():
        holder = responding.begin(invitation=invitation, code=form.cleaned_data["code"])
        return remember(redirect("answer"), holder) if holder else no_such_invitation(request)
    round = responding.open_round_of(invitation)
    if round is None:
        return no_such_invitation(request)
    code = form.cleaned_data.get("code") or sealing.new_code()
    return _code_page(request, round, token, code, form, status=422)


@never_cache
@require_safe
def malformed(request: HttpRequest) -> HttpResponse:
    """Answer an address below /i/ that no link can have, such as one broken in two by a mail."""
    return no_such_invitation(request)


def no_such_invitation(request: HttpRequest) -> HttpResponse:
    """Return the same page for an unknown, used or revoked link, and when its round is not open."""
    return render(request, "surveys/no_invitation.html", status=404)


def _code_page(
    request: HttpRequest, round: Round, token: str, code: str, form: KeptForm, status: int = 200
) -> HttpResponse:
    activate_one_of(round.languages)
    context = {
        "code": code,
        "grouped": sealing.grouped(code),
        "token": token,
        "form": form,
        **round_context(round),
    }
    return render(request, "surveys/code.html", context, status=status)


def _posted_code(request: HttpRequest) -> str:
    return sealing.normal_code(request.POST.get("code", "")) or sealing.new_code()


def _context(round: Round, invitation: Invitation, token: str, code: str = "") -> dict[str, object]:
    activate_one_of(round.languages)
    return {
        "token": token,
        "code": code or sealing.new_code(),
        "round": round,
        "title": text_in(round.title),
        "study_title": text_in(round.study.title),
        "is_assessor": invitation.seat == "assessor",
        "is_draft": current_tag() in draft_languages(document_of(round.instrument)),
        "promises": promises(round),
        "shown_to_whom": shown_to_whom(round),
        "not_promised": not_promised(),
        **round_context(round),
    }


def round_context(round: Round) -> dict[str, object]:
    """Return what every page of a round needs."""
    return {"simulated": round.simulated, "page_languages": offered_languages(round)}


def offered_languages(round: Round) -> list[str]:
    """Return Django's codes of the languages of a round."""
    return [code for code, tag in TAGS.items() if tag in round.languages]
