"""The demonstration study: simulated answers to two rounds, and a third round that stays open.

The answers are sealed, opened, counted and released by the functions that serve real people.
Everything is labelled *simulated*. Building it again keeps what exists and replaces used links.
"""

import json
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from analytics.reference.loading import load_shipped
from simulation.rounds import (
    ACTOR,
    LANGUAGES,
    LATER_MODULES,
    SIMULATED_ROUNDS,
    Begin,
    load_demonstration_instrument,
    new_round,
    simulated_releases,
)
from surveys import api_tokens, facilitating, inviting
from surveys.instruments.loader import document_of
from surveys.models.base import Seat
from surveys.models.instrument import Instrument
from surveys.models.round import Round
from surveys.models.staff import ApiToken, StudyRole, User
from surveys.models.study import Study

SLUG = "demonstration"
STUDY_TITLE = {
    "en": "Northeast Asia dialogue (demonstration)",
    "zh-Hans": "东北亚对话（演示）",
    "ja": "北東アジア対話（デモンストレーション）",
    "ko": "동북아 대화(시연)",
}

OPEN_ROUND = {
    "en": "An open round to answer yourself",
    "zh-Hans": "开放轮次：请亲自作答",
    "ja": "受付中の回：ご自身でお試しください",
    "ko": "진행 중인 회차: 직접 응답해 보십시오",
}


def build_demonstration(path: Path, begin: Begin | None = None) -> dict[str, Any]:
    """Create what is missing of the demonstration and describe it in the JSON file at `path`.

    `begin` is as in `simulated_releases`.

    Returns the description: the base URL, links for participants and an assessor, the facilitator's
    password, a researcher's token, and the ids of the study, the open round and the last release.
    """
    before = json.loads(path.read_text()) if path.exists() else {}
    instrument = load_demonstration_instrument()
    study, _ = Study.objects.get_or_create(
        slug=SLUG, defaults={"title": STUDY_TITLE, "languages": LANGUAGES, "simulated": True}
    )
    *_, release = simulated_releases(study, instrument, begin)
    round = _open_round(study, instrument)
    load_shipped(study=study, by=ACTOR)
    facilitator, password = _facilitator(study, before)
    links = before.get("participant_links", {}) if before.get("round") == str(round.pk) else {}
    description = before | {
        "base_url": settings.BASE_URL,
        "study": study.slug,
        "round": str(round.pk),
        "release": str(release.pk),
        "participant_links": {
            side: _link(round, Seat.PARTICIPANT, side, links.get(side))
            for side in document_of(instrument).sides
        },
        "assessor_link": _link(
            round, Seat.ASSESSOR, "JPN", before.get("assessor_link") if links else None
        ),
        "facilitator": {"username": facilitator.username, "password": password},
        "researcher_token": _researcher_token(study, before.get("researcher_token")),
    }
    write_private_json(path, description)
    return description


def is_of_an_earlier_version() -> bool:
    """Return whether the simulated rounds ask otherwise than they would if they were made now."""
    instrument = load_demonstration_instrument()
    modules = {each.number: list(each.modules) for each in SIMULATED_ROUNDS}
    rounds = Round.objects.filter(study__slug=SLUG, number__in=modules)
    return any(r.instrument != instrument or r.modules != modules[r.number] for r in rounds)


def write_private_json(path: Path, content: dict[str, Any]) -> None:
    """Write JSON to a file that, if it is new, only its owner can read."""
    path.touch(mode=0o600)
    path.write_text(json.dumps(content, indent=2) + "\n")


# --- The open round, links and staff -------------------------------------------------------------


def _open_round(study: Study, instrument: Instrument) -> Round:
    """Return the round that visitors can answer; a new one when the last was closed."""
    simulated = len(SIMULATED_ROUNDS)
    round: Round | None = study.rounds.filter(state=Round.State.OPEN, number__gt=simulated).last()
    if round is None:
        number = study.rounds.count() + 1
        fields = new_round(instrument, OPEN_ROUND, LATER_MODULES)
        round = study.rounds.create(number=number, **fields)
        facilitating.open_round(round=round, by=ACTOR, allow_drafts=True)
    return round


def _link(round: Round, seat: str, side: str, before: str | None) -> str:
    """Return the link `before` while it is unused, or else a new one."""
    if before:
        token = before.rstrip("/").rsplit("/", 1)[-1]
        if inviting.is_usable(inviting.find_invitation(token)):
            return inviting.link(token)
    # The difference between two rounds cannot give away people who do not exist.
    _invitation, token = inviting.invite(
        round=round, seat=seat, side=side, by=ACTOR, confirmed_roll=True
    )
    return inviting.link(token)


def grant_roles(study: Study, before: str | None) -> str:
    """Give the demonstration's staff their roles in another study; returns a researcher's token."""
    _user("facilitator", study, StudyRole.Role.FACILITATOR)
    return _researcher_token(study, before)


def _facilitator(study: Study, before: dict[str, Any]) -> tuple[User, str]:
    user = _user("facilitator", study, StudyRole.Role.FACILITATOR)
    # Who tries the demonstration may also set up a study of their own.
    User.objects.filter(pk=user.pk).update(is_staff=True)
    user.refresh_from_db()
    password = before.get("facilitator", {}).get("password", "")
    if not password or not user.check_password(password):
        password = secrets.token_urlsafe(12)
        user.set_password(password)
        user.save()
    return user, password


def _researcher_token(study: Study, before: str | None) -> str:
    user = _user("researcher", study, StudyRole.Role.RESEARCHER)
    valid = ApiToken.objects.filter(study=study.pk, expires_on__gte=timezone.localdate())
    if before and valid.filter(digest=inviting.digest(before)).exists():
        return before
    return api_tokens.issue_api_token(user=user, study=study.pk, name="demonstration", by=ACTOR)


def _user(name: str, study: Study, role: str) -> User:
    user, created = User.objects.get_or_create(username=name)
    if created:
        user.set_unusable_password()
        user.save()
    StudyRole.objects.get_or_create(user=user, study=study.pk, defaults={"role": role})
    return user
