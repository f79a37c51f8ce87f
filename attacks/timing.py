"""Tells from the time of an answer what the answer itself does not: is a link used, or an account?

Somebody has links, return codes, names of accounts or tokens and asks for them, over and over and
in turns, through the whole WSGI stack but without a network, which would only hide what there is to
hear. How well the time tells two kinds apart is the area under the curve (Mann-Whitney): the
probability that a request of the one kind takes longer than one of the other, 0.5 when it tells
nothing. It is measured by two clocks, since a machine that has other things to do hides in the one
what the processor's own still shows.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import norm, rankdata

from attacks.outcome import Outcome
from benchmarks.databases import ENGINES, missing, run_inside

PROMISE = "one answer for every link that leads nowhere, code, account or token"
CLOCKS = {"seconds": "by the clock", "processor": "of the processor"}
MOST = 0.55
TRIES, FEW_TRIES = 1000, 40


class Area(NamedTuple):
    """An area under the curve, with the ends of its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def distance(self) -> float:
        return abs(self.value - 0.5)


def area(first: Sequence[float], second: Sequence[float]) -> Area:
    """Return the probability that one of `second` is greater than one of `first`.

    Ties count half. The interval is that of DeLong, DeLong and Clarke-Pearson (1988), cut at 0 and
    1. ValueError for fewer than two of either.

    >>> area([1, 2, 3], [2, 3, 4]).value.round(3)
    np.float64(0.778)
    """
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if min(len(x), len(y)) < 2:
        raise ValueError("two measurements of each kind are needed")
    together = rankdata(np.concatenate([x, y]))
    # How many of the other kind each is above, as a share.
    above_x = (together[len(x) :] - rankdata(y)) / len(x)
    above_y = 1 - (together[: len(x)] - rankdata(x)) / len(y)
    value = above_x.mean()
    error = np.sqrt(above_x.var(ddof=1) / len(y) + above_y.var(ddof=1) / len(x))
    half = norm.ppf(0.975) * error
    return Area(value, max(0.0, value - half), min(1.0, value + half))


def run(long: bool) -> Iterable[Outcome]:
    """Compare the work on both engines; at length also the times."""
    for engine in ENGINES:
        if problem := missing(engine):
            yield Outcome(f"time of answers on {engine}", PROMISE, problem, "–", False)
            continue
        measured = measure(engine, TRIES if long else FEW_TRIES)
        for request, kinds in measured.items():
            yield work_outcome(engine, request, kinds)
            if long:
                yield time_outcome(engine, request, kinds)


def measure(engine: str, tries: int) -> dict[str, Any]:
    """Return {request: {kind: {"work": …, and by each clock […]}}}, in fresh databases."""
    return dict(run_inside(engine, "timing", tries))


def work_outcome(engine: str, request: str, kinds: dict[str, Any]) -> Outcome:
    works = [kind["work"] for kind in kinds.values()]
    same = all(work == works[0] for work in works)
    reached = f"{'the same' if same else 'not the same'} for {len(works)} kinds"
    attack = f"{request}, {engine}: queries, keyed hashes, password hashes, bytes"
    return Outcome(attack, PROMISE, reached, "the same", same)


def time_outcome(engine: str, request: str, kinds: dict[str, Any]) -> Outcome:
    kind, worst = worst_area(kinds)
    tries = len(kinds["unknown"]["seconds"])
    reached = (
        f"area under the curve {worst.value:.3f} ({worst.low:.3f} to {worst.high:.3f}) for {kind}, "
        f"the farthest of {len(kinds) - 1} by two clocks, {tries} tries each"
    )
    attack = f"{request}, {engine}: time against that of an unknown one"
    return Outcome(attack, PROMISE, reached, "0.500", worst.distance < MOST - 0.5)


def worst_area(kinds: dict[str, Any]) -> tuple[str, Area]:
    """Return the kind that its time tells best from an unknown one, and how well."""
    areas = {
        f"{kind} {words}": area(kinds["unknown"][clock], measured[clock])
        for kind, measured in kinds.items()
        for clock, words in CLOCKS.items()
        if kind != "unknown"
    }
    worst = max(areas, key=lambda kind: areas[kind].distance)
    return worst, areas[worst]
