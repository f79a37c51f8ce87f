"""What a brief costs: to compose, to typeset in one language and in two, and for all six dyads.

Beside an empty sheet, set with the same program and the same fonts; the release is as large as the
demonstration's. typst remembers what it has set, so every text is another each time; the fonts are
found once for a process, before anything is timed.
"""

from typing import Any

from benchmarks.databases import run_on_each
from benchmarks.machine import show

TIMES, PARTICIPANTS, ASSESSORS = 5, 12, 5
WORKS = {
    "bare": "an empty sheet",
    "composed": "a brief composed",
    "typeset": "typeset, in English",
    "side by side": "typeset, Japanese and English side by side",
    "all six": "all six, composed and typeset so",
}


def run() -> dict[str, Any]:
    result = {}
    for engine, row in run_on_each("briefs", TIMES, PARTICIPANTS, ASSESSORS):
        result[engine] = with_ratios(row)
        report(result[engine])
    return result


def with_ratios(row: dict[str, Any]) -> dict[str, Any]:
    """Also how often an empty sheet could be set meanwhile."""
    return row | {"ratios": {name: row[name] / row["bare"] for name in WORKS}}


def report(result: dict[str, Any]) -> None:
    print(f"\n{result['engine']}, {PARTICIPANTS} participants and {ASSESSORS} assessors a side")
    rows = [[words, result[name], result["ratios"][name]] for name, words in WORKS.items()]
    show(["a brief", "seconds", "ratio"], rows)
