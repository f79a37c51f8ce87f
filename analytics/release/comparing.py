"""Which releases may be laid beside one another, for whoever asks."""

import uuid
from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser

from analytics.models import GapMean, Release
from analytics.release.audience import Who, audiences_of, may_read
from analytics.release.queries import releases_of, releases_with_rounds
from surveys.access import roles_of
from surveys.models.staff import User


def rounds_beside(release: Release, who: Who) -> list[Release]:
    """The releases of the study with the very same questionnaire, this one included, by round.

    Those with gaps over the common concerns that somebody of this role, or with this kind of link,
    may read. Simulated rounds stand beside simulated ones only.
    """
    alike = [
        other for other in releases_of(release.round.study_id, who) if _is_alike(other, release)
    ]
    return _with_means(alike)


def studies_beside(release: Release, user: User | AnonymousUser | None) -> list[Release]:
    """The last such release of every other study, by the studies' names in addresses.

    Each with gaps over the common concerns that the user may read by a role in its study, or
    anybody may; None: that anybody may.
    """
    roles = roles_of(user)
    others = releases_with_rounds().filter(
        round__instrument=release.round.instrument_id, round__simulated=release.round.simulated
    )
    last: dict[uuid.UUID, Release] = {}
    for other in others.exclude(round__study=release.round.study_id).order_by(
        "round__study__slug", "round__number"
    ):
        study = other.round.study_id
        if may_read(other, roles.get(study)):
            last[study] = other
    return _with_means([*last.values()])


def readable_elsewhere(release: Release, user: User | AnonymousUser | None) -> list[uuid.UUID]:
    """The releases of other studies on which `studies_beside` depends; cheaper to ask for."""
    others = Release.objects.filter(
        round__instrument=release.round.instrument_id, round__simulated=release.round.simulated
    ).exclude(round__study=release.round.study_id)
    found = list(others.order_by("pk").values_list("pk", "round__study", "audience"))
    roles = roles_of(user) if found else {}
    return [pk for pk, study, audience in found if audience in audiences_of(roles.get(study))]


def _with_means(releases: Sequence[Release]) -> list[Release]:
    """Those that publish the mean gap of any directed dyad."""
    means = GapMean.objects.filter(matrix__release__in=releases, panel_without="")
    of_dyads = means.exclude(perceiver="").exclude(target="")
    there = set(of_dyads.values_list("matrix__release", flat=True))
    return [release for release in releases if release.pk in there]


def _is_alike(one: Release, other: Release) -> bool:
    rounds = one.round, other.round
    questionnaires, simulated = (
        {getattr(round, name) for round in rounds} for name in ("instrument_id", "simulated")
    )
    return len(questionnaires) == len(simulated) == 1
