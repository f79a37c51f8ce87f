"""Roles in a study and who holds them, for sessions and tokens alike.

What somebody may not know of is never fetched, so that neither the answer nor the time it takes
tells it from what is not there.
"""

import uuid
from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from surveys.models.round import Round
from surveys.models.staff import ApiToken, StudyRole, User
from surveys.models.study import Study

Role = StudyRole.Role

OWNS = frozenset({Role.OWNER})
RUNS = frozenset({Role.OWNER, Role.FACILITATOR})
CHECKS = RUNS | {Role.AUDITOR}
AUDITS = frozenset({Role.OWNER, Role.AUDITOR})
READS = frozenset(Role)


def role_of(
    user: User | AnonymousUser | None, study: uuid.UUID, token: ApiToken | None = None
) -> Role | None:
    """Return the user's role in the study, or None.

    A token is valid for its own study until it expires, with the role that its owner has then.
    """
    return roles_of(user, token).get(study)


def roles_of(
    user: User | AnonymousUser | None, token: ApiToken | None = None
) -> dict[uuid.UUID, Role]:
    """Return the user's role by study, for every study that the session or the token opens."""
    if user is None or not user.is_authenticated or not user.is_active:
        return {}
    roles = StudyRole.objects.filter(user_id=user.pk)
    if token is not None:
        if token.user_id != user.pk or token.expires_on < timezone.localdate():
            return {}
        roles = roles.filter(study=token.study)
    return {study: Role(role) for study, role in roles.values_list("study", "role")}


def find_study(
    user: User | AnonymousUser | None,
    slug: str,
    roles: Collection[Role],
    token: ApiToken | None = None,
) -> tuple[Study, Role]:
    """Return a study and the user's role in it. Http404 unless that is one of `roles`."""
    held = _held(user, roles, token)
    study = Study.objects.filter(slug=slug, pk__in=held).first()
    if study is None:
        raise Http404
    return study, held[study.pk]


def find_round(
    user: User | AnonymousUser | None, pk: uuid.UUID, roles: Collection[Role]
) -> tuple[Round, Role]:
    """Return a round and the user's role in its study. Http404 unless that is one of `roles`."""
    held = _held(user, roles)
    rounds = Round.objects.select_related("study", "instrument")
    round = rounds.filter(pk=pk, study__in=held).first()
    if round is None:
        raise Http404
    return round, held[round.study_id]


def _held(
    user: User | AnonymousUser | None, roles: Collection[Role], token: ApiToken | None = None
) -> dict[uuid.UUID, Role]:
    return {study: role for study, role in roles_of(user, token).items() if role in roles}


def studies_of(user: User, token: ApiToken | None = None) -> list[uuid.UUID]:
    """Return the ids of the studies in which the user has a role, as far as the token is valid."""
    return list(roles_of(user, token))


def may_read_questionnaires(user: User | AnonymousUser) -> bool:
    """Return whether the user may set up studies, or runs one, and so reads every questionnaire."""
    runs = any(role in RUNS for role in roles_of(user, None).values())
    return user.is_authenticated and user.is_active and (user.is_staff or runs)
