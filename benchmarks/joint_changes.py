"""The greatest level of p for a side's change over its six concerns, by listing.

The same people answer all six, and how alike one person's answers are no block says. Whatever it
is, if at one concern of an unchanged population a share s of pairs of rounds is called different,
then at k or more of six concerns at most a share 6 s / k is. So for one and for two concerns the
level is the greatest ten-thousandth at which in no population of `null_listing.populations` more
than k sixths of `MOST` of pairs of groups of that one population are called different, in either
direction and whichever of the groups came first.

`python -m benchmarks joint_changes` prints how often simulated sides are said to have moved, beside
what is certain of them and other rules, and then the rows of `analytics.measures.joint_changes`;
pairs of sizes that var/joint_changes.json holds already are taken from there, so that it can be
interrupted. It takes half an hour. Opinions are latent and normal, cut into four levels; likeness
is the correlation of one person's six opinions, constancy that of the same person's in two rounds.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from analytics.measures.blocks import protect
from analytics.measures.candidates import candidates
from analytics.measures.certain_counts import CertainShift, certain_shifts
from analytics.measures.claim_levels import CONCERNS, MOST
from analytics.measures.joint_changes import (
    LARGEST,
    LEAST_DELTA,
    LEAST_SHIFT,
    SMALLEST,
    joint_change,
)
from analytics.measures.mixtures import mixed_delta_p
from analytics.measures.published_pairs import Pair
from analytics.measures.rounding import FIGURE, probabilities
from analytics.measures.validation import Floats
from benchmarks.claim_levels import CHUNK, negligible
from benchmarks.machine import show
from benchmarks.null_listing import blocks_of, chances, populations

RUNS, SEED = 500, 20141
SIZES = (8, 12, 20)
SHIFTS, LIKENESSES, CONSTANCIES = (0.0, 0.8, 1.6), (0.0, 0.3, 1.0), (0.6,)
# Where the latent opinion is cut into levels.
THRESHOLDS = (-0.8, 0.0, 0.9)
KEPT = Path("var/joint_changes.json")
PARTS = 10_000
NEEDED = (1, 2)


def run() -> dict[str, Any]:
    found = [
        of_sides(n, shift, likeness, constancy)
        for n in SIZES
        for constancy in CONSTANCIES
        for likeness in LIKENESSES
        for shift in SHIFTS
    ]
    show(list(found[0]), [list(row.values()) for row in found])
    kept = levels()
    for place, needed in enumerate(NEEDED):
        print(f"concerns needed: {needed}")
        for larger in range(SMALLEST, LARGEST + 1):
            row = [kept[f"{smaller} + {larger}"][place] for smaller in range(SMALLEST, larger + 1)]
            print(f'    "{" ".join(map(str, row))}",')
    return {"seed": SEED, "runs": RUNS, "ten-thousandths": kept, "found": found}


class Listing(NamedTuple):
    """Of every pair of blocks of two sizes, the earlier round's on the right.

    Attributes
    ----------
    chances : of the blocks of either size in every population: (populations, blocks) each.
    delta : shape (left blocks, right blocks).
    shift : the level shift, of the same shape.
    is_large : where the sizes of a difference are large enough to be said.
    p : of delta, 1 where nothing could be said and 0 where it was not worked out.
    """

    chances: tuple[Floats, Floats]
    delta: Floats
    shift: Floats
    is_large: NDArray[np.bool_]
    p: Floats

    def rate(self, level: float) -> float:
        """Return how often a concern is called different at worst."""
        x, y = self.chances
        said = self.is_large & (self.p <= level)
        return float(((x @ said) * y).sum(axis=1).max())


def levels() -> dict[str, list[int]]:
    """The greatest levels for both numbers of concerns by pair of sizes, kept as found."""
    kept: dict[str, list[int]] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    for larger in range(SMALLEST, LARGEST + 1):
        for smaller in range(SMALLEST, larger + 1):
            name = f"{smaller} + {larger}"
            if name not in kept:
                kept[name] = greatest_levels(smaller, larger)
                KEPT.parent.mkdir(exist_ok=True)
                KEPT.write_text(json.dumps(kept))
    return kept


def greatest_levels(left: int, right: int) -> list[int]:
    """Return the greatest level in ten-thousandths, where one and where two concerns are needed.

    0 where not even everybody at one end of the scale against everybody at the other reaches it.
    """
    sizes = listed(left, right)
    least = sizes.p[sizes.p > 0].min()
    found = []
    for needed in NEEDED:
        low, high = 0, round(PARTS * MOST) + 1
        while high - low > 1:
            middle = (low + high) // 2
            if sizes.rate(middle / PARTS) <= needed * MOST / CONCERNS:
                low = middle
            else:
                high = middle
        found.append(low if least <= low / PARTS else 0)
    return found


@lru_cache(maxsize=4)
def listed(left: int, right: int, neglect: bool = True) -> Listing:
    """Return what can be said of rounds of so many people, in `populations()`."""
    x, y = (chances(n, populations()) for n in (left, right))
    xs, ys = blocks_of(left)[0], blocks_of(right)[0]
    every = [candidates(block) for block in xs for _ in ys], [candidates(b) for _ in xs for b in ys]
    pair = Pair(*every)
    delta, shift = (
        np.round(v, FIGURE).reshape(len(xs), -1) for v in (pair.delta, pair.level_shift)
    )
    large = (abs(delta) >= LEAST_DELTA) & (abs(shift) >= LEAST_SHIFT) & (delta * shift > 0)
    p = np.where(large, 0.0, 1.0)
    rows, columns = np.nonzero(large & ~negligible(x, y) if neglect else large)
    for start in range(0, len(rows), CHUNK):
        i, j = rows[start : start + CHUNK], columns[start : start + CHUNK]
        pairs = [candidates(xs[place]) for place in i], [candidates(ys[place]) for place in j]
        p[i, j] = probabilities(mixed_delta_p(*pairs))
    return Listing((x, y), delta, shift, large, p)


# --- Simulated sides -----------------------------------------------------------------------------


def of_sides(
    n: int, shift: float, likeness: float, constancy: float, runs: int = RUNS
) -> dict[str, Any]:
    """One row: how many of the sides are said to have moved, by each rule.

    `certain` is what `certain_counts` proves of their answers together, of whichever sign, and
    `certain, wrongly` how often the answers prove it wrong. `as a whole` is `joint_change`.
    `by signs` allows for people who answer twice in any way at all: see `_by_signs`. `twice the
    mean p` is as in `joint_levels.of_dyads`.
    """
    rng = np.random.default_rng([SEED, n, round(10 * shift), round(10 * likeness)])
    listing, blocks = listed(n, n, neglect=False), blocks_of(n)[0]
    places = {block: place for place, block in enumerate(blocks)}
    found = dict.fromkeys(("certain", "certain, wrongly", "as a whole", "by signs"), 0)
    found["twice the mean p"] = 0
    for _trial in range(runs):
        tallies = _side(rng, n, shift, likeness, constancy)
        before, after = ([protect([0, 0, 0, *tally]) for tally in each] for each in tallies)
        i, j = ([places[block] for block in each] for each in (after, before))
        delta, level_shift, p = (each[i, j] for each in (listing.delta, listing.shift, listing.p))
        proved = certain_shifts(before, after)
        joint = joint_change([n] * CONCERNS, [n] * CONCERNS, delta, level_shift, p)
        found["certain"] += bool(proved)
        found["certain, wrongly"] += any(_is_wrong(shift, *tallies) for shift in proved)
        found["as a whole"] += joint is not None and joint.movement in ("rose", "fell")
        found["by signs"] += any(_by_signs(abs(shift.people), n) for shift in proved)
        of_side = np.where(np.sign(delta.mean()) * delta > 0, p / 2, 1 - p / 2)
        found["twice the mean p"] += bool(2 * of_side.mean() <= MOST / 2)
    row = {"n": n, "shift": shift, "likeness": likeness, "constancy": constancy}
    return row | {
        name: times if name == "certain, wrongly" else times / runs for name, times in found.items()
    }


def _side(
    rng: np.random.Generator, n: int, shift: float, likeness: float, constancy: float
) -> list[NDArray[np.int64]]:
    """The tallies of the levels in either round: shape (concerns, levels) each."""

    def alike() -> Floats:
        own, person = rng.normal(size=(CONCERNS, n)), rng.normal(size=n)
        return np.asarray(np.sqrt(likeness) * person + np.sqrt(1 - likeness) * own)

    kept = rng.normal(0.1 - shift / 2, 0.5, (CONCERNS, 1)) + np.sqrt(constancy) * alike()
    opinions = (kept + by + np.sqrt(1 - constancy) * alike() for by in (0.0, shift))
    return [
        np.array([np.bincount(row, minlength=4) for row in np.searchsorted(THRESHOLDS, each)])
        for each in opinions
    ]


def _is_wrong(shift: CertainShift, before: NDArray[np.int64], after: NDArray[np.int64]) -> bool:
    more = int((after - before)[:, shift.level :].sum())
    return more < shift.people if shift.people > 0 else more > shift.people


def _by_signs(answers: int, n: int) -> bool:
    """Whether so many more answers are improbable of people whose two rounds could be exchanged.

    Then a person's difference is as likely to be its opposite, and at most `CONCERNS`; of sums of n
    such the walk with steps of that length goes furthest, one step less where its parity is wrong
    (Dzindzalieta, Juskevicius and Sileikis 2012). Two directions, three levels.
    """
    steps = int(np.ceil(answers / CONCERNS))
    walk = n if (n + steps) % 2 == 0 else n - 1
    return bool(binom.sf((walk + steps) // 2 - 1, walk, 0.5) <= MOST / 2 / len(THRESHOLDS))
