"""The demonstration study: simulated answers to two rounds, and a third round that stays open.

The answers are sealed, opened, counted and released by the functions that serve real people.
Everything is labelled *simulated*. Building it again keeps what exists and replaces used links.
"""

import json
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from analytics.models import Release
from analytics.reference.loading import load_shipped
from analytics.release.audience import widen
from simulation.grounds import GROUNDS
from simulation.respondents import SimulatedRespondents
from surveys import api_tokens, facilitating, inviting, jobs, responding, sealing
from surveys.envelope_contents import Answers
from surveys.instruments import reassurance
from surveys.instruments.document import Document
from surveys.instruments.loader import document_asked, document_of, load_instrument
from surveys.instruments.optional_parties import TARGET_ONLY
from surveys.instruments.parser import parse, read_text, shipped
from surveys.instruments.sequence import DEFAULT_MODULES, answer_names
from surveys.models.base import Seat
from surveys.models.instrument import Instrument
from surveys.models.invitation import Invitation
from surveys.models.job import Job
from surveys.models.round import Round
from surveys.models.staff import ApiToken, StudyRole, User
from surveys.models.study import Study
from surveys.purging import PURGE

ACTOR = "demonstration"  # in the audit chains
SLUG = "demonstration"
SEED = 2013
PARTICIPANTS_A_SIDE = 12
LANGUAGES = ["en", "zh-Hans", "ja", "ko"]
STUDY_TITLE = {
    "en": "Northeast Asia dialogue (demonstration)",
    "zh-Hans": "东北亚对话（演示）",
    "ja": "北東アジア対話（デモンストレーション）",
    "ko": "동북아 대화(시연)",
}

# What a round asks that has one before it.
LATER_MODULES = (*DEFAULT_MODULES, "trend")
# What the second round asks besides: why, of a party that takes no part, and what would reassure.
FURTHER_MODULES = (GROUNDS, TARGET_ONLY, reassurance.KEY)


@dataclass(frozen=True)
class SimulatedRound:
    """A round of simulated answers.

    ``convergence`` is that of `SimulatedRespondents`. With five assessors a side or more the panel
    is published by side as well.
    """

    number: int
    title: dict[str, str]
    assessors_a_side: int
    convergence: float
    modules: tuple[str, ...] = DEFAULT_MODULES


SIMULATED_ROUNDS = (
    SimulatedRound(
        number=1,
        title={
            "en": "First round: simulated answers",
            "zh-Hans": "第一轮：模拟作答",
            "ja": "第1ラウンド：模擬回答",
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
            "ja": "第2ラウンド：模擬回答",
            "ko": "2차: 모의 응답",
        },
        assessors_a_side=5,
        convergence=0.6,
        modules=(*LATER_MODULES, *FURTHER_MODULES),
    ),
)
OPEN_ROUND = {
    "en": "An open round to answer yourself",
    "zh-Hans": "开放轮次：请亲自作答",
    "ja": "受付中の回：ご自身でお試しください",
    "ko": "진행 중인 회차: 직접 응답해 보십시오",
}


def build_demonstration(path: Path) -> dict[str, Any]:
    """Create what is missing of the demonstration and describe it in the JSON file at `path`.

    Returns the description: the base URL, links for participants and an assessor, the facilitator's
    password, a researcher's token, and the ids of the study, the open round and the last release.
    """
    before = json.loads(path.read_text()) if path.exists() else {}
    instrument = load_demonstration_instrument()
    study, _ = Study.objects.get_or_create(
        slug=SLUG, defaults={"title": STUDY_TITLE, "languages": LANGUAGES, "simulated": True}
    )
    *_, release = [_simulated_release(study, instrument, r) for r in SIMULATED_ROUNDS]
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


def load_demonstration_instrument() -> Instrument:
    (path,) = [path for path in shipped() if path.stem == "welch2013"]
    text = read_text(path)
    return load_instrument(parse(text, path.name), by=ACTOR, file_text=text)


