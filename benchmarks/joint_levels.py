"""The greatest level of p for a gap at one of a dyad's six concerns, by listing.

The same people answer all six, and how alike one person's answers are no block says. Whatever it
is, a gap is found at one concern or more at most six times as often as at one. So the level is the
greatest ten-thousandth at which in no population of `null_listing.populations` more than a sixth of
`MOST` of pairs of groups of that one population get a claim, whichever of the groups is the panel.

`python -m benchmarks joint_levels` prints the rows of the table in
`analytics.measures.claim_levels`, and how often simulated dyads have a concern so shown beside
other rules; it takes some minutes. Opinions are latent and normal, cut into four levels; the
likeness is the correlation of one person's six opinions, and at 1 all six answers are the same.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analytics.measures.blocks import protect
from analytics.measures.claim_levels import (
    CONCERNS,
    LARGEST_JOINT,
    LEAST_UNANIMOUS,
    MOST,
    joint_level,
)
from analytics.measures.published_contrast import STATISTICS
from analytics.measures.published_pairs import pair_figures
from analytics.measures.validation import Floats
from benchmarks.claim_levels import listed
from benchmarks.machine import show
from benchmarks.null_listing import SAID, blocks_of, verdicts

PARTS = 10_000
RUNS = 2000
SEED = 20134
SIZES = ((8, 8), (12, 12), (8, 20))
SHIFTS = (0.0, 0.8, 1.6)
LIKENESSES = (0.0, 0.3, 1.0)
THRESHOLDS = (-0.8, 0.0, 0.9)


class Listing(NamedTuple):
    """Of every pair of blocks of two sizes: shape (left blocks, right blocks)."""

    p: Floats
    delta: Floats
    is_claimed: NDArray[np.bool_]


def run() -> dict[str, Any]:
    found = [
        of_dyads(sizes, shift, likeness)
        for sizes in SIZES
        for shift in SHIFTS
        for likeness in LIKENESSES
    ]
    show(list(found[0]), [list(row.values()) for row in found])
    return {"seed": SEED, "runs": RUNS, "ten-thousandths": levels(), "found": found}


def levels() -> dict[int, list[int]]:
    """The rows of the table, printed as they are found."""
    rows = {}
    for larger in range(LEAST_UNANIMOUS, LARGEST_JOINT + 1):
        row = [greatest_level(n, larger) for n in range(LEAST_UNANIMOUS, larger + 1)]
        print(f'    "{" ".join(map(str, row))}",', flush=True)
        rows[larger] = row
    return rows


def greatest_level(left: int, right: int) -> int:
    """Return the greatest level for groups of these numbers of people, in ten-thousandths.

    0 where not even everybody at one end of the scale against everybody at the other reaches it.
    """
    sizes = listed(left, right, unanimity=False)
    low, high = 0, round(PARTS * MOST) + 1
    while high - low > 1:
        middle = (low + high) // 2
        if sizes.rate(middle / PARTS) <= MOST / CONCERNS:
            low = middle
        else:
            high = middle
    # A p of 0 is of blocks so improbable that theirs was not worked out.
    return low if sizes.p[sizes.p > 0].min() <= low / PARTS else 0


# --- Simulated dyads -----------------------------------------------------------------------------


def of_dyads(
    sizes: tuple[int, int], shift: float, likeness: float, runs: int = RUNS
) -> dict[str, Any]:
    """One row: how many dyads have a concern shown, and how many another rule finds.

    `twice the mean p` calls a dyad different where twice the mean of the six p, each of the side to
    which the mean delta points, is at most a half of `MOST`; it takes p for exact, which it is not.
    """
    rng = np.random.default_rng([SEED, *sizes, round(10 * shift), round(10 * likeness)])
    listing = _listing(*sizes)
    left, right = (
        np.array([_blocks(rng, n, by, likeness) for _trial in range(runs)])
        for n, by in zip(sizes, (shift, 0.0), strict=True)
    )
    p, delta, is_claimed = (values[left, right] for values in listing)
    shown = (is_claimed & (p <= float(joint_level(*sizes)))).any(axis=1)
    side = np.sign(delta.mean(axis=1, keepdims=True))
    of_side = np.where(side * delta > 0, p / 2, 1 - p / 2)
    row = {"n": f"{sizes[0]} + {sizes[1]}", "shift": shift, "likeness": likeness}
    row |= {"shown jointly": float(shown.mean())}
    return row | {"twice the mean p": float((2 * of_side.mean(axis=1) <= MOST / 2).mean())}


def _blocks(rng: np.random.Generator, n: int, shift: float, likeness: float) -> list[int]:
    """Which block each concern's answers are in: the same people answer all six."""
    own, person = rng.normal(size=(CONCERNS, n)), rng.normal(size=n)
    opinions = shift + np.sqrt(likeness) * person + np.sqrt(1 - likeness) * own
    tallies = (np.bincount(row, minlength=4) for row in np.searchsorted(THRESHOLDS, opinions))
    blocks = {block: place for place, block in enumerate(blocks_of(n)[0])}
    return [blocks[protect([0, 0, 0, *tally])] for tally in tallies]


def _listing(left: int, right: int) -> Listing:
    xs, ys = blocks_of(left)[0], blocks_of(right)[0]
    figures = pair_figures([x for x in xs for _ in ys], list(ys) * len(xs), STATISTICS)
    p, delta = (figures.arrays[name].reshape(len(xs), len(ys)) for name in ("p_delta", "delta"))
    return Listing(p, delta, np.isin(verdicts(left, right).kind, SAID["kind"]))
