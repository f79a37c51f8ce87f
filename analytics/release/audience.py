"""Who may read a release: its audience widens by audited acts and never narrows."""

from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from analytics.models import Release
from analytics.vocabulary.audiences import AUDIENCE_NAMES
from surveys.auditing import audit_answers
from surveys.languages import text_in
from surveys.models.pending_act import PendingAct
from surveys.models.staff import StudyRole
from surveys.two_person import ACTS, Act, OutdatedError, require_second_person

WIDEN = "widen"
Role = StudyRole.Role
Audience = Release.Audience


class Bearer(StrEnum):
    """Whoever comes by a link instead of signing in."""

    SIDE = "a side's own answers"
    ROOM = "the whole release"


# A role in the study, the bearer of a link, or None: anybody at all.
Who = Role | Bearer | None
# From the narrowest audience to the widest.
AUDIENCES = list(Audience)
FIRST_SEEN_BY: dict[Who, Audience] = {
    Role.OWNER: Audience.HELD,
    Role.FACILITATOR: Audience.HELD,
    Role.AUDITOR: Audience.HELD,
    Role.RESEARCHER: Audience.RESEARCHERS,
    Bearer.SIDE: Audience.SIDES,
    Bearer.ROOM: Audience.ROOM,
    None: Audience.PUBLIC,
}


class AudienceError(Exception):
    """An audience that is not wider than the one the release has."""


class ConsentError(Exception):
    """An audience beyond the widest to which participants agreed when they began."""


def widen(*, release: Release, to: str, by: str) -> Release:
    """Let a wider audience read the release; it can never be taken back.

    Raises AudienceError unless `to` is wider than the audience it has, and ConsentError when it is
    wider than what participants agreed to; under the two-person rule as
    `surveys.two_person.require_second_person` does.
    """
    with transaction.atomic(using="default"):
        current: Release = Release.objects.select_for_update().get(pk=release.pk)
        before = Audience(current.audience)
        if to not in AUDIENCES or AUDIENCES.index(Audience(to)) <= AUDIENCES.index(before):
            raise AudienceError(f"an audience only widens: {before} cannot become {to}")
        widest = current.metadata["consent"]["widest_audience"]
        if AUDIENCES.index(Audience(to)) > AUDIENCES.index(widest):
            raise ConsentError(f"participants agreed to {widest} and nobody beyond, not to {to}")
        confirmed = require_second_person(
            study=current.round.study_id, act=WIDEN, subject=current.pk, by=by, to=str(to)
        )
        Release.objects.filter(pk=current.pk).update(audience=to)
        detail = {"before": before, "after": str(to), **confirmed}
        audit_answers(by=by, act=WIDEN, subject=current.pk, **detail)
    current.audience = to
    return current


def _widen_confirmed(pending: PendingAct, by: str) -> str:
    try:
        widen(release=Release.objects.get(pk=pending.subject), to=pending.detail["to"], by=by)
    except AudienceError as problem:
        raise OutdatedError from problem
    return ""


def _words(pending: PendingAct) -> str:
    release = Release.objects.select_related("round").get(pk=pending.subject)
    return _("Widen the audience of “%(round)s” to: %(audience)s") % {
        "round": text_in(release.round.title),
        "audience": AUDIENCE_NAMES[pending.detail["to"]],
    }


ACTS[WIDEN] = Act(_widen_confirmed, _words)


def wider(release: Release) -> list[Audience]:
    """The audiences the release may still be widened to, the next first."""
    widest = AUDIENCES.index(release.metadata["consent"]["widest_audience"])
    return AUDIENCES[AUDIENCES.index(Audience(release.audience)) + 1 : widest + 1]


def audiences_of(who: Who) -> list[Audience]:
    """The audiences that reach somebody of this role in the study, or with this kind of link."""
    return AUDIENCES[AUDIENCES.index(FIRST_SEEN_BY[who]) :]


def may_read(release: Release, who: Who) -> bool:
    return release.audience in audiences_of(who)
