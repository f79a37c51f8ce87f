"""Two rounds of one study, answered by people of our making: the same blocks, other answers.

Everything but the answers is made once. What is worked out from them is undone again, so that
twins have the same identifiers, dates and links, and what is shown of them can be compared byte by
byte.
"""

import random
import tempfile
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from types import SimpleNamespace
from unittest import mock

import numpy as np
from django.core.cache import caches
from django.db import transaction
from django.test import override_settings

from analytics import jobs
from analytics.measures.blocks import members, protect, publishable
from analytics.models import Release
from analytics.release.audience import AUDIENCES, widen
from surveys.instruments.batteries import ASSESSED, PREDICTED, STATED, battery_part
from surveys.instruments.document import Document, answers_of, stored_marks
from surveys.instruments.loader import document_of
from surveys.instruments.optional_parties import is_asked_about
from surveys.instruments.sequence import MODULES
from surveys.models.instrument import Question
from surveys.models.response import Rating, Response
from surveys.models.round import Round
from surveys.models.study import Study
from surveys.respondent_groups import counted_in
from tests import factories

AUDITED_AT = datetime(2026, 11, 20, tzinfo=UTC)
SIDES = ("PRC", "JPN", "ROK", "USA")
# People a side in both rounds; of the smallest nothing is told but its size.
PEOPLE = {"PRC": 8, "JPN": 9, "ROK": 4, "USA": 12}
# By these its participants are divided, but only this side has more than one of them.
LEVELS = ("government", "public")
DIVIDED = "USA"
# In the second round every side nominated enough for the panel to be published by side.
ASSESSORS = (dict.fromkeys(SIDES, 2), {"PRC": 5, "JPN": 5, "ROK": 6, "USA": 7})

Tally = tuple[int, ...]
# A tally that the same block is published of.
Twin = Callable[[Tally], Sequence[int]]


@dataclass(frozen=True)
class Group:
    """People who are counted together: seat, side and level of each, and the group's name."""

    name: str
    people: tuple[tuple[str, str, str], ...]


# --- Twins ---------------------------------------------------------------------------------------


def first(tally: Tally) -> Sequence[int]:
    """The member of the block in which the fewest gave the answers that come first."""
    if not publishable(sum(tally)):
        return tally
    return list(members(protect(tally))[0].tolist())


def last(tally: Tally) -> Sequence[int]:
    """The member in which the most did; of what is not published, anything else."""
    if not publishable(sum(tally)):
        return tally[::-1]
    return list(members(protect(tally))[-1].tolist())


# --- The study -----------------------------------------------------------------------------------


def closed_rounds(study: Study) -> list[Round]:
    """Both rounds of the study, closed, in which everything was asked; nobody has answered yet.

    No round that is opened asks everything: here every page and table has something to show.
    """
    return [_closed_round(study, assessors) for assessors in ASSESSORS]


def _closed_round(study: Study, assessors: dict[str, int]) -> Round:
    round = factories.make_round(
        study,
        state="draft",
        document=factories.short(),
        modules=[*MODULES, *(battery.key for battery in factories.short().batteries)],
        widest_audience="public",
        levels=list(LEVELS),
    )
    round.languages = ["en", "ko"]
    jobs.fix_thresholds(None, round)
    participants = Counter(person for side in SIDES for person in _participants(side))
    turnout = [[*person, n] for person, n in participants.items()]
    turnout += [["assessor", side, n] for side, n in assessors.items()]
    round.turnout = sorted(turnout)
    round.opened_on, round.closed_on = "2026-11-02", "2026-11-20"
    round.state = Round.State.CLOSED
    round.save()
    round.refresh_from_db()
    return round


@contextmanager
def released(
    rounds: Sequence[Round], twin: Twin, differing: str = "", with_files: bool = True
) -> Iterator[list[Release]]:
    """The rounds answered and released by the worker's own function; undone afterwards.

    The last release has its files, among which are those on changes since the one before it.
    At the question `differing` everybody answers so that another block is published.
    """
    # Twins have the same checksum, and would otherwise share what was made of the first.
    for kept in ("pages", "figures"):
        caches[kept].clear()
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(RELEASE_FILES=folder),
        transaction.atomic(using="default"),
        transaction.atomic(using="identity"),
        mock.patch("uuid.uuid4", new=_identifiers(2013)),
        # Releases say how far the audit goes, whose entries have the time in them.
        mock.patch("surveys.auditing.timezone", SimpleNamespace(now=lambda: AUDITED_AT)),
    ):
        for round in rounds:
            answer(round, twin, differing)
            jobs.compute(str(round.pk), _unreported)
        releases = [Release.objects.get(round=round) for round in rounds]
        if with_files:
            jobs.make_files(str(releases[-1].pk), _unreported)
        yield releases
        for database in ("default", "identity"):
            transaction.set_rollback(True, using=database)


def _unreported(percent: int, step: str) -> None:
    """A report that nobody reads."""


def _identifiers(seed: int) -> Callable[[], uuid.UUID]:
    """Twins have the same."""
    dice = random.Random(seed)
    return lambda: uuid.UUID(int=dice.getrandbits(128), version=4)


