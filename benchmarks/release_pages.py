"""What the pages of a release cost beside a page with nothing on it, on both engines.

Releases of 10,080 and of 1,000,080 ratings, asked for by a facilitator who is signed in, each page
in turn; in `benchmarks.inside.release_pages`. A page reads what was published, so that neither its
time nor the number of its queries should grow with the ratings.
"""

from typing import Any

from benchmarks.databases import run_on_each
from benchmarks.machine import show

# People a group, in 120 groups.
PEOPLE = (84, 8334)
TIMES = 9


def run() -> dict[str, Any]:
    result = {}
    for engine, row in run_on_each("release_pages", TIMES, *PEOPLE):
        result[engine] = with_ratios(row)
        report(result[engine])
    return result


def with_ratios(result: dict[str, Any]) -> dict[str, Any]:
    """Also the time of each page against that of the empty one."""
    empty = result["seconds"]["empty"]
    return result | {"ratios": {name: t / empty for name, t in result["seconds"].items()}}


def report(result: dict[str, Any]) -> None:
    print(f"\n{result['engine']}, {result['ratings']} ratings in all")
    show(
        ["ratings and page", "seconds", "ratio to the empty page", "queries"],
        [
            [name, seconds, result["ratios"][name], result["queries"][name]]
            for name, seconds in result["seconds"].items()
        ],
    )
