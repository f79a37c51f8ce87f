"""How many people a round needs, as a page: chances in words, in tables and as lines."""

from typing import Any

from django.utils.translation import gettext as _

from analytics.measures.planning import (
    ERROR,
    FEWEST,
    MOST,
    ROUNDS,
    Asked,
    Gap,
    Said,
    chance,
    fewest,
)
from analytics.vocabulary.planning import ASKED, GAPS, KNOWN_GAPS, SAID, SENTENCES
from analytics.web import wording
from analytics.web.charts.chances import chances

SIZES = range(FEWEST, MOST + 1)
# The numbers of participants a side with a row of their own.
ROWS = (5, 6, 7, 8, 10, 12, 15, 20, 25, 30)
# How often a gap should be called so for the people to be enough.
WANTED = 0.8
SHOULD_BE_CALLED = tuple((asked, gap) for asked in Asked for gap in (Gap.ONE, Gap.HALF))


def planner(participants: int, assessors: int, said: str) -> dict[str, Any]:
    """Everything that is known of a round with so many participants a side and in its panel.

    `said` is a value of `Said`, what a gap should be called at least.
    """
    word = Said(said)
    return {
        "participants": participants,
        "assessors": assessors,
        "said": SAID[word],
        "sentences": [_sentence(participants, assessors, asked, word) for asked in Asked],
        "wanted": round(wording.HUNDRED * WANTED),
        "needed": [
            {"gap": KNOWN_GAPS[asked, gap], "people": _people(assessors, asked, gap, word)}
            for asked, gap in SHOULD_BE_CALLED
        ],
        "columns": [{"name": ASKED[asked], "gaps": [GAPS[gap] for gap in Gap]} for asked in Asked],
        "with_so_many": [
            {"name": SAID[each], "cells": _cells(participants, assessors, each)} for each in Said
        ],
        "by_number": [
            {"name": str(n), "cells": _cells(n, assessors, word), "is_chosen": n == participants}
            for n in sorted({*ROWS, participants})
        ],
        "charts": [_chart(participants, assessors, asked, word) for asked in Asked],
        "rounds": ROUNDS,
        "error": round(wording.HUNDRED * ERROR),
        "fewest": FEWEST,
        "most": MOST,
    }


def _sentence(participants: int, assessors: int, asked: Asked, said: Said) -> str:
    counts = {
        gap.value: wording.about_of_hundred(chance(participants, assessors, asked, gap, said))
        for gap in Gap
    }
    return str(SENTENCES[asked]) % {"said": SAID[said], **counts}


def _people(assessors: int, asked: Asked, gap: Gap, said: Said) -> str:
    """How many participants a side are enough, in words."""
    people = fewest(assessors, asked, gap, said, WANTED)
    if people is None:
        return _("more than %(people)s participants a side") % {"people": MOST}
    if people == FEWEST:
        return _("%(people)s participants a side, the fewest of whom anything is published") % {
            "people": people
        }
    return _("about %(people)s participants a side") % {"people": people}


def _cells(participants: int, assessors: int, said: Said) -> list[str]:
    """One cell for each gap of everything asked, in the order of the columns."""
    return [
        wording.of_hundred(chance(participants, assessors, asked, gap, said))
        for asked in Asked
        for gap in Gap
    ]


def _chart(participants: int, assessors: int, asked: Asked, said: Said) -> dict[str, Any]:
    by_gap = {gap: [chance(n, assessors, asked, gap, said) for n in SIZES] for gap in Gap}
    names = {gap: str(GAPS[gap]) for gap in Gap}
    return {
        "id": f"chances-{asked.value}",
        "name": ASKED[asked],
        "figure": chances(SIZES, by_gap, names, participants),
    }