def stages(releases: Sequence[Release]) -> Iterator[str]:
    """Every audience in turn, to which both releases have been widened by then."""
    for audience in AUDIENCES:
        if audience != AUDIENCES[0]:
            for release in releases:
                widen(release=release, to=audience, by="test")
        yield str(audience)


# --- The answers ---------------------------------------------------------------------------------


def answer(round: Round, twin: Twin, differing: str = "") -> None:
    """Let everybody answer everything they are asked."""
    groups = _groups(round)
    responses = {
        (group.name, place): Response(
            round=round,
            seat=seat,
            side=side,
            level=level,
            withdrawal_tag=f"{round.pk} {group.name} {place}",
        )
        for group in groups.values()
        for place, (seat, side, level) in enumerate(group.people)
    }
    Response.objects.bulk_create(responses.values())
    Rating.objects.bulk_create(
        Rating(
            response=responses[whole.name, place],
            round=round,
            question=question,
            lens=lens,
            group=counted_in(*whole.people[place]),
            mark=mark,
        )
        for question, lens, whole in _asked(round, groups)
        for place, mark in enumerate(
            mark
            for group in _counted_apart(lens, whole)
            for mark in _marks(question, lens, group, round, twin, differing)
        )
    )


def _participants(side: str) -> tuple[tuple[str, str, str], ...]:
    """Those of a side, level by level."""
    above = PEOPLE[side] // 2 if side == DIVIDED else PEOPLE[side]
    people = [(LEVELS[0], above), (LEVELS[1], PEOPLE[side] - above)]
    return tuple(("participant", side, level) for level, n in people for _ in range(n))


def _counted_apart(lens: str, group: Group) -> list[Group]:
    """The levels of a divided side where they are counted by themselves; else the whole group."""
    if (lens, group.name) != ("perceived", DIVIDED):
        return [group]
    parts = groupby(group.people, lambda person: counted_in(*person))
    return [Group(name, tuple(people)) for name, people in parts]


def _groups(round: Round) -> dict[str, Group]:
    sizes = {(seat, side): n for seat, side, *_level, n in round.turnout}
    sides = {side: Group(side, _participants(side)) for side in SIDES}
    panels = {
        side: Group(f"panel/{side}", (("assessor", side, ""),) * sizes["assessor", side])
        for side in SIDES
    }
    if min(len(panel.people) for panel in panels.values()) >= 5:
        return sides | {panel.name: panel for panel in panels.values()}
    everybody = tuple(person for panel in panels.values() for person in panel.people)
    return sides | {"panel": Group("panel", everybody)}


def _asked(round: Round, groups: dict[str, Group]) -> Iterator[tuple[Question, str, Group]]:
    panels = [name for name in groups if name.startswith("panel")]
    questions = Question.objects.filter(instrument=round.instrument).order_by("position")
    document = document_of(round.instrument)
    for question in questions.exclude(kind=Question.Kind.ABOUT):
        if not is_asked_about(document, question.target, round.modules):
            continue
        if question.kind == Question.Kind.BATTERY:
            of_battery = _asked_of_battery(document, question, panels)
            yield from ((question, lens, groups[name]) for lens, name in of_battery)
            continue
        groups_by_lens = {
            "impression": [("first", question.perceiver), ("revised", question.perceiver)],
            "vignette": [("anchored", name) for name in groups],
            "trend": [("recalled", question.perceiver)],
            "reflection": [("reflected", question.perceiver)],
        }.get(
            question.kind,
            [
                ("perceived", question.perceiver),
                ("predicted", question.target),
                ("avowed", question.target),
                *(("assessed", panel) for panel in panels),
            ],
        )
        yield from ((question, lens, groups[name]) for lens, name in groups_by_lens)


def _asked_of_battery(
    document: Document, question: Question, panels: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Each lens of a battery's question with a group that was asked it."""
    part = battery_part(question.item)
    battery = document.battery(part.battery)
    groups = {
        STATED: [question.perceiver],
        PREDICTED: battery.predicted_by(question.perceiver, question.target, SIDES),
        ASSESSED: panels,
    }
    for lens in battery.question(part.question).lenses:
        yield from ((lens, name) for name in groups[lens])


def _marks(
    question: Question, lens: str, group: Group, round: Round, twin: Twin, differing: str
) -> list[int]:
    """A mark for everybody of the group."""
    document = document_of(round.instrument)
    answers = answers_of(document, question.kind, question.perceiver, question.item)
    dice = random.Random(f"{round.number} {question.key} {lens} {group.name}")
    tally = _tally(dice, len(group.people), len(answers))
    if question.key == differing:
        tally = tally[::-1]
    marks = np.repeat(stored_marks(answers), twin(tally))
    return [int(mark) for mark in marks]


def _tally(dice: random.Random, n: int, answers: int) -> Tally:
    """All of one mind, all but one, or however it comes."""
    sort, common = dice.random(), dice.randrange(3, answers)
    given = [common] * n
    if sort > 0.15:
        given[0] = dice.randrange(answers)
    if sort > 0.3:
        given = [dice.choice([*range(answers), common, common]) for _ in range(n)]
    return tuple(given.count(place) for place in range(answers))
