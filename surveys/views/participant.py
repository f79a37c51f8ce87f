"""The questionnaire, page by page, for whoever has a return code."""

from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from surveys import responding, return_code_cookie
from surveys.envelope_contents import Answer, Answers, Holder, slots_of
from surveys.holder_pages import first_page_of_concerns, own_words_of, pages_of
from surveys.languages import activate_one_of, current_tag, day_in_words, text_in
from surveys.models.response import Lens
from surveys.models.round import Round
from surveys.module_rules import last_closed_round
from surveys.outcomes import outcome_of
from surveys.page_form import PageForm
from surveys.questionnaire import Page, Section
from surveys.responding import NothingToSendError, RoundNotOpenError, WithdrawnError
from surveys.views import carrying
from surveys.views.earlier import count_columns, round_shown, sections_with_earlier
from surveys.views.headings import heading_of
from surveys.views.landing import View, offered_languages, post_or_redirect, round_context


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
    all_pages = pages_shown(holder)
    unfinished = [page.number for page in all_pages if _open_questions(page, answers)]
    next_page = unfinished[0] if unfinished else len(all_pages) + 1
    if next_page >= first_page_of_concerns(holder) and responding.wants_texts(holder):
        return redirect("own_words")
    return redirect("page", next_page) if unfinished else redirect("review")


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
    form = PageForm(all_pages[number - 1], responding.read_draft(holder), posted(request))
    return (
        _saved(request, holder, form) if request.method == "POST" else _shown(request, holder, form)
    )


def _saved(request: HttpRequest, holder: Holder, form: PageForm) -> HttpResponse:
    """Save every valid answer, even when another on the page has to be mended."""
    valid = form.is_valid()
    responding.save_answers(holder=holder, answers=form.answers())
    if not valid:
        return _shown(request, holder, form, status=422)
    if "language" in request.POST:
        return in_language_posted(request, holder, "page", form.page.number)
    return redirect("review") if came_from_review(request) else after_page(holder, form.page.number)


def after_page(holder: Holder, number: int) -> HttpResponse:
    """Lead from the page of this number to what follows it."""
    if number == len(pages_shown(holder)):
        return redirect("review")
    if number + 1 == first_page_of_concerns(holder) and slots_of(holder):
        return redirect("own_words")
    return redirect("page", number + 1)


def came_from_review(request: HttpRequest) -> bool:
    """Return whether the page was opened from the review, to which it then leads back."""
    return request.GET.get("from") == "review"


def in_language_posted(
    request: HttpRequest, holder: Holder, route: str, *args: int
) -> HttpResponse:
    """Lead to the same page in the language that was chosen, if the round is offered in it."""
    language = request.POST["language"]
    query = "?from=review" if came_from_review(request) else ""
    response = redirect(reverse(route, args=args) + query)
    if language in offered_languages(holder.round):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response


def _shown(request: HttpRequest, holder: Holder, form: PageForm, status: int = 200) -> HttpResponse:
    sections = sections_with_earlier(holder, form)
    context = round_context(holder.round) | {
        "form": form,
        "sections": sections,
        "round_shown": round_shown(holder, sections),
        "count_columns": count_columns(holder),
        "page": form.page,
        "heading": heading_of(form.page),
        "pages": len(pages_shown(holder)),
        "asked": carrying.asked(holder),
        "from_review": came_from_review(request),
        "last_round": _last_round(holder, form.page),
    }
    return render(request, "surveys/page.html", context, status=status)


def _last_round(holder: Holder, page: Page) -> dict[str, Any] | None:
    """Return title and day of closing of the round that a page compares with; None without one."""
    last = last_closed_round(holder.round) if page.lens == Lens.RECALLED else None
    return (
        {"title": text_in(last.title), "closed_on": day_in_words(last.closed_on)} if last else None
    )


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
        "own_words": _written(holder),
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


def _written(holder: Holder) -> dict[str, Any] | None:
    """Return one's own concerns as saved, for the review; None where none are asked for."""
    page, texts = own_words_of(holder, current_tag()), responding.read_texts(holder) or {}
    if page is None:
        return None
    rows = [{"question": part.question, "texts": part.written(texts)} for part in page.parts]
    return {"title": page.title, "rows": rows}


def _open_questions(part: Page | Section, answers: Answers) -> int:
    return sum(question.name not in answers for question in part.questions)


def _reviewed(page: Page, section: Section, answers: Answers) -> dict[str, Any]:
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
