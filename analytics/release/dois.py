"""The DOI of a release, which a repository gives after the release was deposited there."""

import uuid
from collections.abc import Iterable

from django.db import transaction

from analytics.models import Release, ReleaseDOI
from surveys.auditing import audit_answers
from surveys.identifiers import normal_doi


class NoDOIError(ValueError):
    """A text that is no DOI."""


def doi_of(release: Release) -> str:
    """The DOI that was recorded for the release; "" without one."""
    return dois_of([release]).get(release.pk, "")


def dois_of(releases: Iterable[Release]) -> dict[uuid.UUID, str]:
    """The DOIs that were recorded, by the ids of their releases."""
    recorded = ReleaseDOI.objects.filter(release__in=[release.pk for release in releases])
    return dict(recorded.values_list("release", "doi"))


def record_doi(*, release: Release, doi: str, by: str) -> str:
    """Record the DOI of the release in place of any earlier one; "" takes it away.

    Returns it without its resolver. Raises NoDOIError; what is there already is written once.
    """
    normal = normal_doi(doi) if doi else ""
    if normal is None:
        raise NoDOIError(f"{doi!r} is no DOI")
    with transaction.atomic(using="default"):
        Release.objects.select_for_update().only("pk").get(pk=release.pk)
        before = doi_of(release)
        if normal == before:
            return normal
        if normal:
            ReleaseDOI.objects.update_or_create(release=release, defaults={"doi": normal})
        else:
            ReleaseDOI.objects.filter(release=release).delete()
        audit_answers(by=by, act="record_doi", subject=release.pk, before=before, after=normal)
    return normal
