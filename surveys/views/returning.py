"""The ways back, and out: going on with a return code, withdrawing, leaving a device."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from surveys import responding, return_code_cookie, withdrawing
from surveys.envelope_contents import Holder
from surveys.forms import CodeForm
from surveys.holder_pages import own_words_of
from surveys.languages import activate_one_of, current_tag
from surveys.outcomes import closed_round_that_counts
from surveys.page_form import PageForm
from surveys.responding import NothingToSendError, RoundNotOpenError, WithdrawnError
from surveys.views import carrying, saving, writing
from surveys.views.drawing import form_response
from surveys.views.landing import post_or_redirect, round_context
from surveys.views.participant import closed, pages_shown, posted, require_return_code


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Continue in this browser with a code kept from another, or learn what became of it.

    Marks that were carried here from their page (`carrying`) are saved first.
    """
    number = carrying.page_carried(request)
    form = CodeForm(posted(request))
    if form.is_valid():
        holder = responding.holder_by_code(code=form.cleaned_data["code"])
        if holder is not None:
            to = redirect("answer") if number is None else _saved(request, holder, number)
            return return_code_cookie.remember(to, holder)
        round = closed_round_that_counts(form.cleaned_data["code"])
        if round is not None:
            return closed(request, round, form.cleaned_data["code"])
        form.add_error(
            "code",
            _(
                "No round knows this code. Please compare it with what you kept. When a round "
                "closes, what was only saved and not submitted is erased and is not counted. "
                "Answers that were sent are counted, and their codes are erased together with "
                "them, on the day that the study has promised."
            ),
        )
    if number is not None:
        return carrying.ask(request, number, form)
    return render(
        request, "surveys/return.html", {"form": form}, status=422 if form.errors else 200
    )


def _saved(request: HttpRequest, holder: Holder, number: int) -> HttpResponse:
    """Save the marks carried from page `number` and go on, saying what became of them."""
    activate_one_of(holder.round.languages)
    pages = pages_shown(holder)
    own_words = own_words_of(holder, current_tag()) if number == carrying.OWN_WORDS else None
    has_page = own_words is not None or 1 <= number <= len(pages)
    if not (carrying.is_same_questionnaire(request, holder) and has_page):
        messages.warning(
            request,
            _(
                "The marks you had just made were not saved: they belong to another questionnaire "
                "than your return code."
            ),
        )
        return redirect("answer")
    try:
        if own_words is not None:
            return writing.saved(request, holder, own_words)
        form = PageForm(pages[number - 1], {}, request.POST)
        merged = saving.save(request, holder, form)
    except (RoundNotOpenError, NothingToSendError, WithdrawnError):
        return redirect("answer")  # Which says what has become of the round or the envelope.
    if form.errors:
        return form_response(request, holder, form, merged.base, saving.status_of(form, merged))
    messages.success(request, _("The marks you had just made are saved."))
    return redirect(saving.next_place(request, holder, form.page, len(pages)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Erase every answer given with a code, which has to be typed for it."""
    form = CodeForm(posted(request))
    if form.is_valid():
        if withdrawing.withdraw(code=form.cleaned_data["code"]):
            return return_code_cookie.forget(render(request, "surveys/withdrawn.html"))
        form.add_error("code", _("No round knows this code. Please compare it with what you kept."))
    return render(
        request, "surveys/withdraw.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require_return_code
def keep(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Ask whether to drop a second draft, and drop it; what was sent before is all that counts."""
    if not (holder.has_sent and holder.is_filling):
        return redirect("answer")
    if request.method != "POST":
        return render(request, "surveys/keep.html", round_context(holder.round))
    if responding.drop_draft(holder=holder):
        messages.success(
            request, _("The new answers are erased. What you had sent before counts, unchanged.")
        )
    return redirect("answer")


@never_cache
@post_or_redirect("answer")
def leave(request: HttpRequest) -> HttpResponse:
    """Delete the code from this browser; the code itself remains valid."""
    round = return_code_cookie.round_from(request)
    open_round = round if round is not None and round.takes_answers else None
    context = {"round": open_round} | (round_context(open_round) if open_round else {})
    return return_code_cookie.forget(render(request, "surveys/left.html", context))
