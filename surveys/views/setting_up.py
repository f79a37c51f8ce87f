"""The pages on which a study and its rounds are set up, and on which they are deleted."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from surveys import setting_up
from surveys.access import OWNS, RUNS, find_study
from surveys.inviting import invitation_counts
from surveys.languages import text_in
from surveys.models.round import Round
from surveys.models.study import Study
from surveys.second_person import ask_second_person
from surveys.setting_up import NotADraftError, StudyHasRoundsError
from surveys.setup_forms import RoundForm, StudyForm
from surveys.titled_forms import TitledForm
from surveys.two_person import SecondPersonError
from surveys.views.confirming import recently_signed_in
from surveys.views.facilitator import actor, round_and_role, signed_in
from surveys.views.landing import View
from surveys.views.participant import posted


def form_page(view: View) -> View:
    """Decorate a view that shows a form on a GET and takes it on a POST, from signed-in staff."""
    allowed = require_http_methods(["GET", "HEAD", "POST"])(view)
    decorated: View = never_cache(login_required(allowed))
    return decorated


# --- Studies -------------------------------------------------------------------------------------


@form_page
def create_study(request: HttpRequest) -> HttpResponse:
    """Set up a study, which the person who does owns. Http404 for whom no operator lets do so."""
    if not request.user.is_staff:
        raise Http404
    form = StudyForm(posted(request), instance=Study())
    if request.method == "POST" and form.is_valid():
        study = setting_up.create_study(study=form.save(commit=False), owner=signed_in(request))
        messages.success(request, _("The study is set up. Next, set up its first round."))
        return redirect("create_round", study.slug)
    return _form(request, form, _("Set up a study"), _("Set up the study"))


@form_page
def change_study(request: HttpRequest, slug: str) -> HttpResponse:
    study = _study(request, slug)
    form = StudyForm(posted(request), instance=study)
    if request.method == "POST" and form.is_valid():
        setting_up.change_study(study=study, by=actor(request), form_fields=form.changed_data)
        messages.success(request, _("The study’s settings are saved."))
        return redirect("study", study.slug)
    return _form(
        request,
        form,
        text_in(study.title),
        _("Save"),
        study=study,
        may_delete=not study.rounds.exists(),
    )


@form_page
@recently_signed_in
def delete_study(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask before a study without rounds is deleted; the POST deletes it."""
    study = _study(request, slug)
    title = text_in(study.title)
    if request.method == "POST":
        try:
            setting_up.delete_study(study=study, by=actor(request))
        except StudyHasRoundsError:
            messages.error(request, _("This study has rounds; only an empty one can be deleted."))
            return redirect("study", slug)
        except SecondPersonError as needed:
            return ask_second_person(request, needed, study)
        messages.success(request, _("The study “%(title)s” is deleted.") % {"title": title})
        return redirect("studies")
    lines = [_("Its settings, and the roles that people have in it. It has no rounds.")]
    if number := study.seminars.count():
        lines.append(
            ngettext(
                "What was counted in %(count)d seminar.",
                "What was counted in %(count)d seminars.",
                number,
            )
            % {"count": number}
        )
    return _confirm(request, title, lines, study=study)


# --- Rounds --------------------------------------------------------------------------------------


@form_page
def create_round(request: HttpRequest, slug: str) -> HttpResponse:
    study = _study(request, slug, RUNS)
    number = setting_up.next_number(study)
    form = RoundForm(posted(request), study=study, number=number)
    if request.method == "POST" and form.is_valid():
        round = setting_up.create_round(round=form.save(commit=False), by=actor(request))
        messages.success(
            request,
            _("The round is set up. Nobody can answer before you open it. Next, invite people."),
        )
        return redirect("invitations", round.pk)
    return _form(request, form, _("Set up a round"), _("Set up the round"), study=study)


@form_page
def change_round(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    round = round_and_role(request, round_id, RUNS)[0]
    if round.state != Round.State.DRAFT:
        return _opened(request, round)
    form = RoundForm(posted(request), instance=round, study=round.study, number=round.number)
    if request.method == "POST" and form.is_valid():
        try:
            setting_up.change_round(round=round, by=actor(request), values=form.values())
        except NotADraftError:
            return _opened(request, round)
        messages.success(request, _("The round’s settings are saved."))
        return redirect("round", round.pk)
    title = text_in(round.title)
    return _form(request, form, title, _("Save"), study=round.study, round=round)


@form_page
@recently_signed_in
def delete_round(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Ask before a draft is deleted, saying how many links then lead nowhere; the POST does it."""
    round = round_and_role(request, round_id, RUNS)[0]
    if round.state != Round.State.DRAFT:
        return _opened(request, round)
    title = text_in(round.title)
    if request.method == "POST":
        try:
            setting_up.delete_round(round=round, by=actor(request))
        except NotADraftError:
            return _opened(request, round)
        except SecondPersonError as needed:
            return ask_second_person(request, needed, round.study)
        messages.success(request, _("The round “%(title)s” is deleted.") % {"title": title})
        return redirect("study", round.study.slug)
    invited = sum(counts["invited"] for counts in invitation_counts(round).values())
    lines = [
        _("Its settings. No answer is lost: nobody could begin."),
        ngettext(
            "%(count)d invitation, whose link then leads nowhere.",
            "%(count)d invitations, whose links then lead nowhere.",
            invited,
        )
        % {"count": invited},
    ]
    return _confirm(request, title, lines, study=round.study, round=round)


# --- Inside --------------------------------------------------------------------------------------


def _study(request: HttpRequest, slug: str, roles: Any = OWNS) -> Study:
    study, _role = find_study(request.user, slug, roles)
    return study


def _opened(request: HttpRequest, round: Round) -> HttpResponse:
    messages.info(
        request, _("This round has been opened: its settings stay, and it cannot be deleted.")
    )
    return redirect("round", round.pk)


def _form(
    request: HttpRequest, form: TitledForm, title: str, save: str, **context: Any
) -> HttpResponse:
    context |= {"staff": True, "form": form, "title": title, "save": save, "lead": form.lead}
    status = 422 if form.errors else 200
    return render(request, "surveys/settings.html", context, status=status)


def _confirm(request: HttpRequest, title: str, lines: list[str], **context: Any) -> HttpResponse:
    context |= {"staff": True, "title": title, "lines": lines}
    return render(request, "surveys/confirm_deleting.html", context)
