"""Roles in a study and who holds them: every route calls `require`, for sessions and tokens."""

import uuid
from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from surveys.models.staff import ApiToken, StudyRole, User

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


def require(
    user: User | AnonymousUser | None,
    study: uuid.UUID,
    roles: Collection[Role],
    token: ApiToken | None = None,
) -> Role:
    """Return the user's role. Http404, as for a missing study, unless it is one of `roles`."""
    role = role_of(user, study, token)
    if role is None or role not in roles:
        raise Http404
    return role


def studies_of(user: User, token: ApiToken | None = None) -> list[uuid.UUID]:
    """Return the ids of the studies in which the user has a role, as far as the token is valid."""
    return list(roles_of(user, token))


def may_read_questionnaires(user: User | AnonymousUser) -> bool:
    """Return whether the user may set up studies, or runs one, and so reads every questionnaire."""
    runs = any(role in RUNS for role in roles_of(user, None).values())
    return user.is_authenticated and user.is_active and (user.is_staff or runs)
