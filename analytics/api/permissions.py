"""What a request may see. Whatever it may not know of is 404, with the same words as nothing."""

import uuid
from typing import cast

from django.http import Http404
from rest_framework.request import Request

from analytics.models import ReferenceFigure, Release
from analytics.reference.queries import figures_of
from analytics.release.audience import Who
from analytics.release.queries import find_release, releases_of
from surveys.access import CHECKS, READS, Role, find_study, studies_of
from surveys.models.instrument import Instrument
from surveys.models.round import Round
from surveys.models.staff import ApiToken, User
from surveys.models.study import Study


def visible_studies(request: Request) -> list[Study]:
    return list(Study.objects.filter(pk__in=_studies(request)))


def visible_study(request: Request, slug: str) -> Study:
    return _study(request, slug)[0]


def visible_releases(request: Request, slug: str) -> list[Release]:
    study, role = _study(request, slug)
    return releases_of(study.pk, role)


def visible_references(request: Request, slug: str) -> list[ReferenceFigure]:
    """The figures published elsewhere, for whom a release reaches beside which they are shown."""
    study, role = _study(request, slug)
    reached = role in CHECKS or releases_of(study.pk, role)
    return figures_of(study) if reached else []


def visible_release(request: Request, release_id: uuid.UUID) -> Release:
    return release_and_role(request, release_id)[0]


def release_and_role(request: Request, release_id: uuid.UUID) -> tuple[Release, Who]:
    """The release, with the role that decides which changes and which files may be had."""
    return find_release(*_who(request), pk=release_id)


def visible_instrument(request: Request, slug: str, version: int) -> Instrument:
    """The instrument if a round of a study of theirs uses it."""
    used = Round.objects.filter(study__in=_studies(request))
    instruments = Instrument.objects.filter(
        slug=slug, version=version, pk__in=used.values("instrument")
    )
    instrument = instruments.first()
    if instrument is None:
        raise Http404
    return instrument


def _study(request: Request, slug: str) -> tuple[Study, Role]:
    user, token = _who(request)
    return find_study(user, slug, READS, token)


def _studies(request: Request) -> list[uuid.UUID]:
    return studies_of(*_who(request))


def _who(request: Request) -> tuple[User, ApiToken | None]:
    """Every route asks for somebody signed in, by session or by token."""
    return cast(User, request.user), cast(ApiToken | None, request.auth)
