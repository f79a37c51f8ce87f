"""The demonstration study: made-up people, real sealing, closing, counting and release.

Two rounds of simulated answers are sealed, closed and released by the functions that serve real
people; a third stays open to be answered by whoever is looking. Everything is labelled
*simulated*. Running it again keeps what is there and replaces links that were used up.
"""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from analytics.models import Release
from analytics.release.audience import widen
from simulation.respondents import SimulatedRespondents
from surveys import facilitating, inviting, jobs, responding, sealing
from surveys.instruments.document import Document
from surveys.instruments.loader import document_of, load_instrument
from surveys.instruments.parser import read, shipped
from surveys.models.base import Seat
from surveys.models.instrument import Instrument
from surveys.models.invitation import Invitation
from surveys.models.job import Job
from surveys.models.response import Mark
from surveys.models.round import Round
from surveys.models.staff import ApiToken, StudyRole, User
from surveys.models.study import Study
from surveys.purging import PURGE
from surveys.questionnaire import DEFAULT_MODULES, answer_names
from surveys.responding import Answer

BY = "demonstration"
SLUG = "demonstration"
SEED = 2013
PARTICIPANTS_A_SIDE = 12
LANGUAGES = ["en", "zh-Hans", "ja", "ko"]
# What others have written into the file.
KEPT = ("public",)
STUDY_TITLE = {
    "en": "Northeast Asia dialogue (demonstration)",
    "zh-Hans": "东北亚对话（演示）",
    "ja": "北東アジア対話（デモンストレーション）",
    "ko": "동북아 대화(시연)",
}


@dataclass(frozen=True)
class SimulatedRound:
    """A round of made-up answers. With five assessors a side the panel is published by side."""

    number: int
    title: dict[str, str]
    assessors_a_side: int
    convergence: float


SIMULATED_ROUNDS = (
    SimulatedRound(
        number=1,
        title={
            "en": "First round: simulated answers",
            "zh-Hans": "第一轮：模拟作答",
            "ja": "第1回：模擬回答",
            "ko": "1차: 모의 응답",
        },
        assessors_a_side=3,
        convergence=0.0,
    ),
    SimulatedRound(
        number=2,
        title={
            "en": "Second round: simulated answers",
            "zh-Hans": "第二轮：模拟作答",
            "ja": "第2回：模擬回答",
            "ko": "2차: 모의 응답",
        },
        assessors_a_side=5,
        convergence=0.6,
    ),
)
OPEN_ROUND = {
    "en": "An open round to answer yourself",
    "zh-Hans": "开放轮次：请亲自作答",
    "ja": "受付中の回：ご自身でお試しください",
    "ko": "진행 중인 회차: 직접 응답해 보십시오",
}


def build_demonstration(path: Path) -> dict[str, Any]:
    """Make what is missing of the demonstration; write and return what `path` tells of it."""
    before = json.loads(path.read_text()) if path.exists() else {}
    instrument = make_instrument()
    study, _ = Study.objects.get_or_create(
        slug=SLUG, defaults={"title": STUDY_TITLE, "languages": LANGUAGES, "simulated": True}
    )
    *_, release = [_simulated_release(study, instrument, r) for r in SIMULATED_ROUNDS]
    round = _open_round(study, instrument)
    facilitator, password = _facilitator(study, before)
    links = before.get("participant_links", {}) if before.get("round") == str(round.pk) else {}
    told = {
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
    } | {name: before[name] for name in KEPT if name in before}
    write_private_json(path, told)
    return told


def make_instrument() -> Instrument:
    (path,) = [path for path in shipped() if path.stem == "welch2013"]
    return load_instrument(read(path), by=BY)


def write_private_json(path: Path, told: dict[str, Any]) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(told, indent=2) + "\n")


# --- The simulated round -------------------------------------------------------------------------


def _simulated_release(study: Study, instrument: Instrument, made_up: SimulatedRound) -> Release:
    """A round, answered, closed and released; picked up where a last run broke off."""
    round, _ = Round.objects.get_or_create(
        study=study, number=made_up.number, defaults=_new_round(instrument, made_up.title)
    )
    if round.state == Round.State.DRAFT:
        facilitating.open_round(round=round, by=BY, allow_drafts=True)
        round.refresh_from_db()
    if round.state == Round.State.OPEN:
        _answer_all(round, document_of(instrument), made_up)
        facilitating.request_closing(round=round, by=BY)
    run_jobs(round)
    release = Release.objects.get(round=round)
    if release.audience == Release.Audience.HELD:
        widen(release=release, to=Release.Audience.RESEARCHERS, by=BY)
    return release


