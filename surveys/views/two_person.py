"""The page of the two-person rule: whether a study has it, and what waits for a second person."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from surveys import two_person
from surveys.access import CHECKS, OWNS, RUNS, find_study
from surveys.languages import text_in
from surveys.models.pending_act import PendingAct
from surveys.models.study import Study
from surveys.second_person import ask_second_person
from surveys.two_person import ACTS, NotPendingError, SecondPersonError, TooFewPeopleError
from surveys.views.confirming import recently_signed_in
from surveys.views.facilitator import actor

# What an act may raise that is confirmed when it cannot be done any more.
GONE = (NotPendingError, two_person.NotEntitledError, two_person.OutdatedError)


@never_cache
@login_required
@require_safe
def two_person_rule(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, *find_study(request.user, slug, CHECKS))


def _page(request: HttpRequest, study: Study, role: str, password_url: str = "") -> HttpResponse:
    runs = role in RUNS
    rows = [
        {
            "pk": pending.pk,
            "words": ACTS[pending.act].words(pending),
            "asked_by": pending.asked_by,
            "asked_at": pending.asked_at,
            "until": pending.asked_at + two_person.PERIOD,
            "may_confirm": runs and pending.asked_by != actor(request),
        }
        for pending in two_person.pending_acts(study.pk)
    ]
    context = {
        "staff": True,
        "study": study,
        "title": text_in(study.title),
        "rows": rows,
        "owns": role in OWNS,
        "runs": runs,
        "days": two_person.PERIOD.days,
        "password_url": password_url,
    }
    return render(request, "surveys/two_person.html", context)


@login_required
@require_POST
@recently_signed_in
def switch_two_person_rule(request: HttpRequest, slug: str) -> HttpResponse:
    study, _role = find_study(request.user, slug, OWNS)
    on = request.POST.get("on") == "yes"
    try:
        two_person.switch_rule(study=study, on=on, by=actor(request))
    except SecondPersonError as needed:
        return ask_second_person(request, needed, study)
    except TooFewPeopleError:
        messages.error(
            request,
            _(
                "Only one person runs this study. Make somebody else an owner or a facilitator "
                "first."
            ),
        )
    else:
        on_words, off_words = _("The two-person rule holds now."), _("The rule has ended.")
        messages.success(request, on_words if on else off_words)
    return redirect("two_person_rule", slug)


@login_required
@require_POST
@recently_signed_in
def confirm_act(request: HttpRequest, slug: str, pending_id: uuid.UUID) -> HttpResponse:
    """Do what somebody else asked for. One's own request is not one's own to confirm."""
    study, role = find_study(request.user, slug, RUNS)
    pending = PendingAct.objects.filter(study=study, pk=pending_id).first()
    try:
        if pending is None:
            raise NotPendingError
        path = two_person.confirm(pending=pending, by=actor(request))
    except SecondPersonError:
        messages.error(request, _("Somebody else has to confirm what you have asked for."))
    except GONE:
        messages.info(request, _("This does not wait any more, so nothing was done."))
    else:
        messages.success(request, _("Confirmed and done."))
        if path:
            return _page(request, study, role, request.build_absolute_uri(path))
        if not Study.objects.filter(pk=study.pk).exists():
            return redirect("studies")
    return redirect("two_person_rule", slug)


@login_required
@require_POST
def refuse_act(request: HttpRequest, slug: str, pending_id: uuid.UUID) -> HttpResponse:
    """Take a request back, or refuse another's."""
    study, _role = find_study(request.user, slug, RUNS)
    pending = PendingAct.objects.filter(study=study, pk=pending_id).first()
    try:
        if pending is None:
            raise NotPendingError
        two_person.refuse(pending=pending, by=actor(request))
    except NotPendingError:
        messages.info(request, _("This does not wait any more, so nothing was done."))
    else:
        messages.success(request, _("The request is gone; nothing was done."))
    return redirect("two_person_rule", slug)