def new_round(
    instrument: Instrument, title: dict[str, str], modules: Collection[str] = DEFAULT_MODULES
) -> dict[str, Any]:
    return {
        "instrument": instrument,
        "title": title,
        "languages": LANGUAGES,
        "modules": list(modules),
        "widest_audience": Round.Widest.PUBLIC,
        "simulated": True,
    }


def write_private_json(path: Path, content: dict[str, Any]) -> None:
    """Write JSON to a file that, if it is new, only its owner can read."""
    path.touch(mode=0o600)
    path.write_text(json.dumps(content, indent=2) + "\n")


# --- The simulated rounds ------------------------------------------------------------------------


def _simulated_release(study: Study, instrument: Instrument, simulated: SimulatedRound) -> Release:
    defaults = new_round(instrument, simulated.title, simulated.modules)
    round, _ = Round.objects.get_or_create(study=study, number=simulated.number, defaults=defaults)
    answer = partial(_answer_all, document=document_asked(round), simulated=simulated)
    return release_of(round, answer, Release.Audience.RESEARCHERS)


def release_of(round: Round, answer: Callable[[Round], None], audience: str) -> Release:
    """Return the round's release, after doing whatever is not done yet.

    The round is opened, answered by `answer`, closed, released and widened to the audience.
    """
    if round.state == Round.State.DRAFT:
        facilitating.open_round(round=round, by=ACTOR, allow_drafts=True)
        round.refresh_from_db()
    if round.state == Round.State.OPEN:
        answer(round)
        facilitating.request_closing(round=round, by=ACTOR)
    _run_jobs(round)
    release = Release.objects.get(round=round)
    if release.audience == Release.Audience.HELD:
        release = widen(release=release, to=audience, by=ACTOR)
    return release


def _run_jobs(round: Round) -> None:
    """Do the round's jobs in this process, those that they queue as well.

    The files of the release are left to the worker, so that nobody waits for them. Raises
    RuntimeError when a job fails or is taken by a worker.
    """
    unfinished = Job.objects.filter(argument=str(round.pk)).exclude(
        Q(kind=PURGE) | Q(state=Job.State.DONE)
    )
    while job := unfinished.first():
        before = job.attempts
        jobs.run(str(job.pk))
        job.refresh_from_db()
        if job.state == Job.State.FAILED or job.attempts == before:
            raise RuntimeError(f"{job.key} did not succeed: {job.error or 'a worker has it'}")


def _answer_all(round: Round, document: Document, simulated: SimulatedRound) -> None:
    """Begin, answer and submit for every simulated respondent who has not submitted yet."""
    respondents = SimulatedRespondents(document, seed=SEED, convergence=simulated.convergence)
    submitted = facilitating.submitted(round)
    people = {
        Seat.PARTICIPANT: PARTICIPANTS_A_SIDE,
        Seat.ASSESSOR: simulated.assessors_a_side,
    }
    for seat, number in people.items():
        for side in document.sides:
            for _ in range(number - submitted[seat, side]):
                names = answer_names(document, seat, side, modules=round.modules)
                _answer_one(round, seat, side, respondents.answers(seat, side, names))


def _answer_one(round: Round, seat: str, side: str, answers: Answers) -> None:
    invitation, _token = _invite(round, seat, side)
    holder = responding.begin(invitation=invitation, code=sealing.new_code(), agreed=True)
    if holder is None:
        raise RuntimeError("a fresh invitation was refused")
    responding.save_answers(holder=holder, answers=answers)
    responding.submit(holder=holder)


def _invite(round: Round, seat: str, side: str) -> tuple[Invitation, str]:
    # The difference between two rounds cannot give away people who do not exist.
    return inviting.invite(round=round, seat=seat, side=side, by=ACTOR, confirmed_roll=True)


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
    _invitation, token = _invite(round, seat, side)
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
