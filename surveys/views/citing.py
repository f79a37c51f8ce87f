"""The page on which it is said who is cited for a study's data, and under which licence."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from surveys import setting_up
from surveys.access import RUNS, find_study
from surveys.citing_forms import agent_forms, given_attribution, publishing_form
from surveys.languages import text_in
from surveys.views.facilitator import actor
from surveys.views.participant import posted
from surveys.views.setting_up import form_page


@form_page
def citing(request: HttpRequest, slug: str) -> HttpResponse:
    study, _role = find_study(request.user, slug, RUNS)
    publishing = publishing_form(study, posted(request))
    agents = agent_forms(study, posted(request))
    # Both are validated, so that all that is wrong is shown at once.
    valid = all([publishing.is_valid(), agents.is_valid()]) if request.method == "POST" else False
    if valid:
        study.attribution = given_attribution(publishing, agents)
        setting_up.change_study(study=study, by=actor(request), form_fields=["attribution"])
        messages.success(request, _("Saved. It holds for releases that are published from now on."))
        return redirect("citing", study.slug)
    context = {
        "staff": True,
        "study": study,
        "title": text_in(study.title),
        "publishing": publishing,
        "agents": agents,
        "wrong": request.method == "POST",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "surveys/citing.html", context, status=status)
