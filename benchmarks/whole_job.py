"""The whole job of a closed round of 1,000,000 ratings against the bare GROUP BY, on both engines.

60 cells, two groups of 8,334 people: participants and a panel that one side nominated. The bare
GROUP BY is the statement the program itself sends, with its rows fetched; PostgreSQL spreads it
over the processors. The job is to count, protect, compute every statistic with 4,000 draws and
publish; in `benchmarks.inside.whole_job`, with databases of its own. What follows the GROUP BY
should not grow with the ratings.
"""

from typing import Any

from benchmarks.databases import run_on_each
from benchmarks.machine import show

# People a group, in 120 groups: 10,080, 100,080 and 1,000,080 ratings.
PEOPLE = (84, 834, 8334)
TIMES = 5


def run() -> dict[str, Any]:
    result = {}
    for engine, row in run_on_each("whole_job", TIMES, *PEOPLE):
        result[engine] = with_ratios(row)
        report(result[engine])
    return result


def with_ratios(result: dict[str, Any]) -> dict[str, Any]:
    """Also the job against the bare GROUP BY, and many ratings against few."""
    after = list(result["after"].values())
    written = result["job"] + result["published"]
    ratios = {
        "ratio": result["job"] / result["bare"],
        "ratio_published": written / result["bare"],
        "growth": after[-1] / after[0],
    }
    return result | ratios


def report(result: dict[str, Any]) -> None:
    print(f"\n{result['engine']}, {list(result['after'])[-1]} ratings")
    rows: list[list[object]] = [["the bare GROUP BY", result["bare"], 1.0]]
    named = {
        "bare_alone": "the same by one process",
        "job": "all but publishing",
        "cold": "all but publishing, the first time in a process",
        "counted": "the GROUP BY and its rows as a table",
        "gaps": "every gap by itself",
        "pooled": "the gaps estimated together",
        "means": "their means over the common concerns",
        "published": "publishing: checksum, rows, commit",
        "changes": "in a later round, changes of all 120 groups",
    }
    measured = {name: text for name, text in named.items() if name in result}
    rows += [[text, result[name], result[name] / result["bare"]] for name, text in measured.items()]
    rows += [["all and publishing", result["job"] + result["published"], result["ratio_published"]]]
    show(["", "seconds", "ratio"], rows)
    print()
    after = [[ratings, seconds] for ratings, seconds in result["after"].items()]
    after.append(["10,080, the panel by four sides", result["after_by_side"]])
    show(["ratings", "seconds after the GROUP BY"], after)
    print(f"From few ratings to many: × {result['growth']:.2f}")
