"""The questionnaire, page by page, for whoever has a return code."""

from collections.abc import Collection
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from surveys import responding, return_code_cookie
from surveys.holder_pages import pages_of
from surveys.languages import (
    activate_one_of,
    current_tag,
    day_in_words,
    text_in,
    would_read_traditional,
)
from surveys.models.response import Lens
from surveys.models.round import Round
from surveys.module_rules import last_closed_round
from surveys.outcomes import outcome_of
from surveys.page_form import PageForm
from surveys.questionnaire import Page, Section
from surveys.responding import Answer, Holder, NothingToSendError, RoundNotOpenError, WithdrawnError
from surveys.views import asking, carrying
from surveys.views.headings import heading_of
from surveys.views.landing import View, offered_languages, post_or_redirect, round_context


class LastRound(NamedTuple):
    """Title and day of closing, in words, of the round that a page compares with."""

    title: str
    closed_on: str


def require_return_code(view: View) -> View:
    """Decorate a view that takes the holder of the browser's return code, in an open round.

    Without a code, and for a round that is not open, another page is shown.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        holder = return_code_cookie.holder_from(request)
        if holder is None:
            return _without_code(request)
        if holder.round.state != Round.State.OPEN:
            return closed(request, holder.round, holder.code)
        activate_one_of(holder.round.languages)
        try:
            return view(request, holder, *args, **kwargs)
        except RoundNotOpenError:
            return closed(request, holder.round, holder.code)
        except WithdrawnError:
            return _without_code(request)
        except NothingToSendError:
            messages.info(
                request,
                _("These answers were sent before and are safe. Nothing was changed just now."),
            )
            return redirect("sent")

    return guarded


def _without_code(request: HttpRequest) -> HttpResponse:
    round = return_code_cookie.round_from(request)
    if round is not None and round.state in (Round.State.CLOSING, Round.State.CLOSED):
        return closed(request, round, return_code_cookie.code_from(request))
    number = carrying.page_carried(request)
    # Whose browser holds a code that no envelope has, has withdrawn.
    if number is not None and not return_code_cookie.code_from(request):
        return carrying.ask(request, number)
    messages.info(request, _("Please enter your return code to go on."))
    return redirect("return")


def closed(request: HttpRequest, round: Round, code: str) -> HttpResponse:
    """Say that no more answers are taken, and whether those sent with this code are counted."""
    activate_one_of(round.languages)
    context = round_context(round) | {"outcome": outcome_of(code, round).name}
    return render(request, "surveys/closed.html", context, status=409)


# --- The questions -------------------------------------------------------------------------------


@require_safe
@require_return_code
def answer(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Go to the first page with an open question, or to the confirmation when all was sent."""
    if not holder.is_filling:
        return redirect("sent")
    answers = responding.read_draft(holder)
    unfinished = [page.number for page in pages_shown(holder) if _open_questions(page, answers)]
    return redirect("page", unfinished[0]) if unfinished else redirect("review")


@require_http_methods(["GET", "HEAD", "POST"])
@require_return_code
def page(request: HttpRequest, holder: Holder, number: int) -> HttpResponse:
    """Show a page, or save what was chosen on it."""
    all_pages = pages_shown(holder)
    if not 1 <= number <= len(all_pages):
        messages.warning(request, _("There is no such page. Here is where you were."))
        return redirect("answer")
    if not holder.is_filling:
        raise NothingToSendError
    page = all_pages[number - 1]
    if request.method == "POST":
        return _saved(request, holder, PageForm(page, {}, request.POST))
    answers = responding.read_draft(holder)
    context = _page_context(request, holder, page)
    return HttpResponse(asking.page_html(request, holder, page, answers, context))


def _saved(request: HttpRequest, holder: Holder, form: PageForm) -> HttpResponse:
    """Save every valid answer, even when another on the page has to be mended."""
    valid = form.is_valid()
    responding.save_answers(holder=holder, answers=form.answers())
    if not valid:
        context = _page_context(request, holder, form.page)
        return HttpResponse(asking.drawn_alone(request, holder, form, context), status=422)
    if "language" in request.POST:
        return _same_page_in(request, form.page.number, offered_languages(holder.round))
    last = form.page.number == len(pages_shown(holder))
    to_review = last or _came_from_review(request)
    return redirect("review") if to_review else redirect("page", form.page.number + 1)


