"""Loads the real pages on both engines and prints one table:  python -m load  (make load)

Whole respondents go from their link to the confirmation, and a page of twenty questions is loaded
and saved again and again: ours, that of a bare Django site on the same server and database, and
those of django-survey-and-report and oTree. Ours and the bare one take turns, so that they meet the
same other load. Writes var/load.json.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from benchmarks import databases, large_rounds
from benchmarks.machine import described, show
from load.playing import play
from load.sites import LOAD, OTREE, ROOT, SITES, Site, environment_of

PEERS = ("django-survey-and-report", "oTree")
# At least so much of the bare page's cycles, and so many times each peer's.
OF_THE_BARE = {"PostgreSQL": 0.8, "SQLite": 0.5}
OF_A_PEER = 5.0
# More people than come to be there while `whole` is played.
LINKS = 900


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m load")
    parser.add_argument("engines", nargs="*", help="only on these engines")
    parser.add_argument("--people", type=int, default=16, help="how many answer at once")
    parser.add_argument("--seconds", type=int, default=6, help="of each turn")
    parser.add_argument("--turns", type=int, default=3, help="of ours and the bare page")
    parser.add_argument("--without-large-rounds", action="store_true")
    chosen = parser.parse_args(arguments)
    if missing := [path for path in (LOAD / "locust", OTREE / "otree") if not path.exists()]:
        parser.error(f"{missing[0]} is not there: `make load` installs it")
    result: dict[str, Any] = {"machine": described(), "people": chosen.people, "engines": {}}
    for engine in chosen.engines or databases.ENGINES:
        if problem := databases.missing(engine):
            print(problem)
            continue
        measured = loaded(engine, chosen.people, chosen.seconds, chosen.turns)
        result["engines"][engine] = with_ratios(measured)
        report(engine, result["engines"][engine])
    if not chosen.without_large_rounds:
        result["large_rounds"] = large_rounds.run()
    print(f"\nOn {result['machine']}, {chosen.people} people at once.")
    (ROOT / "var").mkdir(exist_ok=True)
    (ROOT / "var" / "load.json").write_text(json.dumps(result, indent=1))
    return 0


def loaded(engine: str, people: int, seconds: int, turns: int) -> dict[str, Any]:
    """Return what was measured of whole respondents, and of each site's page."""
    with databases.ENGINES[engine]() as made, ExitStack() as stack:
        environment = environment_of(made)
        starters = people * (turns + 1)
        ours: Site = stack.enter_context(SITES["ours"](environment, starters, LINKS))
        bare: Site = stack.enter_context(SITES["bare"](environment, starters, LINKS))
        whole = play(ours, "whole", people, 2 * seconds)
        taken: dict[str, list[dict[str, Any]]] = {"ours": [], "bare": []}
        for number in range(turns):
            links = ours.plans["cycle"]["links"][number * people :]
            in_turn = ours._replace(plans={"cycle": {**ours.plans["cycle"], "links": links}})
            taken["ours"].append(play(in_turn, "cycle", people, seconds))
            taken["bare"].append(play(bare, "cycle", people, seconds))
    pages = {name: median_of(those) for name, those in taken.items()}
    for name in PEERS:
        with (
            databases.ENGINES[engine]() as made,
            SITES[name](environment_of(made), people, LINKS) as site,
        ):
            pages[name] = median_of([play(site, "cycle", people, 2 * seconds)])
    return {"whole": whole, "pages": pages}


def median_of(turns: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Return cycles a second, and milliseconds of a cycle, as in the median turn."""
    return {
        "a_second": statistics.median(turn["a_second"] for turn in turns),
        "p50": statistics.median(turn["times"]["cycle"]["p50"] for turn in turns),
        "p95": statistics.median(turn["times"]["cycle"]["p95"] for turn in turns),
    }


def with_ratios(measured: dict[str, Any]) -> dict[str, Any]:
    """Also how many cycles of ours there are for one of each other, and how long beside the bare.

    Respondents a minute are those who went the whole way.
    """
    ours, bare = measured["pages"]["ours"], measured["pages"]["bare"]
    others = {name: page for name, page in measured["pages"].items() if name != "ours"}
    return measured | {
        "respondents_a_minute": 60 * measured["whole"]["a_second"],
        "ratios": {name: ours["a_second"] / page["a_second"] for name, page in others.items()},
        "latency_ratios": {rank: ours[rank] / bare[rank] for rank in ("p50", "p95")},
    }


def report(engine: str, result: dict[str, Any]) -> None:
    """Print the table of an engine, and what its whole respondents met."""
    pages = result["pages"]
    bare = pages["bare"]
    print(f"\n{engine}: a page of twenty questions, loaded and saved")
    show(
        ["site", "a second", "ours to it", "at least", "p50 ms", "p95 ms", "p50 to bare"],
        [
            [
                name,
                page["a_second"],
                *_ratio(engine, name, result["ratios"]),
                page["p50"],
                page["p95"],
                page["p50"] / bare["p50"],
            ]
            for name, page in pages.items()
        ],
    )
    print(f"\n{engine}: {result['respondents_a_minute']:.0f} whole respondents a minute")
    rows = [[kind, *those.values()] for kind, those in result["whole"]["times"].items()]
    show(["request", "number", "p50 ms", "p95 ms"], rows)


def _ratio(engine: str, name: str, ratios: dict[str, float]) -> list[object]:
    if name == "ours":
        return ["", ""]
    return [ratios[name], OF_THE_BARE[engine] if name == "bare" else OF_A_PEER]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
