"""Times the release of studies: python -m benchmarks.inside.release 3 12 5 250 5

Everything is done three times. Each pair of the other numbers is one of participants and one of
assessors a side, and makes a round that asks everything by default.
"""

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from unittest import mock

import numpy as np
from django.core.management import call_command

from analytics.disclosure import audit
from analytics.release import publish
from analytics.release.publish import publish_round
from benchmarks.inside import people
from benchmarks.inside.whole_job import bare, computed, parts, version
from benchmarks.machine import medians
from simulation.respondents import SimulatedRespondents
from surveys.instruments.loader import document_of, load_instrument
from surveys.instruments.parser import read, shipped
from surveys.instruments.sequence import DEFAULT_MODULES, answer_names, split_name
from surveys.models.base import Seat
from surveys.models.instrument import Question
from surveys.models.response import Rating, Response
from surveys.models.round import Round
from surveys.models.study import Study
from surveys.respondent_groups import counted_in

SEED = 20138


def main(times: int, *sizes: int) -> list[dict[str, Any]]:
    """Median seconds by what was done, for each round."""
    for database in ("default", "identity"):
        call_command("migrate", database=database, verbosity=0)
    (path,) = [path for path in shipped() if path.stem == "welch2013"]
    load_instrument(read(path), by="benchmark")
    study = Study.objects.create(slug="benchmark", title={"en": "Benchmark"}, languages=["en"])
    pairs = list(pairwise(sizes))[::2]
    rounds = [answered(study, *pair) for pair in pairs]
    people.settle()
    return [measured(study, round, times) for round in rounds]


def measured(study: Study, round: Round, times: int) -> dict[str, Any]:
    result = computed(round)
    whole = audit.audit_blocks(result["content"].blocks)
    # Rounds that nobody answered take the same content: a round is published once.
    spare = iter([closed_round(study) for _ in range(2 * times + 2)])

    def release() -> object:
        audit.forget()
        return publish_round(**result | {"round": next(spare), "responses": 0})

    def write() -> object:
        with mock.patch.object(publish, "require_promises", return_value=whole):
            return release()

    def attack() -> object:
        audit.forget()
        return audit.require_promises(result["content"].blocks)

    works = {
        "bare": bare(round),
        "job": lambda: computed(round),
        **parts(result["content"]),
        "attacked": attack,
        "written": write,
        "released": release,
    }
    size = {"engine": version(), "ratings": Rating.objects.filter(round=round).count()}
    return size | {"blocks": whole.blocks, "distinct": whole.distinct} | medians(works, times)


def closed_round(study: Study) -> Round:
    round = people.closed_round(study)
    round.modules = list(DEFAULT_MODULES)
    round.save()
    return round


def answered(study: Study, participants: int, assessors: int) -> Round:
    """A closed round that so many of each side have answered."""
    round = closed_round(study)
    sides = document_of(round.instrument).sides
    sizes = {Seat.PARTICIPANT: participants, Seat.ASSESSOR: assessors}
    round.turnout = sorted([str(seat), side, n] for seat, n in sizes.items() for side in sides)
    round.save()
    rng = np.random.default_rng([SEED, round.number])
    seats = [(str(seat), side) for seat, n in sizes.items() for side in sides for _ in range(n)]
    persons = people.identifiers(len(seats), rng)
    people.copy(
        Response,
        ((who, round.pk.hex, *seat, "", who * 2) for who, seat in zip(persons, seats, strict=True)),
        people.RESPONSE,
    )
    ratings = list(_ratings(round, persons, seats, rng))
    people.copy(Rating, ratings, people.RATING)
    return round


def _ratings(
    round: Round, persons: list[str], seats: list[tuple[str, str]], rng: np.random.Generator
) -> Iterator[tuple[object, ...]]:
    document = document_of(round.instrument)
    respondents = SimulatedRespondents(document, seed=SEED)
    questions = {q.key: q.pk.hex for q in Question.objects.filter(instrument=round.instrument)}
    for who, (seat, side) in zip(persons, seats, strict=True):
        names = answer_names(document, seat, side, modules=round.modules)
        marks = respondents.marks(seat, side, names)
        ids = people.identifiers(len(names), rng)
        for name, pk in zip(names, ids, strict=True):
            lens, key = split_name(name, seat)
            group = counted_in(seat, side)
            yield (pk, who, round.pk.hex, questions[key], lens, group, marks[name], "")


if __name__ == "__main__":
    json.dump(main(*map(int, sys.argv[1:])), sys.stdout)
