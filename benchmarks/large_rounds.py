"""What beginning and mixing cost in a round of ten thousand envelopes beside one of a hundred.

Fifteen people begin in rounds of each size, whose envelopes are sealed; then a worker mixes those
among which they wrote, and rewrites the table without what was replaced. Beginning is to cost at
most twice as much.
"""

from typing import Any

from benchmarks.databases import run_on_each
from benchmarks.machine import show

BEGINNERS, SIZES = 15, (100, 1_000, 10_000)


def run() -> dict[str, Any]:
    result = {}
    for engine, row in run_on_each("large_rounds", BEGINNERS, *SIZES):
        result[engine] = with_ratio(row)
        report(result[engine])
    return result


def with_ratio(result: dict[str, Any]) -> dict[str, Any]:
    """Also how long beginning takes in the largest round for once in the smallest."""
    first, *_, last = result["of"]
    return result | {"ratio": last["begin_ms"] / first["begin_ms"]}


def report(result: dict[str, Any]) -> None:
    print(f"\n{result['engine']}, beginning in the largest round to the smallest:")
    print(f"{result['ratio']:.2f}; bytes are those of PostgreSQL's write-ahead log")
    headings = ["envelopes", "begin ms", "begin bytes", "mix ms", "mix bytes", "rewrite ms"]
    show(headings, [list(row.values()) for row in result["of"]])
