"""From an invitation link to the first page: the link is used up when the code is kept."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from surveys import inviting, responding, return_code_cookie, sealing
from surveys.forms import AgreeForm, CodeForm, KeptForm
from surveys.instruments.document import draft_languages
from surveys.instruments.loader import document_of
from surveys.languages import TAGS, activate_one_of, current_tag, text_in
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from surveys.promises import not_promised, particulars, promises, shown_to_whom

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
        shown = sealing.normal_code(request.POST.get("code", ""))
        if "kept" in request.POST and shown != return_code_cookie.code_from(request):
            messages.warning(
                request,
                _(
                    "You had begun in another window. The return code shown there is the one that "
                    "counts; the one you were just shown is worth nothing, so please cross it out."
                ),
            )
        return redirect("answer")

    return guarded


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "surveys/home.html")


@never_cache
@require_safe
@lead_back
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
@lead_back
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
@lead_back
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Create the envelope of a code that is kept, use the invitation up, go to the questions."""
    invitation = inviting.find_invitation(token)
    form = KeptForm(request.POST)
    if invitation is None:
        return no_such_invitation(request, code_was_shown=True)
    if form.is_valid():
        holder = responding.begin(invitation=invitation, code=form.cleaned_data["code"])
        if holder is None:
            return no_such_invitation(request, code_was_shown=True)
        return return_code_cookie.remember(redirect("answer"), holder, token=token)
    round = responding.open_round_of(invitation)
    if round is None:
        return no_such_invitation(request, code_was_shown=True)
    code = form.cleaned_data.get("code") or sealing.new_code()
    return _code_page(request, round, token, code, form, status=422)


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
        "particulars": particulars(round.study),
        "promises": promises(round),
        "shown_to_whom": shown_to_whom(round),
        "not_promised": not_promised(),
        **round_context(round),
    }


def round_context(round: Round) -> dict[str, Hashable]:
    """Return what every page of a round needs."""
    return {"simulated": round.simulated, "page_languages": offered_languages(round)}


def offered_languages(round: Round) -> tuple[str, ...]:
    """Return Django's codes of the languages of a round."""
    return tuple(code for code, tag in TAGS.items() if tag in round.languages)
