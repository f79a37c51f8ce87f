"""What a page of the questionnaire costs beside a bare page of Django, on both engines.

A page of eight questions, loaded and saved, sixteen people at a time, through the web server of the
embedded default, with real cookies and forms. Two bare pages have the same settings and server, ask
eight questions and save one row in one transaction: one written by hand with nothing to spare, and
one as Django offers it of itself, a ModelForm drawn by its own templates; see
`benchmarks.inside.bare_page`. All take turns, so that they meet the same other load.
"""

from typing import Any

from benchmarks.databases import run_on_each
from benchmarks.machine import show

QUESTIONS, PEOPLE = 8, 16
SLICES, SECONDS = 12, 1.5


def run() -> dict[str, Any]:
    result = {}
    for engine, row in run_on_each("pages", QUESTIONS, PEOPLE, SLICES, SECONDS):
        result[engine] = with_ratio(row)
        report(result[engine])
    return result


def with_ratio(result: dict[str, Any]) -> dict[str, Any]:
    """Also how many cycles of the page there are for one of each bare page."""
    return result | {
        "ratio": result["page"] / result["bare"],
        "ratio_to_model_form": result["page"] / result["model_form"],
    }


def report(result: dict[str, Any]) -> None:
    print(f"\n{result['engine']}, {result['questions']} questions, {result['people']} at a time")
    page, bare, model_form = result["page"], result["bare"], result["model_form"]
    rows: list[list[object]] = [
        ["a bare page written by hand", bare, 1.0, bare / model_form],
        ["a bare page of a ModelForm", model_form, model_form / bare, 1.0],
        ["a page of the questionnaire", page, result["ratio"], result["ratio_to_model_form"]],
    ]
    show(["loaded and saved", "a second", "to the first", "to the ModelForm"], rows)
