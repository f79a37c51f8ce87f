"""The page on which people get roles in a study."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from surveys import setting_up
from surveys.access import OWNS, find_study
from surveys.languages import text_in
from surveys.models.staff import StudyRole
from surveys.models.study import Study
from surveys.people_forms import ColleagueForm
from surveys.second_person import ask_second_person
from surveys.setting_up import LastOwnerError
from surveys.setup_labels import ROLE_LABELS
from surveys.two_person import SecondPersonError, TooFewPeopleError
from surveys.views.confirming import recently_signed_in
from surveys.views.facilitator import actor
from surveys.views.participant import posted
from surveys.views.setting_up import form_page


@form_page
@recently_signed_in
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who has which role in the study; a POST gives somebody one.

    The address at which a new account's holder chooses a password is shown once, on the page that
    answers the POST: it is neither kept nor sent.
    """
    study, _role = find_study(request.user, slug, OWNS)
    form = ColleagueForm(posted(request))
    context: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        try:
            user, is_new = setting_up.grant_role(
                study=study,
                username=form.cleaned_data["username"],
                role=form.cleaned_data["role"],
                by=actor(request),
            )
        except LastOwnerError:
            form.add_error("role", _needs_an_owner())
        except TooFewPeopleError:
            form.add_error("role", _needs_two_people())
        except SecondPersonError as needed:
            return ask_second_person(request, needed, study)
        else:
            if is_new:
                url = request.build_absolute_uri(setting_up.password_path(user))
                context = {"new_user": user, "password_url": url}
            else:
                name = user.get_username()
                messages.success(request, _("%(name)s has the role.") % {"name": name})
            form = ColleagueForm()
    return render(
        request,
        "surveys/people.html",
        context
        | {
            "staff": True,
            "study": study,
            "title": text_in(study.title),
            "form": form,
            "roles": _roles(study),
        },
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
@recently_signed_in
def remove_role(request: HttpRequest, slug: str, role_id: uuid.UUID) -> HttpResponse:
    study, _role = find_study(request.user, slug, OWNS)
    role = StudyRole.objects.select_related("user").filter(pk=role_id, study=study.pk).first()
    if role is None:
        messages.info(request, _("That person has no role in this study any more."))
        return redirect("people", slug)
    try:
        setting_up.remove_role(role=role, study=study, by=actor(request))
    except LastOwnerError:
        messages.error(request, _needs_an_owner())
    except TooFewPeopleError:
        messages.error(request, _needs_two_people())
    else:
        name = role.user.get_username()
        messages.success(request, _("%(name)s has no role in this study now.") % {"name": name})
    return redirect("people", slug) if role.user != request.user else redirect("studies")


def _roles(study: Study) -> list[dict[str, object]]:
    roles = StudyRole.objects.filter(study=study.pk).select_related("user")
    return [
        {"pk": role.pk, "name": role.user.get_username(), "role": ROLE_LABELS[role.role]}
        for role in roles.order_by("user__username")
    ]


def _needs_an_owner() -> str:
    return _("A study needs an owner. Make somebody else an owner first.")


def _needs_two_people() -> str:
    return _("Under the two-person rule at least two people must run the study.")
