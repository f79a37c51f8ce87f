"""The pages of the people who run a study: counts, never answers."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from surveys import closing_chunks, facilitating, job_subjects, scheduling, sealing
from surveys.access import (
    AUDITS,
    CHECKS,
    OWNS,
    READS,
    RUNS,
    find_round,
    find_study,
    may_read_questionnaires,
    roles_of,
)
from surveys.closing_time import ClosingTimeError, closing_time_in_words
from surveys.delivering.reminding import mails_of
from surveys.facilitating import RoundStateError, drafts_of
from surveys.few_invited import few_in_levels, few_invited
from surveys.few_invited_wording import few_lines, level_advice, level_lines
from surveys.forms import ClosingTimeForm, PassphraseForm
from surveys.group_change_wording import advice, change_lines, why_confirm
from surveys.group_changes import (
    changes_in_invited,
    changes_in_turnout,
    changes_may_be_confirmed,
)
from surveys.group_sizes import smallest_group
from surveys.job_progress import progress_of, silent_services
from surveys.languages import day_in_words, own_names, text_in
from surveys.models.job import Job
from surveys.models.round import Round
from surveys.models.staff import User
from surveys.models.study import Study
from surveys.opening_forms import OpenRoundForm
from surveys.own_concerns import asks_for_texts
from surveys.promises import particulars, shown_to_whom
from surveys.round_length import length_of_round
from surveys.sessions import do_not_prolong
from surveys.two_person import pending_acts
from surveys.views.confirming import recently_signed_in
from surveys.watching_wording import watch


@never_cache
@login_required
@require_safe
def studies(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    roles = roles_of(user)
    readable = Study.objects.filter(pk__in=roles)
    rows = [
        {"slug": study.slug, "title": text_in(study.title), "simulated": study.simulated}
        for study in readable
    ]
    context = {
        "staff": True,
        "studies": rows,
        "may_create": request.user.is_staff,
        "may_read_questionnaires": may_read_questionnaires(user),
        "may_see_jobs": user.is_superuser or any(role in RUNS for role in roles.values()),
    }
    return render(request, "surveys/studies.html", context)


@never_cache
@login_required
@require_safe
def study(request: HttpRequest, slug: str) -> HttpResponse:
    study, role = find_study(request.user, slug, READS)
    rounds = [
        {"round": round, "title": text_in(round.title)}
        for round in study.rounds.select_related("instrument")
    ]
    context = {
        "staff": True,
        "study": study,
        "title": text_in(study.title),
        "rounds": rounds,
        "simulated": study.simulated,
        "owns": role in OWNS,
        "may_run": role in RUNS,
        "may_check": role in CHECKS,
        "may_audit": role in AUDITS,
        "waiting": pending_acts(study.pk).count() if role in RUNS else 0,
        "particulars": particulars(study),
        "seminars": study.seminars.all() if role in RUNS else [],
    }
    return render(request, "surveys/study.html", context)


@never_cache
@login_required
@require_safe
def round_page(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    return show_round(request, *round_and_role(request, round_id, READS))


def show_round(
    request: HttpRequest,
    round: Round,
    role: str,
    opening: OpenRoundForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a round; with the form of an opening that was refused, if one was."""
    draft = round.state == Round.State.DRAFT
    context: dict[str, Any] = {
        "staff": True,
        "round": round,
        "title": text_in(round.title),
        "study_title": text_in(round.study.title),
        "simulated": round.simulated,
        "closing_time": closing_time_in_words(round),
        "opened_on": day_in_words(round.opened_on),
        "closed_on": day_in_words(round.closed_on),
        "work": progress_of(round),
        "differences": _differences(round),
        "shown_to_whom": shown_to_whom(round),
        "may_run": role in RUNS,
        "asks_for_texts": asks_for_texts(round),
        **_counting(round, role),
        "time_form": ClosingTimeForm(round=round),
        "form": (opening or OpenRoundForm()) if draft else PassphraseForm(),
        **(_few(round) if draft and role in RUNS else {}),
        "drafts": own_names(drafts_of(round)) if draft else "",
        "mails": mails_of(round) if role in RUNS else None,
    }
    if draft and role in RUNS:
        context |= length_of_round(round)
    return render(request, "surveys/round.html", context, status=status)


def _few(round: Round) -> dict[str, object]:
    """Return of which groups too few are invited, before the round opens."""
    return {
        "few": few_lines(round, few_invited(round)),
        "small_levels": level_lines(round, few_in_levels(round)),
        "level_advice": level_advice(round),
    }


