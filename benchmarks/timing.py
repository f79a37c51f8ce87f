"""How well the time of an answer tells used links, withdrawn codes and accounts from unknown ones.

By the same function as the attack of this name, which says what is measured.
"""

from typing import Any

from attacks.timing import measure, worst_area
from benchmarks.databases import ENGINES, missing
from benchmarks.machine import show

TRIES = 300


def run() -> dict[str, Any]:
    result: dict[str, Any] = {}
    rows: list[list[object]] = []
    for engine in ENGINES:
        if problem := missing(engine):
            print(problem)
            continue
        for request, kinds in measure(engine, TRIES).items():
            kind, worst = worst_area(kinds)
            result[f"{engine}: {request}"] = {"kind": kind, **worst._asdict()}
            rows.append([engine, request, kind, worst.value, worst.low, worst.high])
    show(["engine", "request", "against unknown", "area", "from", "to"], rows)
    return result
