"""What a page of the questionnaire costs beside a bare page of Django, on both engines.

A page of eight questions, loaded and saved, sixteen people at a time, through the web server of the
embedded default, with real cookies and forms. The bare page has the same settings and server, asks
eight questions with Django's own form and saves one row in one transaction; see
`benchmarks.inside.bare_page`. Both take turns, so that all meet the same other load.
"""

from typing import Any

from benchmarks.databases import ENGINES, missing, run_inside
from benchmarks.machine import show

QUESTIONS, PEOPLE = 8, 16
SLICES, SECONDS = 12, 1.5


def run() -> dict[str, Any]:
    result = {}
    for engine in ENGINES:
        if problem := missing(engine):
            print(problem)
        else:
            row = run_inside(engine, "pages", QUESTIONS, PEOPLE, SLICES, SECONDS)
            result[engine] = with_ratio(row)
            report(result[engine])
    return result


def with_ratio(result: dict[str, Any]) -> dict[str, Any]:
    """Also how many cycles of the page there are for one of the bare page."""
    return result | {"ratio": result["page"] / result["bare"]}


def report(result: dict[str, Any]) -> None:
    print(f"\n{result['engine']}, {result['questions']} questions, {result['people']} at a time")
    rows: list[list[object]] = [
        ["a bare page", result["bare"], 1.0],
        ["a page of the questionnaire", result["page"], result["ratio"]],
    ]
    show(["loaded and saved", "a second", "ratio"], rows)