@never_cache
@login_required
@require_safe
def counts(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """The part of a round's page that a script asks for again and again."""
    do_not_prolong(request)
    round, role = round_and_role(request, round_id, READS)
    context = {"round": round, "shown_to_whom": shown_to_whom(round), **_counting(round, role)}
    if not context["may_count"]:
        raise Http404
    return render(request, "surveys/components/watch.html", context)


def _counting(round: Round, role: str) -> dict[str, object]:
    """Return the counts of a round for those who may see them.

    Who only reads may not before it has closed: the fewer people watch them the better.
    """
    if role not in RUNS and round.state != Round.State.CLOSED:
        return {"may_count": False}
    is_open = round.state == Round.State.OPEN
    return {
        "may_count": True,
        "watch": watch(round),
        "smallest_group": smallest_group(round.withstands),
        "silent_services": silent_services() if is_open else "",
    }


@login_required
@require_POST
@recently_signed_in
def close_round(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    round, _role = round_and_role(request, round_id, RUNS)
    if "sure" not in request.POST:
        messages.error(request, _("The round is still open. To close it, tick the box as well."))
        return redirect("round", round.pk)
    if request.POST.get("withheld", "") != watch(round).withheld_codes:
        messages.error(
            request,
            _("The round is still open. Look again at what would be withheld, and then close it."),
        )
        return redirect("round", round.pk)
    passphrase = request.POST.get("passphrase") or None
    try:
        facilitating.request_closing(round=round, by=actor(request), passphrase=passphrase)
    except RoundStateError:
        messages.info(request, _("This round is not open, so there was nothing to close."))
    except sealing.UnreadableError:
        messages.error(
            request,
            _("That is not the passphrase this round was opened with. The round is still open."),
        )
    return redirect("round", round.pk)


@login_required
@require_POST
def change_closing_time(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    round, _role = round_and_role(request, round_id, RUNS)
    form = ClosingTimeForm(request.POST, round=round)
    if not form.is_valid():
        for error in form.errors.values():
            messages.error(request, str(error[0]))
        return redirect("round", round.pk)
    try:
        scheduling.change_closing_time(
            round=round, closes_at=form.cleaned_data["moment"], by=actor(request)
        )
        messages.success(request, _("The closing time is set. Participants see it from now on."))
    except ClosingTimeError:
        messages.error(request, str(form.refusal))
    except RoundStateError:
        messages.info(request, _("This round is not open, so it has no closing time to change."))
    return redirect("round", round.pk)


@login_required
@require_POST
@recently_signed_in
def set_aside(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Close without the envelopes that cannot be read, which is audited."""
    round, _role = round_and_role(request, round_id, RUNS)
    try:
        facilitating.set_aside_unreadable(round=round, by=actor(request))
    except RoundStateError:
        messages.info(request, _("This round is not being closed, so nothing was set aside."))
    except closing_chunks.KeyUnavailableError:
        messages.error(request, _("The seal key of this server does not open this round's key."))
    return redirect("round", round.pk)


@login_required
@require_POST
def try_again(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    round, _role = round_and_role(request, round_id, RUNS)
    for job in Job.objects.filter(argument=str(round.pk), state=Job.State.FAILED):
        job_subjects.try_again(job=job, by=actor(request))
    return redirect("round", round.pk)


@never_cache
@login_required
@require_safe
def progress(request: HttpRequest, round_id: uuid.UUID) -> JsonResponse:
    do_not_prolong(request)
    round, _role = round_and_role(request, round_id, READS)
    work = progress_of(round)
    shown = ("percent", "step", "running", "trouble", "failed")
    return JsonResponse({name: getattr(work, name) for name in shown})


def round_and_role(request: HttpRequest, round_id: uuid.UUID, roles: Any) -> tuple[Round, str]:
    """Return the round and the user's role in it. Http404 unless that is one of ``roles``."""
    return find_round(request.user, round_id, roles)


def actor(request: HttpRequest) -> str:
    """Return the name under which what the user does is audited."""
    return str(request.user.get_username())


def signed_in(request: HttpRequest) -> User:
    """Return the account of the user, of whom a request holds only a stand-in."""
    return User.objects.get(username=request.user.get_username())


def _differences(round: Round) -> dict[str, object] | None:
    """Return the wording of group changes, before a round opens and once it has closed."""
    draft = round.state == Round.State.DRAFT
    changes = changes_in_invited(round) if draft else changes_in_turnout(round)
    if not changes:
        return None
    lines = change_lines(round, changes)
    may_be_confirmed = changes_may_be_confirmed(round)
    return {
        "groups": lines,
        "why": why_confirm(),
        "advice": advice(may_be_confirmed) if draft else "",
        "may_be_confirmed": may_be_confirmed,
    }
