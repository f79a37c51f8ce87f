"""Run every benchmark, print the results and write all of it to var/bench.json.

A benchmark is a module of this package with `run() -> dict`, JSON-able. Name some to run only
those: `python -m benchmarks coverage weighting`. The others keep their last results.
"""

import importlib
import json
import os
import pkgutil
import sys
import time
from pathlib import Path
from typing import Any

import django

import benchmarks
from benchmarks.machine import described

WRITTEN = Path("var/bench.json")


def modules() -> list[str]:
    """The names of the benchmarks, in the order in which they run."""
    packaged = pkgutil.iter_modules(benchmarks.__path__)
    names = [module.name for module in packaged if not module.ispkg]
    return [name for name in names if name != "__main__" and _has_run(name)]


def main(wanted: list[str]) -> None:
    available = modules()
    unknown = sorted(set(wanted) - set(available))
    if unknown:
        names = ", ".join(available)
        raise SystemExit(f"no such benchmark: {', '.join(unknown)}; there are {names}")
    results: dict[str, Any] = json.loads(WRITTEN.read_text()) if WRITTEN.exists() else {}
    for name in wanted or available:
        print(f"\n== {name}", flush=True)
        started = time.perf_counter()
        result = importlib.import_module(f"benchmarks.{name}").run()
        results[name] = {**result, "seconds_in_all": round(time.perf_counter() - started, 1)}
    results["machine"] = described()
    WRITTEN.parent.mkdir(exist_ok=True)
    WRITTEN.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    print(f"\nWritten to {WRITTEN}.")


def _has_run(name: str) -> bool:
    return callable(getattr(importlib.import_module(f"benchmarks.{name}"), "run", None))


if __name__ == "__main__":
    # Some measure functions in this process whose modules import models.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cs2survey.settings")
    django.setup()
    main(sys.argv[1:])
