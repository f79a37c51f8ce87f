"""Times briefs of a release: python -m benchmarks.inside.briefs 3 12 5

Everything is done three times; the other numbers are participants and assessors a side.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from django.core.management import call_command

from analytics.brief.composing import Brief, compose
from analytics.brief.items import Item
from analytics.brief.sheet import pdf_of
from analytics.brief.sources import Source
from analytics.release.publish import publish_round
from analytics.release.queries import releases_with_rounds
from benchmarks.inside import people
from benchmarks.inside.release import answered
from benchmarks.inside.whole_job import computed, version
from benchmarks.machine import medians
from surveys.instruments.loader import load_instrument
from surveys.instruments.parser import read, shipped
from surveys.models.study import Study
from surveys.typesetting import typeset_pdf

DYAD = ("PRC", "JPN")
TURNS = count()


def main(times: int, participants: int, assessors: int) -> dict[str, Any]:
    """Median seconds by what was done."""
    for database in ("default", "identity"):
        call_command("migrate", database=database, verbosity=0)
    (path,) = [path for path in shipped() if path.stem == "welch2013"]
    load_instrument(read(path), by="benchmark")
    study = Study.objects.create(slug="benchmark", title={"en": "Benchmark"}, languages=["en"])
    round = answered(study, participants, assessors)
    people.settle()
    published = publish_round(**computed(round))
    release = releases_with_rounds().get(pk=published.pk)
    source = Source(release)
    composed = {tag: compose(source.of(*DYAD), tag) for tag in ("en", "ja")}

    def of_all() -> None:
        fresh = Source(release)
        for dyad in fresh.dyads:
            pdf_of(unseen([compose(fresh.of(*dyad), tag) for tag in ("ja", "en")]))

    works = {
        "bare": lambda: typeset_pdf("brief.typ", {"title": f"{next(TURNS)}", "rows": []}, ["en"]),
        "composed": lambda: compose(Source(release).of(*DYAD), "en"),
        "typeset": lambda: pdf_of(unseen([composed["en"]])),
        "side by side": lambda: pdf_of(unseen([composed["ja"], composed["en"]])),
        "all six": of_all,
    }
    return {"engine": version(), **medians(works, times)}


def unseen(briefs: Sequence[Brief]) -> list[Brief]:
    """The briefs with another number in each text, since typst remembers what it has set."""
    turn = next(TURNS)

    def numbered(items: Sequence[Item]) -> list[Item]:
        return [Item(f"{item.text} {turn}", f"{item.title} {turn}") for item in items]

    return [
        replace(
            brief,
            title=f"{brief.title} {turn}",
            sections=[replace(s, items=numbered(s.items)) for s in brief.sections],
            questions=[f"{question} {turn}" for question in brief.questions],
            notes=numbered(brief.notes),
        )
        for brief in briefs
    ]


if __name__ == "__main__":
    json.dump(main(*map(int, sys.argv[1:])), sys.stdout)
