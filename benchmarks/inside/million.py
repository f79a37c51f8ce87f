"""Acts of a large round:  python -m benchmarks.inside.million act [arguments]

prepare              databases and keys' users are made ready; a study with the questionnaire
fill round n seed    n simulated participants answer and submit
open panel           a round is opened, with so many assessors a side; prints its id
close round kind     closing is asked for, and waited for until the round is released (compute)
                     or the files of the release are made (files), which otherwise are not;
                     prints the seconds of each step, as JSON
count round          prints the seconds of the bare GROUP BY and of counting, as JSON
"""

import json
import sys
import time
from typing import Any

import django
from django.core.management import call_command
from django.db import connection
from django.db.models import Q

django.setup()

from analytics.computing import tally  # noqa: E402  Django has to be ready first
from benchmarks.inside.whole_job import bare  # noqa: E402
from benchmarks.machine import medians  # noqa: E402
from simulation.demonstration import load_demonstration_instrument, new_round  # noqa: E402
from simulation.large_round import MODULES, fill  # noqa: E402
from surveys import facilitating  # noqa: E402
from surveys.models.instrument import Instrument  # noqa: E402
from surveys.models.job import Job  # noqa: E402
from surveys.models.response import Rating  # noqa: E402
from surveys.models.round import Round  # noqa: E402
from surveys.models.study import Study  # noqa: E402

LOOK_SECONDS = 0.1
TIMES = 3


def prepare() -> None:
    for database in ("default", "identity"):
        call_command("migrate", database=database, verbosity=0)
    load_demonstration_instrument()
    Study.objects.create(slug="million", title={"en": "Million"}, languages=["en"], simulated=True)


def open_round(panel: str) -> str:
    study = Study.objects.get()
    new = new_round(Instrument.objects.get(), {"en": "Round"}, MODULES)
    new |= {"publishes_records": True, "asks_threats": False}
    round = Round.objects.create(study=study, number=study.rounds.count() + 1, **new)
    facilitating.open_round(round=round, by="benchmark", allow_drafts=True)
    fill(Round.objects.get(pk=round.pk), 0, 0, int(panel))
    return str(round.pk)


def fill_round(round: str, people: str, seed: str) -> None:
    fill(Round.objects.get(pk=round), int(people), int(seed))


def close(round: str, last: str) -> dict[str, Any]:
    """Seconds of each step of closing and computing, from when the first of them was seen."""
    facilitating.request_closing(round=Round.objects.get(pk=round), by="benchmark")
    seen: dict[str, float] = {}
    jobs = Job.objects.exclude(argument__contains=":")
    jobs = jobs.filter(Q(argument=round) | Q(kind="files"))
    while not jobs.filter(kind=last, state=Job.State.DONE).exists():
        if failed := jobs.filter(state=Job.State.FAILED).first():
            raise SystemExit(f"{failed.kind}: {failed.error}")
        for step in jobs.filter(state=Job.State.RUNNING).values_list("step", flat=True):
            if step:
                seen.setdefault(step, time.monotonic())
        time.sleep(LOOK_SECONDS)
    # Whatever is to be measured next must not wait for files that nobody wants.
    jobs.filter(kind="files").update(state=Job.State.DONE)
    starts = [*seen.values(), time.monotonic()]
    return {step: starts[place + 1] - starts[place] for place, step in enumerate(seen)}


def count(round: str) -> dict[str, Any]:
    of = Round.objects.get(pk=round)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE surveys_rating")
    works = {"bare": bare(of), "counted": lambda: tally.tallies(of)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('surveys_rating')")
        size = cursor.fetchone()[0]
    ratings = Rating.objects.filter(round=of).count()
    return {"ratings": ratings, "bytes_of_ratings": size, **medians(works, TIMES)}


ACTS = {
    "prepare": prepare,
    "open": open_round,
    "fill": fill_round,
    "close": close,
    "count": count,
}

if __name__ == "__main__":
    json.dump(ACTS[sys.argv[1]](*sys.argv[2:]), sys.stdout)  # type: ignore[operator]
