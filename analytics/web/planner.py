"""How many people a round needs, as a page: chances in words, in tables and as lines."""

from collections.abc import Sequence
from typing import Any

from analytics.measures.planning import (
    ERROR,
    FEWEST,
    MOST,
    ROUNDS,
    Gap,
    Said,
    Scope,
    chance,
    fewest,
)
from analytics.vocabulary.planning import GAPS, SAID, SCOPES, SENTENCES
from analytics.web import wording
from analytics.web.charts.chances import chances
from surveys.group_sizes import SMALLEST_AGAINST_TWO

SIZES = range(FEWEST, MOST + 1)
# The numbers of participants a side with a row of their own.
ROWS = (5, 6, 7, 8, 10, 12, 15, 20, 25, 30)
# How often a gap should be called so for the people to be enough.
WANTED = 80
GAPS_PRESENT = (Gap.ONE, Gap.HALF)


def planner(participants: int, assessors: int, said: str) -> dict[str, Any]:
    """Everything that is known of a round with so many participants a side and in its panel.

    `said` is a value of `Said`, what a gap should be called at least.
    """
    word = Said(said)
    return {
        "participants": participants,
        "assessors": assessors,
        "said": SAID[word],
        "wanted": WANTED,
        "columns_needed": _columns(GAPS_PRESENT),
        "needed": [
            {"name": SAID[each], "cells": _needed(assessors, each), "is_chosen": each == word}
            for each in Said
        ],
        "sentences": [_sentence(participants, assessors, scope, word) for scope in Scope],
        "columns": _columns(tuple(Gap)),
        "with_so_many": [
            {
                "name": SAID[each],
                "cells": _cells(participants, assessors, each),
                "is_chosen": each == word,
            }
            for each in Said
        ],
        "charts": [_chart(participants, assessors, scope, word) for scope in Scope],
        "by_number": [
            {"name": str(n), "cells": _cells(n, assessors, word), "is_chosen": n == participants}
            for n in sorted({*ROWS, participants})
        ],
        "rounds": ROUNDS,
        "error": round(wording.HUNDRED * ERROR),
        "fewest": FEWEST,
        "fewest_against_two": SMALLEST_AGAINST_TWO,
    }


def _columns(gaps: Sequence[Gap]) -> list[dict[str, Any]]:
    """The heads of the columns: these gaps, in every scope."""
    return [{"name": SCOPES[scope], "gaps": [GAPS[gap] for gap in gaps]} for scope in Scope]


def _needed(assessors: int, said: Said) -> list[str]:
    """How many participants a side are enough, one cell for each gap in every scope."""
    # From the chance on that the other tables round to it.
    wanted = (WANTED - wording.CHANCE_STEP / 2) / wording.HUNDRED
    numbers = [
        fewest(assessors, scope, gap, said, wanted) for scope in Scope for gap in GAPS_PRESENT
    ]
    return [f">{wording.NO_BREAK}{MOST}" if n is None else str(n) for n in numbers]


def _sentence(participants: int, assessors: int, scope: Scope, said: Said) -> str:
    counts = {
        gap.value: wording.about_of_hundred(chance(participants, assessors, scope, gap, said))
        for gap in Gap
    }
    return str(SENTENCES[scope]) % {"said": SAID[said], **counts}


def _cells(participants: int, assessors: int, said: Said) -> list[str]:
    """One cell for each gap in every scope, in the order of the columns."""
    return [
        wording.of_hundred(chance(participants, assessors, scope, gap, said))
        for scope in Scope
        for gap in Gap
    ]


def _chart(participants: int, assessors: int, scope: Scope, said: Said) -> dict[str, Any]:
    by_gap = {gap: [chance(n, assessors, scope, gap, said) for n in SIZES] for gap in Gap}
    names = {gap: str(GAPS[gap]) for gap in Gap}
    return {
        "id": f"chances-{scope.value}",
        "name": SCOPES[scope],
        "figure": chances(SIZES, by_gap, names, participants),
    }
