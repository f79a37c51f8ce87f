"""The greatest level of p for every pair of sizes, by listing: `analytics.measures.claim_levels`.

Two groups are said to differ where p is at most the level, so for one pair of sizes the p of every
pair of blocks decides what is said at every level at once. The level is the greatest thousandth at
which in no population of `null_listing.populations` more than `MOST` of pairs of groups of that
one population get a claim or a direction, whichever of the groups is the panel.

`python -m benchmarks claim_levels` works out all pairs of sizes up to `LARGEST` and prints the rows
of the table; pairs that var/claim_levels.json holds already are taken from there, so that it can be
interrupted. It takes less than an hour.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analytics.measures.blocks import ONE, TWO, Block
from analytics.measures.candidates import candidates
from analytics.measures.claim_levels import (
    LARGEST,
    LARGEST_OF_TWO,
    LEAST_UNANIMOUS,
    MOST,
    SMALLEST,
    SMALLEST_OF_TWO,
)
from analytics.measures.classify import gap_kind
from analytics.measures.mixtures import mixed_delta_p
from analytics.measures.published_groups import Groups, published_groups
from analytics.measures.published_pairs import Pair, rounded
from analytics.measures.rounding import FIGURE, probabilities
from analytics.measures.validation import Floats
from analytics.measures.verdicts import Evidence, Thresholds
from benchmarks.null_listing import SAID, blocks_of, chances, populations

KEPT = Path("var/claim_levels.json")
THOUSANDTHS = round(1000 * MOST)
# Pairs of blocks that together are so improbable in every population count as said to differ
# without their p being worked out.
NEGLECTED = 0.0005
# Pairs of blocks worked on at a time.
CHUNK = 4000


class Sizes(NamedTuple):
    """What can be said of every pair of blocks of two sizes, and the p that decides.

    Attributes
    ----------
    chances : of the blocks of either size in every population: (populations, blocks) each.
    sayable : for each of `SAID` and each order of the groups, where it could be said with a p of 0:
        shape (left blocks, right blocks).
    p : of delta, 1 where nothing could be said and 0 where it was not worked out.
    """

    chances: tuple[Floats, Floats]
    sayable: Sequence[NDArray[np.bool_]]
    p: Floats

    def rate(self, level: float) -> float:
        """Return how often something is said at worst."""
        x, y = self.chances
        said = [mask & (self.p <= level) for mask in self.sayable]
        return max(float(((x @ each) * y).sum(axis=1).max()) for each in said)


def run() -> dict[str, Any]:
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    for larger in range(SMALLEST, LARGEST + 1):
        for smaller in range(SMALLEST, larger + 1):
            name = f"{smaller} + {larger}"
            if name not in kept:
                kept[name] = greatest_level(smaller, larger)
                KEPT.parent.mkdir(exist_ok=True)
                KEPT.write_text(json.dumps(kept))
        row = [kept[f"{smaller} + {larger}"] for smaller in range(SMALLEST, larger + 1)]
        print(f'    "{" ".join(map(str, row))}",', flush=True)
    return {"thousandths": kept, "of blocks that withstand two": _levels_of_two()}


def _levels_of_two() -> list[list[int]]:
    """The rows of the table for the coarser grid, printed as they are found."""
    rows = []
    for larger in range(SMALLEST_OF_TWO, LARGEST_OF_TWO + 1):
        sizes = range(SMALLEST_OF_TWO, larger + 1)
        rows.append([greatest_level(smaller, larger, TWO) for smaller in sizes])
        print(f'    "{" ".join(map(str, rows[-1]))}",', flush=True)
    return rows


def greatest_level(left: int, right: int, withstands: int = ONE) -> int:
    """Return the greatest level for groups of these numbers of people, in thousandths.

    Where two colluders are withstood no groups are told apart for being unanimous alone: under the
    coarser grid too many may be.
    """
    sizes = listed(left, right, unanimity=withstands == ONE, withstands=withstands)
    low, high = 0, THOUSANDTHS + 1
    while high - low > 1:
        middle = (low + high) // 2
        if sizes.rate(middle / 1000) <= MOST:
            low = middle
        else:
            high = middle
    return low


def listed(
    left: int,
    right: int,
    shares: Floats | None = None,
    unanimity: bool = True,
    withstands: int = ONE,
) -> Sizes:
    """Return what can be said of groups of these numbers of people, in `populations()`.

    With `unanimity`, groups of which each may be unanimous are told apart at every level.
    """
    each = populations() if shares is None else shares
    x, y = chances(left, each, withstands), chances(right, each, withstands)
    (xs, _), (ys, _) = blocks_of(left, withstands), blocks_of(right, withstands)
    masks = [*_sayable(xs, ys), *(mask.T for mask in _sayable(ys, xs))]
    needed = np.any(masks, axis=0) & ~negligible(x, y)
    p = np.where(np.any(masks, axis=0), 0.0, 1.0)
    rows, columns = np.nonzero(needed)
    for start in range(0, len(rows), CHUNK):
        i, j = rows[start : start + CHUNK], columns[start : start + CHUNK]
        pairs = [candidates(xs[place]) for place in i], [candidates(ys[place]) for place in j]
        p[i, j] = probabilities(mixed_delta_p(*pairs))
    if unanimity and min(left, right) >= LEAST_UNANIMOUS:
        # What needs no level is said at every level.
        unanimous = published_groups(xs).unanimous[:, np.newaxis] & published_groups(ys).unanimous
        p[unanimous & (p <= MOST)] = 0.0
    return Sizes((x, y), [mask for mask in masks if mask.any()], p)


def _sayable(xs: Sequence[Block], ys: Sequence[Block]) -> list[NDArray[np.bool_]]:
    """Where a claim, and where a direction, would be given with a p of 0."""
    shape = len(xs), len(ys)
    x, y = published_groups(xs), published_groups(ys)
    pair = Pair(
        [candidates(block) for block in xs for _ in ys], [candidates(y) for _ in xs for y in ys]
    )
    delta, shift = (np.round(v, FIGURE).reshape(shape) for v in (pair.delta, pair.level_shift))
    evidence = _as_if_certain(x, y, delta, shift)
    verdict = gap_kind(evidence, rounded(Thresholds()))
    return [np.isin(getattr(verdict, name), words) for name, words in SAID.items()]


def _as_if_certain(x: Groups, y: Groups, delta: Floats, shift: Floats) -> Evidence:
    """The evidence with a p of 0 and limits that are the point; the other figures do not matter."""
    return Evidence(
        n_left=x.whole_number[:, np.newaxis],
        n_right=y.whole_number,
        undetermined_left=x.undetermined[:, np.newaxis],
        undetermined_right=y.undetermined,
        asked_left=x.n[:, np.newaxis],
        asked_right=y.n,
        unanimous=x.unanimous[:, np.newaxis] & y.unanimous,
        sides=0,
        delta=delta,
        delta_low=delta,
        delta_high=delta,
        delta_low_90=delta,
        delta_high_90=delta,
        level_shift=shift,
        wasserstein=0.0,
        crossing_index=0.0,
        p_delta=0.0,
        p_wasserstein=1.0,
        median_left=x.typical_median[:, np.newaxis],
        median_right=y.typical_median,
        agreement_right=y.agreement,
        depends_on_undecided=False,
    )


def negligible(x: Floats, y: Floats) -> NDArray[np.bool_]:
    """The pairs of blocks least probable at their most probable, as many as may be neglected."""
    most = np.stack([(x[:, [i]] * y).max(axis=0) for i in range(x.shape[1])])
    low, high = 0, most.size
    bounds = np.sort(most, axis=None)
    while high - low > 1:
        middle = (low + high) // 2
        few = most <= bounds[middle]
        if ((x @ few) * y).sum(axis=1).max() <= NEGLECTED:
            low = middle
        else:
            high = middle
    return most <= bounds[low] if low else np.zeros(most.shape, bool)
