"""Who may do what: one function on every route, for sessions and tokens alike."""

import uuid
from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from surveys.models.staff import ApiToken, StudyRole, User

Role = StudyRole.Role

RUNS = frozenset({Role.OWNER, Role.FACILITATOR})
CHECKS = RUNS | {Role.AUDITOR}
READS = frozenset(Role)


def role_of(
    user: User | AnonymousUser | None, study: uuid.UUID, token: ApiToken | None = None
) -> Role | None:
    """The role this user holds in the study, or None.

    A token opens its own study only, until it expires, and never more than its owner may.
    """
    return _roles(user, token).get(study)


def _roles(user: User | AnonymousUser | None, token: ApiToken | None) -> dict[uuid.UUID, Role]:
    """The user's role in every study that the session, or the token, opens."""
    if user is None or not user.is_authenticated or not user.is_active:
        return {}
    held = StudyRole.objects.filter(user_id=user.pk)
    if token is not None:
        if token.user_id != user.pk or token.expires_on < timezone.localdate():
            return {}
        held = held.filter(study=token.study)
    return {study: Role(role) for study, role in held.values_list("study", "role")}


def require(
    user: User | AnonymousUser | None,
    study: uuid.UUID,
    roles: Collection[Role],
    token: ApiToken | None = None,
) -> Role:
    """The user's role if it is one of `roles`; otherwise 404, as if there were no such study."""
    role = role_of(user, study, token)
    if role is None or role not in roles:
        raise Http404
    return role


def studies_of(user: User, token: ApiToken | None = None) -> list[uuid.UUID]:
    """The ids of the studies in which the user holds a role (and the token is valid for)."""
    return list(_roles(user, token))
