"""Which releases may be laid beside one another, for whoever asks."""

import uuid

from django.contrib.auth.models import AnonymousUser

from analytics.models import Release
from analytics.release.audience import Who, may_read
from analytics.release.queries import releases_of, releases_with_rounds
from surveys.access import roles_of
from surveys.models.staff import User


def rounds_beside(release: Release, who: Who) -> list[Release]:
    """The releases of the study with the very same questionnaire, this one included, by round.

    Those that somebody of this role, or with this kind of link, may read. Simulated rounds stand
    beside simulated ones only.
    """
    return [
        other for other in releases_of(release.round.study_id, who) if _is_alike(other, release)
    ]


def studies_beside(release: Release, user: User | AnonymousUser | None) -> list[Release]:
    """The last such release of every other study, by the studies' names in addresses.

    Each that the user may read by a role in its study, or anybody may; None: that anybody may.
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
    return list(last.values())


def _is_alike(one: Release, other: Release) -> bool:
    rounds = one.round, other.round
    questionnaires, simulated = (
        {getattr(round, name) for round in rounds} for name in ("instrument_id", "simulated")
    )
    return len(questionnaires) == len(simulated) == 1
