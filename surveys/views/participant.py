"""The questionnaire, page by page, for whoever has a return code."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from surveys import page_saving, responding, return_code_cookie
from surveys.envelope_contents import Answers, Holder
from surveys.forms import SendForm
from surveys.holder_pages import first_page_of_concerns, own_words_of, pages_of
from surveys.languages import activate_one_of, current_tag
from surveys.models.round import Round
from surveys.outcomes import outcome_of
from surveys.page_form import PageForm
from surveys.page_logic import open_questions, shown_questions
from surveys.pages import Page, Section
from surveys.responding import NothingToSendError, RoundNotOpenError, WithdrawnError
from surveys.text_forms import was_cleaned
from surveys.views import carrying, saving
from surveys.views.drawing import form_response, page_response
from surveys.views.landing import View, post_or_redirect, round_context


def require_return_code(view: View) -> View:
    """Decorate a view that takes the holder of the browser's return code, in an open round.

    Where a questionnaire is tried the request has its ``test_holder`` (`surveys.views.trying`).
    Without a code, and for a round that is not open, another page is shown.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        holder = getattr(request, "test_holder", None) or return_code_cookie.holder_from(request)
        if holder is None:
            return _without_code(request)
        if not holder.round.takes_answers:
            return closed(request, holder.round, holder.code)
        activate_one_of(holder.round.languages)
        try:
            return view(request, holder, *args, **kwargs)
        except RoundNotOpenError:
            return closed(request, holder.round, holder.code)
        except WithdrawnError:
            return _without_code(request)
        except NothingToSendError:
            _inform(
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
    _inform(request, _("Please enter your return code to go on."))
    return redirect("return")


def _inform(request: HttpRequest, text: str) -> None:
    """Leave a message for the next page, unless the script that posted will post once more."""
    if not saving.from_script(request):
        messages.info(request, text)


def closed(request: HttpRequest, round: Round, code: str) -> HttpResponse:
    """Say that no more answers are taken, and whether those sent with this code are counted."""
    activate_one_of(round.languages)
    over = round.is_over and round.state == Round.State.OPEN
    context = round_context(round) | {"outcome": outcome_of(code, round).name, "over": over}
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
    saving.activate_chosen_language(request, holder)
    all_pages = pages_shown(holder)
    if not 1 <= number <= len(all_pages):
        messages.warning(request, _("There is no such page. Here is where you were."))
        return redirect("answer")
    if not holder.is_filling:
        raise NothingToSendError
    answers, page = responding.read_draft(holder), all_pages[number - 1]
    if request.method == "POST":
        return _saved(request, holder, PageForm(page, answers, request.POST))
    return page_response(request, holder, page, answers)


def _saved(request: HttpRequest, holder: Holder, form: PageForm) -> HttpResponse:
    """Save every valid answer, even when another on the page has to be mended."""
    merged = saving.save(request, holder, form)
    next_place = saving.next_place(request, holder, form.page, len(pages_shown(holder)))
    again = saving.to_ask_again(request, form)
    response: HttpResponse
    if saving.from_script(request):
        base = page_saving.lock_base(holder, form.page, merged.base)
        # A number, since words for yes and no are not of one length.
        is_to_say_more = bool(again) or was_cleaned(form)
        saved = {"base": base, "next": next_place, "again": int(is_to_say_more)}
        response = JsonResponse(saved, status=saving.status_of(form, merged))
    elif form.errors:
        response = form_response(request, holder, form, merged.base, saving.status_of(form, merged))
    elif again:
        response = form_response(request, holder, form, merged.base, again=again)
    else:
        if was_cleaned(form):
            messages.info(request, _("Characters that cannot be seen were taken out."))
        response = redirect(next_place)
    return saving.remember_chosen_language(response, request, holder)


@require_http_methods(["GET", "HEAD", "POST"])
@require_return_code
def review(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Show all answers before they are sealed; a POST seals them, if need be asking once more."""
    if not holder.is_filling:
        if request.method == "POST":
            raise NothingToSendError
        return redirect("sent")
    answers = responding.read_draft(holder)
    reviewed = [
        _reviewed(page, section, answers) | {"place": place}
        for page in pages_shown(holder)
        for place, section in enumerate(page.sections, 1)
    ]
    left_open = sum(part["open"] for part in reviewed)
    texts = [text for text in (responding.read_texts(holder) or {}).values() if text]
    form = SendForm(
        posted(request),
        answered=len(answers) + len(texts),
        left_open=left_open,
        replaces=holder.has_sent,
    )
    if form.is_valid():
        responding.submit(holder=holder)
        return redirect("sent")
    context = round_context(holder.round) | {
        "form": form,
        "reviewed": reviewed,
        "own_words": _written(holder),
        "open_count": left_open,
        "replaces": holder.has_sent,
    }
    return render(request, "surveys/review.html", context, status=422 if form.errors else 200)


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
    return len(open_questions(part, _marks(answers)))


def _marks(answers: Answers) -> dict[str, int]:
    return {name: answer.mark for name, answer in answers.items()}


def _reviewed(page: Page, section: Section, answers: Answers) -> dict[str, Any]:
    """Return the section's answers in words, for the review.

    ``beside`` is what is said beside each mark of it, and is not repeated in the rows.
    """
    rows = []
    for question in shown_questions(section, _marks(answers)):
        choices = {choice.value: choice for choice in page.choices(question)}
        answer = answers.get(question.name)
        rows.append(
            {
                "item": question.item,
                "choice": choices[answer.mark] if answer else None,
                "beside": saving.beside(page, answer) if answer else [],
                "line": answer.line if answer else "",
            }
        )
    open_questions = _open_questions(section, answers)
    parts = {"page": page, "section": section, "rows": rows, "open": open_questions}
    said = [row["beside"] for row in rows if row["choice"]]
    if not said or any(beside != said[0] for beside in said):
        return parts | {"beside": []}
    return parts | {"beside": said[0], "rows": [row | {"beside": []} for row in rows]}
