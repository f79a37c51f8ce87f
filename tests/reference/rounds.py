"""Simulated rounds that another program has fitted too."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks import simulated_rounds
from benchmarks.simulated_rounds import SimulatedRound, simulated

KEPT = Path(__file__).with_name("pooled_gaps.json")


def _mixed() -> SimulatedRound:
    return simulated(np.random.default_rng(1), simulated_rounds.mixed, 12, 12)


def _sparse() -> SimulatedRound:
    return simulated(np.random.default_rng(2), simulated_rounds.sparse, 8, 8)


def _unequal() -> SimulatedRound:
    return simulated(np.random.default_rng(3), simulated_rounds.one_unlike, 8, 20)


ROUNDS: dict[str, Callable[[], SimulatedRound]] = {
    "mixed, 12 + 12": _mixed,
    "sparse, 8 + 8": _sparse,
    "one unlike, 8 + 20": _unequal,
}
