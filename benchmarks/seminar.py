"""How long forty phones wait when all answer at once, on one small server, on both engines.

A question is asked, and all phones load it and answer. The ratio is that of the 95th percentile of
loading and answering to that of a bare page of Django that saves one row, in the same run; nobody
is to wait more than a second for any answer of the server. See `benchmarks.inside.seminar`.
"""

from typing import Any

from benchmarks.databases import run_on_each
from benchmarks.machine import show

PEOPLE, TIMES = 40, 12
LONGEST_WAIT = 1.0


def run() -> dict[str, Any]:
    result = {}
    for engine, row in run_on_each("seminar", PEOPLE, TIMES):
        result[engine] = with_ratio(row)
        report(result[engine])
    return result


def with_ratio(result: dict[str, Any]) -> dict[str, Any]:
    """Also the ratio of the 95th percentiles, and whether nobody waited more than a second."""
    phones, bare = result["phones"], result["bare"]
    return result | {
        "ratio": phones["p95"] / bare["p95"],
        "nobody_waits_too_long": phones["longest"] <= LONGEST_WAIT,
    }


def report(result: dict[str, Any]) -> None:
    print(f"\n{result['engine']}, {result['people']} at once, {result['times']} times")
    rows: list[list[object]] = [
        [name, of["median"], of["p95"], of["longest"]]
        for name, of in (("a bare page", result["bare"]), ("phones", result["phones"]))
    ]
    show(["seconds to load and save", "median", "95 %", "longest single wait"], rows)
    print(f"Ratio of the 95 %: {result['ratio']:.2f}")
