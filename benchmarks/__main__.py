"""Run every benchmark, print what it found and write all of it to var/bench.json.

A benchmark is a module of this package with `run() -> dict`, JSON-able. Name some to run only
those: `python -m benchmarks coverage weighting`. The others keep what they found last time.
"""

import importlib
import json
import pkgutil
import sys
import time
from pathlib import Path
from typing import Any

import benchmarks
from benchmarks.machine import described

WRITTEN = Path("var/bench.json")


def modules() -> list[str]:
    """The names of the benchmarks, in the order in which they run."""
    found = pkgutil.iter_modules(benchmarks.__path__)
    names = [module.name for module in found if not module.ispkg]
    return [name for name in names if name != "__main__" and _has_run(name)]


def main(wanted: list[str]) -> None:
    known = modules()
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        raise SystemExit(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(known)}")
    found: dict[str, Any] = json.loads(WRITTEN.read_text()) if WRITTEN.exists() else {}
    for name in wanted or known:
        print(f"\n== {name}", flush=True)
        started = time.perf_counter()
        result = importlib.import_module(f"benchmarks.{name}").run()
        found[name] = {**result, "seconds_in_all": round(time.perf_counter() - started, 1)}
    found["machine"] = described()
    WRITTEN.parent.mkdir(exist_ok=True)
    WRITTEN.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    print(f"\nWritten to {WRITTEN}.")


def _has_run(name: str) -> bool:
    return callable(getattr(importlib.import_module(f"benchmarks.{name}"), "run", None))


if __name__ == "__main__":
    main(sys.argv[1:])
