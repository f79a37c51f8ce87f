"""The ways back, and out: going on with a return code, withdrawing, leaving a device."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from surveys import responding, return_code_cookie
from surveys.forms import CodeForm
from surveys.outcomes import closed_round_that_counts
from surveys.page_form import PageForm
from surveys.responding import Holder, NothingToSendError, RoundNotOpenError, WithdrawnError
from surveys.views import carrying
from surveys.views.landing import post_or_redirect
from surveys.views.participant import closed, pages_shown, posted


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
    pages = pages_shown(holder)
    if not (carrying.were_asked(request, holder) and 1 <= number <= len(pages)):
        messages.warning(
            request,
            _(
                "The marks you had just made were not saved: they belong to another questionnaire "
                "than your return code."
            ),
        )
        return redirect("answer")
    form = PageForm(pages[number - 1], {}, request.POST)
    valid = form.is_valid()
    try:
        responding.save_answers(holder=holder, answers=form.answers())
    except (RoundNotOpenError, NothingToSendError, WithdrawnError):
        return redirect("answer")  # Which says what has become of the round or the envelope.
    if not valid:
        messages.warning(
            request,
            _("Not all that you had chosen on this page could be saved. Please look it over."),
        )
        return redirect("page", number)
    messages.success(request, _("The marks you had just made are saved."))
    return redirect("review") if number == len(pages) else redirect("page", number + 1)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Erase every answer given with a code, which has to be typed for it."""
    form = CodeForm(posted(request))
    if form.is_valid():
        if responding.withdraw(code=form.cleaned_data["code"]):
            return return_code_cookie.forget(render(request, "surveys/withdrawn.html"))
        form.add_error("code", _("No round knows this code. Please compare it with what you kept."))
    return render(
        request, "surveys/withdraw.html", {"form": form}, status=422 if form.errors else 200
    )


@never_cache
@post_or_redirect("answer")
def leave(request: HttpRequest) -> HttpResponse:
    """Delete the code from this browser; the code itself remains valid."""
    return return_code_cookie.forget(render(request, "surveys/left.html"))
