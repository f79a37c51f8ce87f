"""How fast a million records are read, and in how much memory, beside what else would send them.

As CSV beside PostgreSQL's COPY of the same rows, which is the fastest way out of a database; as
Parquet; as one group of them, which is written while it is sent; and beside pages of Django REST
framework. See `benchmarks.inside.record_streams`.
"""

from typing import Any

from benchmarks.databases import missing, run_inside
from benchmarks.machine import show

ENGINE, RECORDS, TIMES = "PostgreSQL", 1_000_000, 3


def run() -> dict[str, Any]:
    if problem := missing(ENGINE):
        print(problem)
        return {}
    result = with_ratios(run_inside(ENGINE, "record_streams", RECORDS, TIMES))
    report(result)
    return result


def with_ratios(result: dict[str, Any]) -> dict[str, Any]:
    """Also how many times as fast as COPY each way is, and as the framework's pages."""
    seconds, records = result["seconds"], result["records"]
    # Of the two groups one is half as many.
    seconds |= {name: t * 2 for name, t in seconds.items() if name.endswith("of one group")}
    pages = result["pages_per_record"] * records
    return result | {
        "times_as_fast_as_copy": {name: seconds["COPY"] / t for name, t in seconds.items()},
        "times_as_fast_as_pages": {name: pages / t for name, t in seconds.items()},
        "memory_grew": result["memory_after"] - result["memory_before"],
    }


def report(result: dict[str, Any]) -> None:
    print(f"\n{result['engine']}, {result['records']} records; made in {result['making']:.0f} s")
    show(
        ["read", "seconds for all", "times as fast as COPY", "as the framework's pages"],
        [
            [
                name,
                seconds,
                result["times_as_fast_as_copy"][name],
                result["times_as_fast_as_pages"][name],
            ]
            for name, seconds in result["seconds"].items()
        ],
    )
    print(
        f"Megabytes of memory, at most: {result['memory_before_making']:.0f} before the files were "
        f"made, {result['memory_of_making']:.0f} after; in the web server "
        f"{result['memory_before']:.0f} before they were read, {result['memory_after']:.0f} after"
    )
