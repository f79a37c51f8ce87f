"""Random cells to try the measures on: what people might answer, and who they are.

Nothing here knows of the weights that are to be tried: levels come from a latent normal opinion cut
into four, or from groups that all agree, with or without one dissenter.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


class Cells(NamedTuple):
    """Tallies of all seven answers and the shares of the levels they were drawn from.

    `tallies` (cells, 7); `levels` (cells, 4), the shares in the population; `sort`, one of
    "ordinary", "unanimous", "dissenter" and "undecided" for each cell.
    """

    tallies: Counts
    levels: Floats
    sort: NDArray[np.str_]


SORTS = ("ordinary", "unanimous", "dissenter", "undecided")


def cells(n: int, number: int, seed: int, mix: tuple[float, ...] = (0.7, 0.1, 0.1, 0.1)) -> Cells:
    """Return groups of n people each, of the sorts in these proportions.

    From 5 to 15 percent of the answers are no level, half of those "cannot be determined"; among
    the undecided 40 to 80 percent are.
    """
    rng = np.random.default_rng([seed, n])
    sort = rng.choice(SORTS, number, p=mix)
    levels = np.stack([_levels(str(kind), n, rng) for kind in sort])
    no_level = np.where(sort == "undecided", rng.uniform(0.4, 0.8, number), 0)
    no_level += np.where(sort == "undecided", 0, rng.uniform(0.05, 0.15, number))
    others = rng.dirichlet([1, 1, 2], number) * no_level[:, np.newaxis]
    tallies = rng.multinomial(n, np.hstack([others, levels * (1 - no_level)[:, np.newaxis]]))
    for tally, kind in zip(tallies, sort, strict=True):
        if kind == "dissenter":
            _let_one_dissent(tally, rng)
    return Cells(tallies, levels, sort)


def opinion(rng: np.random.Generator) -> Floats:
    """Shares of the four levels when a normal opinion is cut at 0.5, 1.5 and 2.5."""
    centre, spread = rng.uniform(-0.3, 3.3), rng.uniform(0.4, 1.3)
    below = ndtr((np.array([0.5, 1.5, 2.5]) - centre) / spread)
    return np.asarray(np.diff(below, prepend=0, append=1))


def _levels(sort: str, n: int, rng: np.random.Generator) -> Floats:
    if sort in ("ordinary", "undecided"):
        return opinion(rng)
    return np.asarray(np.eye(4)[rng.integers(4)])


def _let_one_dissent(tally: Counts, rng: np.random.Generator) -> None:
    most = 3 + int(tally[3:].argmax())
    if tally[most] > 1:
        other = rng.choice([place for place in range(3, 7) if place != most])
        tally[most] -= 1
        tally[other] += 1
