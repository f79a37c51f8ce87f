"""What a request may see. Whatever it may not know of is 404, with the same words as nothing."""

import uuid
from typing import cast

from django.http import Http404
from rest_framework.request import Request

from analytics.export.availability import variant_for
from analytics.export.store import Variant
from analytics.models import Release
from analytics.release.queries import find_release, releases_of, visible_changes_of
from analytics.release.rows import ChangeRow
from surveys.access import READS, Role, require, role_of, studies_of
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


def visible_release(request: Request, release_id: uuid.UUID) -> Release:
    return find_release(*_who(request), pk=release_id)


def visible_changes(request: Request, release: Release, revision: int | None) -> list[ChangeRow]:
    """What changed since those rounds of which the release may be read as well."""
    user, token = _who(request)
    return visible_changes_of(release, role_of(user, release.round.study_id, token), revision)


def visible_variant(request: Request, release: Release) -> Variant:
    """Which of the release's files may be had."""
    user, token = _who(request)
    return variant_for(release, role_of(user, release.round.study_id, token))


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
    study = Study.objects.filter(slug=slug).first()
    if study is None:
        raise Http404
    user, token = _who(request)
    return study, require(user, study.pk, READS, token)


def _studies(request: Request) -> list[uuid.UUID]:
    return studies_of(*_who(request))


def _who(request: Request) -> tuple[User, ApiToken | None]:
    """Every route asks for somebody signed in, by session or by token."""
    return cast(User, request.user), cast(ApiToken | None, request.auth)
