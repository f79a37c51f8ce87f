"""How a page that was just saved is answered: to a form, and to the script that saves each mark."""

from collections.abc import Mapping

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import activate
from django.utils.translation import gettext as _

from surveys.envelope_contents import Answer, Holder, slots_of
from surveys.holder_pages import first_page_of_concerns
from surveys.languages import remember_language
from surveys.merging import Merged
from surveys.page_form import PageForm, field_name
from surveys.page_saving import save_page
from surveys.pages import Page, PageQuestion
from surveys.views.landing import offered_languages


def from_script(request: HttpRequest) -> bool:
    """Return whether a page's script has posted it, and not its form.

    It understands nothing but that the page was saved. For anything else it posts the form, so that
    a page answers; so no message is left for it either.
    """
    return request.headers.get("Accept") == "application/json"


def save(request: HttpRequest, holder: Holder, form: PageForm) -> Merged[Answer]:
    """Save every valid answer of a bound form, and have its errors say what was not saved.

    Raises what `responding.save_answers` raises.
    """
    form.is_valid()
    merged = save_page(
        holder=holder,
        page=form.page,
        changes=form.changes(),
        base=request.POST.get("base", ""),
    )
    _point_out(form, merged.differing)
    return merged


def status_of(form: forms.Form, merged: Merged[Answer] | Merged[str]) -> int:
    """Return 409 where answers differ between windows, 422 for other errors, else 200."""
    return 409 if merged.differing else 422 if form.errors else 200


def to_ask_again(request: HttpRequest, form: PageForm) -> list[str]:
    """Return the fields that a page comes back for, unless one leaves it another way than on."""
    if "language" in request.POST or "back" in request.POST:
        return []
    return [field_name(question) for question in form.to_ask_again()]


# --- Where to go then ----------------------------------------------------------------------------


def next_place(request: HttpRequest, holder: Holder, page: Page, pages: int) -> str:
    """Return the address to go to when `page`, one of so many, was saved by one of its buttons."""
    if "language" in request.POST:
        return same_place(request, "page", page.number)
    if came_from_review(request):
        return reverse("review")
    later = page.number if "back" in request.POST else page.number + 1
    if later == first_page_of_concerns(holder) and slots_of(holder):
        return reverse("own_words")
    number = page.number - 1 if "back" in request.POST else later
    return reverse("page", args=[max(number, 1)]) if number <= pages else reverse("review")


def same_place(request: HttpRequest, route: str, *args: int) -> str:
    """Return the address of the page that was posted, in another language."""
    return reverse(route, args=args) + ("?from=review" if came_from_review(request) else "")


def came_from_review(request: HttpRequest) -> bool:
    """Return whether the page was opened from the review, to which it then leads back."""
    return request.GET.get("from") == "review"


# --- Languages -----------------------------------------------------------------------------------


def activate_chosen_language(request: HttpRequest, holder: Holder) -> None:
    """Activate the language of the button that posted a page, so that the answer speaks it."""
    if language := _chosen_language(request, holder):
        activate(language)


def remember_chosen_language(
    response: HttpResponse, request: HttpRequest, holder: Holder
) -> HttpResponse:
    if language := _chosen_language(request, holder):
        return remember_language(response, language)
    return response


def _chosen_language(request: HttpRequest, holder: Holder) -> str:
    """Return the language that was chosen, if the round is offered in it; else ""."""
    language = request.POST.get("language", "")
    return language if language in offered_languages(holder.round) else ""


# --- What was answered differently in another window ---------------------------------------------


def _point_out(form: PageForm, differing: Mapping[str, Answer | None]) -> None:
    """Ask, at each question that was answered differently elsewhere, which answer is to stand."""
    here = form.changes()
    for question in form.page.questions:
        if question.name in differing:
            answers = {
                "elsewhere": _in_words(form.page, question, differing[question.name]),
                "here": _in_words(form.page, question, here[question.name]),
            }
            form.add_error(
                field_name(question),
                _(
                    "You answered this differently in another window. There: %(elsewhere)s. "
                    "Here: %(here)s. Please choose the answer that is to stand, and save again."
                )
                % answers,
            )


def _in_words(page: Page, question: PageQuestion, answer: Answer | None) -> str:
    if answer is None:
        return _("no answer")
    labels = {choice.value: choice.label for choice in page.choices(question)}
    line = [f"“{answer.line}”"] if answer.line else []
    return " · ".join([labels[answer.mark], *beside(page, answer), *line])


def beside(page: Page, answer: Answer) -> list[str]:
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
