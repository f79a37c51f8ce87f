"""A simulated sample of the public: groups so large that whole records are published.

A study of its own beside the demonstration, answered by made-up people, sealed, closed, counted and
released by the functions that serve real ones. They alone are not invited one by one: a thousand
beginnings would rewrite the box a thousand times.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analytics.models import Release
from analytics.release.audience import widen
from simulation.demonstration import (
    BY,
    LANGUAGES,
    grant_roles,
    make_instrument,
    run_jobs,
    write_private_json,
)
from simulation.respondents import SimulatedRespondents
from surveys import facilitating, responding
from surveys.instruments.document import ABOUT
from surveys.instruments.loader import document_of
from surveys.models.base import Seat
from surveys.models.response import Mark
from surveys.models.round import Round
from surveys.models.study import Study
from surveys.questionnaire import DEFAULT_MODULES, answer_names
from surveys.responding import Answer, Answers

SLUG = "public-sample"
SEED = 1000
PARTICIPANTS_A_SIDE = 250
ASSESSORS_A_SIDE = 5
MODULES = (*DEFAULT_MODULES, "avowed", ABOUT)
# So far apart that the answers of one person go together, as they do among people.
TEMPER = 0.6
TITLE = {
    "en": "Public sample (simulated)",
    "zh-Hans": "公众样本（模拟）",
    "ja": "一般市民サンプル（模擬）",
    "ko": "일반 표본(모의)",
}
ROUND_TITLE = {
    "en": "A simulated sample of 250 people a side",
    "zh-Hans": "模拟样本：每方250人",
    "ja": "模擬サンプル：各側250人",
    "ko": "모의 표본: 측별 250명",
}


def build_public_sample(path: Path, participants: int = PARTICIPANTS_A_SIDE) -> dict[str, Any]:
    """Make what is missing of the study; add to `path`, and return, all that it tells.

    The demonstration must have written `path` before.
    """
    told = json.loads(path.read_text())
    release = _release(participants)
    token = grant_roles(release.round.study, told.get("public", {}).get("researcher_token"))
    told["public"] = {"release": str(release.pk), "researcher_token": token}
    write_private_json(path, told)
    return dict(told)


def _release(participants: int) -> Release:
    study, _ = Study.objects.get_or_create(
        slug=SLUG,
        defaults={
            "title": TITLE,
            "languages": LANGUAGES,
            "simulated": True,
            "keep_large_groups": True,
        },
    )
    round, _ = Round.objects.get_or_create(study=study, number=1, defaults=_new_round())
    if round.state == Round.State.DRAFT:
        facilitating.open_round(round=round, by=BY, allow_drafts=True)
        round.refresh_from_db()
    if round.state == Round.State.OPEN:
        if not round.envelopes.exists():
            responding.submit_for_many(round=round, people=_people(round, participants))
        facilitating.request_closing(round=round, by=BY)
    run_jobs(round)
    release = Release.objects.get(round=round)
    if release.audience == Release.Audience.HELD:
        release = widen(release=release, to=Release.Audience.PUBLIC, by=BY)
    return release


def _new_round() -> dict[str, Any]:
    return {
        "instrument": make_instrument(),
        "title": ROUND_TITLE,
        "languages": LANGUAGES,
        "modules": list(MODULES),
        "simulated": True,
        "widest_audience": Round.Widest.PUBLIC,
        "publishes_records": True,
    }


def _people(round: Round, participants: int) -> Iterator[tuple[str, str, Answers]]:
    document = document_of(round.instrument)
    crowd = SimulatedRespondents(document, seed=SEED, temper=TEMPER)
    for seat, number in ((Seat.PARTICIPANT, participants), (Seat.ASSESSOR, ASSESSORS_A_SIDE)):
        for side in document.sides:
            names = answer_names(document, seat, side, modules=round.modules)
            for _ in range(number):
                marks = crowd.answers(seat, side, names)
                given = {name: mark for name, mark in marks.items() if mark != Mark.SKIPPED}
                yield seat, side, {name: Answer(mark) for name, mark in given.items()}
