"""How often groups of one population are called different: exact, by listing every pair of blocks.

Both groups are drawn from the same shares of the four levels, and everybody gives a level. The
chance of every block is the sum of the multinomial chances of its tallies, so no rate here is an
estimate. `python -m benchmarks null_listing` lists the sizes of `SIZES`; `false_rates` takes any.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, product
from typing import Any

import numpy as np
from scipy.special import gammaln, xlogy

from analytics.measures.blocks import ONE, Block, protect
from analytics.measures.candidates import Group, panel_sum
from analytics.measures.classify import gap_kind
from analytics.measures.published_contrast import STATISTICS, delta_bounds, evidence_of
from analytics.measures.published_pairs import pair_figures, rounded
from analytics.measures.validation import Floats
from analytics.measures.verdicts import Direction, GapKind, Thresholds, Verdict
from benchmarks.machine import show

SIZES = ((5, 5), (6, 6), (8, 8), (8, 12), (8, 20), (9, 15), (12, 12))
LEVELS = 4
# Populations have shares in multiples of 1 / PARTS: spread, concentrated, split, and all between.
PARTS = 20
SAID = {
    "kind": (GapKind.OVERESTIMATION, GapKind.UNDERESTIMATION),
    "direction": (Direction.ABOVE, Direction.BELOW),
}
MISJUDGED = (GapKind.MISJUDGMENT,)


def run() -> dict[str, Any]:
    rows = [_row(left, right) for left, right in SIZES]
    show(list(rows[0]), [list(row.values()) for row in rows])
    return {"parts": PARTS, "rows": rows}


def populations(parts: int = PARTS) -> Floats:
    """Return all shares of the levels that are multiples of 1 / parts: shape (populations, 4)."""
    return compositions(parts) / parts


def compositions(n: int, answers: int = LEVELS) -> np.ndarray:
    """Return every tally of n people in lexicographic order: shape (tallies, answers)."""
    places = n + answers - 1
    bars = np.fromiter(combinations(range(places), answers - 1), (np.int64, answers - 1))
    return np.diff(bars, axis=1, prepend=-1, append=places) - 1


@lru_cache(maxsize=64)
def blocks_of(n: int, withstands: int = ONE) -> tuple[tuple[Block, ...], np.ndarray]:
    """Return the blocks of n people who all gave a level, and which of them each tally is in."""
    protected = [protect([0, 0, 0, *tally], withstands) for tally in compositions(n).tolist()]
    places = {block: place for place, block in enumerate(dict.fromkeys(protected))}
    return tuple(places), np.array([places[block] for block in protected])


def chances(n: int, shares: Floats, withstands: int = ONE) -> Floats:
    """Return the chance of every block of n people: shape (populations, blocks)."""
    blocks, places = blocks_of(n, withstands)
    sums = np.zeros((len(shares), len(blocks)))
    np.add.at(sums.T, places, chances_of_tallies(n, shares).T)
    return sums


def chances_of_tallies(n: int, shares: Floats) -> Floats:
    """Return the chance of every tally of n people: shape (populations, tallies)."""
    tallies = compositions(n)
    ways = gammaln(n + 1) - gammaln(tallies + 1).sum(axis=1)
    return np.asarray(np.exp(xlogy(tallies, shares[:, np.newaxis, :]).sum(axis=2) + ways))


def verdicts(left: int, right: int, thresholds: Thresholds | None = None) -> Verdict:
    """Return the verdict on every pair of blocks: shape (left blocks, right blocks) each."""
    return verdicts_on(blocks_of(left)[0], blocks_of(right)[0], thresholds)


def rates_by_side(left: int, sides: Sequence[int], shares: Floats) -> dict[str, Floats]:
    """Return how often a claim and a direction are given against a panel counted by side.

    `sides` are the numbers of assessors that each side nominated. The shares are those of the
    population of all of them and of the `left` group: (populations, 4); returned is the rate in
    each.
    """
    panels: dict[tuple[Block, ...], Floats] = {}
    each = [zip(blocks_of(n)[0], chances(n, shares).T, strict=True) for n in sides]
    for chosen in product(*each):
        # Which side gave which block makes no difference to the sum.
        panel = tuple(sorted((block for block, _ in chosen), key=lambda b: (b.n, b.intervals)))
        chance = np.prod([chance for _, chance in chosen], axis=0)
        panels[panel] = panels.get(panel, np.zeros(len(shares))) + chance
    verdict = verdicts_on(blocks_of(left)[0], [panel_sum(panel) for panel in panels])
    x, y = chances(left, shares), np.stack(list(panels.values()), axis=1)
    said = {name: np.isin(getattr(verdict, name), words) for name, words in SAID.items()}
    return {name: ((x @ each) * y).sum(axis=1) for name, each in said.items()}


def verdicts_on(
    xs: Sequence[Group], ys: Sequence[Group], thresholds: Thresholds | None = None
) -> Verdict:
    """Return the verdict on every pair of these groups: shape (xs, ys) each."""
    one = [x for x in xs for _ in ys]
    figures = pair_figures(one, list(ys) * len(xs), STATISTICS)
    bounds = delta_bounds(figures.left, figures.right)
    rules = rounded(thresholds or Thresholds())
    verdict = gap_kind(evidence_of(figures, bounds), rules)
    return Verdict(*(np.reshape(values, (len(xs), len(ys))) for values in verdict))


def rates(left: int, right: int, said: np.ndarray, p: Floats, q: Floats) -> Floats:
    """Return how often what is marked in `said` (left, right blocks) is said: (populations,)."""
    return np.einsum("pi,ij,pj->p", chances(left, p), said, chances(right, q))


def false_rates(
    left: int, right: int, shares: Floats, thresholds: Thresholds | None = None
) -> dict[str, Floats]:
    """Return how often groups of one population get a claim and a direction: (populations,)."""
    verdict = verdicts(left, right, thresholds)
    return {
        name: rates(left, right, np.isin(getattr(verdict, name), words), shares, shares)
        for name, words in SAID.items()
    }


def _row(left: int, right: int) -> dict[str, Any]:
    shares, verdict = populations(), verdicts(left, right)
    said = {name: np.isin(getattr(verdict, name), words) for name, words in SAID.items()}
    said |= {"misjudged": np.isin(verdict.kind, MISJUDGED), "limits without 0": verdict.apart}
    return {"n": f"{left} + {right}"} | {
        f"{name}, at worst": float(rates(left, right, each, shares, shares).max())
        for name, each in said.items()
    }