def run_jobs(round: Round) -> None:
    """Do the round's jobs here: closing queues the computing. Raises when one does not succeed."""
    mine = Job.objects.filter(argument=str(round.pk)).exclude(kind=PURGE)
    unfinished = mine.exclude(state=Job.State.DONE)
    while job := unfinished.first():
        before = job.attempts
        jobs.run(str(job.pk))
        job.refresh_from_db()
        if job.state == Job.State.FAILED or job.attempts == before:
            raise RuntimeError(f"{job.key} did not succeed: {job.error or 'a worker has it'}")


def _new_round(instrument: Instrument, title: dict[str, str]) -> dict[str, Any]:
    return {
        "instrument": instrument,
        "title": title,
        "languages": LANGUAGES,
        "modules": list(DEFAULT_MODULES),
        "widest_audience": Round.Widest.PUBLIC,
        "simulated": True,
    }


def _answer_all(round: Round, document: Document, made_up: SimulatedRound) -> None:
    """Let the made-up people who have not submitted yet begin, answer and submit."""
    crowd = SimulatedRespondents(document, seed=SEED, convergence=made_up.convergence)
    sent = facilitating.submitted(round)
    people = {
        Seat.PARTICIPANT: PARTICIPANTS_A_SIDE,
        Seat.ASSESSOR: made_up.assessors_a_side,
    }
    for seat, number in people.items():
        for side in document.sides:
            for _ in range(number - sent[seat, side]):
                names = answer_names(document, seat, side, modules=round.modules)
                _answer_one(round, seat, side, crowd.answers(seat, side, names))


def _answer_one(round: Round, seat: str, side: str, marks: dict[str, int]) -> None:
    invitation, _token = _invite(round, seat, side)
    holder = responding.begin(invitation=invitation, code=sealing.new_code())
    if holder is None:
        raise RuntimeError("a fresh invitation was refused")
    answers = {name: Answer(mark) for name, mark in marks.items() if mark != Mark.SKIPPED}
    responding.save_answers(holder=holder, answers=answers)
    responding.submit(holder=holder)


def _invite(round: Round, seat: str, side: str) -> tuple[Invitation, str]:
    # Nobody is there whom the difference between two rounds could give away.
    return inviting.invite(round=round, seat=seat, side=side, by=BY, confirmed_roll=True)


# --- What a visitor is given ---------------------------------------------------------------------


def _open_round(study: Study, instrument: Instrument) -> Round:
    """The round that is open to be answered; a new one when the last was closed."""
    simulated = len(SIMULATED_ROUNDS)
    found = study.rounds.filter(state=Round.State.OPEN, number__gt=simulated).last()
    if found is None:
        number = study.rounds.count() + 1
        found = study.rounds.create(number=number, **_new_round(instrument, OPEN_ROUND))
        facilitating.open_round(round=found, by=BY, allow_drafts=True)
    return found


def _link(round: Round, seat: str, side: str, before: str | None) -> str:
    """The link of last time while it is unused, or a new one."""
    if before:
        token = before.rstrip("/").rsplit("/", 1)[-1]
        if inviting.is_usable(inviting.find_invitation(token)):
            return f"{settings.BASE_URL}/i/{token}/"
    _invitation, token = _invite(round, seat, side)
    return f"{settings.BASE_URL}/i/{token}/"


def grant_roles(study: Study, before: str | None) -> str:
    """Let the demonstration's staff into another study; returns a researcher's token for it."""
    _user("facilitator", study, StudyRole.Role.FACILITATOR)
    return _researcher_token(study, before)


def _facilitator(study: Study, before: dict[str, Any]) -> tuple[User, str]:
    user = _user("facilitator", study, StudyRole.Role.FACILITATOR)
    password = before.get("facilitator", {}).get("password", "")
    if not password or not user.check_password(password):
        password = secrets.token_urlsafe(12)
        user.set_password(password)
        user.save()
    return user, password


def _researcher_token(study: Study, before: str | None) -> str:
    user = _user("researcher", study, StudyRole.Role.RESEARCHER)
    good = ApiToken.objects.filter(
        digest=inviting.digest(before or ""), study=study.pk, expires_on__gte=timezone.localdate()
    )
    if before and good.exists():
        return before
    return inviting.issue_api_token(user=user, study=study.pk, name="demonstration", by=BY)


def _user(name: str, study: Study, role: str) -> User:
    user, created = User.objects.get_or_create(username=name)
    if created:
        user.set_unusable_password()
        user.save()
    StudyRole.objects.get_or_create(user=user, study=study.pk, defaults={"role": role})
    return user
