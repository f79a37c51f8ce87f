"""The pages of tokens for programs: one's own, and for its owners those of a study."""

import uuid
from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from surveys import api_tokens
from surveys.access import OWNS, find_study, studies_of
from surveys.languages import text_in
from surveys.models.staff import ApiToken, StudyRole, TokenUse, User
from surveys.models.study import Study
from surveys.people_forms import SCOPE_LABELS, TokenForm
from surveys.views.confirming import recently_signed_in
from surveys.views.facilitator import actor, signed_in
from surveys.views.participant import posted
from surveys.views.setting_up import form_page

DAYS_SHOWN = 14

# --- One's own -----------------------------------------------------------------------------------


@form_page
@recently_signed_in
def tokens(request: HttpRequest) -> HttpResponse:
    """Show one's own tokens; a POST makes one, which is shown on the page that answers it."""
    titles = _titles(signed_in(request))
    form = TokenForm(list(titles.items()), posted(request))
    if request.method != "POST" or not form.is_valid():
        return _own_page(request, form)
    secret = api_tokens.issue_api_token(
        user=signed_in(request),
        study=uuid.UUID(form.cleaned_data["study"]),
        name=form.cleaned_data["name"],
        by=actor(request),
        days=form.days(),
        scopes=form.cleaned_data["scopes"],
    )
    return _own_page(request, TokenForm(list(titles.items())), secret)


@login_required
@require_POST
@never_cache
@recently_signed_in
def renew_token(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    """Put a new token in the place of one's own, shown once; of anybody else's nothing is said."""
    titles = _titles(signed_in(request))
    mine = ApiToken.objects.filter(user=signed_in(request), study__in=titles)
    token = mine.filter(pk=token_id).first()
    if token is None:
        messages.info(request, _("You have no such token any more."))
        return redirect("tokens")
    secret = api_tokens.renew_api_token(token=token, by=actor(request))
    return _own_page(request, TokenForm(list(titles.items())), secret)


@login_required
@require_POST
def revoke_token(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    """Delete one of one's own tokens; of anybody else's nothing is said."""
    token = ApiToken.objects.filter(pk=token_id, user=signed_in(request)).first()
    _revoke(request, token)
    return redirect("tokens")


def _own_page(request: HttpRequest, form: TokenForm, secret: str = "") -> HttpResponse:
    user = signed_in(request)
    titles = _titles(user)
    mine = user.api_tokens.filter(study__in=titles)
    context = {
        "staff": True,
        "form": form,
        "token": secret,
        "days": api_tokens.TOKEN_DAYS,
        "tokens": [_described(row) | {"study": titles[str(row.study)]} for row in _with_use(mine)],
    }
    return render(request, "surveys/tokens.html", context, status=422 if form.errors else 200)


def _titles(user: User) -> dict[str, str]:
    """Return the studies in which the user has a role, by their ids."""
    studies = Study.objects.filter(pk__in=studies_of(user))
    return {str(study.pk): text_in(study.title) for study in studies}


# --- Those of a study ----------------------------------------------------------------------------


@never_cache
@login_required
@require_safe
def study_tokens(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an owner every token of the study, whose it is, and how much it has read each day."""
    study, _role = find_study(request.user, slug, OWNS)
    rows = _with_use(ApiToken.objects.filter(study=study.pk)).select_related("user")
    days = _days_of_use(study)
    in_study = set(StudyRole.objects.filter(study=study.pk).values_list("user", flat=True))
    context = {
        "staff": True,
        "study": study,
        "title": text_in(study.title),
        "kept_days": api_tokens.USE_KEPT_DAYS,
        "days_shown": DAYS_SHOWN,
        "tokens": [
            _described(row)
            | {
                "holder": row.user.get_username(),
                "is_void": row.user_id not in in_study or not row.user.is_active,
                "uses": days.get(row.pk, []),
            }
            for row in rows
        ],
    }
    return render(request, "surveys/study_tokens.html", context)


@login_required
@require_POST
def revoke_study_token(request: HttpRequest, slug: str, token_id: uuid.UUID) -> HttpResponse:
    """Delete a token of the study, whoever holds it; of another study's nothing is said."""
    study, _role = find_study(request.user, slug, OWNS)
    token = ApiToken.objects.filter(pk=token_id, study=study.pk).first()
    _revoke(request, token)
    return redirect("study_tokens", slug)


def _days_of_use(study: Study) -> dict[uuid.UUID, list[TokenUse]]:
    """Return what was counted of each token on its latest days, the latest first."""
    days: defaultdict[uuid.UUID, list[TokenUse]] = defaultdict(list)
    for use in TokenUse.objects.filter(token__study=study.pk).order_by("-day"):
        if len(days[use.token_id]) < DAYS_SHOWN:
            days[use.token_id].append(use)
    return days


# --- Of both -------------------------------------------------------------------------------------


def _with_use(rows: QuerySet[ApiToken]) -> QuerySet[ApiToken]:
    """Add the day of the last use and all that is counted; null where the token was not used."""
    counted = rows.annotate(
        last_used=Max("uses__day"), requests=Sum("uses__requests"), sent=Sum("uses__sent_bytes")
    )
    return counted.order_by("expires_on", "name", "pk")


def _described(row: Any) -> dict[str, object]:
    return {
        "pk": row.pk,
        "name": row.name,
        "scopes": [str(SCOPE_LABELS[ApiToken.Scope(scope)]) for scope in row.scopes],
        "issued": row.issued_on,
        "until": row.expires_on,
        "is_expired": row.expires_on < timezone.localdate(),
        "last_used": row.last_used,
        "requests": row.requests or 0,
        "sent": row.sent or 0,
    }


def _revoke(request: HttpRequest, token: ApiToken | None) -> None:
    if token is not None:
        api_tokens.revoke_api_token(token=token, by=actor(request))
    messages.success(request, _("The token opens nothing any more."))
