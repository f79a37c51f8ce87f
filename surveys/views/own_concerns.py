"""Concerns in participants' own words, for the people who run a study: they release them."""

import uuid
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from surveys import own_concerns
from surveys.access import RUNS
from surveys.instruments.labels import labels
from surveys.instruments.loader import document_of
from surveys.instruments.own_answers import OWN_ANSWERS
from surveys.languages import current_tag, day_in_words, text_in
from surveys.models.own_concern import OwnConcern, ReleasedConcern
from surveys.models.round import Round
from surveys.own_concerns import ConcernGoneError
from surveys.text_forms import DecisionForm, was_cleaned
from surveys.views.facilitator import actor, round_and_role


@never_cache
@login_required
@require_safe
def own_concerns_page(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    round, _role = round_and_role(request, round_id, RUNS)
    return _page(request, round)


@never_cache
@login_required
@require_POST
def decide(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Release, withhold or reconsider one text. Words that cannot be released are shown again."""
    round, _role = round_and_role(request, round_id, RUNS)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        if "words" in form.errors:
            messages.error(request, str(form.errors["words"][0]))
            return _page(request, round, form)
        messages.error(request, _("Nothing was decided: please use the buttons below a text."))
        return redirect("own_concerns", round.pk)
    try:
        messages.success(request, _decided(round, form.cleaned_data, by=actor(request)))
    except ConcernGoneError:
        messages.warning(
            request,
            _("That text is not here any more: it was released, withdrawn or destroyed before."),
        )
    if form.cleaned_data["act"] == "reword" and was_cleaned(form):
        messages.info(request, _("Characters that cannot be seen were taken out."))
    return redirect("own_concerns", round.pk)


def _decided(round: Round, decision: dict[str, Any], by: str) -> str:
    """Do what was decided and return what was done, in words."""
    act, about = decision["act"], {"round": round, "concern": decision["concern"], "by": by}
    if act in ("release", "reword"):
        words = decision["words"] if act == "reword" else None
        own_concerns.release_concern(words=words, **about)
        return _("The text is released.")
    own_concerns.withhold_concern(withheld=act == "withhold", **about)
    return _("The text is withheld.") if act == "withhold" else _("The text is back in the list.")


@login_required
@require_POST
def share(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Show what was released to participants of later rounds, or no more."""
    round, _role = round_and_role(request, round_id, RUNS)
    shared = request.POST.get("shared") == "yes"
    own_concerns.share_concerns(round=round, by=actor(request), shared=shared)
    messages.success(
        request,
        _("Participants of later rounds are shown all that was released so far.")
        if shared
        else _("Participants of later rounds are shown none of these texts."),
    )
    return redirect("own_concerns", round.pk)


@never_cache
@login_required
@require_safe
def threats(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Give out the released texts as drafts of threats, for the next version of the file."""
    round, _role = round_and_role(request, round_id, RUNS)
    name = f"threats-round-{round.number}.yaml"
    return HttpResponse(
        own_concerns.drafted_threats(round),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


# --- Inside --------------------------------------------------------------------------------------


def _page(request: HttpRequest, round: Round, bound: DecisionForm | None = None) -> HttpResponse:
    written = OwnConcern.objects.filter(round=round)
    released = list(ReleasedConcern.objects.filter(round=round))
    context = {
        "staff": True,
        "round": round,
        "title": text_in(round.title),
        "simulated": round.simulated,
        "too_few": _names(round, own_concerns.too_few(round)),
        "last_day": day_in_words(round.destroys_on),
        "undecided": _by_subject(round, list(written.filter(withheld=False)), bound),
        "withheld": _by_subject(round, list(written.filter(withheld=True)), bound),
        "released": _by_subject(round, released),
        "concerns_released": any(not text.question for text in released),
        "has_lines": OWN_ANSWERS in round.modules,
        "shared": sum(text.shared for text in released),
        "unshared": sum(not (text.shared or text.question) for text in released),
    }
    status = 422 if bound else 200
    return render(request, "surveys/own_concerns.html", context, status=status)


def _names(round: Round, sides: list[str]) -> list[str]:
    parties = labels(document_of(round.instrument), current_tag()).parties
    return [parties[side] for side in sides]


def _by_subject(
    round: Round, concerns: list[Any], bound: DecisionForm | None = None
) -> list[dict[str, object]]:
    """Return the texts of each directed dyad and then question, in their random order.

    A ``question`` in words is there where they were written beside one, and "" for a dyad.
    """
    words = labels(document_of(round.instrument), current_tag())
    parties, questions = words.parties, {"": ""} | words.impressions | words.about
    places, in_order = ["", *parties], list(questions)

    def subject(text: Any) -> tuple[int, int, int]:
        place = places.index(text.perceiver), places.index(text.target)
        return in_order.index(text.question), *place

    ordered = sorted(concerns, key=lambda text: (*subject(text), text.pk))
    return [
        {
            "perceiver": parties[places[perceiver]],
            "target": parties.get(places[target], ""),
            "question": questions[in_order[question]],
            "concerns": [{"concern": one, "form": _form(one, bound)} for one in group],
        }
        for (question, perceiver, target), group in groupby(ordered, key=subject)
    ]


def _form(concern: Any, bound: DecisionForm | None) -> DecisionForm:
    """Return the form of one text: the one just sent, if it was about this text."""
    if bound is not None and bound.cleaned_data.get("concern") == concern.pk:
        form = bound
    else:
        form = DecisionForm(initial={"concern": concern.pk, "words": concern.text})
    form.auto_id = f"id_%s_{concern.pk}"
    return form
