"""A simulated sample of the public: groups so large that whole records are published.

It is a study of its own beside the demonstration. Its answers are sealed, opened, counted and
released by the functions that serve real people, but its respondents are not invited one by one:
every beginning rewrites all envelopes of a round, and there are a thousand.
"""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from analytics.models import Release
from simulation.demonstration import grant_roles, write_private_json
from simulation.respondents import SimulatedRespondents
from simulation.rounds import LANGUAGES, load_demonstration_instrument, new_round, release_of
from surveys import responding
from surveys.envelope_contents import Answers
from surveys.instruments.document import ABOUT
from surveys.instruments.loader import document_asked
from surveys.instruments.sequence import DEFAULT_MODULES, answer_names
from surveys.models.base import Seat
from surveys.models.round import Round
from surveys.models.study import Study

SLUG = "public-sample"
SEED = 1000
PARTICIPANTS_A_SIDE = 250
ASSESSORS_A_SIDE = 5
MODULES = (*DEFAULT_MODULES, "avowed", ABOUT)
# With it the answers of one person correlate, as those of real people do.
INDIVIDUAL_SPREAD = 0.6
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
    """Create what is missing of the study and add it to the demonstration's file at `path`.

    Returns the whole description, in which "public" has the release's id and a researcher's token.
    """
    description: dict[str, Any] = json.loads(path.read_text())
    release = _release(participants)
    token = grant_roles(release.round.study, description.get("public", {}).get("researcher_token"))
    description["public"] = {"release": str(release.pk), "researcher_token": token}
    write_private_json(path, description)
    return description


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
    new = new_round(load_demonstration_instrument(), ROUND_TITLE)
    new |= {"modules": list(MODULES), "publishes_records": True}
    round, _ = Round.objects.get_or_create(study=study, number=1, defaults=new)
    answer = partial(_answer_all, participants=participants)
    return release_of(round, answer, Release.Audience.PUBLIC)


def _answer_all(round: Round, participants: int) -> None:
    if not round.envelopes.exists():
        responding.submit_for_many(round=round, people=_people(round, participants))


def _people(round: Round, participants: int) -> Iterator[tuple[str, str, Answers]]:
    document = document_asked(round)
    respondents = SimulatedRespondents(document, seed=SEED, individual_spread=INDIVIDUAL_SPREAD)
    for seat, number in ((Seat.PARTICIPANT, participants), (Seat.ASSESSOR, ASSESSORS_A_SIDE)):
        for side in document.sides:
            names = answer_names(document, seat, side, modules=round.modules)
            for _ in range(number):
                yield seat, side, respondents.answers(seat, side, names)