def _came_from_review(request: HttpRequest) -> bool:
    """Return whether the page was opened from the review, to which it then leads back."""
    return request.GET.get("from") == "review"


def _same_page_in(request: HttpRequest, number: int, languages: Collection[str]) -> HttpResponse:
    language = request.POST["language"]
    query = "?from=review" if _came_from_review(request) else ""
    response = redirect(reverse("page", args=[number]) + query)
    if language in languages:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response


def _page_context(request: HttpRequest, holder: Holder, page: Page) -> asking.Context:
    """Return what a page shows beside its questions."""
    return {
        **round_context(holder.round),
        "heading": heading_of(page),
        "pages": len(pages_shown(holder)),
        "from_review": _came_from_review(request),
        "last_round": _last_round(holder, page),
        "would_read_traditional": would_read_traditional(request),
    }


def _last_round(holder: Holder, page: Page) -> LastRound | None:
    """Return the round that a page compares with; None without one."""
    last = last_closed_round(holder.round) if page.lens == Lens.RECALLED else None
    return LastRound(text_in(last.title), day_in_words(last.closed_on)) if last else None


@require_http_methods(["GET", "HEAD", "POST"])
@require_return_code
def review(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Show all answers before they are sealed; a POST seals them."""
    if request.method == "POST":
        responding.submit(holder=holder)
        return redirect("sent")
    if not holder.is_filling:
        return redirect("sent")
    answers = responding.read_draft(holder)
    reviewed = [
        _reviewed(page, section, answers)
        for page in pages_shown(holder)
        for section in page.sections
    ]
    context = round_context(holder.round) | {
        "reviewed": reviewed,
        "open_count": sum(part["open"] for part in reviewed),
        "replaces": holder.has_sent,
    }
    return render(request, "surveys/review.html", context)


@require_safe
@require_return_code
def sent(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Confirm that answers were sent. Neither this page nor any other shows them."""
    return (
        redirect("answer")
        if holder.is_filling
        else render(request, "surveys/sent.html", round_context(holder.round))
    )


@post_or_redirect("answer")
@require_return_code
def again(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Begin an empty draft; what was sent counts until the draft is."""
    responding.start_again(holder=holder)
    return redirect("answer")


# --- Inside --------------------------------------------------------------------------------------


def posted(request: HttpRequest) -> Any:
    """Return the data of a POST, even if empty, so that the form is bound; None otherwise."""
    return request.POST if request.method == "POST" else None


def pages_shown(holder: Holder) -> tuple[Page, ...]:
    """Return the holder's pages in the language of the request."""
    return pages_of(holder, current_tag())


def _open_questions(part: Page | Section, answers: responding.Answers) -> int:
    return sum(question.name not in answers for question in part.questions)


def _reviewed(page: Page, section: Section, answers: responding.Answers) -> dict[str, Any]:
    """Return the section's answers in words, for the review."""
    rows = []
    for question in section.questions:
        choices = {choice.value: choice for choice in page.choices(question)}
        answer = answers.get(question.name)
        rows.append(
            {
                "item": question.item,
                "choice": choices[answer.mark] if answer else None,
                "beside": _beside(page, answer) if answer else [],
            }
        )
    return {
        "page": page,
        "section": section,
        "rows": rows,
        "open": _open_questions(section, answers),
    }


def _beside(page: Page, answer: Answer) -> list[str]:
    """Return the answers to the questions beside a mark, in words that say what they answer.

    A level of confidence may have the same word as a mark.
    """
    words = {"confidence": _("How sure: %(answer)s"), "basis": _("Rests on: %(answer)s")}
    given = (answer.confidence, answer.basis)
    return [
        words[extra.key] % {"answer": choice.label}
        for extra in page.extras
        for choice in extra.choices
        if (choice.value if extra.key == "confidence" else choice.key) in given
    ]
