"""What a request may see. Whatever it may not know of is 404, with the same words as nothing.

Whoever asks sees what is public. A role in a study, by session or by token, opens more of it; by
token only as far as its scopes go: what it may know of and not read is 403, and names the scope.
"""

import uuid
from typing import cast

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from analytics.api.authentication import HOW_TO_SEND, challenge
from analytics.api.scopes import ROUTES, WITH_RECORDS
from analytics.models import Record, ReferenceFigure, Release
from analytics.reference.queries import figures_of
from analytics.release.audience import Who, audiences_of, may_read
from analytics.release.queries import find_release, releases_of
from surveys.access import CHECKS, READS, find_study, studies_of
from surveys.models.instrument import Instrument
from surveys.models.round import Round
from surveys.models.staff import ApiToken, User
from surveys.models.study import Study


class NoUnknownCredentials(BasePermission):
    """Lets everybody ask, but for whoever sends credentials of a kind that nothing here takes.

    Otherwise somebody who sends a token by another scheme would see what is public, and wonder.
    """

    def has_permission(self, request: Request, view: object) -> bool:
        if request.user is None and request.headers.get("Authorization"):
            raise NotAuthenticated(HOW_TO_SEND)
        return True


class InsufficientScope(PermissionDenied):
    """The token opens the study, but not this: its detail names the scopes that are missing."""

    def __init__(self, missing: list[str]) -> None:
        names = ", ".join(missing)

        def describe() -> str:
            words = _("This token lacks the scope: %(names)s. Make another on your page of tokens.")
            return words % {"names": names}

        super().__init__(describe())
        # What REST framework sends as WWW-Authenticate.
        self.auth_header = challenge("insufficient_scope", describe, " ".join(missing))


# --- Studies and rounds --------------------------------------------------------------------------


def visible_studies(request: Request) -> list[Study]:
    """The studies in which they have a role; of whoever is nobody, those with a public release."""
    if request.user is None:
        return list(_public_studies())
    _require_scopes(request)
    return list(Study.objects.filter(pk__in=_studies(request)))


def visible_study(request: Request, slug: str) -> Study:
    return _study(request, slug)[0]


def visible_rounds(request: Request, slug: str) -> list[Round]:
    """The rounds of a study by number; for whom it is open as public, those released to all."""
    study, role = _study(request, slug)
    rounds = _public_rounds().filter(study=study) if role is None else study.rounds
    return list(rounds.select_related("instrument").order_by("number"))


def visible_releases(request: Request, slug: str) -> list[Release]:
    study, role = _study(request, slug)
    return releases_of(study.pk, role)


def visible_references(request: Request, slug: str) -> list[ReferenceFigure]:
    """The figures published elsewhere, for whom a release reaches beside which they are shown."""
    study, role = _study(request, slug)
    reached = role in CHECKS or releases_of(study.pk, role)
    return figures_of(study) if reached else []


def _study(request: Request, slug: str) -> tuple[Study, Who]:
    """The study, with the role in it; None: as anybody, who sees what of it is public."""
    user, token = _who(request)
    try:
        study, role = find_study(user, slug, READS, token)
    except Http404:
        public = _public_studies().filter(slug=slug).first()
        if public is None:
            raise
        return public, None
    if _missing_scopes(request) and _public_studies().filter(pk=study.pk).exists():
        return study, None
    _require_scopes(request)
    return study, role


def _public_rounds() -> QuerySet[Round]:
    """Those whose release anybody may read."""
    return Round.objects.filter(release__audience__in=audiences_of(None))


def _public_studies() -> QuerySet[Study]:
    return Study.objects.filter(pk__in=_public_rounds().values("study")).order_by("slug")


def _studies(request: Request) -> list[uuid.UUID]:
    user, token = _who(request)
    return [] if user is None else studies_of(user, token)


# --- Releases and questionnaires -----------------------------------------------------------------


def visible_release(request: Request, release_id: uuid.UUID) -> Release:
    return release_and_role(request, release_id)[0]


def release_and_role(request: Request, release_id: uuid.UUID) -> tuple[Release, Who]:
    """The release, with the role that decides which changes and which files may be had."""
    release, role = find_release(*_who(request), pk=release_id)
    if role is None or not _missing_scopes(request, release):
        return release, role
    if may_read(release, None):
        return release, None
    _require_scopes(request, release)
    return release, role


def visible_instrument(request: Request, slug: str, version: int) -> Instrument:
    """The instrument if a round of a study of theirs uses it, or one whose release is public."""
    named = Instrument.objects.filter(slug=slug, version=version)
    public = Q(pk__in=_public_rounds().values("instrument"))
    own = Q(pk__in=Round.objects.filter(study__in=_studies(request)).values("instrument"))
    instrument = named.filter(public | own).first()
    if instrument is None:
        raise Http404
    if _missing_scopes(request) and not named.filter(public).exists():
        _require_scopes(request)
    return instrument


# --- Who asks, and what their token opens --------------------------------------------------------


def _who(request: Request) -> tuple[User | None, ApiToken | None]:
    return cast(User | None, request.user), cast(ApiToken | None, request.auth)


def _missing_scopes(request: Request, release: Release | None = None) -> list[str]:
    """The scopes that the route needs and the token lacks; none of whoever sends no token."""
    _user, token = _who(request)
    if token is None:
        return []
    match = request.resolver_match
    route = str(match.url_name) if match else ""
    needed = ROUTES.get(route, frozenset(ApiToken.Scope))
    if route in WITH_RECORDS and Record.objects.filter(release=release).exists():
        needed |= {ApiToken.Scope.RECORDS}
    return [scope for scope in ApiToken.Scope.values if scope in needed - {*token.scopes}]


def _require_scopes(request: Request, release: Release | None = None) -> None:
    if missing := _missing_scopes(request, release):
        raise InsufficientScope(missing)
