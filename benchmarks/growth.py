"""Does what follows the counting grow with the number of people? It should not.

Every published figure of 60 cells, from blocks on, with 4,000 draws, in groups that make 10,000,
100,000 and 1,000,000 ratings in all; and at the sizes of a workshop. Blocks are new every time, so
that nothing is remembered from the run before but the draws.
"""

from typing import Any

import numpy as np

from analytics.measures import candidates
from analytics.measures.blocks import Block, protect
from analytics.measures.published_contrast import published_contrast
from benchmarks.machine import seconds, show
from benchmarks.studies import cells

CELLS, SEED = 60, 20135
WORKSHOP = (8, 12, 15, 30, 60)
RATINGS = (10_000, 100_000, 1_000_000)


def run() -> dict[str, Any]:
    sizes = [*WORKSHOP, *(ratings // (2 * CELLS) for ratings in RATINGS)]
    times = {n: measured(n) for n in sizes}
    show(
        ["people a group", "ratings", "seconds, 60 cells"],
        [[n, 2 * CELLS * n, time] for n, time in times.items()],
    )
    few, _, many = (times[ratings // (2 * CELLS)] for ratings in RATINGS)
    print(f"From 10,000 to 1,000,000 ratings: × {many / few:.2f}")
    return {"cells": CELLS, "seconds": times, "growth": many / few}


def measured(n: int) -> float:
    """Seconds for all figures of all cells."""
    left, right = blocks(n, 0), blocks(n, 1)

    def work() -> object:
        candidates.forget()
        return published_contrast(left, right)

    return seconds(work, 3)


def blocks(n: int, side: int) -> list[Block]:
    """The blocks of one group in every cell."""
    return [protect(tally) for tally in np.asarray(cells(n, CELLS, SEED + side).tallies)]
