"""Timing, tables and the machine, for every benchmark."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any


def described() -> dict[str, Any]:
    """What the figures were measured on."""
    import numpy
    import scipy

    return {
        "processors": os.cpu_count(),
        "load": [round(load, 1) for load in os.getloadavg()],
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "architecture": platform.machine(),
    }


def seconds(work: Callable[[], object], times: int = 5) -> float:
    """The median time of the work on the clock, after one run that is not counted."""
    work()
    return statistics.median(once(work) for _ in range(times))


def medians(works: Mapping[str, Callable[[], object]], times: int = 5) -> dict[str, float]:
    """As `seconds`, of several works that take turns, so that all meet the same other load."""
    for work in works.values():
        work()
    rounds = [{name: once(work) for name, work in works.items()} for _ in range(times)]
    return {name: statistics.median(taken[name] for taken in rounds) for name in works}


def once(work: Callable[[], object]) -> float:
    """The time of one run on the clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def show(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a Markdown table."""
    print("| " + " | ".join(headings) + " |")
    print("|" + " --- |" * len(headings))
    for row in rows:
        print("| " + " | ".join(_cell(value) for value in row) + " |", flush=True)


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
