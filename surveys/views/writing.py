"""The page on which participants name concerns in their own words."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from surveys import page_saving, responding
from surveys.envelope_contents import Holder, slots_of
from surveys.holder_pages import first_page_of_concerns, own_words_of
from surveys.languages import current_tag
from surveys.own_words import OwnWords
from surveys.responding import NothingToSendError
from surveys.text_forms import OwnConcernsForm, field_name, was_cleaned
from surveys.views import carrying, saving
from surveys.views.landing import round_context
from surveys.views.participant import require_return_code


@require_http_methods(["GET", "HEAD", "POST"])
@require_return_code
def own_words(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Show the page, or save what was written on it."""
    saving.activate_chosen_language(request, holder)
    page = own_words_of(holder, current_tag())
    if page is None:
        return redirect("answer")
    if not holder.is_filling:
        raise NothingToSendError
    if request.method == "POST":
        return saved(request, holder, page)
    texts = responding.read_texts(holder) or {}
    base = page_saving.lock_texts(holder, texts)
    return _shown(request, holder, page, OwnConcernsForm(slots_of(holder), texts), base)


def saved(request: HttpRequest, holder: Holder, page: OwnWords) -> HttpResponse:
    """Save every valid text that was posted and go on; one that has to be mended is shown again.

    Raises as `responding.save_texts`.
    """
    form = OwnConcernsForm(slots_of(holder), {}, request.POST)
    form.is_valid()
    merged, base = page_saving.save_texts(
        holder=holder, texts=form.texts(), base=request.POST.get("base", "")
    )
    _point_out(form, merged.differing)
    cleaned, status = was_cleaned(form), saving.status_of(form, merged)
    response: HttpResponse
    if saving.from_script(request):
        # Asked again, the script posts the form once it is to leave; then a page says the rest.
        again = int(cleaned or bool(form.errors))
        reply = {"base": base, "next": _next_place(request, holder), "again": again}
        response = JsonResponse(reply, status=status)
    elif form.errors:
        response = _shown(request, holder, page, form, base, status)
    else:
        if cleaned:
            messages.info(request, _("Characters that cannot be seen were taken out."))
        response = redirect(_next_place(request, holder))
    return saving.remember_chosen_language(response, request, holder)


def _point_out(form: OwnConcernsForm, differing: Mapping[str, str | None]) -> None:
    """Show, at each text that was written differently elsewhere, what was saved there."""
    for slot in form.slots:
        if slot.name in differing:
            form.add_error(
                field_name(slot),
                _(
                    "You wrote something else here in another window: “%(elsewhere)s”. Please "
                    "write what is to stand, and save again."
                )
                % {"elsewhere": differing[slot.name]},
            )


def _next_place(request: HttpRequest, holder: Holder) -> str:
    if "language" in request.POST:
        return saving.same_place(request, "own_words")
    if saving.came_from_review(request):
        return reverse("review")
    after = first_page_of_concerns(holder)
    return reverse("page", args=[max(after - 1, 1) if "back" in request.POST else after])


def _shown(
    request: HttpRequest,
    holder: Holder,
    page: OwnWords,
    form: OwnConcernsForm,
    base: str,
    status: int = 200,
) -> HttpResponse:
    parts = [
        {"question": part.question, "fields": form.fields_of(part.slots)} for part in page.parts
    ]
    context = round_context(holder.round) | {
        "form": form,
        "page": page,
        "parts": parts,
        "questionnaire": carrying.questionnaire_tag(holder),
        "base": base,
        "differing": status == 409,
        "from_review": saving.came_from_review(request),
        "page_before": first_page_of_concerns(holder) - 1,
    }
    return render(request, "surveys/own_words.html", context, status=status)
